package environment

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"report/internal/digest"
	"report/internal/plainfile"
	"report/internal/study"
)

// uv builds Python environments from hash-locked requirements.
type uv struct{}

// uvVersion is the version that is fetched where uv is not on PATH; uv.lock
// has its hashes on every platform.
const uvVersion = "0.13.9"

//go:embed uv.lock
var uvLock []byte

// mark is the file that says an environment is whole. It is written last.
type mark struct {
	Schema string            `json:"schema"`
	Lock   digest.SHA256     `json:"lock"`
	Python string            `json:"python"`
	Tools  map[string]string `json:"tools"`
	Built  time.Time         `json:"built"`
}

const (
	markName   = "report-environment.json"
	markSchema = "report/environment/1"
)

// Missing is the interpreter, if it is not on PATH.
func (uv) Missing(e study.Environment) (what, debian string) {
	if findPython(e.Python) == "" {
		return "Python " + e.Python, "python" + e.Python
	}
	if find("uv") == "" && find("python3") == "" {
		return "uv, or a Python 3 to fetch it with", "python3-venv"
	}
	return "", ""
}

// findPython finds an interpreter of a minor version. Windows has no name for
// one; uv looks further there.
func findPython(minor string) string {
	if p := find("python" + minor); p != "" || runtime.GOOS != "windows" {
		return p
	}
	return find("py", "python")
}

// Build finds the environment of a lock in the cache or builds it there, once,
// under a lock that other builders of the same wait for. An environment
// without its mark is what a killed builder left, and is built again.
func (k uv) Build(ctx context.Context, root string, e study.Environment, log io.Writer) (*Built, error) {
	lock, err := plainfile.ReadFile(filepath.Join(root, filepath.FromSlash(e.Lock)))
	if err != nil {
		return nil, fmt.Errorf("%w\nhint: write the lock with: uv pip compile --universal --generate-hashes --no-header --no-annotate requirements.in -o %s", err, e.Lock)
	}
	cache, err := Cache()
	if err != nil {
		return nil, err
	}
	sum := digest.Bytes(lock)
	dir := filepath.Join(cache, "environments", "python"+e.Python+"-"+sum.Hex()[:16])
	tools := filepath.Join(cache, "tools")
	if built, ok := k.built(dir, tools, sum); ok {
		return built, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	unlock, err := Lock(ctx, dir+".lock", false, func() { fmt.Fprintln(log, "waiting for another build of the same environment") })
	if err != nil {
		return nil, err
	}
	defer unlock()
	if built, ok := k.built(dir, tools, sum); ok {
		return built, nil
	}
	if err := k.build(ctx, order{cache, dir, e.Python, lock, sum, log}); err != nil {
		if ctx.Err() == nil && Full(cache) {
			err = errors.New("the disk of the cache is full\nhint: " + RoomInCache)
		}
		return &Built{Roots: k.prefix(ctx, e.Python)}, errors.Join(fmt.Errorf("building the environment of %s: %w", e.Lock, err), os.RemoveAll(dir))
	}
	built, ok := k.built(dir, tools, sum)
	if !ok {
		return nil, fmt.Errorf("building the environment of %s: its mark is not there", e.Lock)
	}
	built.Did = true
	return built, nil
}

// built is the environment in a directory, if it is whole.
func (uv) built(dir, tools string, sum digest.SHA256) (*Built, bool) {
	b, err := os.ReadFile(filepath.Join(dir, markName))
	if err != nil {
		return nil, false
	}
	var m mark
	if json.Unmarshal(b, &m) != nil || m.Schema != markSchema || m.Lock != sum {
		return nil, false
	}
	return &Built{
		Bin: []string{binOf(dir), tools}, Env: []string{"VIRTUAL_ENV=" + dir},
		Dir: dir, Tools: m.Tools, Roots: interpreter(dir),
	}, true
}

// interpreter is where the interpreter behind an environment has its library,
// whose paths stand in tracebacks; nil where that is the system's own place.
func interpreter(dir string) []string {
	b, err := os.ReadFile(filepath.Join(dir, "pyvenv.cfg"))
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(b)) {
		name, value, _ := strings.Cut(line, "=")
		home := filepath.Dir(strings.TrimSpace(value))
		if strings.TrimSpace(name) == "home" && home != "/usr" && home != string(filepath.Separator) {
			return []string{home}
		}
	}
	return nil
}

