package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"report/internal/evidence"
	"report/internal/study"
)

func newPrune(a *app) *cobra.Command {
	dry := false
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Drop the runs that newer ones have superseded",
		Long: `Drops each run that a newer successful run of the same experiment and profile
has superseded. Each leaves a line in evidence/PRUNED: its manifest's digest and
path, how it ended, and the run that took its place. Runs that a judged cell
cites stay, and so do failed runs newer than the last success.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.prune(dry) },
	}
	cmd.Flags().BoolVarP(&dry, "dry-run", "n", false, "only say what would be dropped")
	return cmd
}

func (a *app) prune(dry bool) error {
	s, err := study.Load(a.dir)
	if err != nil {
		return err
	}
	cited := citedRuns(s)
	store := evidence.At(s.Root)
	list, err := store.Superseded(func(experiment, run string) bool { return cited[experiment+"/"+run] })
	if err != nil {
		return err
	}
	if !dry {
		if err := store.Prune(list); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(map[string]any{"schema": "report/prune/1", "dropped": append([]evidence.Pruned{}, list...), "dry_run": dry})
	}
	var bytes int64
	for _, p := range list {
		bytes += p.Bytes
		fmt.Fprintf(a.stdout, "%s  %s, superseded by %s\n", p.Path, p.Status, p.By)
	}
	did := "dropped"
	if dry {
		did = "to drop"
	}
	_, err = fmt.Fprintf(a.stdout, "%s %s, %s\n", counted(len(list), "run"), did, sizeOf(bytes))
	return err
}

// citedRuns are the runs that judged cells name as their evidence.
func citedRuns(s *study.Study) map[string]bool {
	cited := map[string]bool{}
	for _, set := range s.Sets {
		for _, cell := range set.Cells {
			for _, text := range cell.Evidence {
				if ref, err := evidence.ParseRef(text); err == nil {
					cited[ref.Experiment+"/"+ref.Run] = true
				}
			}
		}
	}
	return cited
}
