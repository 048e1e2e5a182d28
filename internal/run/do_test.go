package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"report/internal/study"
)

// planned is a plan whose steps run this test binary as the tool.
func planned(t *testing.T, steps ...study.Step) Plan {
	t.Helper()
	root := t.TempDir()
	for i := range steps {
		s := &steps[i]
		if s.Kind == "" {
			s.Kind = study.Run
		}
		if s.Command != nil {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			s.Command = append([]string{self, "tool"}, s.Command...)
		}
		if s.Timeout == 0 {
			s.Timeout = time.Minute
		}
	}
	if err := os.MkdirAll(filepath.Join(root, "experiments/x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "experiments/x/input.txt"), []byte("declared"), 0o644); err != nil {
		t.Fatal(err)
	}
	return Plan{
		Experiment: &study.Experiment{ID: "x", Dir: "experiments/x", Steps: steps},
		Name:       "20261123T141300Z-standard-1a2b3c4d", Profile: "standard", Root: root,
		Inputs:  []Input{{Path: "experiments/x/input.txt"}},
		Staging: filepath.Join(root, ".report/staging/run"), Scratch: filepath.Join(root, ".report/work"),
	}
}

func do(t *testing.T, plan Plan) *Outcome {
	t.Helper()
	host := Open()
	defer host.Close()
	out, err := Do(context.Background(), host, plan)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// content reads a file of the run's directory.
func content(t *testing.T, o *Outcome, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(o.Dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func wantStatus(t *testing.T, o *Outcome, want Status, reason string) {
	t.Helper()
	if o.Status != want {
		log := ""
		if o.Failure != nil && o.Failure.Log != "" {
			log = content(t, o, o.Failure.Log)
		}
		t.Fatalf("status %q, want %q; failure %+v\n%s", o.Status, want, o.Failure, log)
	}
	if reason != "" && (o.Failure == nil || !strings.Contains(o.Failure.Reason, reason)) {
		t.Fatalf("failure %+v does not say %q", o.Failure, reason)
	}
}

func TestStepsRunInOrderAndShareVariables(t *testing.T) {
	plan := planned(t,
		study.Step{ID: "first", Kind: study.Setup, Command: []string{"append", "REPORT_ENV", "RUN_ID=abc123"}},
		study.Step{ID: "second", Command: []string{"say", "run", "${RUN_ID}", "$${literal}"}},
		study.Step{ID: "third", Command: []string{"append", "REPORT_METRICS", `{"name":"accuracy","value":0.8930,"labels":{"model":"CNN"}}`, `{"name":"loss","value":1e-3,"step":2}`}},
		study.Step{ID: "fourth", Command: []string{"write", "result.json", "{}"}, Keep: []string{"*.json"}},
	)
	o := do(t, plan)
	wantStatus(t, o, Succeeded, "")
	if got := content(t, o, "second.log"); got != "run abc123 ${literal}\n" {
		t.Errorf("second.log is %q", got)
	}
	if got := content(t, o, "metrics.json"); !strings.Contains(got, `"value": 0.8930,`) || !strings.Contains(got, `"value": 1e-3,`) {
		t.Errorf("metrics.json lost digits:\n%s", got)
	}
	if got := content(t, o, "fourth/result.json"); got != "{}" {
		t.Errorf("kept file is %q", got)
	}
	if entries, _ := os.ReadDir(plan.Scratch); len(entries) != 0 {
		t.Errorf("work directories were left: %v", entries)
	}
	steps := o.Attempts[0].Steps
	if len(steps) != 4 || steps[2].Metrics != 2 || steps[0].Wall <= 0 || *steps[0].Exit != 0 {
		t.Errorf("records: %+v", steps)
	}
	t.Logf("isolation %+v", o.Isolation)
}

func TestFailures(t *testing.T) {
	tests := []struct {
		name   string
		step   study.Step
		status Status
		reason string
	}{
		{"exit", study.Step{ID: "s", Command: []string{"exit", "3"}}, Failed, "exit 3"},
		{"crash", study.Step{ID: "s", Command: []string{"crash"}}, Failed, "killed by SIGKILL"},
		{"timeout", study.Step{ID: "s", Command: []string{"hang"}, Timeout: 100 * time.Millisecond}, Failed, "timed out after 100ms"},
		{"broken probe", study.Step{ID: "s", Kind: study.Probe, Command: []string{"exit", "1"}}, Failed, "broken probe: exit 1"},
		{"refused probe", study.Step{ID: "s", Kind: study.Probe, Command: []string{"exit", "10"}}, Succeeded, ""},
		{"no program", study.Step{ID: "s", Command: []string{"say", "${REPORT_SEAD}"}}, Failed, "did you mean ${REPORT_SEED}?"},
		{"bad metric", study.Step{ID: "s", Command: []string{"append", "REPORT_METRICS", `{"name":"a","value":1}`, `{"name":"b","value":NaN}`}}, Failed, "$REPORT_METRICS:2: NaN is not a finite number"},
		{"unknown key", study.Step{ID: "s", Command: []string{"append", "REPORT_METRICS", `{"name":"a","valeu":1}`}}, Failed, `unknown field "valeu"`},
		{"bad keep", study.Step{ID: "s", Command: []string{"say"}, Keep: []string{"*.png"}}, Failed, `"*.png" matches none`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantStatus(t, do(t, planned(t, test.step)), test.status, test.reason)
		})
	}
}

func TestServiceIsReachedAndPictured(t *testing.T) {
	requiresChromium(t)
	for _, ready := range []study.Ready{{Port: "web"}, {HTTP: "http://127.0.0.1:${REPORT_PORT_WEB}/"}, {Log: "^listening"}} {
		plan := planned(t,
			study.Step{ID: "web", Kind: study.Service, Command: []string{"serve", "${REPORT_PORT_WEB}", "300ms"}, Ready: &ready},
			study.Step{ID: "get", Command: []string{"get", "http://127.0.0.1:${REPORT_PORT_WEB}/"}},
			study.Step{ID: "page", Kind: study.Screenshot, Screenshot: &study.Shot{URL: "http://127.0.0.1:${REPORT_PORT_WEB}/", WaitFor: "#hello", Width: 300, Height: 200}},
		)
		plan.Experiment.Ports = []string{"web"}
		if ready.Port == "" { // one picture is enough
			plan.Experiment.Steps = plan.Experiment.Steps[:2]
		}
		o := do(t, plan)
		wantStatus(t, o, Succeeded, "")
		if got := content(t, o, "get.log"); got != "200 OK\n" {
			t.Errorf("get.log is %q", got)
		}
		web := o.Attempts[0].Steps[0]
		if web.Ready < 0.3 || web.Wall < web.Ready || web.Signal != "SIGTERM" {
			t.Errorf("service: %+v", web)
		}
		if ready.Port != "" {
			if got := content(t, o, "page.txt"); got != "\nhello\n" && got != "hello\n" {
				t.Errorf("page.txt is %q", got)
			}
			content(t, o, "page.png")
		}
	}
}

func TestServiceThatIsNotReady(t *testing.T) {
	tests := []struct {
		name    string
		command []string
		ready   study.Ready
		want    string
	}{
		{"port never opened", []string{"hang"}, study.Ready{Port: "web", Timeout: 300 * time.Millisecond}, "not ready within 300ms: port web at 127.0.0.1:"},
		{"ends early", []string{"exit", "7"}, study.Ready{Port: "web"}, "ended with exit 7 before it was ready"},
	}
	for _, test := range tests {
		plan := planned(t, study.Step{ID: "web", Kind: study.Service, Command: test.command, Ready: &test.ready})
		plan.Experiment.Ports = []string{"web"}
		wantStatus(t, do(t, plan), Failed, test.want)
	}
}

// alive reports whether a process with a mark in its command line runs.
func alive(t *testing.T, mark string) bool {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if b, err := os.ReadFile(e); err == nil && strings.Contains(string(b), mark) && strings.Contains(string(b), "hang") {
			return true
		}
	}
	return false
}

func TestNothingOutlivesAnAttempt(t *testing.T) {
	for level, name := range []string{"pid-namespace", "subreaper"} {
		t.Run(name, func(t *testing.T) {
			mark := "mark-" + name + "-" + filepath.Base(t.TempDir()) + time.Now().Format("150405.000000")
			plan := planned(t,
				study.Step{ID: "escape", Kind: study.Setup, Command: []string{"escape", mark}},
				study.Step{ID: "after", Command: []string{"say", "done"}},
			)
			host := Open()
			defer host.Close()
			host.level = level
			o, err := Do(context.Background(), host, plan)
			if err != nil {
				t.Fatal(err)
			}
			wantStatus(t, o, Succeeded, "")
			if name == "pid-namespace" {
				requires(t, "PID namespaces", o.Isolation.Processes == name)
			}
			if o.Isolation.Processes != name {
				t.Fatalf("isolation is %+v", o.Isolation)
			}
			if alive(t, mark) {
				t.Errorf("a process that called setsid is still there under %s", name)
			}
		})
	}
}

func TestFailedStepTellsItsLastLines(t *testing.T) {
	plan := planned(t, study.Step{ID: "s", Command: []string{"flood-and-fail", "50"}})
	var tail []string
	plan.Events = func(e Event) { tail = append(tail, e.Tail...) }
	wantStatus(t, do(t, plan), Failed, "exit 1")
	if len(tail) != tailLines || tail[0] != "line 30 of a log that does not end" || tail[19] != "line 49 of a log that does not end" {
		t.Errorf("the tail is %q", tail)
	}
}

func TestStepThatIgnoresSIGTERMIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as the grace")
	}
	plan := planned(t, study.Step{ID: "s", Command: []string{"stubborn"}, Timeout: 300 * time.Millisecond})
	o := do(t, plan)
	wantStatus(t, o, Failed, "timed out after 300ms")
	rec := o.Attempts[0].Steps[0]
	if rec.Status != TimedOut || rec.Wall < stepGrace.Seconds() {
		t.Errorf("record: %+v", rec)
	}
}

