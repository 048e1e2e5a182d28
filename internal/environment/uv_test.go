package environment

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"report/internal/study"
)

// standIn is a program that does what uv does as far as files go, so that the
// building is tested without a network: `venv` makes an interpreter, `pip sync`
// notes that it ran, and fails for a lock that says so.
const standIn = `#!/bin/sh
case "$1" in
--version) echo "uv 9.9.9" ;;
venv) for dir; do :; done
  mkdir -p "$dir/bin"; printf '#!/bin/sh\necho Python 3.11.99\n' > "$dir/bin/python"; chmod +x "$dir/bin/python"
  echo "home = /nowhere/python/bin" > "$dir/pyvenv.cfg" ;;
pip) for lock; do :; done
  echo sync >> "$SYNCS"
  if grep -q broken "$lock"; then echo "error: no such package" >&2; exit 1; fi ;;
esac
`

func TestEnvironmentIsBuiltOncePerLock(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	bin, root, cache := t.TempDir(), t.TempDir(), t.TempDir()
	syncs := filepath.Join(t.TempDir(), "syncs")
	write := func(path, content string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(bin, "uv"), strings.ReplaceAll(standIn, "$SYNCS", syncs), 0o755)
	write(filepath.Join(root, "a.lock"), "numpy==1\n", 0o644)
	write(filepath.Join(root, "b.lock"), "broken==1\n", 0o644)
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("REPORT_CACHE", cache)
	count := func() int {
		b, _ := os.ReadFile(syncs)
		return strings.Count(string(b), "sync")
	}
	build := func(lock string) (*Built, string, error) {
		var log bytes.Buffer
		built, err := uv{}.Build(context.Background(), root, study.Environment{Kind: "uv", Lock: lock, Python: "3.11"}, &log)
		return built, log.String(), err
	}
	built, log, err := build("a.lock")
	if err != nil || !built.Did || count() != 1 || !strings.Contains(log, "$ uv pip sync --require-hashes") {
		t.Fatalf("first: %+v, %d syncs, %v\n%s", built, count(), err, log)
	}
	if built.Tools["python"] != "Python 3.11.99" || built.Tools["uv"] != "uv 9.9.9" || built.Roots[0] != "/nowhere/python" {
		t.Errorf("tools %v, roots %v", built.Tools, built.Roots)
	}
	if again, log, err := build("a.lock"); err != nil || again.Did || log != "" || count() != 1 || again.Dir != built.Dir {
		t.Errorf("second: %+v, %d syncs, %v\n%s", again, count(), err, log)
	}
	// What a killed builder left has no mark, and is built again.
	if err := os.Remove(filepath.Join(built.Dir, markName)); err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(built.Dir, "half"), "", 0o644)
	if again, _, err := build("a.lock"); err != nil || !again.Did || count() != 2 {
		t.Errorf("after a kill: %+v, %d syncs, %v", again, count(), err)
	}
	if _, err := os.Stat(filepath.Join(built.Dir, "half")); err == nil {
		t.Error("what a killed builder left is still there")
	}
	// A failure says why, and leaves nothing that could pass for whole.
	_, _, err = build("b.lock")
	if err == nil || !strings.Contains(err.Error(), "building the environment of b.lock: uv pip: exit status 1\n  error: no such package") {
		t.Errorf("broken lock: %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(cache, "environments", "*", "bin"))
	if len(left) != 1 {
		t.Errorf("environments left: %v", left)
	}
	if _, _, err := build("absent.lock"); err == nil || !strings.Contains(err.Error(), "hint: write the lock with: uv pip compile --universal --generate-hashes") {
		t.Errorf("absent lock: %v", err)
	}
}
