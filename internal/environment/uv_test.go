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
// notes that it ran, links the modules that the lock names, and fails for a lock
// that says so; with --compile-bytecode it compiles what is not compiled.
const standIn = `#!/bin/sh
case "$1" in
--version) echo "uv 9.9.9" ;;
venv) for dir; do :; done
  mkdir -p "$dir/bin"; printf '#!/bin/sh\necho Python 3.11.99\n' > "$dir/bin/python"; chmod +x "$dir/bin/python"
  echo "home = /nowhere/python/bin" > "$dir/pyvenv.cfg" ;;
pip) lib="$(dirname "$6")/lib"; mkdir -p "$lib/__pycache__"
  if [ "$7" = --compile-bytecode ]; then
    for module in "$lib"/*.py; do
      to="$lib/__pycache__/$(basename "$module" .py).cpython-311.pyc"
      if [ ! -e "$to" ]; then echo "compiled in $lib" > "$to"; fi
    done
  else
    echo sync >> "$SYNCS"
    if grep -q broken "$6"; then echo "error: no such package" >&2; exit 1; fi
    for module in $(cat "$6"); do ln "$(dirname "$SYNCS")/$module" "$lib" || cp "$(dirname "$SYNCS")/$module" "$lib"; done
  fi ;;
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
	write(filepath.Join(root, "a.lock"), "one.py two.py\n", 0o644)
	write(filepath.Join(root, "b.lock"), "broken==1\n", 0o644)
	write(filepath.Join(root, "c.lock"), "two.py three.py\n", 0o644)
	for _, name := range []string{"one.py", "two.py", "three.py"} {
		write(filepath.Join(filepath.Dir(syncs), name), "print()\n", 0o644)
	}
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
	// A module that a neighbour has is compiled there already.
	third, log, err := build("c.lock")
	if err != nil || !strings.Contains(log, "--compile-bytecode") {
		t.Fatalf("third: %v\n%s", err, log)
	}
	for name, where := range map[string]string{"two": built.Dir, "three": third.Dir} {
		compiled, err := os.ReadFile(filepath.Join(third.Dir, "lib", "__pycache__", name+".cpython-311.pyc"))
		if want := "compiled in " + filepath.Join(where, "lib") + "\n"; err != nil || string(compiled) != want {
			t.Errorf("%s: %q, not %q, %v", name, compiled, want, err)
		}
	}
	// One that is another file, though alike, is compiled anew.
	if err := os.Remove(filepath.Join(filepath.Dir(syncs), "one.py")); err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(filepath.Dir(syncs), "one.py"), "print()\n", 0o644)
	write(filepath.Join(root, "d.lock"), "one.py\n", 0o644)
	fourth, _, err := build("d.lock")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile(filepath.Join(fourth.Dir, "lib", "__pycache__", "one.cpython-311.pyc"))
	if want := "compiled in " + filepath.Join(fourth.Dir, "lib") + "\n"; err != nil || string(own) != want {
		t.Errorf("another file: %q, %v", own, err)
	}
	if _, _, err := build("absent.lock"); err == nil || !strings.Contains(err.Error(), "hint: write the lock with: uv pip compile --universal --generate-hashes") {
		t.Errorf("absent lock: %v", err)
	}
}