func TestFloodedLogKeepsHeadAndTail(t *testing.T) {
	plan := planned(t, study.Step{ID: "s", Command: []string{"flood", "200000"}})
	plan.LogLimit = 100_000
	o := do(t, plan)
	wantStatus(t, o, Succeeded, "")
	log := content(t, o, "s.log")
	if len(log) > 101_000 || !strings.HasPrefix(log, "line 0 of") || !strings.HasSuffix(log, "line 199999 of a log that does not end\n") {
		t.Errorf("the log has %d bytes: %.60q … %.60q", len(log), log, log[len(log)-60:])
	}
	if cut := o.Attempts[0].Steps[0].LogCut; cut == 0 || !strings.Contains(log, fmt.Sprintf("\n[report: %d bytes were cut out here", cut)) {
		t.Errorf("cut %d is not said in the log", cut)
	}
	for _, line := range strings.Split(strings.TrimSuffix(log, "\n"), "\n") {
		if !strings.HasPrefix(line, "line ") && !strings.HasPrefix(line, "[report: ") {
			t.Errorf("a line was cut: %q", line)
		}
	}
}

func TestRetryIsANewAttemptFromTheFirstStep(t *testing.T) {
	plan := planned(t,
		study.Step{ID: "first", Command: []string{"append", "REPORT_METRICS", `{"name":"n","value":1}`}},
		study.Step{ID: "second", Retries: 1},
	)
	marker := filepath.Join(t.TempDir(), "marker")
	self, _ := os.Executable()
	plan.Experiment.Steps[1].Command = []string{self, "tool", "fail-first", marker}
	o := do(t, plan)
	wantStatus(t, o, Succeeded, "")
	if len(o.Attempts) != 2 || o.Attempts[0].Status != Failed || len(o.Attempts[1].Steps) != 2 {
		t.Fatalf("attempts: %+v", o.Attempts)
	}
	for _, name := range []string{"first.log", "attempt-1/first.log", "attempt-1/second.log"} {
		content(t, o, name)
	}
	if got := strings.Count(content(t, o, "metrics.json"), `"name"`); got != 1 {
		t.Errorf("the last attempt has %d metrics, not its own one", got)
	}
	if log := o.Attempts[0].Steps[1].Log; log != "attempt-1/second.log" {
		t.Errorf("the first attempt's log is said to be %s", log)
	}
}

