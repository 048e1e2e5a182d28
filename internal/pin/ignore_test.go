package pin

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestIgnoresWhatGitIgnores compares with the git command, rule by rule, for a
// study below the top of its repository.
func TestIgnoresWhatGitIgnores(t *testing.T) {
	top := t.TempDir()
	gitDo(t, top, "init", "-q")
	files := map[string]string{
		".gitignore":                   "*.log\n!keep.log\n/one/build/\n# comment\n\ncache/\n**/deep/*.tmp\n",
		"one/.gitignore":               "local.txt\n/only.txt\n",
		"one/experiments/a/.gitignore": "!again.log\nout/*\n!out/kept.txt\n",
		"one/experiments/a/run.py":     "", "one/experiments/a/x.log": "", "one/experiments/a/keep.log": "", "one/experiments/a/again.log": "",
		"one/experiments/a/local.txt": "", "one/experiments/a/only.txt": "", "one/experiments/a/excluded.bin": "",
		"one/experiments/a/cache/x": "", "one/experiments/a/cache/y/z": "", "one/experiments/a/deep/a.tmp": "", "one/experiments/a/b/deep/a.tmp": "",
		"one/experiments/a/out/x.txt": "", "one/experiments/a/out/kept.txt": "", "one/experiments/a/build/x": "", "one/experiments/a/sp ace.txt": "",
	}
	write(t, top, files)
	write(t, top, map[string]string{".git/info/exclude": "*.bin\n"})
	root := filepath.Join(top, "one")
	i := newIgnorer(root, nil)
	for name := range files {
		inner, ok := strings.CutPrefix(name, "one/")
		if !ok {
			continue
		}
		err := exec.Command("git", "-C", root, "check-ignore", "-q", inner).Run()
		if got, want := i.above(inner, false), err == nil; got != want {
			t.Errorf("%s: ignored is %v, git says %v", inner, got, want)
		}
	}
}
