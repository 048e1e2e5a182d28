package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"report/internal/script"
)

// pdflatex compiles the paper.tex of a directory as a journal does, and wants
// no error, no reference that leads nowhere and nothing that juts out.
func pdflatex(t *testing.T, dir string) {
	t.Helper()
	needs(t, "pdflatex", "texlive-latex-recommended texlive-fonts-recommended lmodern")
	// A text that LaTeX misreads can keep it busy for good.
	ctx, end := context.WithTimeout(t.Context(), 3*time.Minute)
	defer end()
	var log []byte
	for range 2 {
		run := exec.CommandContext(ctx, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex")
		run.Dir = dir
		var err error
		if log, err = run.CombinedOutput(); err != nil {
			t.Fatalf("pdflatex: %v\n%s", err, log[max(0, len(log)-3000):])
		}
	}
	for _, complaint := range []string{"undefined references", "multiply defined", "Undefined"} {
		if bytes.Contains(log, []byte(complaint)) {
			t.Errorf("pdflatex: %s", complaint)
		}
	}
	for _, box := range regexp.MustCompile(`Overfull \\hbox \(([0-9.]+)pt too wide\).*\n.*`).FindAllSubmatch(log, -1) {
		if over, _ := strconv.ParseFloat(string(box[1]), 64); over > 5 {
			t.Errorf("pdflatex: %s", box[0])
		}
	}
}

// TestPaperOfThisRepositoryCompiles has LaTeX set the first study's paper, in
// one column and in two.
func TestPaperOfThisRepositoryCompiles(t *testing.T) {
	if _, err := script.Source(script.Charts); err != nil {
		lacks(t, "the chart and formula scripts are not built: make")
	}
	for _, theme := range []string{"article", "conference"} {
		t.Run(theme, func(t *testing.T) {
			dir := t.TempDir()
			cmd := exec.Command("report", "-C", "../..", "render", "--to", "tex", "--template", theme, "--out", dir)
			cmd.Env = append(os.Environ(), "NO_COLOR=1", "XDG_CACHE_HOME="+t.TempDir())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			pdflatex(t, filepath.Join(dir, "tex"))
		})
	}
}
