package document

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"report/internal/diag"
	"report/internal/digest"
)

// frontMatter parts a file into what stands between two lines of `---` at its
// top and the offset at which the text begins. A file without has none.
func frontMatter(f *file) (head fragment, body int) {
	text := f.text
	start := 0
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		start = 3
	}
	if !isFence(f, 0, start) {
		return f.part(start, start), start
	}
	for n := 1; n < len(f.lines); n++ {
		if isFence(f, n, f.lines[n]) || f.line(n+1) == "..." {
			end := len(text)
			if n+1 < len(f.lines) {
				end = f.lines[n+1]
			}
			return f.part(f.lines[1], f.lines[n]), end
		}
	}
	return f.part(start, start), start
}

// unclosed is the mistake of front matter that no line ends; a line of `---`
// above anything else than a field is a rule.
func unclosed(f *file, head fragment) *diag.Error {
	if len(head.text) > 0 || !isFence(f, 0, len(f.text)-len(bytes.TrimPrefix(f.text, []byte("\ufeff")))) || !field.MatchString(f.line(2)) {
		return nil
	}
	if len(f.lines) > 1 && (isFence(f, 1, f.lines[1]) || f.line(2) == "...") {
		return nil
	}
	return f.part(0, 3).errorAt(0, 3, "the front matter has no end").WithHint("put a line of --- below its last field")
}

// field is how a line of front matter begins.
var field = regexp.MustCompile(`^[A-Za-z][A-Za-z_-]*:(\s|$)`)

func isFence(f *file, n, from int) bool {
	line := f.line(n + 1)
	return strings.TrimRight(line[min(len(line), from-f.lines[n]):], " \t") == "---"
}

// front reads the front matter of the paper. The study fills in what it leaves
// out: title and authors.
func (b *builder) front(f *file, head fragment) {
	m := &b.doc.Meta
	o := &options{b: b, what: "the front matter", all: b.settings(head)}
	m.Lang = "en"
	if s := b.env.Study; s != nil {
		m.Title = s.Title
		for _, a := range s.Authors {
			m.Authors = append(m.Authors, Author(a))
		}
	}
	if v := o.get("title"); v != nil {
		m.Title, m.TitleText = b.headline(v.text)
	}
	if v := o.get("subtitle"); v != nil {
		m.Subtitle, m.SubtitleText = b.headline(v.text)
	}
	if v := o.get("abstract"); v != nil {
		before := len(b.asserts)
		m.Abstract = b.text(v.text)
		b.doc.vouched = b.asserts[before:]
	}
	if authors := b.authors(o); authors != nil {
		m.Authors = authors
	}
	for _, k := range o.list("keywords") {
		m.Keywords = append(m.Keywords, k.text.String())
	}
	if lang := o.text("lang"); lang != "" {
		m.Lang = lang
	}
	m.Template = o.text("template")
	m.Style = o.choice("style", "numeric", "author-year")
	b.unnumber = !o.bool("numbering", true)
	b.bibliography(f, o)
	o.done()
}

// authors reads `authors:`, each a name or a name with an affiliation.
func (b *builder) authors(o *options) (authors []Author) {
	values := o.list("authors")
	for _, v := range append(values, o.list("author")...) {
		if v.settings == nil {
			authors = append(authors, Author{Name: v.text.String()})
			continue
		}
		inner := &options{b: b, what: "an author", all: v.settings}
		a := Author{Name: inner.text("name"), Affiliation: inner.text("affiliation"), Email: inner.text("email")}
		inner.done()
		if a.Name == "" {
			b.fail(v.text.errorAt(0, 1, "an author has a name").WithHint("- name: …"))
		}
		authors = append(authors, a)
	}
	return authors
}

// WorksBeside is the file of works that a paper has which names none.
func WorksBeside(paper string) string { return path.Join(path.Dir(paper), "references.bib") }

