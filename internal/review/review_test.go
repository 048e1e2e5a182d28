package review_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"report/internal/claim"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/review"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// fixture is a study of two tools with an install experiment each, a probe and
// one place for every rule to be broken.
func fixture() (*study.Study, score.Fixed, map[string]*evidence.Provenance) {
	s := &study.Study{Profile: "standard", Paper: "paper/paper.md"}
	readings, came := score.Fixed{}, map[string]*evidence.Provenance{}
	for _, id := range []string{"a", "b"} {
		s.Tools = append(s.Tools, study.Tool{ID: id, Name: strings.ToUpper(id), Version: "1.2.0", Newest: &study.Newest{Version: "1.2.3", On: "2026-11-20"}})
		e := &study.Experiment{ID: id + "-install", Source: "experiments/" + id + "-install/experiment.yaml", Seeded: true, Tool: id,
			Steps: []study.Step{{ID: "install", Kind: study.Run}, {ID: "works", Kind: study.Probe}}}
		s.Experiments = append(s.Experiments, e)
		m := &evidence.Manifest{Experiment: e.ID, Run: "r", Status: run.Succeeded, Started: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
			Steps: []evidence.StepSummary{{ID: "works", Kind: study.Probe, Status: run.Succeeded, Log: "works.log"}}}
		r := &score.Reading{Experiment: e.ID, Run: "r", Manifest: m}
		for i := range 10 {
			r.Timings = append(r.Timings, run.Record{Step: "install", Status: run.Succeeded, Repetition: i + 1, Wall: 3, Timed: &run.Quiet{}})
		}
		readings[e.ID] = r
		p := &evidence.Provenance{}
		p.Predicate.Definition.Internal.Machine = run.Machine{CPU: "A CPU", Cores: 2, MemoryBytes: 8e9}
		for _, name := range []string{"rubric", "weights", "contexts"} {
			p.Predicate.Definition.Resolved = append(p.Predicate.Definition.Resolved, evidence.Resource{Name: name, Digest: map[string]string{"sha256": digest.Bytes([]byte(name)).Hex()}})
		}
		came[e.ID] = p
	}
	s.Rubric = []study.Rule{{Criterion: "c", Metrics: []study.RuleMetric{
		{ID: "seconds", From: study.Source{Experiment: "{tool}-install", Step: "install", Timing: "wall"}, Weight: big.NewRat(1, 1)},
		{ID: "works", From: study.Source{Experiment: "{tool}-install", Probe: "works"}, Weight: big.NewRat(1, 1)},
	}}}
	return s, readings, came
}

// blocks are the metrics of a step in blocks, of which so much was stolen.
func blocks(stolen ...run.Number) []run.Metric {
	var metrics []run.Metric
	for i, share := range stolen {
		number := int64(i + 1)
		metrics = append(metrics, run.Metric{Name: "seconds", Value: "3", Unit: "s", Step: &number, From: "install", Repetition: 5},
			run.Metric{Name: "stolen_percent", Value: share, Unit: "%", Step: &number, From: "install", Repetition: 5})
	}
	return metrics
}

// byMetric makes the rule look at the times that a step says, not at its own.
func byMetric(s *study.Study) {
	s.Rubric[0].Metrics[0].From = study.Source{Experiment: "{tool}-install", Metric: "seconds"}
}

// A step that repeats the blocks in which other machines took time is not
// disturbed by what it left out.
func TestQuietBlocksOfADisturbedStep(t *testing.T) {
	found := held(t, func(s *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
		byMetric(s)
		r["a-install"].Timings[4].Timed.StealSeconds = 0.3
		r["a-install"].Metrics = blocks("0.5", "1")
	}, nil)
	if found = slices.DeleteFunc(found, func(f review.Finding) bool { return f.Rule != "disturbed-timing" }); len(found) != 0 {
		t.Error(told(found))
	}
}