// prefix is where the interpreter of a minor version lies, for what uv said of
// it before there was an environment. The interpreter is asked itself: on PATH
// there may be a shim that starts it.
func (uv) prefix(ctx context.Context, minor string) []string {
	program := findPython(minor)
	if program == "" {
		return nil
	}
	dir := tool{env: os.Environ()}.say(context.WithoutCancel(ctx), program, "-I", "-c", "import sys; print(sys.base_prefix)")
	if dir = filepath.Clean(dir); !filepath.IsAbs(dir) || dir == "/usr" || dir == filepath.Dir(dir) {
		return nil
	}
	return []string{dir}
}

// binOf is where a Python environment has its programs.
func binOf(dir string) string {
	if runtime.GOOS == "windows" {
		return filepath.Join(dir, "Scripts")
	}
	return filepath.Join(dir, "bin")
}

// order is an environment that is to be built.
type order struct {
	cache  string        // that it lies in
	dir    string        // of the environment itself
	python string        // the minor version
	lock   []byte        // its content
	sum    digest.SHA256 // of the lock
	log    io.Writer
}

// build makes the environment from nothing.
func (k uv) build(ctx context.Context, o order) error {
	if err := os.RemoveAll(o.dir); err != nil {
		return err
	}
	program, err := k.program(ctx, o.cache, o.log)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(o.dir), 0o755); err != nil {
		return err
	}
	cmds := tool{env: k.environ(o.cache), log: o.log, dir: filepath.Dir(o.dir)}
	if err := cmds.run(ctx, program, "venv", "--python", o.python, o.dir); err != nil {
		return fmt.Errorf("%w\nhint: Python %s has to be on PATH; on Debian: apt-get install python%s", err, o.python, o.python)
	}
	copied := filepath.Join(o.dir, "requirements.lock")
	if err := os.WriteFile(copied, o.lock, 0o644); err != nil {
		return err
	}
	python := filepath.Join(binOf(o.dir), "python")
	sync := []string{"pip", "sync", "--require-hashes", "--python", python, copied}
	if err := cmds.run(ctx, program, sync...); err != nil {
		return err
	}
	lend(o.dir, o.python)
	if err := cmds.run(ctx, program, append(sync, "--compile-bytecode")...); err != nil {
		return err
	}
	m := mark{Schema: markSchema, Lock: o.sum, Python: o.python, Built: time.Now().UTC(), Tools: map[string]string{
		"python": cmds.say(ctx, python, "--version"), "uv": cmds.say(ctx, program, "--version"),
	}}
	return m.leave(o.dir)
}

// leave writes the mark, last and in one step: what has it is whole.
func (m mark) leave(dir string) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	tmp := filepath.Join(dir, markName+".new")
	if err := os.WriteFile(tmp, append(b, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(dir, markName))
}

// Resolve writes the lock of requirements, with the hashes of every package for
// every platform, as a study's locks are made. Both files are given by their
// paths; python is a minor version.
func Resolve(ctx context.Context, requirements, lock, python string, log io.Writer) error {
	cache, err := Cache()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	k := uv{}
	program, err := k.program(ctx, cache, log)
	if err != nil {
		return err
	}
	cmds := tool{env: k.environ(cache), log: log, dir: filepath.Dir(requirements)}
	return cmds.run(ctx, program, "pip", "compile", "--universal", "--generate-hashes", "--no-header", "--no-annotate",
		"--no-emit-index-url", "--no-emit-find-links", "--quiet", "--python-version", python, "--output-file", lock, requirements)
}