// Bibliography are the files of works that a paper names, or the one beside
// it, without reading the rest of it. What is wrong with them is for Build.
func Bibliography(source Source) []string {
	b := &builder{source: source, doc: &Document{Inputs: map[string]digest.SHA256{}}, files: map[string]*file{}}
	f, err := b.read(path.Clean(source.Path))
	if err != nil {
		return nil
	}
	head, _ := frontMatter(f)
	b.bibliography(f, &options{b: b, what: "the front matter", all: b.settings(head)})
	return b.doc.Meta.Bibliography
}

// bibliography notes the files of works: those named, or references.bib beside
// the paper where there is one.
func (b *builder) bibliography(f *file, o *options) {
	m := &b.doc.Meta
	for _, v := range o.list("bibliography") {
		full, e := b.inside(v.text)
		if e == nil {
			if _, err := fs.Stat(b.source.Files, full); err != nil {
				e = unread(b.source.Files, full, err, v.text.errorAt(0, len(v.text.text), "the bibliography %s cannot be read: %s", full, plain(err)))
			}
		}
		if e != nil {
			b.fail(e)
			continue
		}
		m.Bibliography = append(m.Bibliography, full)
	}
	if beside := WorksBeside(f.path); o.get("bibliography") == nil {
		if _, err := fs.Stat(b.source.Files, beside); err == nil {
			m.Bibliography = []string{beside}
		}
	}
}

// finish puts in the parts that every paper has and the text did not place:
// the list of works and the evidence.
func (b *builder) finish() {
	b.doc.Meta.Root, b.doc.Meta.Date = b.env.Root, b.env.Newest
	b.summary()
	if claims, ok := b.env.Claims.(interface {
		Quoted() map[string]digest.SHA256
	}); ok {
		maps.Copy(b.doc.Inputs, claims.Quoted())
	}
	b.runs()
	has := map[string]bool{}
	cites := false
	Walk(b.doc, func(block Block) {
		if p, ok := block.(*Placeholder); ok {
			has[p.Part] = true
		}
	}, func(i Inline) {
		if _, ok := i.(*Cite); ok {
			cites = true
		}
	})
	if cites && !has["bibliography"] {
		h := &Heading{Level: 1, Text: []Inline{&Text{Value: "References"}}, Pos: b.start()}
		b.nameless = append(b.nameless, named{h, "References", "References"})
		b.insert([]Block{h, &Placeholder{Part: "bibliography"}})
	}
	if len(b.doc.Evidence) == 0 && has["evidence"] {
		b.noEvidence()
	}
	if len(b.doc.Evidence) > 0 && !has["evidence"] {
		b.doc.Blocks = append(b.doc.Blocks, b.evidenceHeading(), &Placeholder{Part: "evidence"})
	}
	b.putWaivers()
}

// insert puts blocks before the first appendix, or at the end.
func (b *builder) insert(blocks []Block) {
	at := len(b.doc.Blocks)
	for i, block := range b.doc.Blocks {
		if h, ok := block.(*Heading); ok && h == b.appendix {
			at = i
			break
		}
	}
	b.doc.Blocks = slices.Insert(b.doc.Blocks, at, blocks...)
}

// noEvidence says in the place of an empty list that it is empty.
func (b *builder) noEvidence() {
	for i, block := range b.doc.Blocks {
		if p, ok := block.(*Placeholder); ok && p.Part == "evidence" {
			b.doc.Blocks[i] = &Paragraph{Text: plainly("No figure of this paper rests on a run yet."), Pos: b.start()}
		}
	}
}

func (b *builder) evidenceHeading() *Heading {
	h := &Heading{Level: 1, Text: []Inline{&Text{Value: "Evidence"}}, Pos: b.start()}
	if b.counts.appendix && !b.unnumber {
		h.Number = b.counts.section(1, true)
	}
	b.nameless = append(b.nameless, named{h, "Evidence", "Evidence"})
	return h
}

// start is the position that generated parts carry.
func (b *builder) start() diag.Pos { return diag.Pos{File: b.source.Path, Line: 1, Col: 1} }