func TestEachRuleIsFound(t *testing.T) {
	tests := []struct {
		rule, on, says string
		breaks         func(s *study.Study, r score.Fixed, p map[string]*evidence.Provenance, in *review.Inputs)
	}{
		{"few-repetitions", "a-install", "was measured 9 times, fewer than 10", func(_ *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			r["a-install"].Timings = r["a-install"].Timings[:9]
		}},
		{"few-repetitions", "b-install", "printed from 1 measurement", func(_ *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, in *review.Inputs) {
			in.Claims = []claim.Claim{{What: "wall time", Unit: "s", Subject: claim.Subject{Function: "timing", Experiment: "b-install"}, Samples: []string{"3"}}}
		}},
		{"few-repetitions", "b-install/download_seconds", "printed from 1 measurement", func(_ *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, in *review.Inputs) {
			metric := claim.Subject{Function: "metric", Experiment: "b-install", Metric: "download_seconds"}
			in.Claims = []claim.Claim{{What: "accuracy", Subject: claim.Subject{Function: "metric", Experiment: "b-install", Metric: "accuracy"}}, {What: "download_seconds", Unit: "s", Subject: metric}}
		}},
		{"mixed-machines", "c.seconds", "seconds stands side by side from 2 machines", func(_ *study.Study, _ score.Fixed, p map[string]*evidence.Provenance, _ *review.Inputs) {
			p["b-install"].Predicate.Definition.Internal.Machine.CPU = "Another"
		}},
		{"disturbed-timing", "a-install/install", "7 pages were swapped", func(_ *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			r["a-install"].Timings[4].Timed.SwapOutPages = 7
		}},
		{"disturbed-timing", "a-install/install", "throttled for 0.5 s", func(_ *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			r["a-install"].Timings[4].Timed.Throttled = 0.5
		}},
		{"disturbed-timing", "a-install/install", "in repetition 5 2.0% of its time went to other machines", func(_ *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			r["a-install"].Timings[4].Timed.StealSeconds = 0.06
		}},
		{"disturbed-timing", "a-install/install", "in repetition 5 1.5% of its block 2 went to other machines", func(s *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			byMetric(s)
			r["a-install"].Metrics = blocks("0.5", "1.5")
		}},
		{"disturbed-timing", "a-install/install", "2.0% of its time", func(s *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			byMetric(s)
			r["a-install"].Timings[4].Timed.StealSeconds = 0.06
			r["a-install"].Metrics = append(blocks("0.5"), run.Metric{Name: "seconds", Value: "3", Unit: "s", From: "install", Repetition: 5})
		}},
		{"disturbed-timing", "a-install/install", "2.0% of its time", func(s *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			byMetric(s)
			r["a-install"].Timings[4].Timed.StealSeconds = 0.06
			r["a-install"].Metrics = blocks("0.5")[1:] // no time of its own
		}},
		{"disturbed-timing", "a-install/install", "2.0% of its time", func(_ *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			r["a-install"].Timings[4].Timed.StealSeconds = 0.06 // a rule looks at the time of the whole
			r["a-install"].Metrics = blocks("0.5")
		}},
		{"dirty-tree", "a-install", "not committed: x.py", func(_ *study.Study, _ score.Fixed, p map[string]*evidence.Provenance, _ *review.Inputs) {
			p["a-install"].Predicate.Details.Code = pin.Code{Dirty: true, Changed: []string{"x.py"}}
		}},
		{"dirty-tree", "a-install", "the code of commit 0123456789ab, which is not in the history of HEAD", func(_ *study.Study, _ score.Fixed, p map[string]*evidence.Provenance, in *review.Inputs) {
			p["a-install"].Predicate.Details.Code = pin.Code{Commit: "0123456789abcdef0123456789abcdef01234567"}
			in.Lost = func(commits []string) ([]string, error) { return commits[:1], nil }
		}},
		{"stale-evidence", "b-install", "is stale: x.py changed", func(_ *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			r["b-install"].Stale = "x.py changed"
		}},
		{"changed-rules", "rubric", "not what stood when a-install, b-install ran", func(_ *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, in *review.Inputs) {
			in.Rules.Rubric = digest.Bytes([]byte("another"))
		}},
		{"changed-rules", "rubric", "which rule changed, runs of that age do not tell", func(_ *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, in *review.Inputs) {
			in.Rules.Rubric = digest.Bytes([]byte("another"))
			in.Former.Rubrics = []digest.SHA256{digest.Bytes([]byte("yet another"))}
		}},
		{"changed-rules", "rubric/c", "the rule of c is not what stood when b-install ran, and no was: says", func(_ *study.Study, _ score.Fixed, p map[string]*evidence.Provenance, in *review.Inputs) {
			in.Rules.Rubric = digest.Bytes([]byte("another")) // told rule by rule, the whole does not matter
			in.Rules.Each = map[string]digest.SHA256{"c": digest.Bytes([]byte("c"))}
			rulesAtRun(p, map[string]string{"a-install": "c", "b-install": "other"})
		}},
		{"changed-rules", "weights", "not what stood", func(_ *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, in *review.Inputs) {
			in.Rules.Weights = digest.Bytes([]byte("another"))
		}},
		{"no-counterpart", "b-install/works", "shows no counterpart that fails", func(_ *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, in *review.Inputs) {
			in.Log = func(ref evidence.Ref) ([]byte, error) {
				if ref.Experiment == "b-install" {
					return []byte("check holds: it works\n"), nil
				}
				return []byte("check holds: it works\n    counterpart fails: without it\n"), nil
			}
		}},
		{"no-reason", "panel/a/c", "have no reason", func(s *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			s.Sets = []study.ScoreSet{{ID: "panel", Cells: []study.Cell{{Tool: "a", Criterion: "c", Basis: "judged", Evidence: []string{"a-run/1/log"}}}}}
		}},
		{"no-evidence", "panel/a/c", "name nothing that was looked at", func(s *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			s.Sets = []study.ScoreSet{{ID: "panel", Cells: []study.Cell{{Tool: "a", Criterion: "c", Basis: "judged", Reason: "so it seems"}}}}
		}},
		{"old-version", "a", "2 minor releases behind 1.4.0", func(s *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			s.Tools[0].Newest.Version = "1.4.0"
		}},
		{"old-version", "a", "nothing says how old", func(s *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			s.Tools[0].Newest = nil
		}},
		{"old-version", "a", "more than 90 days before", func(s *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			s.Tools[0].Newest.On = "2026-01-01"
		}},
		{"no-seed", "b-install", "names no seed", func(s *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, _ *review.Inputs) {
			s.Experiments[1].Seeded = false
		}},
	}
	for _, test := range tests {
		found := held(t, test.breaks, nil)
		if len(found) != 1 || found[0].Rule != test.rule || found[0].On != test.on || !strings.Contains(found[0].Message, test.says) || found[0].Hint == "" {
			t.Errorf("%s on %s (%s): found %v", test.rule, test.on, test.says, told(found))
		}
		waived := held(t, test.breaks, []study.Waiver{{Rule: test.rule, On: []string{test.on}, Reason: "so it is"}})
		if len(waived) != 1 || waived[0].Waived != "so it is" {
			t.Errorf("%s on %s is not waived: %v", test.rule, test.on, told(waived))
		}
		other := held(t, test.breaks, []study.Waiver{{Rule: test.rule, On: []string{"elsewhere"}, Reason: "so it is"}})
		if len(other) != 1 || other[0].Waived != "" {
			t.Errorf("%s on %s is waived by a waiver of something else: %v", test.rule, test.on, told(other))
		}
	}
	rules := []string{"unclaimed-number", "unproved-comparison"} // found in the prose, by claim
	for _, test := range tests {
		rules = append(rules, test.rule)
	}
	for _, rule := range study.PublishRules {
		if !slices.Contains(rules, rule.Name) {
			t.Errorf("nothing shows that %s can be found", rule.Name)
		}
	}
}

