package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"report/internal/need"
	"report/internal/script"
)

// TestReadme runs the commands that the README shows for a study of one's own,
// as a newcomer would type them.
func TestReadme(t *testing.T) {
	if _, err := script.Source(script.Charts); err != nil {
		need.Missing(t, need.Scripts)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, own, found := strings.Cut(string(readme), "## Your own study")
	_, block, opened := strings.Cut(own, "```console\n")
	block, _, closed := strings.Cut(block, "```")
	if !found || !opened || !closed {
		t.Fatal("README.md has no console block below \"Your own study\"")
	}
	var story strings.Builder
	for line := range strings.SplitSeq(strings.TrimSpace(block), "\n") {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			t.Fatalf("%q is no command", line)
		}
		if strings.HasPrefix(command, "report ") {
			command = "exec " + command
		}
		story.WriteString(command + "\n")
	}
	story.WriteString("exists paper/rendered/paper.md paper/rendered/paper.html paper/rendered/paper.pdf\nexec report verify\n")
	path := filepath.Join(t.TempDir(), "readme.txtar")
	if err := os.WriteFile(path, []byte(story.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Files: []string{path}, RequireExplicitExec: true, Setup: func(env *testscript.Env) error {
		env.Setenv("NO_COLOR", "1")
		env.Setenv("XDG_CACHE_HOME", env.WorkDir+"/.cache")
		return nil
	}})
}
