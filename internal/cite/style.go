package cite

import (
	"strings"
	"unicode/utf8"

	"report/internal/document"
)

// The styles.
const (
	Numeric    = "numeric"     // [1], in the order of the text
	AuthorYear = "author-year" // (Doe & Roe, 2020), sorted by names
)

// Styles are the names that the front matter's `style:` may have.
var Styles = []string{Numeric, AuthorYear}

// entry puts the pieces of a bibliography's entry together.
type entry struct{ out []document.Inline }

// text adds words, to the words before if there are any.
func (e *entry) text(s string) *entry {
	if s == "" {
		return e
	}
	if n := len(e.out); n > 0 {
		if t, ok := e.out[n-1].(*document.Text); ok {
			t.Value += s
			return e
		}
	}
	e.out = append(e.out, &document.Text{Value: s})
	return e
}

func (e *entry) emph(s string) *entry {
	if s != "" {
		e.out = append(e.out, &document.Emph{Text: []document.Inline{&document.Text{Value: s}}})
	}
	return e
}

func (e *entry) link(url, words string) *entry {
	e.out = append(e.out, &document.Link{URL: url, Text: []document.Inline{&document.Text{Value: words}}})
	return e
}

// ends reports whether the words so far end in a mark, so that none is added.
func (e *entry) ends() byte {
	if len(e.out) == 0 {
		return 0
	}
	switch t := e.out[len(e.out)-1].(type) {
	case *document.Text:
		return lastByte(strings.TrimRight(t.Value, "”’ "))
	case *document.Emph:
		return lastByte(t.Text[0].(*document.Text).Value)
	}
	return 0
}

func lastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

// stop ends a sentence, unless a mark already does.
func (e *entry) stop() *entry {
	switch e.ends() {
	case '.', '!', '?':
		return e
	}
	return e.text(".")
}

// closed is a title with a comma or stop inside its quotes, unless it ends in
// a mark of its own.
func closed(title, mark string) string {
	switch lastByte(title) {
	case '?', '!', '.':
		return title
	}
	return title + mark
}

// initials shortens first names: "Ada B." gives "A. B.", "Jean-Luc" "J.-L.".
func initials(first string) string {
	var out []string
	for word := range strings.FieldsSeq(strings.ReplaceAll(first, ".", ". ")) {
		var parts []string
		for part := range strings.SplitSeq(word, "-") {
			if r, _ := utf8.DecodeRuneInString(part); part != "" {
				parts = append(parts, string(r)+".")
			}
		}
		out = append(out, strings.Join(parts, "-"))
	}
	return strings.Join(out, "\u00a0")
}

// year is when a work appeared, or "n.d.".
func (w *Work) year() string {
	if y := w.Fields["year"]; y != "" {
		return y
	}
	if d := w.Fields["date"]; len(d) >= 4 { // BibLaTeX
		return d[:4]
	}
	return "n.d."
}

// field is the first of some fields that is set.
func (w *Work) field(names ...string) string {
	for _, n := range names {
		if v := w.Fields[n]; v != "" {
			return v
		}
	}
	return ""
}

// people are the authors, or the editors where there are none.
func (w *Work) people() (names []Name, editors bool) {
	if len(w.Authors) > 0 {
		return w.Authors, false
	}
	return w.Editors, len(w.Editors) > 0
}

// address is where the work is found: its DOI, or its URL when that is safe.
func (w *Work) address() (url, words string) {
	if doi := w.Fields["doi"]; doi != "" {
		doi = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(doi, "https://"), "http://"), "dx.")
		doi = strings.TrimPrefix(strings.TrimPrefix(doi, "doi.org/"), "doi:")
		doi = strings.TrimSpace(doi)
		if strings.HasPrefix(doi, "10.") && !strings.ContainsAny(doi, " \t\"<>") {
			return "https://doi.org/" + doi, doi
		}
	}
	u := strings.TrimSpace(w.Fields["url"])
	if lower := strings.ToLower(u); (strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://")) && !strings.ContainsAny(u, " \t\"<>") {
		return u, u
	}
	if w.Fields["eprint"] != "" && strings.EqualFold(w.field("archiveprefix", "eprinttype"), "arxiv") {
		return "https://arxiv.org/abs/" + w.Fields["eprint"], "arXiv:" + w.Fields["eprint"]
	}
	return "", ""
}

// container is what the work appeared in.
func (w *Work) container() string { return w.field("journal", "journaltitle", "booktitle") }

// surnames are the names that a citation prints: one, two, or the first et al.
func surnames(names []Name, and string) string {
	if n := len(names); n == 2 && names[1].Last == "others" {
		return names[0].family() + " et\u00a0al."
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0].family()
	case 2:
		return names[0].family() + " " + and + " " + names[1].family()
	}
	return names[0].family() + " et\u00a0al."
}

// short is what a citation calls the work by: names, or its title.
func (w *Work) short(and string) string {
	names, _ := w.people()
	if s := surnames(names, and); s != "" {
		return s
	}
	if o := w.field("organization", "institution"); o != "" {
		return o
	}
	title := w.Fields["title"]
	if words := strings.Fields(title); len(words) > 5 {
		title = strings.Join(words[:4], " ") + " …"
	}
	return "“" + title + "”"
}
