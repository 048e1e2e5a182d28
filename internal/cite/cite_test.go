package cite_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"report/internal/cite"
	"report/internal/document"
	"report/internal/golden"
)

// TestGolden resolves each testdata/*.txtar in both styles: paper.md cites
// what refs.bib and refs.json hold.
func TestGolden(t *testing.T) {
	golden.Each(t, "testdata/*.txtar", []string{"want"}, func(t *testing.T, a *golden.Archive) {
		got := printed(a.Files, cite.Numeric) + printed(a.Files, cite.AuthorYear)
		if again := printed(a.Files, cite.Numeric) + printed(a.Files, cite.AuthorYear); again != got {
			t.Error("resolved twice, the words differ")
		}
		a.Hold(t, got)
	})
}

// printed is the text with its citations and the list of works.
func printed(files fstest.MapFS, style string) string {
	var out bytes.Buffer
	out.WriteString(style + ":\n")
	doc, errs := document.Build(document.Source{Files: files, Path: "paper.md"}, document.Env{})
	var paths []string
	for _, p := range []string{"refs.bib", "refs.json"} {
		if files[p] != nil {
			paths = append(paths, p)
		}
	}
	lib, more := cite.Read(files, paths)
	errs = append(append(errs, more...), cite.Resolve(doc, lib, style)...)
	errs.Sort()
	for _, e := range errs {
		e.Print(&out, false)
	}
	for _, b := range doc.Blocks {
		if p, ok := b.(*document.Paragraph); ok {
			out.WriteString(words(p.Text) + "\n")
		}
	}
	for _, e := range doc.Bibliography {
		out.WriteString("- " + strings.TrimSpace(e.Label+" ") + " " + e.Key + ": " + words(e.Text) + "\n")
	}
	return out.String()
}

// words prints running text with emphasis and links marked.
func words(in []document.Inline) string {
	var b strings.Builder
	for _, i := range in {
		switch i := i.(type) {
		case *document.Text:
			b.WriteString(i.Value)
		case *document.Emph:
			b.WriteString("*" + words(i.Text) + "*")
		case *document.Link:
			b.WriteString("<" + i.URL + ">")
		case *document.Cite:
			for _, p := range i.Printed {
				b.WriteString(p.Text)
			}
		}
	}
	return strings.ReplaceAll(b.String(), "\u00a0", "_")
}

// FuzzRead holds that no bibliography breaks the reader and that every
// mistake lies inside its file.
func FuzzRead(f *testing.F) {
	f.Add("@article{a, title = {T {\\\"u}}, author = \"A and B\" # x}", false)
	f.Add("@string{x = {y}} @misc(b, title = x)", false)
	f.Add(`[{"id":"a","title":"t"}]`, true)
	f.Fuzz(func(t *testing.T, text string, csl bool) {
		name := map[bool]string{true: "r.json", false: "r.bib"}[csl]
		lib, errs := cite.Read(fstest.MapFS{name: {Data: []byte(text)}}, []string{name})
		lines := strings.Count(text, "\n") + 1
		for _, e := range errs {
			if e.Line < 1 || e.Line > lines {
				t.Errorf("%s lies outside the %d lines of the file", e, lines)
			}
		}
		for _, key := range lib.Keys() {
			doc := &document.Document{Blocks: []document.Block{&document.Paragraph{
				Text: []document.Inline{&document.Cite{Items: []document.CiteItem{{Key: key}}}}}}}
			cite.Resolve(doc, lib, cite.Numeric)
			cite.Resolve(doc, lib, cite.AuthorYear)
		}
	})
}
