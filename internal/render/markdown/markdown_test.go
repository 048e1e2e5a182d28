package markdown_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"report/internal/chart"
	"report/internal/cite"
	"report/internal/document"
	"report/internal/golden"
	"report/internal/render/markdown"
)

// TestGolden renders the paper.md of each testdata/*.txtar.
func TestGolden(t *testing.T) {
	golden.Each(t, "testdata/*.txtar", []string{"want.md"}, func(t *testing.T, a *golden.Archive) {
		got := rendered(t, a.Files)
		if rendered(t, a.Files) != got {
			t.Error("rendered twice, the texts differ")
		}
		a.Hold(t, got)
	})
}

func rendered(t *testing.T, files fstest.MapFS) string {
	t.Helper()
	doc, errs := document.Build(document.Source{Files: files, Path: "paper.md"}, document.Env{})
	lib, more := cite.Read(files, doc.Meta.Bibliography)
	errs = append(append(errs, more...), cite.Resolve(doc, lib, doc.Meta.Style)...)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	text, pictures, err := markdown.Render(doc, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name := range pictures {
		if !bytes.Contains(text, []byte(name)) {
			t.Errorf("the text does not show %s", name)
		}
	}
	return string(text)
}

// TestComputed renders the parts that only the evidence puts into a document.
func TestComputed(t *testing.T) {
	text := func(s string) []document.Inline { return []document.Inline{&document.Text{Value: s}} }
	doc := &document.Document{
		Meta: document.Meta{Title: "T", Date: "2026-11-23", Root: "sha256:00", Notes: []string{"Not measured: b."}},
		Blocks: []document.Block{
			&document.Table{ID: "tbl-a", Number: "1", Caption: text("Side by side"),
				Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}, {Align: document.Decimal}},
				Head: [][]document.Cell{{{Text: text("Criterion")}, {Text: text("Alpha"), Span: 2}, {}},
					{{}, {Text: text("Published")}, {Text: text("Measured")}}},
				Body: [][]document.Cell{{{Text: text("Speed"), Head: true}, {Text: text("9")},
					{Text: []document.Inline{&document.Figured{Claim: "a", Value: "not measured", Mark: document.MarkMissing}, &document.NoteRef{Number: 1}}}}},
				Foot:  [][]document.Cell{{{Text: text("Total"), Head: true}, {Text: []document.Inline{&document.Figured{Claim: "b", Value: "8.60"}}, Strong: true}, {Text: text("7")}}},
				Notes: [][]document.Inline{text("† Judged.")}},
			&document.Figure{ID: "fig-a", Number: "1", Caption: text("Bars"), Chart: &document.Chart{ID: "fig-a"}},
			&document.Placeholder{Part: "evidence"},
		},
		Footnotes: []document.Footnote{{Number: 1, Blocks: []document.Block{&document.Paragraph{Text: text("Not measured: b.")}}}},
		Evidence: []document.EvidenceRun{{Run: "a-s/R", ID: "run-a-s-R", Status: "succeeded", Profile: "standard", Started: "2026-11-23T14:13:00Z",
			Tool: "a 1.0", Machine: "CPU, 2 cores", Manifest: "12", Files: []document.EvidenceFile{{Path: "work.log", SHA256: "34", Size: 5, Claims: []string{"a", "b"}}}}},
	}
	got, files, err := markdown.Render(doc, map[string]*chart.Drawing{"fig-a": {SVG: []byte("<svg/>"), Alt: "Bars of Alpha"}})
	if err != nil {
		t.Fatal(err)
	}
	if string(files["figures/fig-a.svg"]) != "<svg/>" || len(files) != 1 {
		t.Errorf("the files are %v", files)
	}
	golden.File(t, "testdata/computed.md", string(got))
}

func TestAChartThatWasNotDrawnIsAnError(t *testing.T) {
	doc := &document.Document{Blocks: []document.Block{&document.Figure{Chart: &document.Chart{ID: "fig-a"}}}}
	if _, _, err := markdown.Render(doc, nil); err == nil || !strings.Contains(err.Error(), "fig-a was not drawn") {
		t.Errorf("got %v", err)
	}
}
