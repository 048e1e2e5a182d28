package pin

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"report/internal/digest"
	"report/internal/study"
)

// small is a study of one experiment with a shared module, written to dir.
func small(t *testing.T, dir string) (*study.Study, *study.Experiment) {
	t.Helper()
	write(t, dir, map[string]string{
		".gitignore":                             "__pycache__/\n*.pyc\n",
		"study.yaml":                             "title: small\n",
		"experiments/alpha/experiment.yaml":      "tool: alpha\n",
		"experiments/alpha/train.py":             "print(1)\n",
		"experiments/alpha/sub/helper.py":        "pass\n",
		"experiments/alpha/requirements.lock":    "numpy==2.0\n",
		"experiments/alpha/__pycache__/x.pyc":    "old\n",
		"experiments/scenarios/__init__.py":      "",
		"experiments/scenarios/mnist.py":         "classes = 10\n",
		"experiments/scenarios/imdb/__init__.py": "classes = 2\n",
		"experiments/beta/train.py":              "print(2)\n",
	})
	e := &study.Experiment{
		ID: "alpha", Dir: "experiments/alpha", Source: "experiments/alpha/experiment.yaml", Tool: "alpha",
		Uses: []string{"scenarios/mnist"}, Data: []string{"mnist"}, Seed: 1<<60 + 1,
		Environment: study.Environment{Kind: "uv", Lock: "experiments/alpha/requirements.lock", Python: "3.11"},
		Parameters:  []study.Parameter{{Name: "epochs", Value: "2"}},
		Overrides:   []study.Override{{Profile: "smoke", Parameters: []study.Parameter{{Name: "epochs", Value: "1"}}}},
		Steps:       []study.Step{{ID: "train", Kind: study.Run, Command: []string{"python", "train.py"}, Timeout: time.Minute, Repeat: 1}},
	}
	s := &study.Study{
		Root: dir, Profile: "standard",
		Tools:       []study.Tool{{ID: "alpha", Version: "1.2.3"}},
		Data:        []study.DataSet{{ID: "mnist", URL: "https://example.org/a", SHA256: digest.Bytes([]byte("data"))}},
		Experiments: []*study.Experiment{e},
	}
	return s, e
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// golden is the key of small under `standard`. It changes when a field of
// study.Experiment is added without `omitempty`, or the canonical form does:
// every run of every study would then be stale. Raise KeySchema instead, if
// that is meant.
const golden = "40c05c834de488328ebffe90de823af4914a20ad5f23a33a28f3114467f69adf"

func TestKeyIsTheSameEverywhere(t *testing.T) {
	first, second := t.TempDir(), filepath.Join(t.TempDir(), "other place")
	var keys []string
	for _, dir := range []string{first, second} {
		s, e := small(t, dir)
		old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
		if dir == second {
			if err := os.Chtimes(filepath.Join(dir, "experiments/alpha/train.py"), old, old); err != nil {
				t.Fatal(err)
			}
		}
		key, inputs, err := For(s).Key(e, "standard")
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.Hex())
		var names []string
		for _, input := range inputs {
			names = append(names, input.Path)
		}
		want := "experiments/alpha/requirements.lock experiments/alpha/sub/helper.py experiments/alpha/train.py experiments/scenarios/__init__.py experiments/scenarios/mnist.py"
		if got := strings.Join(names, " "); got != want {
			t.Errorf("inputs are\n%s, not\n%s", got, want)
		}
	}
	if keys[0] != keys[1] {
		t.Errorf("the key depends on the place: %s and %s", keys[0], keys[1])
	}
	if keys[0] != golden {
		t.Errorf("the key of the fixture is %s, not %s", keys[0], golden)
	}
}

