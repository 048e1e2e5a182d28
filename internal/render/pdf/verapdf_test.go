package pdf

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"report/internal/document"
	"report/internal/need"
)

// TestPagesAreAccessibleAndArchival asks veraPDF whether papers with every
// kind of block are PDF/UA-1 and PDF/A-2a.
func TestPagesAreAccessibleAndArchival(t *testing.T) {
	t.Parallel() // Java takes its time
	dir := t.TempDir()
	for name, set := range map[string]struct {
		doc  *document.Document
		opts Options
	}{
		"one": {sample(2), Options{}},
		"two": {sample(1), Options{Columns: 2, Paper: Letter}},
	} {
		set.opts.Date, set.opts.Hyphens = evidenceDate, patterns
		set.opts.Formulas = drawn("T = \\sum_i w_i p_i", true, 20)
		maps.Copy(set.opts.Formulas, drawn("\\alpha_1 + \\beta", false, 8))
		out, err := Render(set.doc, sampleDrawings(2), set.opts)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	need.Accessible(t, filepath.Join(dir, "one.pdf"), filepath.Join(dir, "two.pdf"))
}

func TestFileIsSound(t *testing.T) {
	qpdf := need.Program(t, "qpdf", "qpdf")
	path := filepath.Join(t.TempDir(), "a.pdf")
	out, err := Render(sample(2), sampleDrawings(2), Options{Date: evidenceDate, Hyphens: patterns})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out, 0o644); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(qpdf, "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, said)
	}
}
