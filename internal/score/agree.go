package score

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/study"
)

// Witness is a run that is held against others of its scenario.
type Witness struct {
	Manifest *evidence.Manifest
	CPU      string // model, as the provenance has it
	Metrics  []run.Metric
}

// Disagreement is a metric that runs of one scenario measured differently,
// although all that may decide it was alike.
type Disagreement struct {
	Scenario string     `json:"scenario"`
	Metric   string     `json:"metric"` // with its labels: test_accuracy model=CNN_Model
	Alike    string     `json:"alike"`  // the CPU and the settings that were alike
	Values   []Observed `json:"values"` // by value, then by experiment
}

// Observed is what one run measured.
type Observed struct {
	Experiment string `json:"experiment"`
	Run        string `json:"run"`
	Value      string `json:"value"`
}

// Disagreements are what runs of one scenario had to measure alike and did not.
// Runs are held against each other where CPU, parameters, seed and the metrics
// that the scenario names in `where` are equal; elsewhere they may differ.
func Disagreements(s *study.Study, witnesses []Witness) []Disagreement {
	var list []Disagreement
	for _, scenario := range s.Scenarios {
		groups := map[string][]Witness{}
		for _, w := range witnesses {
			if w.Manifest.Scenario == scenario.ID && len(scenario.Agree) > 0 {
				alike := w.alike(scenario.Where)
				groups[alike] = append(groups[alike], w)
			}
		}
		for _, alike := range slices.Sorted(maps.Keys(groups)) {
			for _, metric := range scenario.Agree {
				list = append(list, differing(scenario.ID, metric, alike, groups[alike])...)
			}
		}
	}
	return list
}

// alike is what two runs have to have in common, in words.
func (w Witness) alike(where []string) string {
	words := []string{w.CPU}
	seen := map[string]bool{}
	for _, m := range w.Metrics {
		if slices.Contains(where, m.Name) {
			seen[titled(m)+" = "+string(m.Value)] = true
		}
	}
	words = append(words, slices.Sorted(maps.Keys(seen))...)
	var parameters []string
	for _, p := range w.Manifest.Parameters {
		parameters = append(parameters, p.Name+" = "+p.Value)
	}
	slices.Sort(parameters)
	words = append(words, parameters...)
	return strings.Join(append(words, fmt.Sprintf("seed = %d", w.Manifest.Seed)), ", ")
}

// differing are the measurements of one metric, by labels and step, for which
// not all runs of a group have the same number.
func differing(scenario, metric, alike string, group []Witness) []Disagreement {
	byTitle := map[string][]Observed{}
	for _, w := range group {
		for _, m := range w.Metrics {
			if m.Name == metric {
				byTitle[titled(m)] = append(byTitle[titled(m)], Observed{w.Manifest.Experiment, w.Manifest.Run, string(m.Value)})
			}
		}
	}
	var list []Disagreement
	for _, title := range slices.Sorted(maps.Keys(byTitle)) {
		values := byTitle[title]
		if !slices.ContainsFunc(values, func(m Observed) bool { return !equal(m.Value, values[0].Value) }) {
			continue
		}
		slices.SortStableFunc(values, func(a, b Observed) int {
			return strings.Compare(a.Value+" "+a.Experiment, b.Value+" "+b.Experiment)
		})
		list = append(list, Disagreement{scenario, title, alike, values})
	}
	return list
}

// titled is a metric's name with what tells its values apart.
func titled(m run.Metric) string {
	words := []string{m.Name}
	for _, label := range slices.Sorted(maps.Keys(m.Labels)) {
		words = append(words, label+"="+m.Labels[label])
	}
	if m.Step != nil {
		words = append(words, fmt.Sprintf("at=%d", *m.Step))
	}
	return strings.Join(words, " ")
}

// equal compares numbers, not their spelling: 0.90 is 0.9.
func equal(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

// String says in a sentence who measured what.
func (d Disagreement) String() string {
	var words []string
	for i := 0; i < len(d.Values); {
		var who []string
		value := d.Values[i].Value
		for ; i < len(d.Values) && equal(d.Values[i].Value, value); i++ {
			if !slices.Contains(who, d.Values[i].Experiment) {
				who = append(who, d.Values[i].Experiment)
			}
		}
		words = append(words, value+" ("+strings.Join(who, ", ")+")")
	}
	return fmt.Sprintf("%s should be the same in all of scenario %s, and is %s; alike were %s",
		d.Metric, d.Scenario, strings.Join(words, ", "), d.Alike)
}