func TestRepetitionsHaveTheirOwnFilesAndWarmupsDoNotCount(t *testing.T) {
	plan := planned(t, study.Step{ID: "s", Repeat: 2, Warmup: 1, Keep: []string{"x"}, Timed: true, Command: []string{"write", "x", "kept"}})
	plan.Quiet = filepath.Join(t.TempDir(), "lock")
	o := do(t, plan)
	wantStatus(t, o, Succeeded, "")
	var names []string
	for _, r := range o.Attempts[0].Steps {
		names = append(names, fmt.Sprint(r.Log, r.Repetition, r.Warmup, r.Files))
		if r.Timed == nil {
			t.Error("a timed step does not say what else went on")
		}
	}
	want := "[s.warmup-1.log1 true [] s.log1 false [s/x] s.2.log2 false [s.2/x]]"
	if fmt.Sprint(names) != want {
		t.Errorf("records %v, want %s", names, want)
	}
}

func TestInterruptedRunSaysSo(t *testing.T) {
	plan := planned(t, study.Step{ID: "s", Command: []string{"hang"}}, study.Step{ID: "t", Kind: study.Teardown, Command: []string{"say", "cleaned up"}})
	ctx, cancel := context.WithCancel(context.Background())
	plan.Events = func(e Event) {
		if e.Type == StepStarted && e.Step == "s" {
			time.AfterFunc(50*time.Millisecond, cancel)
		}
	}
	host := Open()
	defer host.Close()
	o, err := Do(ctx, host, plan)
	if err != nil {
		t.Fatal(err)
	}
	if o.Status != Interrupted || o.Attempts[0].Steps[0].Status != Interrupted || content(t, o, "t.log") != "cleaned up\n" {
		t.Errorf("outcome %+v", o)
	}
}

