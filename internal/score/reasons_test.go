package score

import "testing"

func TestStepsThatLackTheSameShareItsWords(t *testing.T) {
	for _, c := range []struct {
		reasons []string
		want    string
	}{
		{[]string{"step a of x: not run here: requires docker"}, "step a of x: not run here: requires docker"},
		{[]string{"x has not been run", "x has not been run"}, "x has not been run"},
		{[]string{"step a of x: not run here: requires docker", "step b of x: not run here: requires a cluster", "step c of x: not run here: requires docker", "step d of x: not run here: requires docker"},
			"steps a, c and d of x: not run here: requires docker; step b of x: not run here: requires a cluster"},
		{[]string{"step a of x: failed", "step a of y: failed", "y gave no metric m"}, "step a of x: failed; step a of y: failed; y gave no metric m"},
	} {
		if got := inARow(c.reasons); got != c.want {
			t.Errorf("%q: got %q, want %q", c.reasons, got, c.want)
		}
	}
}
