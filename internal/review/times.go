package review

import (
	"fmt"
	"slices"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/score"
	"report/internal/study"
)

// isTime reports whether a rule's metric is a time.
func isTime(m study.RuleMetric) bool {
	return m.From.Timing == "wall" || m.From.Timing == "cpu" || slices.Contains(unitsOfTime, m.Unit)
}

var unitsOfTime = []string{"s", "ms", "min"}

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