func TestServiceThatIsLostEndsTheStepThatNeedsIt(t *testing.T) {
	plan := planned(t,
		study.Step{ID: "web", Kind: study.Service, Command: []string{"exit-after", "300ms", "4"}},
		study.Step{ID: "s", Command: []string{"hang"}},
	)
	began := time.Now()
	o := do(t, plan)
	wantStatus(t, o, Failed, "the service ended by itself with exit 4")
	if time.Since(began) > 20*time.Second {
		t.Error("the step was waited for")
	}
}

func TestTeardownRunsToItsEndAfterALostService(t *testing.T) {
	plan := planned(t,
		study.Step{ID: "web", Kind: study.Service, Command: []string{"exit", "1"}, Ready: &study.Ready{Port: "web", Timeout: 5 * time.Second}},
		study.Step{ID: "t", Kind: study.Teardown, Command: []string{"exit-after", "300ms", "0"}},
	)
	plan.Experiment.Ports = []string{"web"}
	o := do(t, plan)
	if o.Status != Failed || o.Failure.Step != "web" {
		t.Errorf("outcome %+v, %+v", o, o.Failure)
	}
	if down := o.Attempts[0].Steps[1]; down.Status != Succeeded {
		t.Errorf("the teardown %s: %s", down.Status, down.Reason)
	}
}

func TestNetworkIsLoopbackOnlyUnlessAskedFor(t *testing.T) {
	requiresNamespaces(t)
	plan := planned(t,
		study.Step{ID: "closed", Command: []string{"interfaces"}},
		study.Step{ID: "open", Kind: study.Setup, Network: true, Command: []string{"interfaces"}},
	)
	o := do(t, plan)
	wantStatus(t, o, Succeeded, "")
	if got := content(t, o, "closed.log"); got != "lo\n" {
		t.Errorf("a step without network sees %q", got)
	}
	if here := interfaces(); content(t, o, "open.log") != here {
		t.Errorf("a step with network sees %q, not %q", content(t, o, "open.log"), here)
	}
	if o.Isolation.Network != "namespace" {
		t.Errorf("isolation %+v", o.Isolation)
	}
}

// A probe that wants a cluster reaches out, beside the services of the probes
// that do not: where there is no cluster, those stay by themselves.
func TestAStepThatIsNotRunHereOpensNoNetwork(t *testing.T) {
	requiresNamespaces(t)
	for _, here := range []bool{false, true} {
		plan := planned(t,
			study.Step{ID: "web", Kind: study.Service, Command: []string{"hang"}},
			study.Step{ID: "probe", Network: true, Requires: []string{"cluster"}, Command: []string{"say", "x"}},
		)
		plan.Has = func(context.Context, string) (bool, string) { return here, "no cluster" }
		o := do(t, plan)
		wantStatus(t, o, Succeeded, "")
		if open := o.Isolation.Network == "open"; open != here {
			t.Errorf("with the cluster %v: isolation %+v", here, o.Isolation)
		}
	}
}

