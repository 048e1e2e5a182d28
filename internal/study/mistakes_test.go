package study_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"report/internal/diag"
	"report/internal/study"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestMistakes reads cases from testdata/mistakes-*.txt: a name behind ===, a
// file's text, a line of -----, and the whole of what is printed about it.
// Those of `study` and `experiment` are one file; those of `whole` are a txtar
// archive that Load reads.
func TestMistakes(t *testing.T) {
	for _, kind := range []string{"study", "experiment", "whole"} {
		path := filepath.Join("testdata", "mistakes-"+kind+".txt")
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var rewritten strings.Builder
		head, rest, _ := strings.Cut(string(content), "=== ")
		rewritten.WriteString(head)
		for part := range strings.SplitSeq(rest, "\n=== ") {
			name, body, _ := strings.Cut(part, "\n")
			text, want, found := strings.Cut(body+"\n", "\n-----\n")
			if !found && !*update {
				t.Fatalf("%s: case %q has no line of -----", path, name)
			}
			text = strings.TrimSuffix(text, "\n") + "\n"
			got := printed(read(t, kind, text))
			rewritten.WriteString("=== " + name + "\n" + text + "-----\n" + got + "\n")
			if !*update && strings.TrimSuffix(got, "\n") != strings.TrimRight(want, "\n") {
				t.Errorf("%s: %s\ngot:\n%s\nwant:\n%s", kind, name, got, want)
			}
		}
		if *update {
			if err := os.WriteFile(path, []byte(strings.TrimRight(rewritten.String(), "\n")+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func read(t *testing.T, kind, text string) error {
	var err error
	switch kind {
	case "study":
		_, err = study.ParseStudy([]byte(text))
	case "experiment":
		_, err = study.ParseExperiment("experiments/x/experiment.yaml", []byte(text))
	case "whole":
		_, err = study.Load(unpack(t, text))
	}
	return err
}

// TestNoMistakeFollowsFromAStudyThatIsNone: where study.yaml is no mapping, the
// experiments name nothing that it lacks.
func TestNoMistakeFollowsFromAStudyThatIsNone(t *testing.T) {
	for _, content := range []string{"hi\n", "- a\n"} {
		root := unpack(t, whole)
		if err := os.WriteFile(filepath.Join(root, study.FileName), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := study.Load(root)
		var list diag.List
		if !errors.As(err, &list) || len(list) != 1 || !strings.Contains(list[0].Message, "is a mapping of fields") {
			t.Errorf("%q:\n%s", content, printed(err))
		}
	}
}
