package run

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"report/internal/study"
)

// BenchmarkTrivialRun is what the runner itself costs: one step that does
// nothing, one run after the other.
func BenchmarkTrivialRun(b *testing.B) {
	host := Open()
	defer host.Close()
	root := b.TempDir()
	e := &study.Experiment{ID: "x", Dir: "experiments/x", Steps: []study.Step{{ID: "s", Kind: study.Run, Command: []string{"/bin/true"}, Timeout: 60e9}}}
	for i := 0; b.Loop(); i++ {
		o, err := Do(context.Background(), host, Plan{Experiment: e, Name: "n", Profile: "p", Root: root,
			Staging: filepath.Join(root, "staging", fmt.Sprint(i)), Scratch: filepath.Join(root, "work")})
		if err != nil || o.Status != Succeeded {
			b.Fatal(err, o)
		}
		host.Prepare()
	}
}
