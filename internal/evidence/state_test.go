package evidence

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"report/internal/digest"
	"report/internal/pin"
	"report/internal/redact"
	"report/internal/run"
	"report/internal/study"
)

// tiny writes a study of n experiments and a shared module to a directory.
func tiny(t testing.TB, root string, n int) {
	t.Helper()
	files := map[string]string{
		".gitignore":                      ".report/\n",
		"study.yaml":                      "schema: report/study/1\n",
		"experiments/scenarios/shared.py": "x = 1\n",
	}
	for i := range n {
		dir := fmt.Sprintf("experiments/e%04d/", i)
		files[dir+"experiment.yaml"] = "schema: report/experiment/1\n"
		files[dir+"run.py"] = fmt.Sprint("print(", i, ")\n")
	}
	for name, content := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// loaded is the study that tiny wrote, without reading YAML.
func loaded(root string, n int) *study.Study {
	s := &study.Study{Root: root, Profile: "standard", Tools: []study.Tool{{ID: "alpha", Name: "Alpha", Version: "1.0"}}}
	for i := range n {
		id := fmt.Sprintf("e%04d", i)
		s.Experiments = append(s.Experiments, &study.Experiment{
			ID: id, Dir: "experiments/" + id, Source: "experiments/" + id + "/experiment.yaml", Tool: "alpha",
			Uses: []string{"scenarios/shared"}, Parameters: []study.Parameter{{Name: "epochs", Value: "2"}},
			Steps: []study.Step{{ID: "train", Kind: study.Run, Command: []string{"python", "run.py"}, Timeout: time.Minute, Repeat: 1}},
		})
	}
	return s
}

// ran keeps a run of an experiment as it is now, ended in a status.
func ran(t testing.TB, s *study.Study, e *study.Experiment, start time.Time, status run.Status) *Kept {
	t.Helper()
	pinner := pin.For(s)
	pins, err := pinner.Pins(e, s.Profile)
	if err != nil {
		t.Fatal(err)
	}
	name := start.Format("20060102T150405Z") + "-" + s.Profile + "-" + pins.Key.Short()
	o := &run.Outcome{Experiment: e.ID, Name: name, Profile: s.Profile, Status: status, Started: start, Finished: start.Add(time.Second), Dir: filepath.Join(s.Root, ".report", "staging", e.ID, name)}
	if status != run.Succeeded {
		o.Failure = &run.Failure{Attempt: 1, Step: "train", Reason: "exit status 3"}
	}
	kept, err := At(s.Root).Keep(Keeping{Outcome: o, Pins: pins, Redactor: redact.New(redact.Options{})})
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// asked counts how often the study is loaded.
type asked struct{ loads int }

func (a *asked) states(t testing.TB, s *study.Study) []State {
	t.Helper()
	answer, err := States(context.Background(), Question{
		Root: s.Root,
		Load: func() (*study.Study, error) { a.loads++; return s, nil },
		Has: func(_ context.Context, capability string) (bool, string) {
			return capability != "chromium", "requires " + capability
		},
		Beside: func(_ *study.Study, states []State) ([]byte, error) {
			return fmt.Appendf(nil, "%d states", len(states)), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%d states", len(s.Experiments)); string(answer.Beside) != want {
		t.Errorf("beside the states: %q, not %q", answer.Beside, want)
	}
	return answer.States
}

func TestStates(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	root := t.TempDir()
	const n = 5
	tiny(t, root, n)
	s := loaded(root, n)
	start := time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC)
	for _, i := range []int{0, 1, 2, 4} {
		s.Experiments[i].Requires = []string{"make", "chromium"}
	}
	ran(t, s, s.Experiments[0], start, run.Succeeded)
	ran(t, s, s.Experiments[1], start, run.Succeeded)
	ran(t, s, s.Experiments[2], start, run.Failed)
	if err := os.WriteFile(filepath.Join(root, "experiments/e0001/run.py"), []byte("changed\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	a := &asked{}
	for range 2 {
		states := a.states(t, s)
		var got []string
		for _, one := range states {
			got = append(got, one.Experiment+" "+one.State+" "+one.Why+" "+one.Started)
		}
		want := []string{
			"e0000 fresh  2026-11-23T14:13:00Z",
			"e0001 stale experiments/e0001/run.py changed, and cannot be run here: requires chromium 2026-11-23T14:13:00Z",
			"e0002 failed step train: exit status 3, and cannot be run here: requires chromium 2026-11-23T14:13:00Z",
			"e0003 missing it has not been run under the profile standard ",
			"e0004 not run here requires chromium ",
		}
		if states[0].Lacks != "" || states[1].Lacks != "requires chromium" {
			t.Errorf("a fresh one lacks %q, a stale one %q", states[0].Lacks, states[1].Lacks)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("states are\n%s", strings.Join(got, "\n"))
		}
	}
	if a.loads != 1 {
		t.Errorf("the study was loaded %d times", a.loads)
	}
}

// TestMemoIsBelievedOnlyWhenNothingChanged changes one thing at a time, also
// without a new time or size.
func TestMemoIsBelievedOnlyWhenNothingChanged(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	for what, c := range map[string]struct {
		change func(root string, s *study.Study) error
		loads  int
	}{
		"nothing": {func(string, *study.Study) error { return nil }, 0},
		"times": {func(root string, _ *study.Study) error {
			old := time.Unix(1e9, 0)
			return os.Chtimes(filepath.Join(root, "experiments/e0001/run.py"), old, old)
		}, 0},
		"input, same size and time": {func(root string, _ *study.Study) error {
			name := filepath.Join(root, "experiments/e0001/run.py")
			info, err := os.Stat(name)
			if err != nil {
				return err
			}
			if err := os.WriteFile(name, []byte("print(7)\n"), 0o644); err != nil {
				return err
			}
			return os.Chtimes(name, info.ModTime(), info.ModTime())
		}, 1},
		"shared module": {func(root string, _ *study.Study) error {
			return os.WriteFile(filepath.Join(root, "experiments/scenarios/shared.py"), []byte("x = 2\n"), 0o644)
		}, 1},
		"definition": {func(root string, _ *study.Study) error {
			return os.WriteFile(filepath.Join(root, "experiments/e0000/experiment.yaml"), []byte("schema: report/experiment/1\n\n"), 0o644)
		}, 1},
		"study": {func(root string, _ *study.Study) error {
			return os.WriteFile(filepath.Join(root, "study.yaml"), []byte("schema: report/study/2\n"), 0o644)
		}, 1},
		"new input": {func(root string, _ *study.Study) error {
			return os.WriteFile(filepath.Join(root, "experiments/e0001/new.py"), nil, 0o644)
		}, 1},
		"removed input": {func(root string, _ *study.Study) error {
			return os.Remove(filepath.Join(root, "experiments/e0001/run.py"))
		}, 1},
		"new experiment": {func(root string, _ *study.Study) error {
			return os.MkdirAll(filepath.Join(root, "experiments/e0002"), 0o755)
		}, 1},
		"rules of git": {func(root string, _ *study.Study) error {
			return os.WriteFile(filepath.Join(root, ".gitignore"), []byte("*.txt\n"), 0o644)
		}, 1},
		"new rules": {func(root string, _ *study.Study) error {
			return os.WriteFile(filepath.Join(root, "experiments/e0001/.gitignore"), []byte("*.txt\n"), 0o644)
		}, 1},
		"evidence gone": {func(root string, _ *study.Study) error { return os.RemoveAll(filepath.Join(root, "evidence/e0000")) }, 1},
		"new run": {func(_ string, s *study.Study) error {
			ran(t, s, s.Experiments[1], time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), run.Succeeded)
			return nil
		}, 1},
		"run aside": {func(root string, _ *study.Study) error {
			return os.MkdirAll(filepath.Join(root, ".report/evidence/e0001/20261124T000000Z-standard-00000000"), 0o755)
		}, 1},
		"manifest": {func(root string, _ *study.Study) error {
			found, err := filepath.Glob(filepath.Join(root, "evidence/e0000/*/manifest.json"))
			if err != nil || len(found) != 1 {
				return fmt.Errorf("%v, %v", found, err)
			}
			content, err := os.ReadFile(found[0])
			if err != nil {
				return err
			}
			return os.WriteFile(found[0], []byte(strings.Replace(string(content), "succeeded", "failed   ", 1)), 0o644)
		}, 1},
	} {
		root := t.TempDir()
		tiny(t, root, 2)
		s := loaded(root, 2)
		start := time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC)
		ran(t, s, s.Experiments[0], start, run.Succeeded)
		ran(t, s, s.Experiments[1], start, run.Succeeded)
		a := &asked{}
		a.states(t, s)
		if err := c.change(root, s); err != nil {
			t.Fatal(err)
		}
		a.loads = 0
		States(context.Background(), Question{Root: root, Load: func() (*study.Study, error) { a.loads++; return s, nil }}) // an error is for the command
		if a.loads != c.loads {
			t.Errorf("%s changed: the study was loaded %d times, not %d", what, a.loads, c.loads)
		}
	}
}

func TestChangesAreNamed(t *testing.T) {
	root := t.TempDir()
	tiny(t, root, 1)
	s := loaded(root, 1)
	e := s.Experiments[0]
	kept := ran(t, s, e, time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC), run.Succeeded)
	for want, change := range map[string]func(s *study.Study, e *study.Experiment){
		"alpha is 1.1, was 1.0":        func(s *study.Study, _ *study.Experiment) { s.Tools[0].Version = "1.1" },
		"parameter epochs is 3, was 2": func(_ *study.Study, e *study.Experiment) { e.Parameters[0].Value = "3" },
		"parameter x is new": func(_ *study.Study, e *study.Experiment) {
			e.Parameters = append(e.Parameters, study.Parameter{Name: "x"})
		},
		"parameter epochs is gone": func(_ *study.Study, e *study.Experiment) { e.Parameters = nil },
		"seed is 7, was 0":         func(_ *study.Study, e *study.Experiment) { e.Seed = 7 },
		"experiment.yaml changed":  func(_ *study.Study, e *study.Experiment) { e.Steps[0].Timed = true },
		"data mnist changed": func(s *study.Study, e *study.Experiment) {
			s.Data = []study.DataSet{{ID: "mnist", SHA256: digest.Bytes(nil)}}
			e.Data = []string{"mnist"}
		},
		"experiments/scenarios/shared.py is gone": func(_ *study.Study, e *study.Experiment) { e.Uses = nil },
	} {
		s := loaded(root, 1)
		change(s, s.Experiments[0])
		pins, err := pin.For(s).Pins(s.Experiments[0], "standard")
		if err != nil {
			t.Fatal(err)
		}
		if got := At(root).Changes(kept.Run, pins); !strings.Contains(got, want) {
			t.Errorf("got %q, not %q", got, want)
		}
	}
}

// BenchmarkStatesWarm asks about 1,000 fresh experiments with nothing changed.
func BenchmarkStatesWarm(b *testing.B) {
	b.Setenv("XDG_CACHE_HOME", b.TempDir())
	b.Setenv("HOME", b.TempDir())
	root := b.TempDir()
	const n = 1000
	tiny(b, root, n)
	s := loaded(root, n)
	for _, e := range s.Experiments {
		ran(b, s, e, time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC), run.Succeeded)
	}
	time.Sleep(2100 * time.Millisecond)
	a := &asked{}
	a.states(b, s)
	a.loads = 0
	b.ResetTimer()
	for b.Loop() {
		a.states(b, s)
	}
	if a.loads > 0 {
		b.Errorf("the study was loaded %d times", a.loads)
	}
}

// What is read ahead is what is read when it is asked for, and a run that was
// not among it is read then.
func TestVerifyingAheadFindsTheSame(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	root := t.TempDir()
	tiny(t, root, 2)
	s := loaded(root, 2)
	start := time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC)
	old := ran(t, s, s.Experiments[0], start, run.Succeeded)
	newer := ran(t, s, s.Experiments[0], start.Add(time.Hour), run.Succeeded)
	whole := ran(t, s, s.Experiments[1], start, run.Succeeded)
	for _, changed := range []*Kept{old, newer} {
		name := filepath.Join(changed.Dir, TimingsName)
		if err := os.Chmod(name, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var runs []*Run
	for _, kept := range []*Kept{old, newer, whole} {
		r, err := At(root).Load(kept.Experiment, kept.Manifest.Run)
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, r)
	}
	store := At(root).Remember()
	store.VerifyAhead([]string{s.Experiments[0].ID, s.Experiments[1].ID, "none"}, s.Profile, true)
	got, want := store.VerifyRuns(runs), At(root).VerifyRuns(runs)
	if len(want) < 2 || !slices.Equal(got, want) {
		t.Errorf("ahead:\n%v\nwant:\n%v", got, want)
	}
	for _, r := range runs {
		got, err := store.Provenance(r)
		want, wanted := At(root).Provenance(r)
		if err != nil || wanted != nil || got.Predicate.Definition.External.Experiment != want.Predicate.Definition.External.Experiment {
			t.Errorf("%s: made from %v (%v), not %v (%v)", r.Name(), got, err, want, wanted)
		}
	}
}
