package document_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/golden"
)

// TestGolden builds each testdata/*.txtar: its files are a study, `want` is the
// tree as JSON and `errors` is what Build complains about, both in full.
func TestGolden(t *testing.T) {
	golden.Each(t, "testdata/*.txtar", []string{"want", "errors"}, func(t *testing.T, a *golden.Archive) {
		doc, mistakes := build(t, a.Files)
		if again, _ := build(t, a.Files); again != doc {
			t.Error("built twice, the documents differ")
		}
		a.Hold(t, doc, mistakes)
	})
}

// build is a study's document as JSON, and its mistakes as they are printed.
func build(t *testing.T, files fstest.MapFS) (doc, mistakes string) {
	t.Helper()
	d, errs := document.Build(document.Source{Files: files, Path: "paper.md"}, document.Env{Claims: stub{}})
	var out bytes.Buffer
	errs.Sort()
	for _, e := range errs {
		e.Print(&out, false)
	}
	for _, e := range d.Doubts {
		out.WriteString("doubt: ")
		e.Print(&out, false)
	}
	if len(errs) > 0 {
		return "", out.String()
	}
	return compact(t, d), out.String()
}

// compact is the document as JSON with one block a line, without the empty parts.
func compact(t *testing.T, d *document.Document) string {
	t.Helper()
	var b strings.Builder
	line := func(v any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	line(d.Meta)
	for _, block := range d.Blocks {
		line(block)
	}
	for _, n := range d.Footnotes {
		line(n)
	}
	for _, c := range d.Claims {
		line(map[string]any{"claim": c.ID, "expr": c.Expr, "at": c.At.String()})
	}
	return b.String()
}

// stub resolves `value X` to X, `missing WHY` to a claim that was not measured,
// `stale X` to a stale one, `assert` to one that prints nothing, and nothing
// else.
type stub struct{ document.Claims }

func (stub) Resolve(expr string, pos diag.Pos) (claim.Claim, *diag.Error) {
	name, rest, _ := strings.Cut(expr, " ")
	c := claim.Claim{ID: "id-" + rest, Expr: expr, Status: claim.Supported, Text: rest, Value: rest}
	switch name {
	case "value":
	case "missing":
		c.Status, c.Text, c.Value, c.Reason = claim.Missing, "not measured", "", rest
	case "assert":
		c.Text = ""
	case "stale":
		c.Status, c.Reason = claim.Stale, "the code changed"
	default:
		return c, diag.At(pos, "unknown function %q", name).WithHint("did you mean value?")
	}
	return c, nil
}

// TestNumbersAreAlignedBesideWords has a word among a column's numbers, and a
// column that is mostly words.
func TestNumbersAreAlignedBesideWords(t *testing.T) {
	paper := "---\ntitle: T\n---\n| A | B | C |\n|---|---:|---:|\n| a | 8.1 | yes |\n| b | 10 | no |\n| c | above it | 3 |\n"
	d, errs := document.Build(document.Source{Files: fstest.MapFS{"paper.md": {Data: []byte(paper)}}, Path: "paper.md"}, document.Env{Claims: stub{}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	columns := d.Blocks[0].(*document.Table).Columns
	if columns[1].Align != document.Decimal || columns[2].Align != document.Right {
		t.Errorf("the columns are %v", columns)
	}
}

func TestSummaryGroupsThousands(t *testing.T) {
	paper := "---\ntitle: T\n---\n" + strings.Repeat("{{ missing x }} ", 1200) + strings.Repeat("{{ value 1 }} ", 195)
	d, errs := document.Build(document.Source{Files: fstest.MapFS{"paper.md": {Data: []byte(paper)}}, Path: "paper.md"}, document.Env{Claims: stub{}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	want := "Of the 1,395 computed figures in this paper, 1,200 could not be measured; footnotes say why."
	if len(d.Meta.Notes) != 1 || d.Meta.Notes[0] != want {
		t.Errorf("got %q, want %q", d.Meta.Notes, want)
	}
}
