package pin

import (
	"math/big"
	"slices"
	"testing"

	"report/internal/digest"
	"report/internal/study"
)

// rule is a rule of one metric that is worth nothing at a number of seconds.
func rule(criterion string, seconds int64, why string) study.Rule {
	return study.Rule{Criterion: criterion, Why: why, Metrics: []study.RuleMetric{{
		ID: "seconds", Name: "Seconds, " + why, Why: why, Weight: big.NewRat(1, 1), From: study.Source{Experiment: "x", Metric: "s"},
		Points: []study.Anchor{{Value: new(big.Rat), Points: big.NewRat(10, 1)}, {Value: big.NewRat(seconds, 1), Points: new(big.Rat)}},
	}}}
}

func rulesOf(t *testing.T, rubric ...study.Rule) (Rules, Former) {
	t.Helper()
	p := For(&study.Study{Rubric: rubric})
	rules, err := p.Rules()
	if err != nil {
		t.Fatal(err)
	}
	former, err := p.Former()
	if err != nil {
		t.Fatal(err)
	}
	return rules, former
}

func TestFormerRulesAreThoseThatStood(t *testing.T) {
	then, none := rulesOf(t, rule("speed", 60, "a minute"), rule("size", 9, "nine"))
	if len(none.Rubrics) != 0 || len(none.Each) != 0 {
		t.Errorf("a study that never changed a rule had %v", none)
	}
	changed := rule("speed", 30, "half a minute")
	changed.Was = []study.Former{
		{On: "2026-11-23", Why: "first", Rule: rule("speed", 90, "long")},
		{On: "2026-11-24", Why: "then", Rule: rule("speed", 60, "a minute")},
	}
	size := rule("size", 5, "five")
	size.Was = []study.Former{{On: "2026-11-24", Why: "so", Rule: rule("size", 9, "nine")}}
	now, former := rulesOf(t, changed, size)
	if now.Rubric == then.Rubric || now.Each["speed"] == then.Each["speed"] || now.Each["size"] == then.Each["size"] {
		t.Error("changed rules have the digests of those before")
	}
	if len(former.Rubrics) != 5 || !slices.Contains(former.Rubrics, then.Rubric) || slices.Contains(former.Rubrics, now.Rubric) {
		t.Errorf("of the %d rubrics that were, the one then is among them: %t", len(former.Rubrics), slices.Contains(former.Rubrics, then.Rubric))
	}
	if len(former.Each["speed"]) != 2 || former.Each["speed"][1] != then.Each["speed"] || former.Each["size"][0] != then.Each["size"] {
		t.Errorf("rules that were: %v", former.Each)
	}

	// What a rule was is no part of it, and its sentences give no points.
	bare, _ := rulesOf(t, rule("speed", 30, "half a minute"), rule("size", 5, "five"))
	if bare.Rubric != now.Rubric {
		t.Error("saying what a rule was changes the rubric's digest")
	}
	worded, _ := rulesOf(t, rule("speed", 30, "in other words"), rule("size", 5, "five"))
	if worded.Each["speed"] != now.Each["speed"] || worded.Rubric == now.Rubric {
		t.Error("a rule's words are a part of its own digest, or none of the rubric's")
	}
}

// Many changes of many rules are looked at in a bounded number of ways.
func TestFormerRulesAreBounded(t *testing.T) {
	var rubric []study.Rule
	for i := range 20 {
		r := rule(string(rune('a'+i)), 5, "five")
		r.Was = []study.Former{{On: "2026-11-24", Why: "so", Rule: rule(r.Criterion, 9, "nine")}}
		rubric = append(rubric, r)
	}
	_, former := rulesOf(t, rubric...)
	if len(former.Rubrics) != mostRubrics-1 || len(former.Each) != 20 {
		t.Errorf("%d rubrics, %d rules", len(former.Rubrics), len(former.Each))
	}
	seen := map[digest.SHA256]bool{}
	for _, sum := range former.Rubrics {
		seen[sum] = true
	}
	if len(seen) != len(former.Rubrics) {
		t.Errorf("%d of %d rubrics are different", len(seen), len(former.Rubrics))
	}
}
