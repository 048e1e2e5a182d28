package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"report/internal/need"
	"report/internal/script"
)

// TestPaperOfThisRepositoryCompiles has LaTeX set the first study's paper, in
// one column and in two.
func TestPaperOfThisRepositoryCompiles(t *testing.T) {
	t.Parallel()
	if _, err := script.Source(script.Charts); err != nil {
		need.Missing(t, need.Scripts)
	}
	for _, theme := range []string{"article", "conference"} {
		t.Run(theme, func(t *testing.T) {
			dir := t.TempDir()
			cmd := exec.Command("report", "-C", "../..", "render", "--to", "tex", "--template", theme, "--out", dir)
			cmd.Env = append(os.Environ(), "NO_COLOR=1", "XDG_CACHE_HOME="+t.TempDir())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			need.Compiles(t, filepath.Join(dir, "tex"))
		})
	}
}
