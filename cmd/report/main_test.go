package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"report/internal/environment"
	"report/internal/need"
	"report/internal/script"
)

func TestMain(m *testing.M) {
	if slices.Equal(os.Args[1:], []string{"draw"}) { // as what is tested starts itself
		main()
		return
	}
	testscript.Main(m, map[string]func(){"report": main})
}

// TestScripts runs one story a file: commands, stdout, whole error text with
// its hint, exit code.
func TestScripts(t *testing.T) {
	t.Parallel()
	if signal.Ignored(syscall.SIGHUP) { // by nohup: so it would be in the scripts, which send it; what is caught is not
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"alike":    alike,
			"exits":    exits,
			"keeps":    keeps,
			"smuggles": smuggles,
		},
		Condition: condition,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("SOURCE_DATE_EPOCH", "1795435200")
			env.Setenv("XDG_CACHE_HOME", env.WorkDir+"/.cache")
			env.Setenv("GIT_CONFIG_GLOBAL", env.WorkDir+"/.gitconfig")
			if cache, err := environment.Cache(); err == nil {
				env.Setenv("SHARED_CACHE", cache) // where environments are built once
			}
			if filepath.Base(env.WorkDir) == "script-notebook" { // the one story that goes to an index
				for _, setting := range environment.Clients() {
					name, value, _ := strings.Cut(setting, "=")
					env.Setenv(name, value)
				}
			}
			return os.WriteFile(env.WorkDir+"/.gitconfig",
				[]byte("[user]\nname = Test\nemail = test@example.invalid\n[init]\ndefaultBranch = main\n"), 0o644)
		},
	})
}

// condition tells what this build can do: [scripts] that it has its chart and
// formula scripts, [ssh-keygen] that the machine has it, [notebooks] that an environment can be locked and built. Where all
// is required, a lack fails the script instead.
func condition(name string) (bool, error) {
	if name == "ssh-keygen" {
		_, err := exec.LookPath(name)
		return err == nil || need.All(), nil
	}
	if name == "notebooks" {
		return canLock() || need.All(), nil
	}
	if name == "small-disk" { // a file system of a few kilobytes, in a mount namespace
		return exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", os.TempDir()).Run() == nil || need.All(), nil
	}
	if name != "scripts" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	_, err := script.Source(script.Charts)
	return err == nil || need.All(), nil
}

// canLock asks uv to resolve what executes a notebook.
var canLock = sync.OnceValue(func() bool {
	dir, err := os.MkdirTemp("", "lock-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(dir)
	if _, err := exec.LookPath("python3.11"); err != nil {
		return false
	}
	if _, err := exec.LookPath("uv"); err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	in := filepath.Join(dir, "requirements.in")
	return os.WriteFile(in, []byte("nbclient\n"), 0o644) == nil &&
		environment.Resolve(ctx, in, filepath.Join(dir, "requirements.lock"), "3.11", io.Discard) == nil
})

// exits runs a command and holds its exit code: `exits 3 report verify`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG…]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("%s exited %s, not %s", strings.Join(args[1:], " "), got, args[0])
	}
}
