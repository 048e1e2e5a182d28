package cite

import (
	"sort"
	"strconv"
	"strings"

	"report/internal/diag"
	"report/internal/document"
)

// Resolve puts the words of every citation into the document and its list of
// works, in the style that the document names. A key that no work has is a
// mistake; works that nothing cites are left out.
func Resolve(doc *document.Document, lib *Library, style string) diag.List {
	r := &resolver{doc: doc, lib: lib, numeric: style != AuthorYear, number: map[string]int{}, letter: map[string]string{}}
	document.Walk(doc, nil, func(i document.Inline) {
		if c, ok := i.(*document.Cite); ok {
			r.collect(c)
		}
	})
	if !r.numeric {
		r.sort()
	}
	for i, w := range r.cited {
		r.number[w.Key] = i + 1
	}
	for _, c := range r.groups {
		c.Printed = r.printed(c)
	}
	doc.Bibliography = doc.Bibliography[:0]
	for i, w := range r.cited {
		e := document.Entry{Key: w.Key}
		if r.numeric {
			e.Label, e.Text = strconv.Itoa(i+1), numericEntry(w)
		} else {
			e.Text = authorYearEntry(w, r.letter[w.Key])
		}
		doc.Bibliography = append(doc.Bibliography, e)
	}
	return r.failures
}

type resolver struct {
	doc      *document.Document
	lib      *Library
	numeric  bool
	groups   []*document.Cite
	cited    []*Work
	seen     map[string]bool
	number   map[string]int
	letter   map[string]string // a, b: works of the same names and year
	failures diag.List
}

// collect notes the works of a group, in the order of the text.
func (r *resolver) collect(c *document.Cite) {
	r.groups = append(r.groups, c)
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	for _, item := range c.Items {
		w := r.lib.Get(item.Key)
		if w == nil {
			r.failures = append(r.failures, r.unknown(item))
			continue
		}
		if r.seen[item.Key] {
			continue
		}
		r.seen[item.Key] = true
		if w.Fields["title"] == "" && len(w.Authors)+len(w.Editors) == 0 {
			r.failures = append(r.failures, diag.At(w.Pos, "%q is cited and has neither title nor author", w.Key))
		}
		r.cited = append(r.cited, w)
	}
}

func (r *resolver) unknown(item document.CiteItem) *diag.Error {
	e := diag.At(item.Pos, "no work has the key %q", item.Key)
	e.Len = len(item.Key) + 1
	r.doc.Quote(e)
	switch near := diag.Nearest(item.Key, r.lib.Keys()); {
	case near != "":
		return e.WithHint("did you mean @%s?", near)
	case len(r.lib.keys) == 0:
		return e.WithHint("the paper has no bibliography; `bibliography: references.bib` in its front matter names one")
	}
	return e.WithHint(`add it to the bibliography, or write \@ where no citation is meant`)
}

// sort orders the works by names, year and title, and gives letters to those
// that citations could not tell apart.
func (r *resolver) sort() {
	key := func(w *Work) string {
		names, _ := w.people()
		var parts []string
		for _, n := range names {
			parts = append(parts, n.Last+" "+n.First)
		}
		if len(parts) == 0 {
			parts = append(parts, w.field("organization", "title"))
		}
		return strings.ToLower(folded(strings.Join(parts, "\x00")) + "\x01" + w.year() + "\x01" + w.Fields["title"] + "\x01" + w.Key)
	}
	sort.SliceStable(r.cited, func(i, j int) bool { return key(r.cited[i]) < key(r.cited[j]) })
	same := map[string][]*Work{}
	for _, w := range r.cited {
		label := w.short("&") + w.year()
		same[label] = append(same[label], w)
	}
	for _, works := range same {
		if len(works) < 2 {
			continue
		}
		for i, w := range works {
			r.letter[w.Key] = letterOf(i)
		}
	}
}

func letterOf(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return letterOf(i/26-1) + letterOf(i%26)
}

// printed makes the words of a group. A group with an unknown key prints the
// key, so that the place can be found.
func (r *resolver) printed(c *document.Cite) []document.CitePart {
	switch {
	case r.numeric && c.Narrative:
		return r.numericNarrative(c.Items[0])
	case r.numeric:
		return r.numericGroup(c.Items)
	case c.Narrative:
		return r.narrative(c.Items[0])
	}
	return r.group(c.Items)
}

func part(text, key string) document.CitePart { return document.CitePart{Text: text, Key: key} }

func (r *resolver) numericNarrative(item document.CiteItem) []document.CitePart {
	group := r.numericGroup([]document.CiteItem{item})
	w := r.lib.Get(item.Key)
	if w == nil {
		return group
	}
	return append([]document.CitePart{part(w.short("and")+"\u00a0", "")}, group...)
}

// numericGroup is [1, 3], or [1–3] for three and more in a row.
func (r *resolver) numericGroup(items []document.CiteItem) []document.CitePart {
	out := []document.CitePart{part("[", "")}
	simple := true
	for _, item := range items {
		simple = simple && item.Locator == "" && item.Prefix == "" && r.number[item.Key] > 0
	}
	if simple {
		items = append([]document.CiteItem(nil), items...)
		sort.SliceStable(items, func(i, j int) bool { return r.number[items[i].Key] < r.number[items[j].Key] })
	}
	for i := 0; i < len(items); i++ {
		item := items[i]
		if i > 0 {
			out = append(out, part(map[bool]string{true: ", ", false: "; "}[simple], ""))
		}
		last := i
		for simple && last+1 < len(items) && r.number[items[last+1].Key] == r.number[items[last].Key]+1 {
			last++
		}
		if item.Prefix != "" {
			out = append(out, part(item.Prefix+" ", ""))
		}
		out = append(out, r.numberOf(item.Key))
		if last >= i+2 {
			out = append(out, part("–", ""), r.numberOf(items[last].Key))
			i = last
		}
		if item.Locator != "" {
			out = append(out, part(", "+item.Locator, ""))
		}
	}
	return append(out, part("]", ""))
}

func (r *resolver) numberOf(key string) document.CitePart {
	if n := r.number[key]; n > 0 {
		return part(strconv.Itoa(n), key)
	}
	return part("?"+key, "")
}

// narrative is Doe and Roe (2020, p. 3).
func (r *resolver) narrative(item document.CiteItem) []document.CitePart {
	w := r.lib.Get(item.Key)
	if w == nil {
		return []document.CitePart{part("?"+item.Key, "")}
	}
	out := []document.CitePart{part(w.short("and")+" (", ""), part(w.year()+r.letter[w.Key], w.Key)}
	if item.Locator != "" {
		out = append(out, part(", "+item.Locator, ""))
	}
	return append(out, part(")", ""))
}

// group is (see Doe & Roe, 2020, p. 3; Poe, 2019).
func (r *resolver) group(items []document.CiteItem) []document.CitePart {
	out := []document.CitePart{part("(", "")}
	for i, item := range items {
		if i > 0 {
			out = append(out, part("; ", ""))
		}
		if item.Prefix != "" {
			out = append(out, part(item.Prefix+" ", ""))
		}
		if w := r.lib.Get(item.Key); w == nil {
			out = append(out, part("?"+item.Key, ""))
		} else {
			words := w.short("&") + ", " + w.year() + r.letter[w.Key]
			if item.SuppressAuthor {
				words = w.year() + r.letter[w.Key]
			}
			out = append(out, part(words, item.Key))
		}
		if item.Locator != "" {
			out = append(out, part(", "+item.Locator, ""))
		}
	}
	return append(out, part(")", ""))
}
