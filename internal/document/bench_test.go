package document_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"report/internal/document"
)

// BenchmarkBuild reads a paper of about 30 pages once and a hundred times as
// long: the time must grow with the text.
func BenchmarkBuild(b *testing.B) {
	for _, times := range []int{1, 100} {
		files := fstest.MapFS{"paper.md": {Data: []byte(long(times))}}
		b.Run(fmt.Sprintf("×%d", times), func(b *testing.B) {
			b.SetBytes(int64(len(files["paper.md"].Data)))
			for b.Loop() {
				doc, errs := document.Build(document.Source{Files: files, Path: "paper.md"}, document.Env{Claims: stub{}})
				if len(errs) > 0 {
					b.Fatal(errs[0])
				}
				document.Sentences(doc)
			}
		})
	}
}

// long is a paper of thirty sections, so many times over.
func long(times int) string {
	var b strings.Builder
	for i := range 30 * times {
		fmt.Fprintf(&b, "# Section %d {#sec-s%d}\n\n", i, i)
		for range 5 {
			b.WriteString(strings.Repeat("Words of a *paper* with `code` and $x_i$ at {{ value 8.30 | fixed 2 }}, as [@a; @b, p. 3] say in @sec-s0. ", 6))
			b.WriteString("\n\n")
		}
		fmt.Fprintf(&b, "| Tool | Points |\n|---|---:|\n| A | {{ value 1 | fixed 2 }} |\n\n: A table {#tbl-t%d}\n\nNote[^n%d].\n\n[^n%d]: The note.\n\n```go\ncode\n```\n\n", i, i, i)
	}
	return b.String()
}
