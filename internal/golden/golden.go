// Package golden holds what tests produce against files in testdata, and with
// the flag -update writes those anew, to be read in review. Only tests import it.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Archive is a txtar file: what a test reads, and what it is to produce.
type Archive struct {
	Files   fstest.MapFS // all but what is wanted
	path    string
	comment []byte
	kept    []txtar.File
	wants   []string
	want    map[string]string
}

// Each goes through the archives that a pattern matches, each as a test of its
// name. wants names their files that hold what is to be produced.
func Each(t *testing.T, pattern string, wants []string, test func(t *testing.T, a *Archive)) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			a := &Archive{Files: fstest.MapFS{}, path: path, comment: archive.Comment, wants: wants, want: map[string]string{}}
			for _, f := range archive.Files {
				if slices.Contains(wants, f.Name) {
					a.want[f.Name] = string(f.Data)
					continue
				}
				a.kept = append(a.kept, f)
				a.Files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			test(t, a)
		})
	}
}

// Hold compares what was produced with what is wanted, in the order of wants; a
// text that is empty is left out of the archive.
func (a *Archive) Hold(t *testing.T, got ...string) {
	t.Helper()
	files := slices.Clone(a.kept)
	for i, name := range a.wants {
		if !*update && got[i] != a.want[name] {
			t.Errorf("%s of %s is now:\n%s\nnot:\n%s", name, a.path, got[i], a.want[name])
		}
		if got[i] != "" {
			files = append(files, txtar.File{Name: name, Data: []byte(got[i])})
		}
	}
	if *update {
		if err := os.WriteFile(a.path, txtar.Format(&txtar.Archive{Comment: a.comment, Files: files}), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// File holds a text against the golden file at a path.
func File(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at it, then -update\n%s", path, difference(string(want), got))
	}
}

// difference is where two texts part, with a few lines from there on.
func difference(want, got string) string {
	const most = 12
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	var b strings.Builder
	for _, side := range []struct {
		mark  string
		lines []string
	}{{"- ", w}, {"+ ", g}} {
		for _, line := range side.lines[min(i, len(side.lines)):min(i+most, len(side.lines))] {
			b.WriteString(side.mark + line + "\n")
		}
	}
	return b.String()
}