func TestAStepGetsWhatItsRequirementGives(t *testing.T) {
	plan := planned(t,
		study.Step{ID: "cluster", Requires: []string{"cluster"}, Command: []string{"env", "KUBECONFIG"}},
		study.Step{ID: "other", Command: []string{"env", "KUBECONFIG"}},
	)
	plan.Given = func(capability string) []string { return []string{"KUBECONFIG=of-the-" + capability} }
	o := do(t, plan)
	wantStatus(t, o, Succeeded, "")
	if got := content(t, o, "cluster.log"); !strings.Contains(got, "of-the-cluster") {
		t.Errorf("the step that requires it sees %q", got)
	}
	if got := content(t, o, "other.log"); strings.Contains(got, "of-the") {
		t.Errorf("another step sees it too: %q", got)
	}
}

func TestOnlyDeclaredInputsAndVariablesAreThere(t *testing.T) {
	t.Setenv("LEAKED", "yes")
	plan := planned(t, study.Step{ID: "s", Command: []string{"look"}})
	if err := os.WriteFile(filepath.Join(plan.Root, "experiments/x/undeclared.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	o := do(t, plan)
	wantStatus(t, o, Succeeded, "")
	if got := content(t, o, "s.log"); got != "input.txt\n" {
		t.Errorf("the step sees %q", got)
	}
}

func TestChangedInputIsNotRun(t *testing.T) {
	plan := planned(t, study.Step{ID: "s", Command: []string{"say"}})
	plan.Inputs[0].SHA256[0] = 1
	wantStatus(t, do(t, plan), Failed, "changed after its digest was taken")
}

func TestACellIsEmptyWhenTheNextAttemptBegins(t *testing.T) {
	requiresNamespaces(t)
	host := Open()
	defer host.Close()
	var firsts []string
	for range 2 {
		plan := planned(t,
			study.Step{ID: "before", Command: []string{"processes"}},
			study.Step{ID: "escape", Command: []string{"escape", "mark"}},
			study.Step{ID: "after", Command: []string{"processes"}},
			study.Step{ID: "rights", Command: []string{"rights"}},
		)
		o, err := Do(context.Background(), host, plan)
		if err != nil {
			t.Fatal(err)
		}
		wantStatus(t, o, Succeeded, "")
		before, after := content(t, o, "before.log"), content(t, o, "after.log")
		if strings.Count(before, "\n") != 2 || strings.Count(after, "\n") != 3 {
			t.Errorf("before the escape there are\n%s, after it\n%s", before, after)
		}
		if os.Geteuid() != 0 && content(t, o, "rights.log") != "0000000000000000\n" {
			t.Errorf("a step has the rights %s", content(t, o, "rights.log"))
		}
		firsts = append(firsts, o.Isolation.Processes)
	}
	if fmt.Sprint(firsts) != "[pid-namespace pid-namespace]" {
		t.Errorf("isolation was %v", firsts)
	}
	if len(host.free) != 1 {
		t.Errorf("%d cells wait for the next run, not the one that was used", len(host.free))
	}
}

// A failure to prepare is evidence too, and its log names the directories it
// worked in: redaction has to know them.
func TestFailedPreparationTellsItsDirectories(t *testing.T) {
	plan := planned(t, study.Step{ID: "never", Command: []string{"succeed"}})
	plan.Prepare = func(_ context.Context, log io.Writer) (*Prepared, error) {
		fmt.Fprintln(log, "$ install into /somewhere/env")
		return &Prepared{Roots: map[string]string{"CACHE": "/somewhere"}}, errors.New("the mirror does not answer")
	}
	o := do(t, plan)
	wantStatus(t, o, Failed, "the mirror does not answer")
	if o.Roots["CACHE"] != "/somewhere" {
		t.Errorf("the roots are %v, without the cache", o.Roots)
	}
}