// rulesAtRun lists in provenances the digest of the rule of c that stood then.
func rulesAtRun(came map[string]*evidence.Provenance, rules map[string]string) {
	for id, rule := range rules {
		d := &came[id].Predicate.Definition
		d.Resolved = append(d.Resolved, evidence.Resource{Name: "rubric/c", Digest: map[string]string{"sha256": digest.Bytes([]byte(rule)).Hex()}})
	}
}

// A rule may change where the study says what it was: by the rule itself where
// the runs tell its digest, by the whole rubric where they are older.
func TestChangedRuleThatIsTold(t *testing.T) {
	told := map[string]func(*study.Study, score.Fixed, map[string]*evidence.Provenance, *review.Inputs){
		"whole": func(_ *study.Study, _ score.Fixed, _ map[string]*evidence.Provenance, in *review.Inputs) {
			in.Rules.Rubric = digest.Bytes([]byte("another"))
			in.Former.Rubrics = []digest.SHA256{digest.Bytes([]byte("older")), digest.Bytes([]byte("rubric"))}
		},
		"rule by rule": func(_ *study.Study, _ score.Fixed, p map[string]*evidence.Provenance, in *review.Inputs) {
			in.Rules.Rubric = digest.Bytes([]byte("another"))
			in.Rules.Each = map[string]digest.SHA256{"c": digest.Bytes([]byte("c"))}
			in.Former.Each = map[string][]digest.SHA256{"c": {digest.Bytes([]byte("old"))}}
			rulesAtRun(p, map[string]string{"a-install": "old", "b-install": "c"})
		},
		"another rule": func(_ *study.Study, _ score.Fixed, p map[string]*evidence.Provenance, in *review.Inputs) {
			in.Rules.Rubric = digest.Bytes([]byte("another")) // some rule that these runs do not feed
			in.Rules.Each = map[string]digest.SHA256{"c": digest.Bytes([]byte("c"))}
			rulesAtRun(p, map[string]string{"a-install": "c", "b-install": "c"})
		},
	}
	for name, change := range told {
		if found := held(t, change, nil); len(found) != 0 {
			t.Errorf("%s: found %v", name, found)
		}
	}
}

