package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"report/internal/script"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"report": main})
}

// TestScripts runs one story a file: commands, stdout, whole error text with
// its hint, exit code.
func TestScripts(t *testing.T) {
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
			return os.WriteFile(env.WorkDir+"/.gitconfig",
				[]byte("[user]\nname = Test\nemail = test@example.invalid\n[init]\ndefaultBranch = main\n"), 0o644)
		},
	})
}

// condition tells what this build can do: [scripts] that it has its chart and
// formula scripts, [ssh-keygen] that the machine has it. Where all is required, a lack fails the script instead.
func condition(name string) (bool, error) {
	if name == "ssh-keygen" {
		_, err := exec.LookPath(name)
		return err == nil || os.Getenv("REPORT_REQUIRE") == "all", nil
	}
	if name != "scripts" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	_, err := script.Source(script.Charts)
	return err == nil || os.Getenv("REPORT_REQUIRE") == "all", nil
}

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
