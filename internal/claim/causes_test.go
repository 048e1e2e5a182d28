package claim_test

import (
	"strings"
	"testing"

	"report/internal/claim"
)

func TestCauses(t *testing.T) {
	for reason, want := range map[string]string{
		"not run here, requires kubernetes":                                                                "kubernetes |",
		"Not measured: step a of x: not run here: requires dvc-studio.":                                    "dvc-studio |",
		"steps a and b of x: not run here: requires k; step c of x: not run here: requires m":              "k m |",
		"no points for Speed of A (step a of x: not run here: requires k); Size of A (y has not been run)": "k | y",
		"x has not been run (it requires k, m)":                                                            "k m |",
		"cells/tbl-a has not been run":                                                                     "| cells/tbl-a",
		"no points for S of A (a-x has not been run); T of A (a-x has not been run; b has not been run)":   "| a-x b",
		"a probe that this kind of user requires has not been run for the tool; the text names it":         "|",
		"the ranges of the totals overlap, so that more than one rank is possible":                         "|",
		"the newest run of x failed at step y: exit 1":                                                     "|",
	} {
		lacking, notRun := claim.Causes(reason)
		if got := strings.TrimSpace(strings.Join(lacking, " ") + " | " + strings.Join(notRun, " ")); got != want {
			t.Errorf("%s: %s, not %s", reason, got, want)
		}
	}
}
