package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"report/internal/need"
	"report/internal/script"
)

// mostOfPage is how large the page may be without its screenshots, in bytes.
const mostOfPage = 2_000_000

// TestPaperOfThisRepository renders the first study's paper and holds it to
// what is promised of it: archival and accessible, a page that can be mailed,
// and the same bytes again from nothing drawn before.
func TestPaperOfThisRepository(t *testing.T) {
	t.Parallel() // Java takes its time
	if _, err := script.Source(script.Charts); err != nil {
		need.Missing(t, need.Scripts)
	}
	render := func() (dir string) {
		dir = t.TempDir()
		cmd := exec.Command("report", "-C", "../..", "render", "--out", dir)
		cmd.Env = append(os.Environ(), "NO_COLOR=1", "XDG_CACHE_HOME="+t.TempDir())
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return dir
	}
	dir := render()
	read := func(dir, name string) []byte {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	again := render()
	for _, name := range []string{"paper.md", "paper.html", "paper.pdf"} {
		if !bytes.Equal(read(dir, name), read(again, name)) {
			t.Errorf("%s has other bytes the second time", name)
		}
	}
	screenshots := regexp.MustCompile(`data:image/png;base64,[A-Za-z0-9+/=]+`)
	if page := screenshots.ReplaceAll(read(dir, "paper.html"), nil); len(page) > mostOfPage {
		t.Errorf("the page has %d bytes without its screenshots, more than %d", len(page), mostOfPage)
	}
	accessible(t, shown(t, "file://"+filepath.Join(dir, "paper.html")))
	need.Accessible(t, filepath.Join(dir, "paper.pdf"))
}