// environ is what uv sees: the clients' variables, its cache beside the
// environments so that files can be linked instead of copied, and no way to
// fetch an interpreter that nobody pinned.
func (uv) environ(cache string) []string {
	vars := append(Clients(), "PATH="+os.Getenv("PATH"), "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=",
		"UV_CACHE_DIR="+filepath.Join(cache, "uv"), "UV_PYTHON_DOWNLOADS=never", "UV_NO_PROGRESS=1", "UV_COMPILE_BYTECODE_TIMEOUT=600")
	for _, name := range []string{"HOME", "TMPDIR", "SYSTEMROOT", "LOCALAPPDATA", "APPDATA", "USERPROFILE", "TEMP", "TMP", "PATHEXT"} {
		if value := os.Getenv(name); value != "" {
			vars = append(vars, name+"="+value)
		}
	}
	return vars
}

// program is uv: on PATH, or fetched once into the cache. Steps find it in the
// tools directory, under its own name and nothing else.
func (k uv) program(ctx context.Context, cache string, log io.Writer) (string, error) {
	tools := filepath.Join(cache, "tools")
	if err := os.MkdirAll(tools, 0o755); err != nil {
		return "", err
	}
	unlock, err := Lock(ctx, filepath.Join(cache, "tools.lock"), false, nil)
	if err != nil {
		return "", err
	}
	defer unlock()
	path := find("uv")
	if path == "" {
		if path, err = k.fetch(ctx, cache, log); err != nil {
			return "", err
		}
	}
	link := filepath.Join(tools, filepath.Base(path))
	if at, err := os.Readlink(link); err != nil || at != path {
		_ = os.Remove(link)
		if err := os.Symlink(path, link); err != nil && runtime.GOOS != "windows" {
			return "", err
		}
	}
	return path, nil
}

// fetch installs the pinned uv from the package index into an environment of
// its own, with its hashes checked by pip.
func (k uv) fetch(ctx context.Context, cache string, log io.Writer) (string, error) {
	dir := filepath.Join(cache, "uv-"+uvVersion)
	program := filepath.Join(binOf(dir), "uv")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	python := find("python3", "python")
	if python == "" {
		return "", errors.New("uv is not on PATH and there is no Python 3 to fetch it with\nhint: on Debian: apt-get install python3-venv")
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	tmp, err := os.MkdirTemp(cache, "uv-new-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	lock := filepath.Join(tmp, "uv.lock")
	if err := os.WriteFile(lock, uvLock, 0o644); err != nil {
		return "", err
	}
	cmds := tool{env: k.environ(cache), log: log, dir: tmp}
	if err := cmds.run(ctx, python, "-m", "venv", dir); err != nil {
		return "", fmt.Errorf("%w\nhint: on Debian: apt-get install python3-venv", err)
	}
	if err := cmds.run(ctx, filepath.Join(binOf(dir), "python"), "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "-r", lock); err != nil {
		return "", errors.Join(fmt.Errorf("fetching uv %s: %w", uvVersion, err), os.RemoveAll(dir))
	}
	return program, nil
}

// tool runs the programs that build an environment.
type tool struct {
	env []string
	log io.Writer
	dir string
}

// run runs one to its end, with its words in the log. The error has the last
// of them, because they say what was wrong.
func (t tool) run(ctx context.Context, program string, args ...string) error {
	fmt.Fprintf(t.log, "$ %s %s\n", filepath.Base(program), strings.Join(args, " "))
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env, cmd.Dir = t.env, t.dir
	cmd.Stdout = io.MultiWriter(t.log, &limited{&said})
	cmd.Stderr = cmd.Stdout
	endWithUs(cmd)
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), args[0], err, indent(lastLines(said.String(), 8)))
	}
	return nil
}

// say is what a program prints, in one line; "" if it cannot be asked.
func (t tool) say(ctx context.Context, program string, args ...string) string {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env, cmd.Dir = t.env, t.dir
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// limited keeps the last megabyte or so of what a program says.
type limited struct{ *bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len() > 1<<20 {
		l.Reset()
	}
	return l.Buffer.Write(p)
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
