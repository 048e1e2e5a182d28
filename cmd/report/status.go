package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"report/internal/environment"
	"report/internal/evidence"
	"report/internal/score"
	"report/internal/study"
)

func newStatus(a *app) *cobra.Command {
	profile := ""
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say which experiments are fresh, stale, missing or failed, and why",
		Long: `Prints the state of each experiment under the study's profile:

  fresh          its newest run was made from what is here now
  stale          something it is made from has changed since, and what
  missing        it has not been run
  failed         its newest run failed, and at which step
  not run here   it is missing, and this machine lacks what it requires

What is stale or failed and cannot be run again here says so behind its reason,
and what is fresh and failed when it was run once more, how.

Exits 0 whatever the states are.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context(), profile) },
	}
	cmd.Flags().StringVar(&profile, "profile", "", "the profile to ask about, instead of the study's own")
	return cmd
}

// bare is `report` without a command: the state of the study at hand, or, in an
// empty directory, how to start one.
func (a *app) bare(ctx context.Context) error {
	_, err := study.Root(a.dir)
	if !errors.Is(err, study.ErrNoStudy) {
		return a.status(ctx, "")
	}
	entries, readErr := os.ReadDir(a.dir)
	if readErr != nil || len(entries) > 0 {
		return err
	}
	fmt.Fprintf(a.stdout, "This directory is empty. To start a study here, which runs and renders within\na minute:\n\n  report init %s\n\nAll commands: report --help\n", a.dir)
	return nil
}

// states are the states of the study's experiments, and where their runs
// disagree.
func (a *app) states(ctx context.Context, profile string) ([]evidence.State, []score.Disagreement, error) {
	return a.statesOf(ctx, profile, false)
}

// statesOf also asks of fresh ones what the machine lacks for them, where these
// are to be run again.
func (a *app) statesOf(ctx context.Context, profile string, forced bool) ([]evidence.State, []score.Disagreement, error) {
	root, err := study.Root(a.dir)
	if err != nil {
		return nil, nil, err
	}
	q := evidence.Question{Root: root, Profile: profile, Forced: forced, Beside: disagreeingBeside(profile),
		Load: func() (*study.Study, error) {
			s, err := study.Load(root)
			if err == nil && profile != "" {
				err = knownProfile(s, profile)
			}
			return s, err
		},
		Has: func(ctx context.Context, capability string) (bool, string) {
			ok, why, _ := environment.Has(ctx, capability)
			return ok, why
		},
	}
	answer, err := evidence.States(ctx, q)
	if errors.Is(err, syscall.ENOTDIR) { // told by what stands in the way of the evidence
		err = unreadable(evidence.At(root), err)
	}
	if err != nil {
		return nil, nil, err
	}
	if len(answer.Beside) == 0 {
		return answer.States, nil, nil
	}
	var found []score.Disagreement
	err = json.Unmarshal(answer.Beside, &found)
	return answer.States, found, err
}

// knownProfile refuses a profile that the study does not declare.
func knownProfile(s *study.Study, profile string) error {
	known := profileIDs(s)
	if slices.Contains(known, profile) {
		return nil
	}
	return usage("the study has no profile %q\nhint: it has %s", profile, strings.Join(known, ", "))
}

func (a *app) status(ctx context.Context, profile string) error {
	states, found, err := a.states(ctx, profile)
	if err != nil {
		return err
	}
	if a.json {
		answer := map[string]any{"schema": "report/status/1", "experiments": states}
		if len(found) > 0 {
			answer["disagreements"] = found
		}
		return a.printJSON(answer)
	}
	root, err := study.Root(a.dir)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(a.stdout, statusTable(root, states)+disagreeing(found))
	return err
}

// terminalWidth is how wide text for people may be.
const terminalWidth = 80

// statusTable is a line an experiment, with the reason below it where there is
// one, and a line of totals.
func statusTable(root string, states []evidence.State) string {
	if len(states) == 0 {
		return "the study has no experiments\n"
	}
	widest := 0
	for _, s := range states {
		widest = max(widest, utf8.RuneCountInString(s.Experiment))
	}
	widest = min(widest, 40)
	var b strings.Builder
	for _, s := range states {
		started := strings.NewReplacer("T", " ", "Z", " UTC").Replace(s.Started)
		line := fmt.Sprintf("%-*s  %-12s  %s", widest, s.Experiment, s.State, started)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
		if s.Why != "" {
			for _, part := range wrap(s.Why, terminalWidth-4) {
				b.WriteString("    " + part + "\n")
			}
		}
		if s.State == evidence.Failed && s.Started != "" {
			b.WriteString("    evidence: " + placeOf(root, s) + "\n")
		}
	}
	b.WriteString(statusTotal(states) + "\n")
	return b.String()
}

// placeOf is where a run is kept, relative to the study's root.
func placeOf(root string, s evidence.State) string {
	place := path.Join(evidence.Committed, s.Experiment, s.Run)
	if aside := path.Join(evidence.Aside, s.Experiment, s.Run); isThere(filepath.Join(root, filepath.FromSlash(aside))) {
		return aside
	}
	return place
}

// statusTotal says how many experiments are in each state.
func statusTotal(states []evidence.State) string {
	count := map[string]int{}
	for _, s := range states {
		count[s.State]++
	}
	var totals []string
	for _, state := range []string{evidence.Fresh, evidence.Stale, evidence.Missing, evidence.Failed, evidence.NotRunHere} {
		if count[state] > 0 {
			totals = append(totals, fmt.Sprintf("%d %s", count[state], state))
		}
	}
	return strings.Join(totals, ", ")
}

// wrap breaks a text into lines between words; a longer word has its own line,
// and a hint begins one.
func wrap(text string, width int) []string {
	if reason, hint, found := strings.Cut(text, "\nhint: "); found {
		return append(wrap(reason, width), wrap("hint: "+hint, width)...)
	}
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
