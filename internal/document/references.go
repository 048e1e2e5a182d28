package document

import (
	"sort"
	"strconv"
	"strings"

	"report/internal/diag"
)

// label is something that a reference can lead to.
type label struct {
	text string // "Figure 2", "Section 3.1"
	pos  diag.Pos
}

// pendingRef is a reference whose label may come later in the text.
type pendingRef struct {
	ref   *Ref
	id    string
	named bool // it has words of its own
	file  *file
	width int
}

// counters number what has captions.
type counters struct {
	figure, table, listing, equation int
	chart                            int // those without a label
	sections                         [6]int
	appendix                         bool
}

// kinds are the prefixes of labels, as in `@fig-loss`, and what is printed.
var kinds = map[string]string{"fig": "Figure", "tbl": "Table", "lst": "Listing", "sec": "Section", "eq": "Equation"}

// kindOf is the prefix of a reference, or "" for a citation key.
func kindOf(key string) string {
	prefix, rest, found := strings.Cut(key, "-")
	if _, known := kinds[prefix]; known && found && rest != "" {
		return prefix
	}
	return ""
}

// define makes a label known; a second one of the same name is a mistake.
func (b *builder) define(id, text string, file *file, pos diag.Pos) {
	if first, ok := b.labels[id]; ok {
		e := diag.At(pos, "the label %q is already used at %s", id, first.pos)
		e.Source, e.Len = file.line(pos.Line), len(id)+1
		b.fail(e.WithHint("give one of the two another name"))
		return
	}
	b.labels[id] = &label{text: text, pos: pos}
}

// labelled checks the prefix of a label and gives out the next number.
func (b *builder) labelled(id, kind string, count *int, file *file, pos diag.Pos) string {
	*count++
	number := strconv.Itoa(*count)
	if id == "" {
		return number
	}
	if kindOf(id) != kind {
		e := diag.At(pos, "the label of %s starts with %s-, not %q", article(kinds[kind]), kind, id)
		e.Source, e.Len = file.line(pos.Line), len(id)
		b.fail(e.WithHint("#%s-%s", kind, strings.TrimPrefix(id, kindOf(id)+"-")))
	}
	text := kinds[kind] + "\u00a0" + number
	if kind == "eq" {
		text = kinds[kind] + "\u00a0(" + number + ")"
	}
	b.define(id, text, file, pos)
	return number
}

func article(noun string) string {
	if strings.ContainsAny(noun[:1], "AEIOU") {
		return "an " + strings.ToLower(noun)
	}
	return "a " + strings.ToLower(noun)
}

// narrative makes `@key` in running text: a reference or a citation.
func (r *reader) narrative(out *line, m *mark, pos diag.Pos) {
	if kindOf(m.content) != "" {
		ref := &Ref{Pos: pos}
		out.add(ref)
		r.refs = append(r.refs, pendingRef{ref: ref, id: m.content, file: r.g.file, width: m.width})
		return
	}
	item := CiteItem{Key: m.content, Locator: m.locator, Pos: pos}
	out.add(&Cite{Items: []CiteItem{item}, Narrative: true, Pos: pos})
}

// citation makes `[@key, p. 3; see @other]`; a bracket that holds references
// to labels only is a list of them.
func (r *reader) citation(out *line, m *mark) {
	cite := &Cite{Pos: r.g.pos(m.at)}
	var refs []Inline
	for from := 0; from <= len(m.content); {
		end := strings.IndexByte(m.content[from:], ';')
		if end < 0 {
			end = len(m.content) - from
		}
		item, at, ok := r.citeItem(m, from, from+end)
		switch {
		case !ok:
			r.fail(r.g.errorAt(m.place(from), 1, "a citation group holds keys, parted by semicolons").
				WithHint("[@key; see @other, p. 3]"))
		case kindOf(item.Key) != "":
			ref := &Ref{Pos: item.Pos}
			r.refs = append(r.refs, pendingRef{ref: ref, id: item.Key, file: r.g.file, width: at})
			if len(refs) > 0 {
				refs = append(refs, &Text{Value: ", "})
			}
			refs = append(refs, ref)
		default:
			cite.Items = append(cite.Items, item)
		}
		from += end + 1
	}
	out.add(refs...)
	if len(cite.Items) > 0 {
		out.add(cite)
	}
}

// citeItem reads `see -@key, p. 3` between two places of a mark.
func (r *reader) citeItem(m *mark, from, to int) (item CiteItem, width int, ok bool) {
	text := m.content[from:to]
	sign := strings.IndexByte(text, '@')
	if sign < 0 {
		return item, 0, false
	}
	n := keyLength([]byte(text[sign+1:]))
	if n == 0 {
		return item, 0, false
	}
	prefix := strings.TrimSpace(text[:sign])
	if bare, found := strings.CutSuffix(prefix, "-"); found {
		item.SuppressAuthor, prefix = true, strings.TrimSpace(bare)
	}
	rest := strings.TrimSpace(text[sign+1+n:])
	item.Key = text[sign+1 : sign+1+n]
	item.Prefix = strings.Join(strings.Fields(prefix), " ")
	item.Locator = strings.Join(strings.Fields(strings.TrimPrefix(rest, ",")), " ")
	item.Pos = r.g.pos(m.place(from + sign))
	return item, n + 1, true
}

// resolveRefs fills in the references, once all labels are known.
func (b *builder) resolveRefs() {
	for _, p := range b.refs {
		l := b.labels[p.id]
		if l == nil {
			b.fail(b.unknownLabel(p))
			if p.ref.Text == "" { // a draft shows what was written
				p.ref.Text = "@" + p.id
			}
			continue
		}
		p.ref.ID = p.id
		if !p.named || p.ref.Text == "" {
			p.ref.Text = l.text
		}
	}
}

func (b *builder) unknownLabel(p pendingRef) *diag.Error {
	e := diag.At(p.ref.Pos, "there is no label %q", p.id)
	e.Source, e.Len = p.file.line(e.Line), max(p.width, 1)
	known := make([]string, 0, len(b.labels))
	for id := range b.labels {
		known = append(known, id)
	}
	sort.Strings(known)
	if near := diag.Nearest(p.id, known); near != "" {
		return e.WithHint("did you mean %s?", near)
	}
	return e.WithHint("a label is set by {#%s} behind what it names", p.id)
}
