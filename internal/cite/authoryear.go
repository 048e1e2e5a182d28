package cite

import (
	"strings"

	"report/internal/document"
)

// authorYearEntry prints a work as psychologists' journals do: family names
// first, the year behind them, the container in italics. The letter tells
// works of the same names and year apart.
func authorYearEntry(w *Work, letter string) []document.Inline {
	e := &entry{}
	title := w.Fields["title"]
	dated := " (" + w.year() + letter + "). "
	whole := isWhole(w)
	if names := authorYearNames(w); names != "" {
		e.text(names)
		e.stop().text(dated)
		e.title(title, whole, w)
	} else {
		e.title(title, whole, w)
		e.text(strings.TrimRight(dated, " "))
	}
	e.source(w)
	url, _ := w.address()
	if url != "" {
		e.text(" ").link(url, url)
	}
	if note := w.Fields["note"]; note != "" {
		e.text(" " + note)
		e.stop()
	}
	return e.out
}

// isWhole tells a work that stands alone, whose title is in italics.
func isWhole(w *Work) bool {
	switch w.Type {
	case "article", "inproceedings", "conference", "incollection", "inbook":
		return false
	}
	return true
}

func (e *entry) title(title string, whole bool, w *Work) {
	if whole {
		e.emph(title)
		if ed := strings.TrimPrefix(ordinal(w.Fields["edition"]), ", "); ed != "" {
			e.text(" (" + ed + ")")
		}
	} else {
		e.text(title)
	}
	e.stop()
}

// source is what the work appeared in, or who brought it out.
func (e *entry) source(w *Work) {
	pages := strings.ReplaceAll(strings.ReplaceAll(w.Fields["pages"], " ", ""), "-", "–")
	switch w.Type {
	case "article":
		e.text(" ").emph(w.container())
		if v := w.Fields["volume"]; v != "" {
			e.text(", ").emph(v)
		}
		if n := w.Fields["number"]; n != "" {
			e.text("(" + n + ")")
		}
		if pages != "" {
			e.text(", " + pages)
		}
		e.stop()
		return
	case "inproceedings", "conference", "incollection", "inbook":
		e.text(" In ").emph(w.container())
		switch {
		case strings.Contains(pages, "–"):
			e.text(" (pp.\u00a0" + pages + ")")
		case pages != "":
			e.text(" (p.\u00a0" + pages + ")")
		}
		e.stop()
	case "phdthesis", "mastersthesis", "thesis":
		e.text(" " + thesis(w) + ", " + w.field("school", "institution"))
		e.stop()
		return
	}
	parts := []string{report(w), w.field("publisher", "institution", "organization"), w.Fields["howpublished"]}
	if w.Type == "misc" || w.Type == "online" {
		parts[0] = w.container()
	}
	for _, part := range parts {
		if part != "" {
			e.text(" " + part)
			e.stop()
		}
	}
}

// authorYearNames are the authors, else the editors, family name first; of more than
// twenty the first nineteen and the last, as the APA has it.
func authorYearNames(w *Work) string {
	names, editors := w.people()
	if len(names) == 0 {
		return w.field("organization")
	}
	var out []string
	for _, n := range names {
		name := n.family()
		if n.First != "" {
			name += ", " + initials(n.First)
		}
		if n.Junior != "" {
			name += ", " + n.Junior
		}
		out = append(out, name)
	}
	joined := out[0]
	switch n := len(out); {
	case n > 20:
		joined = strings.Join(out[:19], ", ") + ", … " + out[n-1]
	case n > 1:
		joined = strings.Join(out[:n-1], ", ") + ", & " + out[n-1]
	}
	if n := len(out); out[n-1] == "others" {
		joined = strings.Join(out[:n-1], ", ") + ", et\u00a0al."
	}
	switch {
	case editors && len(names) > 1:
		return joined + " (Eds.)"
	case editors:
		return joined + " (Ed.)"
	}
	return joined
}