func TestKeyFollowsContent(t *testing.T) {
	changes := map[string]struct {
		change func(dir string, s *study.Study, e *study.Experiment)
		stale  bool
	}{
		"input": {func(dir string, _ *study.Study, _ *study.Experiment) {
			write(t, dir, map[string]string{"experiments/alpha/train.py": "print(3)\n"})
		}, true},
		"new input": {func(dir string, _ *study.Study, _ *study.Experiment) {
			write(t, dir, map[string]string{"experiments/alpha/new.py": ""})
		}, true},
		"module": {func(dir string, _ *study.Study, _ *study.Experiment) {
			write(t, dir, map[string]string{"experiments/scenarios/mnist.py": "x = 1\n"})
		}, true},
		"lock": {func(dir string, _ *study.Study, _ *study.Experiment) {
			write(t, dir, map[string]string{"experiments/alpha/requirements.lock": "x\n"})
		}, true},
		"version":   {func(_ string, s *study.Study, _ *study.Experiment) { s.Tools[0].Version = "1.2.4" }, true},
		"parameter": {func(_ string, _ *study.Study, e *study.Experiment) { e.Parameters[0].Value = "3" }, true},
		"seed":      {func(_ string, _ *study.Study, e *study.Experiment) { e.Seed++ }, true},
		"data":      {func(_ string, s *study.Study, _ *study.Experiment) { s.Data[0].SHA256 = digest.Bytes(nil) }, true},
		"timeout":   {func(_ string, _ *study.Study, e *study.Experiment) { e.Steps[0].Timeout = time.Hour }, true},
		"title":     {func(_ string, _ *study.Study, e *study.Experiment) { e.Title, e.Notes = "new", "new" }, false},
		"yaml's text": {func(dir string, _ *study.Study, _ *study.Experiment) {
			write(t, dir, map[string]string{"experiments/alpha/experiment.yaml": "# note\ntool: alpha\n"})
		}, false},
		"data's url": {func(_ string, s *study.Study, _ *study.Experiment) { s.Data[0].URL = "https://example.org/b" }, false},
		"ignored": {func(dir string, _ *study.Study, _ *study.Experiment) {
			write(t, dir, map[string]string{"experiments/alpha/a.pyc": "x"})
		}, false},
		"other": {func(dir string, _ *study.Study, _ *study.Experiment) {
			write(t, dir, map[string]string{"experiments/beta/train.py": "x"})
		}, false},
		"paper": {func(dir string, _ *study.Study, _ *study.Experiment) {
			write(t, dir, map[string]string{"paper/paper.md": "x"})
		}, false},
	}
	for name, c := range changes {
		dir := t.TempDir()
		s, e := small(t, dir)
		before, _, err := For(s).Key(e, "standard")
		if err != nil {
			t.Fatal(err)
		}
		c.change(dir, s, e)
		after, _, err := For(s).Key(e, "standard")
		if err != nil {
			t.Fatal(err)
		}
		if (before != after) != c.stale {
			t.Errorf("%s: stale is %v, not %v", name, before != after, c.stale)
		}
	}
}

func TestProfilesHaveKeysOfTheirOwn(t *testing.T) {
	s, e := small(t, t.TempDir())
	a, _, err := For(s).Key(e, "standard")
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := For(s).Key(e, "smoke")
	if err != nil {
		t.Fatal(err)
	}
	if a == b {
		t.Error("standard and smoke have the same key")
	}
}

func TestInputsStayInTheStudy(t *testing.T) {
	for name, prepare := range map[string]func(dir string, e *study.Experiment) error{
		"leads out of the study": func(_ string, e *study.Experiment) error { e.Inputs = []string{"../x"}; return nil },
		"symbolic link that leads out": func(dir string, _ *study.Experiment) error {
			return os.Symlink(os.TempDir(), filepath.Join(dir, "experiments/alpha/out"))
		},
		"symbolic link to nothing": func(dir string, _ *study.Experiment) error {
			return os.Symlink("nothing", filepath.Join(dir, "experiments/alpha/out"))
		},
		"directory above it": func(dir string, _ *study.Experiment) error {
			return os.Symlink("..", filepath.Join(dir, "experiments/alpha/sub/loop"))
		},
		"selects no file":          func(_ string, e *study.Experiment) error { e.Inputs = []string{"experiments/nothing/*.py"}; return nil },
		"is not below experiments": func(_ string, e *study.Experiment) error { e.Uses = []string{"scenarios/cifar"}; return nil },
		"is not there": func(dir string, _ *study.Experiment) error {
			return os.Remove(filepath.Join(dir, "experiments/alpha/requirements.lock"))
		},
	} {
		dir := t.TempDir()
		s, e := small(t, dir)
		if err := prepare(dir, e); err != nil {
			t.Fatal(err)
		}
		_, _, err := For(s).Key(e, "standard")
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
