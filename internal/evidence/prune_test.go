package evidence

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"report/internal/run"
)

func TestPrune(t *testing.T) {
	root := t.TempDir()
	s := At(root)
	names := []string{"20261121T000000Z-standard-1a2b3c4d", "20261122T000000Z-standard-1a2b3c4d", "20261123T000000Z-standard-1a2b3c4d",
		"20261124T000000Z-standard-1a2b3c4d", "20261125T000000Z-standard-1a2b3c4d", "20261120T000000Z-smoke-1a2b3c4d"}
	for i, name := range names {
		k := staged(t, root, name)
		if i == 1 || i == 4 {
			k.Outcome.Status = run.Failed
		}
		if _, err := s.Keep(k); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.Superseded(func(experiment, run string) bool { return experiment == "alpha-mnist" && run == names[0] })
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range list {
		got = append(got, p.Path)
		if p.By != names[3] || p.Bytes < 1000 {
			t.Errorf("%+v", p)
		}
	}
	if want := "evidence/alpha-mnist/" + names[1] + " evidence/alpha-mnist/" + names[2]; strings.Join(got, " ") != want {
		t.Fatalf("superseded are %v", got)
	}
	if err := s.record(list); err != nil { // as a prune does that is killed before it drops a run
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Prune(list); err != nil {
			t.Fatal(err)
		}
		if list, err = s.Superseded(func(_, run string) bool { return run == names[0] }); err != nil || len(list) > 0 {
			t.Fatalf("still superseded: %v, %v", list, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(root, "evidence", PrunedName))
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), names[1]+"/manifest.json  failed, superseded by "+names[3]+"\n") {
		t.Errorf("%s is %q, %v", PrunedName, text, err)
	}
	runs, err := s.Runs("alpha-mnist", "")
	if err != nil || len(runs) != 4 {
		t.Errorf("%d runs are left, %v", len(runs), err)
	}
	if v, err := s.Verify(); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}
