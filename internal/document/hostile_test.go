package document_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"report/internal/document"
)

// TestHostileTextIsReadToItsEnd reads texts that make careless readers search
// to the end of the file from every byte, or fill the memory with complaints:
// in quadratic time it would not end before the test's own limit.
func TestHostileTextIsReadToItsEnd(t *testing.T) {
	const n = 100_000
	for name, text := range map[string]string{
		"open claims":    strings.Repeat("{{ ", n/3),
		"open brackets":  strings.Repeat("[@a ", n/4),
		"open math":      strings.Repeat("$a ", n/3),
		"open display":   strings.Repeat("$$a ", n/4),
		"open braces":    strings.Repeat("{#a ", n/4),
		"at signs":       strings.Repeat("@", n),
		"one long line":  strings.Repeat("word {{ value 1 }} ", n/19),
		"footnotes":      strings.Repeat("[^a] ", n/5) + "\n\n[^a]: x\n",
		"front matter":   "---\n" + strings.Repeat("a: b\n", n/5) + "---\n",
		"deep front":     "---\n" + deep(300) + "---\n",
		"same headings":  strings.Repeat("# A\n\n", n/5),
		"table of marks": "| a |\n|---|\n" + strings.Repeat("| {{ value | x }} |\n", n/20),
	} {
		_, errs := document.Build(document.Source{Files: fstest.MapFS{"paper.md": {Data: []byte(text)}}, Path: "paper.md"}, document.Env{Claims: stub{}})
		if len(errs) > 501 {
			t.Errorf("%s: %d mistakes are told at once", name, len(errs))
		}
	}
}

// deep is settings that stand further and further in.
func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
