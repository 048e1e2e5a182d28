package need

import (
	"bytes"
	"context"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// mostOver is how far something may jut out, in points of LaTeX.
const mostOver = 5

var juts = regexp.MustCompile(`(?:Overfull \\hbox \(([0-9.]+)pt too wide\)|Float too large for page by ([0-9.]+)pt).*\n.*`)

// Compiles has LaTeX set the paper.tex of a directory twice, as a journal does,
// and wants no error, no reference that leads nowhere and nothing that juts out.
// paper.pdf then stands beside it.
func Compiles(t testing.TB, dir string) {
	t.Helper()
	pdflatex := Program(t, "pdflatex", "texlive-latex-recommended texlive-fonts-recommended lmodern")
	// A text that LaTeX misreads can keep it busy for good.
	ctx, end := context.WithTimeout(t.Context(), 3*time.Minute)
	defer end()
	var log []byte
	for range 2 {
		run := exec.CommandContext(ctx, pdflatex, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex")
		run.Dir = dir
		var err error
		if log, err = run.CombinedOutput(); err != nil {
			t.Fatalf("pdflatex: %v\n%s", err, log[max(0, len(log)-3000):])
		}
	}
	for _, complaint := range []string{"undefined references", "multiply defined", "Undefined"} {
		if bytes.Contains(log, []byte(complaint)) {
			t.Errorf("pdflatex: %s\n%s", complaint, log)
		}
	}
	for _, box := range juts.FindAllSubmatch(log, -1) {
		if over, _ := strconv.ParseFloat(string(box[1])+string(box[2]), 64); over > mostOver {
			t.Errorf("pdflatex: %s", box[0])
		}
	}
}
