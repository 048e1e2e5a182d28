package pin

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"report/internal/need"
	"report/internal/study"
)

// gitDo runs the git command in a directory, or skips the test without it.
func gitDo(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(need.Program(t, "git", "git"), append([]string{"-C", dir, "-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "init.defaultBranch=main"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_DIR=", "GIT_AUTHOR_DATE=2026-11-23T14:00:00Z", "GIT_COMMITTER_DATE=2026-11-23T14:00:00Z")
	for i, v := range cmd.Env {
		if v == "GIT_DIR=" {
			cmd.Env = append(cmd.Env[:i], cmd.Env[i+1:]...)
			break
		}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// committed is small in a git repository, at a place below its top.
func committed(t *testing.T, place string, init ...string) (*study.Study, *study.Experiment) {
	t.Helper()
	top := t.TempDir()
	gitDo(t, top, append([]string{"init", "-q"}, init...)...)
	s, e := small(t, filepath.Join(top, place))
	gitDo(t, top, "add", "-A")
	gitDo(t, top, "commit", "-q", "-m", "first")
	return s, e
}

// facts are what git says, by a new pinner.
func facts(t *testing.T, s *study.Study, e *study.Experiment) (Code, *Pinner) {
	t.Helper()
	p := For(s)
	pins, err := p.Pins(e, "standard")
	if err != nil {
		t.Fatal(err)
	}
	return p.Code(e, pins), p
}

func TestCode(t *testing.T) {
	for _, place := range []string{".", "studies/one"} {
		s, e := committed(t, place)
		code, p := facts(t, s, e)
		if code.Unknown != "" || code.Dirty || code.Commit != gitDo(t, s.Root, "rev-parse", "HEAD") {
			t.Fatalf("%s: %+v", place, code)
		}
		for _, tree := range code.Trees {
			if want := gitDo(t, s.Root, "rev-parse", "HEAD:./"+tree.Path); tree.ID != want {
				t.Errorf("%s: tree of %s is %s, not %s", place, tree.Path, tree.ID, want)
			}
		}
		if len(code.Trees) != 2 {
			t.Errorf("trees are %v", code.Trees)
		}
		if link, why := p.Holds(code); link != Holds {
			t.Errorf("the link %s: %s", link, why)
		}
	}
}

func TestDirtyCodeIsSeen(t *testing.T) {
	for what, c := range map[string]struct {
		change  func(dir string) error
		changed string
		diff    string
	}{
		"changed": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "experiments/alpha/train.py"), []byte("print(2)\n"), 0o644)
		}, "experiments/alpha/train.py", "-print(1)\n+print(2)\n"},
		"new": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "experiments/alpha/new.py"), []byte("new\n"), 0o644)
		}, "experiments/alpha/new.py", "+new\n"},
		"gone": {func(dir string) error { return os.Remove(filepath.Join(dir, "experiments/alpha/sub/helper.py")) }, "experiments/alpha/sub/helper.py", "-pass\n"},
		"module": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "experiments/scenarios/mnist.py"), []byte("classes = 9\n"), 0o644)
		}, "experiments/scenarios/mnist.py", "+classes = 9\n"},
		"yaml": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "experiments/alpha/experiment.yaml"), []byte("tool: beta\n"), 0o644)
		}, "experiments/alpha/experiment.yaml", "+tool: beta\n"},
	} {
		s, e := committed(t, ".")
		if err := c.change(s.Root); err != nil {
			t.Fatal(err)
		}
		code, p := facts(t, s, e)
		if !code.Dirty || strings.Join(code.Changed, " ") != c.changed || !strings.Contains(code.Diff, c.diff) {
			t.Errorf("%s: %+v", what, code)
		}
		if link, _ := p.Holds(code); link != Differs {
			t.Errorf("%s: the link %s", what, link)
		}
	}
	s, e := committed(t, ".")
	if err := os.WriteFile(filepath.Join(s.Root, "experiments/beta/train.py"), []byte("other\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _ := facts(t, s, e); code.Dirty {
		t.Errorf("a change elsewhere makes it dirty: %+v", code)
	}
}

