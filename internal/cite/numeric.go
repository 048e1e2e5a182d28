package cite

import (
	"strings"

	"report/internal/document"
)

// numericEntry prints a work as engineers' journals do: initials first, title
// in quotes, container in italics, year near the end.
func numericEntry(w *Work) []document.Inline {
	e := &entry{}
	title := w.Fields["title"]
	if names := numericNames(w); names != "" {
		e.text(names + ", ")
	}
	switch w.Type {
	case "book", "proceedings", "manual", "booklet":
		e.emph(title).text(ordinal(w.Fields["edition"]))
		if publisher := w.field("publisher", "organization"); publisher != "" {
			e.stop().text(" ")
			if w.Fields["address"] != "" {
				e.text(w.Fields["address"] + ": ")
			}
			e.text(publisher)
		}
		e.text(", " + w.year())
	case "article":
		e.text("“" + closed(title, ",") + "” ").emph(w.container())
		for _, part := range [][2]string{{"vol.\u00a0", "volume"}, {"no.\u00a0", "number"}} {
			if v := w.Fields[part[1]]; v != "" {
				e.text(", " + part[0] + v)
			}
		}
		e.text(pages(w) + ", " + w.year())
	case "inproceedings", "conference", "incollection", "inbook":
		e.text("“" + closed(title, ",") + "” in ").emph(w.container())
		if p := w.field("publisher", "organization"); p != "" {
			e.text(", " + p)
		}
		e.text(", " + w.year() + pages(w))
	case "phdthesis", "mastersthesis", "thesis":
		e.text("“" + closed(title, ",") + "” " + thesis(w) + ", " + w.field("school", "institution") + ", " + w.year())
	default:
		e.text("“" + closed(title, ",") + "” ")
		for _, part := range []string{w.container(), w.field("institution", "organization", "publisher"), report(w), w.Fields["howpublished"]} {
			if part != "" {
				e.text(part + ", ")
			}
		}
		e.text(w.year())
	}
	e.ending(w, "doi: ")
	return e.out
}

// ending adds the address and the note.
func (e *entry) ending(w *Work, doi string) {
	url, words := w.address()
	switch {
	case url == "":
		e.stop()
	case strings.HasPrefix(url, "https://doi.org/") && doi != "":
		e.text(", "+doi).link(url, words).text(".")
	default:
		e.stop().text(" ").link(url, words)
		if accessed := w.field("urldate", "accessed"); accessed != "" {
			e.text(" (accessed " + accessed + ")")
		}
		e.text(".")
	}
	if note := w.Fields["note"]; note != "" {
		e.text(" " + note)
		e.stop()
	}
}

// numericNames are the authors, else the editors, initials first; of more than six
// the first, as the IEEE has it.
func numericNames(w *Work) string {
	names, editors := w.people()
	if len(names) == 0 {
		return w.field("organization")
	}
	var out []string
	for _, n := range names {
		name := n.family()
		if n.First != "" {
			name = initials(n.First) + "\u00a0" + name
		}
		if n.Junior != "" {
			name += " " + n.Junior
		}
		out = append(out, name)
	}
	if strings.EqualFold(out[len(out)-1], "others") {
		out = []string{out[0], "et\u00a0al."}
	}
	joined := listed(out, "and", 6)
	switch {
	case editors && len(names) > 1:
		return joined + ", Eds."
	case editors:
		return joined + ", Ed."
	}
	return joined
}

// listed joins names; of more than most only the first is kept.
func listed(names []string, and string, most int) string {
	switch n := len(names); {
	case n == 1:
		return names[0]
	case n == 2 && names[1] == "et\u00a0al.":
		return names[0] + " et\u00a0al."
	case n == 2:
		return names[0] + " " + and + " " + names[1]
	case n > most:
		return names[0] + " et\u00a0al."
	default:
		return strings.Join(names[:n-1], ", ") + ", " + and + " " + names[n-1]
	}
}

func pages(w *Work) string {
	p := strings.ReplaceAll(strings.ReplaceAll(w.Fields["pages"], " ", ""), "-", "–")
	switch {
	case p == "":
		return ""
	case strings.ContainsAny(p, "–,"):
		return ", pp.\u00a0" + p
	}
	return ", p.\u00a0" + p
}

// ordinal is ", 2nd ed." for an edition given as a number or in words.
func ordinal(edition string) string {
	switch edition {
	case "":
		return ""
	case "1", "2", "3":
		return ", " + edition + map[string]string{"1": "st", "2": "nd", "3": "rd"}[edition] + " ed."
	}
	if strings.Trim(edition, "0123456789") == "" {
		return ", " + edition + "th ed."
	}
	return ", " + edition + " ed."
}

func thesis(w *Work) string {
	if t := w.Fields["type"]; t != "" {
		return t
	}
	if w.Type == "mastersthesis" {
		return "M.S. thesis"
	}
	return "Ph.D. dissertation"
}

func report(w *Work) string {
	kind, number := w.Fields["type"], w.Fields["number"]
	if w.Type == "techreport" && kind == "" {
		kind = "Tech. Rep."
	}
	return strings.TrimSpace(kind + " " + number)
}
