package study_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"report/internal/diag"
	"report/internal/study"
)

// Files made to cost time or memory are refused with one clear mistake, or
// with as many as a person would read.
func TestHostileFilesAreBounded(t *testing.T) {
	const head = "schema: report/experiment/1\n"
	const steps = "steps: [{id: a, run: [x]}]\n"
	bomb := head + "env: &a {A: b}\nx1: &b [*a, *a, *a, *a]\nx2: &c [*b, *b, *b, *b]\n" + steps
	var keys, references strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&keys, "key-%d: 1\n", i)
	}
	for i := range 1_900 {
		fmt.Fprintf(&references, "  V%d: \"%s\"\n", i, strings.Repeat("${REPORT_PARAM_NOWHERE}", 20))
	}
	for name, test := range map[string]struct{ text, want string }{
		"too large":       {head + "notes: " + strings.Repeat("x", 1<<20), "the file has more than 1048576 bytes, and a study file may have no more"},
		"aliases":         {bomb, "anchors such as &a are not read"},
		"deep brackets":   {head + "data: " + strings.Repeat("[", 9000), "a value is missing within brackets or braces"},
		"deep mappings":   {head + "data: " + strings.Repeat("[", 60) + strings.Repeat("]", 60), "nested more than 40 levels deep"},
		"many keys":       {head + keys.String(), "more than 2000 entries"},
		"many references": {head + "env:\n" + references.String() + steps, "more mistakes follow from here on"},
		"not UTF-8":       {head + "title: caf\xe9\n" + steps, "byte 0xe9 is not UTF-8"},
		"UTF-16":          {"\xff\xfes\x00c\x00", "byte 0xff is not UTF-8"},
		"NUL":             {head + "title: a\x00b\n" + steps, "a control character (U+0000)"},
		"line separator":  {head + "title: a\u2028b\n" + steps, "an unusual line end (U+2028)"},
		"old Mac":         {"schema: report/experiment/1\rsteps: []\r", "a carriage return without a line feed"},
	} {
		_, err := study.ParseExperiment("experiments/x/experiment.yaml", []byte(test.text))
		held(t, err, "experiments/x/experiment.yaml", []byte(test.text))
		var list diag.List
		if !errors.As(err, &list) || !strings.Contains(err.Error(), test.want) || len(list) > 101 {
			t.Errorf("%s: %d mistakes, %.300v; want %q", name, len(list), err, test.want)
		}
	}
}

func TestWindowsLineEndsAndByteOrderMarkAreRead(t *testing.T) {
	text := "\ufeff" + strings.ReplaceAll(allExperimentFields, "\n", "\r\n")
	e, err := study.ParseExperiment("experiments/x/experiment.yaml", []byte(text))
	if err != nil {
		t.Fatal(printed(err))
	}
	if e.Title != "All fields" || len(e.Steps) != 8 {
		t.Errorf("title %q, %d steps", e.Title, len(e.Steps))
	}
}

// A symbolic link must not let a study reach what a clone elsewhere lacks.
func TestSymbolicLinksThatLeadOutAreRefused(t *testing.T) {
	outside := t.TempDir()
	for _, name := range []string{"study.yaml", "a.lock", "module/x.py"} {
		path := filepath.Join(outside, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("schema: report/study/1\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(root, to, at string) {
		t.Helper()
		at = filepath.Join(root, filepath.FromSlash(at))
		if err := os.RemoveAll(at); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(outside, to), at); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	root := unpack(t, whole)
	path := filepath.Join(root, "experiments", "a-sum", study.ExperimentFileName)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	more := "environment: {kind: uv, lock: experiments/a-sum/a.lock, python: \"3.11\"}\ninputs: [experiments/out/x.py]\n"
	if err := os.WriteFile(path, append(content, more...), 0o644); err != nil {
		t.Fatal(err)
	}
	link(root, "a.lock", "experiments/a-sum/a.lock")
	link(root, "module", "experiments/scenarios/sum")
	link(root, "module", "experiments/out")
	_, err = study.Load(root)
	for _, want := range []string{
		"experiment.yaml:4:8: the module scenarios/sum: a symbolic link leads out of the study",
		"experiment.yaml:21:31: the lock experiments/a-sum/a.lock: a symbolic link leads out of the study",
		"experiment.yaml:22:10: the input experiments/out/x.py: a symbolic link leads out of the study",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}

	link(root, "study.yaml", "study.yaml")
	if _, err = study.Load(root); err == nil || !strings.Contains(err.Error(), "study.yaml: a symbolic link leads out of the study") {
		t.Errorf("a study.yaml from elsewhere: %v", err)
	}
}