// A run under rules of which this one was none yet is one under other rules.
func TestRuleThatCameLater(t *testing.T) {
	found := held(t, func(_ *study.Study, _ score.Fixed, p map[string]*evidence.Provenance, in *review.Inputs) {
		in.Rules.Each = map[string]digest.SHA256{"c": digest.Bytes([]byte("c"))}
		d := &p["a-install"].Predicate.Definition
		d.Resolved = append(d.Resolved, evidence.Resource{Name: "rubric/d", Digest: map[string]string{"sha256": digest.Bytes([]byte("d")).Hex()}})
	}, nil)
	if len(found) != 1 || found[0].On != "rubric/c" || !strings.Contains(found[0].Message, "when a-install ran") {
		t.Error(found)
	}
}

// held is a fixture with something broken, held against the rules.
func held(t *testing.T, breaks func(*study.Study, score.Fixed, map[string]*evidence.Provenance, *review.Inputs), waive []study.Waiver) []review.Finding {
	t.Helper()
	s, readings, came := fixture()
	in := review.Inputs{Study: s, Readings: readings,
		Rules:      pin.Rules{Rubric: digest.Bytes([]byte("rubric")), Weights: digest.Bytes([]byte("weights")), Contexts: digest.Bytes([]byte("contexts"))},
		Provenance: func(id string) (*evidence.Provenance, error) { return came[id], nil },
		Log:        func(evidence.Ref) ([]byte, error) { return []byte("check holds: x\ncounterpart fails: y\n"), nil }}
	s.Publish.Waive = waive
	if breaks != nil {
		breaks(s, readings, came, &in)
	}
	found, err := review.Study(in)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func told(found []review.Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, f.Rule+" on "+f.On+": "+f.Message+" | "+f.Waived)
	}
	return out
}

func TestStudyThatKeepsAllRules(t *testing.T) {
	if found := held(t, nil, nil); len(found) != 0 {
		t.Error(told(found))
	}
}

// A probe that a tool refuses has failed where it should, and needs no counterpart.
func TestRefusedProbeNeedsNoCounterpart(t *testing.T) {
	found := held(t, func(_ *study.Study, r score.Fixed, _ map[string]*evidence.Provenance, in *review.Inputs) {
		r["b-install"].Manifest.Steps[0].Status = run.Refused
		in.Log = func(evidence.Ref) ([]byte, error) { return nil, nil }
	}, nil)
	if len(found) != 0 {
		t.Error(told(found))
	}
}

func TestVersionsBehind(t *testing.T) {
	for _, test := range []struct{ pinned, newest, want string }{
		{"3.17.2", "3.17.9", ""}, {"3.17.2", "3.18.0", ""}, {"3.17.2", "3.19", "2 minor releases"}, {"2.19.39", "3.0.0", "a major release"},
		{"1.0", "4.0", "3 major releases"}, {"3.2", "3.1", ""}, {"4.0", "3.9", ""}, {"v2.0.1", "v2.3.0rc1", "3 minor releases"}, {"system", "1.2", ""}, {"1", "1.9", ""},
	} {
		if got := review.Behind(test.pinned, test.newest); got != test.want {
			t.Errorf("%s behind %s: %q, not %q", test.pinned, test.newest, got, test.want)
		}
	}
}

// A waiver names what it excuses: each name is held against what is found, with
// the experiment standing for its steps, also where its own name has parts.
func TestWaiversThatNothingNeeds(t *testing.T) {
	found := []review.Finding{{Rule: "no-seed", On: "a-install"}, {Rule: "disturbed-timing", On: "cells/fig-x/cell"}, {Rule: "no-reason", On: "ours/a/c"}}
	for _, test := range []struct {
		rule     string
		on, idle []string
		waived   bool
	}{
		{"no-seed", nil, nil, true},
		{"no-seed", []string{"*-install"}, nil, true},
		{"no-seed", []string{"a-install", "b-install", "c-*"}, []string{"b-install", "c-*"}, true},
		{"no-seed", []string{"b-install"}, []string{}, false},
		{"old-version", nil, []string{}, false},
		{"disturbed-timing", []string{"cells/fig-x"}, nil, true},
		{"disturbed-timing", []string{"cells/*"}, nil, true},
		{"no-reason", []string{"ours/a"}, nil, true},
		{"no-reason", []string{"ours"}, nil, true},
		{"no-reason", []string{"ours/b"}, []string{}, false},
	} {
		s := &study.Study{}
		s.Publish.Waive = []study.Waiver{{Rule: test.rule, On: test.on, Reason: "so"}}
		all := slices.Clone(found)
		review.Waive(s, all)
		waived := slices.ContainsFunc(all, func(f review.Finding) bool { return f.Waived != "" })
		idle := review.Idle(s, all)
		if waived != test.waived || (test.idle == nil) != (len(idle) == 0) || len(idle) > 0 && !slices.Equal(idle[0].On, test.idle) {
			t.Errorf("%s on %v: waived %v, idle %v", test.rule, test.on, waived, idle)
		}
	}
}
