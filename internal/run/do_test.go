package run

import (
	"context"
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
