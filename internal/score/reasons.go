package score

import (
	"regexp"
	"strings"
)

// ofStep is a reason that is about one step of one experiment.
var ofStep = regexp.MustCompile(`^step (\S+) of (\S+): (.+)$`)

// inARow puts reasons in a row. Steps of one experiment that lack the same
// share their words, since a reader wants to know what is lacking, once:
// "steps a, b and c of x: not run here: requires docker".
func inARow(reasons []string) string {
	type group struct {
		steps []string
		why   string
	}
	var groups []*group
	known := map[string]*group{}
	for _, reason := range unique(reasons) {
		m := ofStep.FindStringSubmatch(reason)
		if m == nil {
			groups = append(groups, &group{why: reason})
			continue
		}
		key := m[2] + ": " + m[3]
		if known[key] == nil {
			known[key] = &group{why: " of " + key}
			groups = append(groups, known[key])
		}
		known[key].steps = append(known[key].steps, m[1])
	}
	parts := make([]string, len(groups))
	for i, g := range groups {
		switch n := len(g.steps); {
		case n == 0:
			parts[i] = g.why
		case n == 1:
			parts[i] = "step " + g.steps[0] + g.why
		default:
			parts[i] = "steps " + strings.Join(g.steps[:n-1], ", ") + " and " + g.steps[n-1] + g.why
		}
	}
	return strings.Join(parts, "; ")
}
