package review

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// isTime reports whether a rule's metric is a time.
func isTime(m study.RuleMetric) bool {
	return m.From.Timing == "wall" || m.From.Timing == "cpu" || slices.Contains(unitsOfTime, m.Unit)
}

var unitsOfTime = []string{"s", "ms", "min"}

// mostStolen is how much of a timed step, or of a block of it, other machines on
// the same host may take, in percent.
const mostStolen = 1

// stolenPercent is the metric by which a timed step says so of its blocks.
const stolenPercent = "stolen_percent"

// stolen returns the percentage of a timed step that other machines took, and
// what of. Where the step says it of the block of every time that it measured,
// it is that of its worst block: what was taken between blocks is in no time,
// unless a rule looks at the time of the whole.
func stolen(metrics []run.Metric, record run.Record, whole bool) (share float64, of string) {
	if whole {
		return percent(record.Timed.StealSeconds, record.Wall), "its time"
	}
	shares, times := map[int64]float64{}, map[int64]bool{}
	for _, m := range metrics {
		switch {
		case m.From != record.Step || m.Repetition != record.Repetition:
		case m.Step != nil && m.Name == stolenPercent:
			shares[*m.Step] = max(shares[*m.Step], float(m.Value))
		case slices.Contains(unitsOfTime, m.Unit):
			block := int64(-1) // of no block
			if m.Step != nil {
				block = *m.Step
			}
			times[block] = true
		}
	}
	for block := range times {
		if _, said := shares[block]; !said {
			return percent(record.Timed.StealSeconds, record.Wall), "its time"
		}
	}
	if len(times) == 0 { // what was timed is the step itself
		return percent(record.Timed.StealSeconds, record.Wall), "its time"
	}
	for _, block := range slices.Sorted(maps.Keys(shares)) {
		if shares[block] >= share {
			share, of = shares[block], fmt.Sprintf("its block %d", block)
		}
	}
	return share, of
}

// timesWhole reports whether a rule looks at the time of a step as a whole.
func (r *reviewer) timesWhole(experiment, step string) bool {
	for _, rule := range r.Study.Rubric {
		for _, m := range rule.Metrics {
			if m.From.Timing != "wall" && m.From.Timing != "cpu" || m.From.Step != step {
				continue
			}
			for _, t := range r.Study.Tools {
				if score.Expand(m.From.Experiment, t.ID) == experiment {
					return true
				}
			}
		}
	}
	return false
}

// percent returns a part of a whole; of nothing, nothing was taken.
func percent(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return 100 * part / whole
}

// scoredTimes asks of every time that gives points whether it was measured
// often enough, and all tools' on one machine.
func (r *reviewer) scoredTimes() error {
	few := map[string]int{}
	where := map[string]study.RuleMetric{}
	for _, rule := range r.Study.Rubric {
		for _, m := range rule.Metrics {
			if !isTime(m) {
				continue
			}
			if err := r.scoredTime(rule, m, few, where); err != nil {
				return err
			}
		}
	}
	for _, e := range r.Study.Experiments {
		if n, is := few[e.ID]; is {
			r.find("few-repetitions", e.ID, where[e.ID].Pos, fmt.Sprintf("repeat: %d at the step that measures it", r.needed),
				"%s of %s was measured %s, fewer than %d", label(where[e.ID]), e.ID, times(n), r.needed)
		}
	}
	return nil
}

func (r *reviewer) scoredTime(rule study.Rule, m study.RuleMetric, few map[string]int, where map[string]study.RuleMetric) error {
	machines := map[string][]string{}
	for _, t := range r.Study.Tools {
		source := m.From
		source.Experiment = score.Expand(source.Experiment, t.ID)
		labels := map[string]string{}
		for k, v := range source.Labels {
			labels[k] = score.Expand(v, t.ID)
		}
		source.Labels = labels
		if r.Study.Experiment(source.Experiment) == nil {
			continue
		}
		found, err := score.Find(score.Query{Source: source}, r.Readings)
		if err != nil {
			return err
		}
		if found.Value == nil {
			continue
		}
		if n, known := few[source.Experiment]; len(found.Samples) < r.needed && (!known || len(found.Samples) < n) {
			few[source.Experiment], where[source.Experiment] = len(found.Samples), m
		}
		machine := r.machines[source.Experiment]
		machines[machine] = append(machines[machine], t.Name)
	}
	r.mixed(rule.Criterion+"."+m.ID, m.Pos, label(m)+" stands", machines)
	return nil
}

func label(m study.RuleMetric) string {
	if m.Name != "" {
		return "“" + m.Name + "”"
	}
	return m.ID
}

// mixed finds times of several machines; what stands is a subject and its verb.
func (r *reviewer) mixed(on string, at diag.Pos, what string, machines map[string][]string) {
	if len(machines) < 2 {
		return
	}
	var parts []string
	for machine, names := range machines {
		parts = append(parts, few(names)+" on "+machine)
	}
	slices.Sort(parts)
	r.find("mixed-machines", on, at, "run them again on one machine", "%s side by side from %d machines: %s", what, len(machines), strings.Join(parts, "; "))
}

// printedTimes asks the same of the times that the paper prints.
func (r *reviewer) printedTimes() error {
	least := map[string]claim.Claim{}
	machines := map[string][]string{}
	var order []string
	for _, c := range r.Claims {
		if !printsTime(c) || c.Subject.Experiment == "" || c.Status == claim.Missing {
			continue
		}
		id, on := c.Subject.Experiment, c.Subject.Experiment
		if c.Subject.Metric != "" {
			on += "/" + c.Subject.Metric
		}
		if machine := r.machines[id]; !slices.Contains(machines[machine], id) {
			machines[machine] = append(machines[machine], id)
		}
		known, is := least[on]
		if !is {
			order = append(order, on)
		}
		if !is || len(c.Samples) < len(known.Samples) {
			least[on] = c
		}
	}
	for _, on := range order {
		if c := least[on]; len(c.Samples) < r.needed && !r.has("few-repetitions", c.Subject.Experiment) {
			r.find("few-repetitions", on, c.At, fmt.Sprintf("repeat: %d at the step, or say in a waiver what the figure is for", r.needed),
				"the %s is printed from %s, fewer than %d", c.What, measured(len(c.Samples)), r.needed)
		}
	}
	r.mixed("paper", diag.Pos{File: r.Study.Paper, Line: 1}, "times in the paper stand", machines)
	return nil
}

// printsTime reports whether a claim is of a time: a step's own, or a metric in
// its unit.
func printsTime(c claim.Claim) bool {
	switch c.Subject.Function {
	case "timing":
		return c.Unit == "s"
	case "metric":
		return slices.Contains(unitsOfTime, c.Unit)
	}
	return false
}

func (r *reviewer) has(rule, on string) bool {
	return slices.ContainsFunc(r.found, func(f Finding) bool { return f.Rule == rule && f.On == on })
}

func measured(n int) string {
	if n <= 1 {
		return "1 measurement"
	}
	return fmt.Sprintf("%d measurements", n)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// float returns a metric's value; the runner has kept finite numbers only.
func float(n run.Number) float64 {
	f, _ := strconv.ParseFloat(string(n), 64)
	return f
}
