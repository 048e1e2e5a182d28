package main

import (
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"report/internal/chart"
	"report/internal/script"
)

// newDraw is what report starts itself as, to draw in several processes at once.
func newDraw(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    "draw",
		Short:  "Draw for another report, which started this one",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			signal.Ignore(os.Interrupt) // who started this ends it
			return script.Help(os.Stdin, a.stdout, chart.Measure)
		},
	}
}

// newEngine makes the engine that draws charts and sets formulas.
func newEngine() *script.Engine {
	engine := script.New(keptDir(), chart.Measure)
	if itself, err := os.Executable(); err == nil {
		engine.Helped(itself, "draw")
	}
	return engine
}
