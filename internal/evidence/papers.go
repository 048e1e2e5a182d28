package evidence

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"report/internal/digest"
	"report/internal/plainfile"
)

// Rendered is where papers are put, relative to the study's root.
const Rendered = "paper/rendered"

// SumsSchema is the schema of paper.sums.json.
const SumsSchema = "report/sums/1"

// PaperSums is the file paper.sums.json beside rendered papers: what they were
// made from, and what they were when they were made. Outputs are relative to
// the file's own directory, inputs to the study's root.
type PaperSums struct {
	Schema  string                   `json:"schema"`
	Root    string                   `json:"evidence_root"` // sha256:…
	Inputs  map[string]digest.SHA256 `json:"inputs"`
	Outputs map[string]digest.SHA256 `json:"outputs"`
}

// PaperSumsName is the name of that file.
const PaperSumsName = "paper.sums.json"

// ParsePaperSums reads the content of such a file; what is wrong with it is
// said without its name.
func ParsePaperSums(content []byte) (*PaperSums, error) {
	s := &PaperSums{}
	if err := json.Unmarshal(content, s); err != nil {
		return nil, fmt.Errorf("is no JSON of sums: %w", err)
	}
	if s.Schema != SumsSchema {
		return nil, fmt.Errorf("schema %q is not %q", s.Schema, SumsSchema)
	}
	return s, nil
}

// papers compares the rendered papers with their sums. A changed paper is a
// problem; one whose sources have changed since is only out of date.
func (v *verifier) papers(root digest.SHA256) ([]string, error) {
	name := path.Join(Rendered, PaperSumsName)
	content, err := plainfile.ReadIn(v.files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the sums of the papers: %w", err)
	}
	const again = "make the papers again: report render"
	sums, err := ParsePaperSums(content)
	if err != nil {
		v.problem(name, again, "%v", err)
		return nil, nil
	}
	outputs := slices.Sorted(maps.Keys(sums.Outputs))
	place := func(output string) string { return path.Join(Rendered, strings.TrimPrefix(output, Rendered+"/")) }
	compared := v.compared(outputs, sums.Outputs, place)
	for i, output := range outputs {
		file := place(output)
		switch same, err := compared[i].same, compared[i].err; {
		case errors.Is(err, fs.ErrNotExist):
			v.problem(file, again, "is missing, and %s lists it", PaperSumsName)
		case err != nil:
			v.problem(file, again, "could not be read: %v", err)
		case !same:
			v.problem(file, "the paper changed after it was rendered; "+again, "content does not match %s", PaperSumsName)
		}
	}
	return v.outOfDate(sums, root), nil
}

// outOfDate says which sources of the papers are no longer what they were.
func (v *verifier) outOfDate(sums *PaperSums, root digest.SHA256) []string {
	var changed []string
	inputs := slices.Sorted(maps.Keys(sums.Inputs))
	for i, c := range v.compared(inputs, sums.Inputs, func(input string) string { return input }) {
		if c.err != nil || !c.same {
			changed = append(changed, inputs[i])
		}
	}
	if sums.Root != "" && sums.Root != root.String() {
		changed = append(changed, "the evidence")
	}
	if len(changed) == 0 {
		return nil
	}
	if len(changed) > 3 {
		changed = append(changed[:3], fmt.Sprintf("%d more", len(changed)-3))
	}
	return []string{"the rendered papers are older than what they are made from (" + strings.Join(changed, ", ") + "); report render makes them again"}
}

// comparison is whether a file has the digest that it should have.
type comparison struct {
	same bool
	err  error
}

// compared reads files on all cores and holds them against digests; place is
// where a name lies, relative to the study's root.
func (v *verifier) compared(names []string, want map[string]digest.SHA256, place func(string) string) []comparison {
	out := make([]comparison, len(names))
	parallel(len(names), func() func(int) {
		buf := make([]byte, 1<<16)
		return func(i int) { out[i].same, out[i].err = v.same(place(names[i]), want[names[i]], buf) }
	})
	return out
}

// same reports whether a file of the study has a digest.
func (v *verifier) same(name string, want digest.SHA256, buf []byte) (bool, error) {
	if !fs.ValidPath(name) {
		return false, fmt.Errorf("%q leads out of the study", name)
	}
	if info, err := fs.Stat(v.files, name); err == nil && plainfile.Check(info) != nil {
		return false, plainfile.Check(info)
	}
	got, _, err := hashFile(v.files, name, sha256.New(), buf)
	return got == want, err
}
