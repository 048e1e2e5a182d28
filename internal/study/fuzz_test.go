package study_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
	"report/internal/study"
)

// held fails where a mistake does not lie inside the file, shows another line
// than the one it names, or has neither words nor a mend.
func held(t *testing.T, err error, file string, content []byte) {
	t.Helper()
	if err == nil {
		return
	}
	var list diag.List
	if !errors.As(err, &list) {
		t.Fatalf("%T, not a list of mistakes: %v", err, err)
	}
	lines := strings.Split(strings.TrimPrefix(string(content), "\ufeff"), "\n")
	for _, e := range list {
		if e.File != file || e.Line < 1 || e.Line > len(lines) {
			t.Fatalf("%v lies outside %s of %d lines", e, file, len(lines))
		}
		line := strings.ToValidUTF8(strings.TrimRight(lines[e.Line-1], "\r"), "\uFFFD")
		if e.Source != line {
			t.Fatalf("%v shows %q, and the line is %q", e, e.Source, line)
		}
		if runes := utf8.RuneCountInString(line); e.Col < 1 || e.Col > runes+1 || e.Len < 1 || e.Col+e.Len-1 > max(runes, e.Col) {
			t.Fatalf("%v marks %d from %d in a line of %d runes", e, e.Len, e.Col, runes)
		}
		if e.Message == "" || e.Hint == "" || strings.Contains(e.Message, "\n") || strings.Contains(e.Hint, "\n") {
			t.Fatalf("%v: message %q, hint %q", e.Pos, e.Message, e.Hint)
		}
	}
}

// seeds adds the cases of the golden files and whole examples.
func seeds(f *testing.F, kind string, examples ...string) {
	content, err := os.ReadFile(filepath.Join("testdata", "mistakes-"+kind+".txt"))
	if err != nil {
		f.Fatal(err)
	}
	for part := range strings.SplitSeq(string(content), "\n=== ") {
		_, body, _ := strings.Cut(part, "\n")
		text, _, _ := strings.Cut(body, "-----\n")
		examples = append(examples, text)
	}
	for _, e := range append(examples, "\ufeffschema: x\r\ntitle: y\r\n", "a: \xff", "a: \u2028b", "? [a]\n: b", strings.Repeat("[", 100)) {
		f.Add([]byte(e))
	}
}

func FuzzParseExperiment(f *testing.F) {
	seeds(f, "experiment", allExperimentFields)
	const file = "experiments/x/experiment.yaml"
	f.Fuzz(func(t *testing.T, content []byte) {
		e, err := study.ParseExperiment(file, content)
		held(t, err, file, content)
		if err != nil {
			return
		}
		other, ok := otherLayout(content)
		if !ok {
			return
		}
		again, err := study.ParseExperiment(file, other)
		if err != nil {
			t.Fatalf("in another layout it has mistakes: %v\n%s", err, other)
		}
		if one, two := asText(t, e), asText(t, again); one != two {
			t.Fatalf("another layout reads as another experiment:\n%s\n%s\n%s", one, two, other)
		}
	})
}

// otherLayout writes a document again with neither comments nor braces. The
// YAML library does not write all that it reads; ok says that it did.
func otherLayout(content []byte) (other []byte, ok bool) {
	var doc, again yaml.Node
	if yaml.Unmarshal(content, &doc) != nil {
		return nil, false
	}
	plain(&doc)
	other, err := yaml.Marshal(&doc)
	if err != nil || yaml.Unmarshal(other, &again) != nil {
		return nil, false
	}
	return other, alike(&doc, &again)
}

func plain(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	n.Style &^= yaml.FlowStyle
	for _, c := range n.Content {
		plain(c)
	}
}

func alike(a, b *yaml.Node) bool {
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle
	if a.Kind != b.Kind || a.Value != b.Value || a.Tag != b.Tag || len(a.Content) != len(b.Content) || a.Style&quoted != b.Style&quoted {
		return false
	}
	for i := range a.Content {
		if !alike(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

// asText is all of a value that other rooms see.
func asText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func FuzzParseStudy(f *testing.F) {
	seeds(f, "study", allStudyFields)
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := study.ParseStudy(content)
		held(t, err, study.FileName, content)
		if err == nil && (s.Title == "" || len(s.Tools) == 0 || len(s.Criteria) == 0 || len(s.Sets) == 0 || s.Paper == "") {
			t.Fatalf("a study without what it needs was taken: %+v", s)
		}
	})
}
