package audit_test

import (
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"report/internal/audit"
	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/redact"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

const runName = "20261123T141300Z-standard-1a2b3c4d"

// place is the directory of the one run, relative to the study.
const place = "evidence/alpha-mnist/" + runName

// kept is a study with one kept run of alpha; beta has none.
func kept(t *testing.T) *world {
	t.Helper()
	root := t.TempDir()
	write(t, root, "study.yaml", strings.Repeat("line\n", 40))
	write(t, root, "paper/paper.md", "# Title\n\nAlpha reaches {{ total tool=alpha }} points.\n")
	staging := ".report/staging/alpha-mnist/" + runName
	write(t, root, staging+"/train.log", "epoch 1 loss 0.5\nepoch 2 loss 0.25\n")
	write(t, root, staging+"/metrics.json", `{
  "schema": "report/metrics/1",
  "metrics": [
    {"name": "accuracy", "value": 0.9805, "from": "train", "repetition": 1}
  ]
}
`)
	start := time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC)
	exit := 0
	_, err := evidence.At(root).Keep(evidence.Keeping{
		Outcome: &run.Outcome{
			Schema: "report/outcome/1", Experiment: "alpha-mnist", Name: runName, Profile: "standard", Status: run.Succeeded,
			Started: start, Finished: start.Add(time.Minute), Dir: filepath.Join(root, staging),
			Machine: run.Machine{CPU: "Model X", Cores: 2, MemoryBytes: 16e9, Kernel: "6.1"},
			Attempts: []run.Attempt{{Number: 1, Status: run.Succeeded, Steps: []run.Record{
				{Step: "train", Kind: study.Run, Repetition: 1, Status: run.Succeeded, Exit: &exit, Wall: 1.5, Log: "train.log"},
			}}},
		},
		Pins: &pin.Pins{Experiment: "alpha-mnist", Profile: "standard", Tool: "alpha", Key: digest.Bytes([]byte("key")),
			Lock: digest.Entry{Path: "experiments/alpha-mnist/requirements.lock", SHA256: digest.Bytes([]byte("lock"))},
			Data: []pin.DataPin{{ID: "mnist", URL: "https://example.org/mnist", SHA256: digest.Bytes([]byte("data"))}}},
		Code:     pin.Code{Commit: strings.Repeat("ab", 20), Trees: []pin.Tree{{Path: "experiments/alpha-mnist", ID: strings.Repeat("cd", 20)}}},
		Redactor: redact.New(redact.Options{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &world{root: root, study: question(root)}
}

func question(root string) *study.Study {
	at := func(line int) diag.Pos { return diag.Pos{File: "study.yaml", Line: line, Col: 5} }
	return &study.Study{
		Root: root, Profile: "standard",
		Tools:    []study.Tool{{ID: "alpha", Name: "Alpha", Pos: at(2)}, {ID: "beta", Name: "Beta", Pos: at(3)}},
		Criteria: []study.Criterion{{ID: "quality", Name: "Quality", Weight: big.NewRat(60, 1), Pos: at(5)}, {ID: "support", Name: "Support", Weight: big.NewRat(40, 1), Pos: at(6)}},
		Rubric: []study.Rule{{Criterion: "quality", Pos: at(10), Metrics: []study.RuleMetric{{
			ID: "accuracy", Name: "test accuracy", Pos: at(12), Weight: big.NewRat(1, 1),
			From:   study.Source{Experiment: "{tool}-mnist", Step: "train", Metric: "accuracy"},
			Points: []study.Anchor{{Value: new(big.Rat), Points: new(big.Rat)}, {Value: big.NewRat(1, 1), Points: big.NewRat(10, 1)}},
		}}}},
		Sets: []study.ScoreSet{{ID: "measured", Name: "Measured", Rubric: true, Cells: []study.Cell{
			{Tool: "alpha", Criterion: "support", Points: big.NewRat(7, 1), Basis: "judged", Reason: "answers within a day", By: "authors", Pos: at(20)},
			{Tool: "beta", Criterion: "support", Points: big.NewRat(4, 1), Basis: "judged", Reason: "no answers", By: "authors", Pos: at(21)},
		}}},
		Experiments: []*study.Experiment{
			{ID: "alpha-mnist", Tool: "alpha", Steps: []study.Step{{ID: "train", Kind: study.Run}}},
			{ID: "beta-mnist", Tool: "beta", Steps: []study.Step{{ID: "train", Kind: study.Run}}},
		},
	}
}

type world struct {
	root  string
	study *study.Study
	stale string
}

// trace resolves one expression on the third line of the paper and audits it.
func (w *world) trace(t *testing.T, expr string) *audit.Chain {
	t.Helper()
	store := evidence.At(w.root).Unheld()
	readings := score.FromStore(store, w.study, func(*study.Experiment, *evidence.Run) (string, error) { return w.stale, nil })
	digested, err := store.Digested()
	if err != nil {
		t.Fatal(err)
	}
	env := claim.NewEnv(claim.Inputs{Study: w.study, Readings: readings, Files: disk{w.root, store},
		Root: digest.Tree(digested).String(), Newest: "2026-11-23", Digested: digested})
	c, bad := env.Resolve(expr, diag.Pos{File: "paper/paper.md", Line: 3, Col: 16})
	if bad != nil {
		t.Fatal(bad)
	}
	chain, err := audit.New(audit.Inputs{Study: w.study, Store: store, Env: env, Readings: readings, Files: disk{w.root, store},
		Holds: func(pin.Code) (pin.Link, string) { return pin.Holds, "" }}).Trace(c)
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

type disk struct {
	root  string
	store *evidence.Store
}

func (d disk) Study(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(d.root, filepath.FromSlash(name)))
}

func (d disk) Evidence(experiment, run, name string) ([]byte, error) {
	return d.Study("evidence/" + experiment + "/" + run + "/" + name)
}

func write(t *testing.T, root, name, content string) {
	t.Helper()
	full := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestChainsEndAtAPlace has a place at the end also of what is counted, written
// down, digested or not there.
func TestChainsEndAtAPlace(t *testing.T) {
	w := kept(t)
	at := func(file string, line int) diag.Pos { return diag.Pos{File: file, Line: line, Col: 3} }
	w.study.Criteria = append(w.study.Criteria, study.Criterion{ID: "awk", Name: "Order", Weight: new(big.Rat), Pos: at("study.yaml", 7)})
	beta := w.study.Experiment("beta-mnist")
	beta.Source, beta.Pos = "experiments/beta-mnist/experiment.yaml", at("experiments/beta-mnist/experiment.yaml", 1)
	for expr, want := range map[string]string{
		"weight criterion=quality":                        "    study  study.yaml:5:5  weight of Quality\n",
		"count of=criteria":                               "    study  study.yaml:6:5  criterion support\n",
		"count of=tools":                                  "    study  study.yaml:3:5  tool beta\n",
		"evidence of=root":                                "    evidence  " + place + "/manifest.json  a line of what the root digests\n",
		"evidence of=date":                                "    evidence  " + place + "/manifest.json:",
		"score tool=alpha criterion=awk":                  "    score  study.yaml:7:3  Alpha on Order: ",
		"metric experiment=beta-mnist name=accuracy":      "    experiment  experiments/beta-mnist/experiment.yaml:1:3\n",
		"timing experiment=beta-mnist step=train of=wall": "    experiment  experiments/beta-mnist/experiment.yaml:1:3\n",
	} {
		if got := w.trace(t, expr).Text(0); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", expr, want, got)
		}
	}
}

func TestChainOfATotal(t *testing.T) {
	chain := kept(t).trace(t, "total tool=alpha")
	// 9.805 rounds to 9.8; 9.8 · 0.6 + 7 · 0.4 = 8.68.
	want := []string{
		"claim " + chain.Claim.ID + ": judged",
		"sentence  paper/paper.md:3:16  prints 8.68 in: Alpha reaches {{ total tool=alpha }} points.",
		"  claim  paper/paper.md:3:16  {{ total tool=alpha }}: total of Alpha, score set Measured",
		"    score  study.yaml:5:5  Alpha on Quality: 9.8 points, measured, weight 60%",
		"      rule  study.yaml:10:5  weighted mean of its metrics' points, rounded half up to one decimal",
		"        metric  study.yaml:12:5  test accuracy: 0.9805 gives 9.805 points",
		"          evidence  " + place + "/metrics.json:4:35  (/metrics/0/value is 0.9805)",
		"            run  " + place + "/manifest.json:4:10  run " + runName + " of alpha-mnist, succeeded, begun 2026-11-23T14:13:00Z, key " + digest.Bytes([]byte("key")).Short(),
		"              code  " + place + "/provenance.json:118:22  commit abababababab, trees experiments/alpha-mnist cdcdcdcdcdcd; the code at hand has them",
		"              lock  " + place + "/provenance.json:71:9  experiments/alpha-mnist/requirements.lock, sha256:" + digest.Bytes([]byte("lock")).Hex(),
		"              data  " + place + "/provenance.json:78:9  mnist, https://example.org/mnist, sha256:" + digest.Bytes([]byte("data")).Hex(),
		"              machine  " + place + "/provenance.json:42:20  Model X, 2 cores, 16.0 GB, 6.1",
		"    score  study.yaml:6:5  Alpha on Support: 7.0 points, judged, weight 40%",
		"      study  study.yaml:20:5  judged by authors: answers within a day",
		"",
	}
	if got := chain.Text(0); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	narrow := chain.Text(60)
	if !strings.Contains(narrow, "    score  study.yaml:5:5  Alpha on Quality: 9.8 points,\n        measured, weight 60%\n") {
		t.Errorf("in 60 columns:\n%s", narrow)
	}
	for line := range strings.SplitSeq(narrow, "\n") {
		if len(line) > 60 && strings.Contains(strings.SplitN(strings.TrimLeft(line, " "), "  ", 2)[0], " ") {
			t.Errorf("wider than 60 columns: %s", line)
		}
	}
	if chain.Fault() != nil || chain.Break != nil {
		t.Errorf("it holds, yet %v", chain.Fault())
	}
}

func TestChangedByteIsNamedAtBothEnds(t *testing.T) {
	for name, at := range map[string]string{"metrics.json": ":4:35", "manifest.json": "", "provenance.json": ""} { // of a figure, its place
		t.Run(name, func(t *testing.T) {
			w := kept(t)
			file := filepath.Join(w.root, filepath.FromSlash(place), name)
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(strings.Replace(string(content), "0.9805", "0.9905", 1), "14:13:00", "14:14:00", 1)
			if changed == string(content) {
				t.Fatal("nothing changed")
			}
			if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, expr := range []string{"total tool=alpha", "metric experiment=alpha-mnist name=accuracy"} {
				chain := w.trace(t, expr)
				fault := chain.Fault()
				if chain.Claim.Status != claim.Tampered || fault == nil || !strings.Contains(fault.Error(), place+"/"+name) ||
					!strings.Contains(chain.Text(0), "the road from paper/paper.md:3:16 ends at "+place+"/"+name+at+": content does not match") {
					t.Errorf("%s: %s, %v\n%s", expr, chain.Claim.Status, fault, chain.Text(0))
				}
			}
		})
	}
}

func TestRemovedFile(t *testing.T) {
	w := kept(t)
	expr := "quote experiment=alpha-mnist step=train line=2"
	if chain := w.trace(t, expr); !strings.Contains(chain.Text(0), "train.log:2:1  line 2 of alpha-mnist/"+runName+"/train.log: epoch 2 loss 0.25") {
		t.Errorf("%s", chain.Text(0))
	}
	if err := os.Remove(filepath.Join(w.root, place, "provenance.json")); err != nil {
		t.Fatal(err)
	}
	chain := w.trace(t, expr)
	if chain.Claim.Status != claim.Tampered || !strings.Contains(chain.Break.Broken, "is missing") {
		t.Errorf("%s: %+v", chain.Claim.Status, chain.Break)
	}
}

func TestMissingEndsAtTheMetric(t *testing.T) {
	chain := kept(t).trace(t, "total tool=beta")
	if chain.Claim.Status != claim.Missing || chain.Break == nil || chain.Break.Kind != audit.Metric ||
		chain.Break.Broken != "beta-mnist has not been run" || chain.Break.At != "study.yaml:12:5" || chain.Fault() != nil {
		t.Errorf("%+v", chain.Break)
	}
}

func TestStaleIsADoubt(t *testing.T) {
	w := kept(t)
	w.stale = "train.py changed"
	chain := w.trace(t, "metric experiment=alpha-mnist name=accuracy")
	if chain.Claim.Status != claim.Stale || chain.Break != nil || chain.Fault() != nil || !strings.Contains(chain.Text(0), "doubt: train.py changed") {
		t.Errorf("%s\n%s", chain.Claim.Status, chain.Text(0))
	}
}

func TestFalseAssertion(t *testing.T) {
	chain := kept(t).trace(t, "assert (metric experiment=alpha-mnist name=accuracy) > 0.99")
	fault := chain.Fault()
	want := "paper/paper.md:3:23: this does not hold: 0.9805 (accuracy of alpha-mnist) is not above 0.99"
	if chain.Claim.Status != claim.Unsupported || fault == nil || fault.Error() != want {
		t.Errorf("%s: %v", chain.Claim.Status, fault)
	}
}

func TestAssertionOverARange(t *testing.T) {
	w := kept(t) // beta's total is between 1.60 and 7.60, alpha's 8.68
	for expr, want := range map[string]claim.Status{
		"assert (total tool=beta) < (total tool=alpha)": claim.Judged,
		"assert (total tool=beta) > 5":                  claim.Missing,
		"assert (total tool=beta) > 8":                  claim.Unsupported,
	} {
		if chain := w.trace(t, expr); chain.Claim.Status != want {
			t.Errorf("%s: %s (%s)", expr, chain.Claim.Status, chain.Claim.Reason)
		}
	}
}