// TestLinkHoldsWithoutItsCommit rewrites the history: the commit is gone, the
// trees are not.
func TestLinkHoldsWithoutItsCommit(t *testing.T) {
	s, e := committed(t, ".")
	code, _ := facts(t, s, e)
	gitDo(t, s.Root, "commit", "-q", "--amend", "-m", "another")
	now, p := facts(t, s, e)
	if now.Commit == code.Commit {
		t.Fatal("the commit is the same")
	}
	if link, why := p.Holds(code); link != Holds {
		t.Errorf("the link %s: %s", link, why)
	}
	gitDo(t, s.Root, "mv", "experiments/alpha", "experiments/gamma")
	gitDo(t, s.Root, "commit", "-q", "-m", "moved")
	if link, why := For(s).Holds(code); link != Holds {
		t.Errorf("after a move the link %s: %s", link, why)
	}
	if err := os.WriteFile(filepath.Join(s.Root, "experiments/gamma/train.py"), []byte("x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	gitDo(t, s.Root, "commit", "-q", "-a", "-m", "changed")
	if link, why := For(s).Holds(code); link != Differs || !strings.Contains(why, "experiments/alpha") {
		t.Errorf("after a change the link %s: %s", link, why)
	}
}

// TestUnknownIsNeverClean: neither outside a repository, nor before its first
// commit, nor where .git is broken.
func TestUnknownIsNeverClean(t *testing.T) {
	outside, e := small(t, t.TempDir())
	empty, _ := small(t, t.TempDir())
	gitDo(t, empty.Root, "init", "-q")
	broken, _ := small(t, t.TempDir())
	if err := os.WriteFile(filepath.Join(broken.Root, ".git"), []byte("gitdir: /nowhere\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*study.Study{outside, empty, broken} {
		code, p := facts(t, s, e)
		if code.Unknown == "" || code.Commit != "" {
			t.Errorf("%s: %+v", s.Root, code)
		}
		if link, why := p.Holds(code); link != NotKnown || why == "" {
			t.Errorf("the link %s: %s", link, why)
		}
	}
}

// TestRepositoriesThatTrap are those that go-git does not open or read as git
// does; the answer must be the same.
func TestRepositoriesThatTrap(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T) (*study.Study, *study.Experiment){
		"sha256": func(t *testing.T) (*study.Study, *study.Experiment) {
			return committed(t, ".", "--object-format=sha256")
		},
		"worktree settings": func(t *testing.T) (*study.Study, *study.Experiment) {
			s, e := committed(t, "in")
			gitDo(t, s.Root, "config", "core.repositoryFormatVersion", "1")
			gitDo(t, s.Root, "config", "extensions.worktreeConfig", "true")
			return s, e
		},
		"linked worktree": func(t *testing.T) (*study.Study, *study.Experiment) {
			s, e := committed(t, ".")
			linked := filepath.Join(t.TempDir(), "linked")
			gitDo(t, s.Root, "worktree", "add", "-q", "-b", "other", linked)
			s.Root = linked
			return s, e
		},
		"line ends": func(t *testing.T) (*study.Study, *study.Experiment) {
			s, e := committed(t, ".")
			gitDo(t, s.Root, "config", "core.autocrlf", "true")
			return s, e
		},
		"filter": func(t *testing.T) (*study.Study, *study.Experiment) {
			s, e := committed(t, ".")
			gitDo(t, s.Root, "config", "filter.upper.clean", "tr a-z A-Z")
			write(t, s.Root, map[string]string{".gitattributes": "*.py filter=upper\n"})
			gitDo(t, s.Root, "add", "--renormalize", "-A")
			gitDo(t, s.Root, "commit", "-q", "-m", "filtered")
			return s, e
		},
	} {
		s, e := prepare(t)
		if name == "line ends" {
			write(t, s.Root, map[string]string{"experiments/alpha/train.py": "print(1)\r\n"})
		}
		code, p := facts(t, s, e)
		if code.Unknown != "" || code.Dirty || code.Commit != gitDo(t, s.Root, "rev-parse", "HEAD") {
			t.Errorf("%s: %+v", name, code)
		}
		if link, why := p.Holds(code); link != Holds {
			t.Errorf("%s: the link %s: %s", name, link, why)
		}
		write(t, s.Root, map[string]string{"experiments/alpha/train.py": "print(5)\n"})
		if code, _ := facts(t, s, e); !code.Dirty || code.Diff == "" {
			t.Errorf("%s: a change is not seen: %+v", name, code)
		}
	}
}

// TestBothWaysAgree asks go-git and the git command the same questions.
func TestBothWaysAgree(t *testing.T) {
	s, _ := committed(t, ".")
	library, err := openLibrary(s.Root)
	if err != nil {
		t.Fatal(err)
	}
	command, err := openCommand(s.Root)
	if err != nil {
		t.Fatal(err)
	}
	if library.commit() != command.commit() {
		t.Errorf("commits %s and %s", library.commit(), command.commit())
	}
	for _, name := range []string{"", "experiments", "experiments/alpha/train.py", "experiments/alpha/nothing", "nothing/at/all"} {
		a, errA := library.object(name)
		b, errB := command.object(name)
		if a != b || errA != nil || errB != nil {
			t.Errorf("object %q: %s (%v) and %s (%v)", name, a, errA, b, errB)
		}
		blobsA, errA := library.blobs(name)
		blobsB, errB := command.blobs(name)
		if len(blobsA) != len(blobsB) || errA != nil || errB != nil {
			t.Errorf("blobs of %q: %v (%v) and %v (%v)", name, blobsA, errA, blobsB, errB)
		}
		for path, id := range blobsA {
			if blobsB[path] != id {
				t.Errorf("blob %s: %s and %s", path, id, blobsB[path])
			}
			contentA, errA := library.content(id)
			contentB, errB := command.content(id)
			if string(contentA) != string(contentB) || errA != nil || errB != nil {
				t.Errorf("content of %s: %q (%v) and %q (%v)", path, contentA, errA, contentB, errB)
			}
		}
		for _, objects := range []objects{library, command} {
			if history, err := objects.history(); !history[library.commit()] || err != nil {
				t.Errorf("the history lacks its head: %v", err)
			}
			held, err := objects.all()
			if a != "" && (!held[a] || err != nil) {
				t.Errorf("%q is not held: %v", name, err)
			}
			if held[strings.Repeat("0", 39)+"1"] {
				t.Error("an unknown object is held")
			}
		}
	}
}
