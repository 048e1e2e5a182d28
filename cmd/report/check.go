package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"report/internal/diag"
	"report/internal/study"
)

// A check looks for mistakes of one sort in a sound study. Its diag.List or
// diag.Error joins what the others found, within doesNotHold where a figure does
// not hold; any other error ends the command.
type check func(ctx context.Context, a *app, s *study.Study) error

// checks run in this order, once the study's own files have no mistake.
var checks = []check{checkPaper}

func newCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Find every mistake in the study's files and the paper, before anything runs",
		Long: `Reads study.yaml and every experiment.yaml, holds them against each other, then
reads the paper, and prints every mistake with its line and a mend.

In the paper it also refuses what does not hold: a decimal typed in a sentence
that names a tool, where it equals or contradicts a score or total of the study,
and an assertion that is false.

Exits 0 when there is none, 2 with a mistake, 3 when something does not hold.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context()) },
	}
}

func (a *app) check(ctx context.Context) error {
	s, err := study.Load(a.dir)
	mistakes, err := mistakesIn(err)
	if err != nil {
		return err
	}
	code := exitDoesNotHold
	if s == nil {
		code = exitUsage
	}
	for _, c := range checks {
		if s == nil {
			break
		}
		found := c(ctx, a, s)
		more, err := mistakesIn(found)
		if err != nil {
			return err
		}
		// A mistake in a file outweighs a figure that does not hold.
		if len(more) > 0 && codeOf(ctx, found) == exitUsage {
			code = exitUsage
		}
		mistakes = append(mistakes, more...)
	}
	mistakes.Sort()
	if a.json {
		return a.checkJSON(mistakes, code)
	}
	if len(mistakes) > 0 {
		return &exit{code, mistakes}
	}
	fmt.Fprintf(a.stdout, "study.yaml and %s: no mistakes\n", counted(len(s.Experiments), "experiment"))
	return nil
}

// mistakesIn takes the mistakes out of an error; what is left is another error.
func mistakesIn(err error) (diag.List, error) {
	var list diag.List
	var one *diag.Error
	switch {
	case errors.As(err, &list):
		return list, nil
	case errors.As(err, &one):
		return diag.List{one}, nil
	}
	return nil, err
}

// counted is a number with its noun: "1 experiment", "2 experiments".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (a *app) checkJSON(mistakes diag.List, code int) error {
	if mistakes == nil {
		mistakes = diag.List{}
	}
	if err := a.printJSON(map[string]any{"schema": "report/check/1", "ok": len(mistakes) == 0, "problems": mistakes}); err != nil {
		return err
	}
	if len(mistakes) > 0 {
		return &exit{code: code}
	}
	return nil
}
