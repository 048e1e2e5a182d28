package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"report/internal/environment"
)

// cleanFlags say what `report clean` deletes.
type cleanFlags struct {
	kinds  map[string]*bool
	all    bool
	dryRun bool
}

// cleanKinds are the kinds of cached things, with what each flag says of them.
var cleanKinds = []struct{ kind, about string }{
	{"environments", "built environments"},
	{"packages", "packages fetched to build environments from"},
	{"data", "data sets, decompressed and unpacked"},
	{"drawings", "drawn charts and formulas"},
}

func newClean(a *app) *cobra.Command {
	f := cleanFlags{kinds: map[string]*bool{}}
	cmd := &cobra.Command{
		Use:   "clean",
		Short: "Show what is cached, and free it",
		Long: `Show what is cached, and free it.

Without a flag nothing is deleted. All of it can be made again: environments
from their locks, data sets from their mirror or address, drawings from the
study. Evidence and papers are not in the cache.`,
		Example: `  report clean
  report clean --environments --packages
  report clean --all --dry-run`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.clean(cmd.Context(), f) },
	}
	for _, k := range cleanKinds {
		f.kinds[k.kind] = cmd.Flags().Bool(k.kind, false, "delete "+k.about)
	}
	cmd.Flags().BoolVar(&f.all, "all", false, "delete everything that is cached")
	cmd.Flags().BoolVarP(&f.dryRun, "dry-run", "n", false, "only say what would be deleted")
	return cmd
}

// cached lists what there is. Drawings and what status remembers lie in the
// system's cache directory, also where REPORT_CACHE names another for the rest.
func cached() (dir string, list []environment.Cached, err error) {
	if dir, err = environment.Cache(); err != nil {
		return "", nil, err
	}
	if list, err = environment.CachedIn(dir); err != nil {
		return "", nil, err
	}
	user, err := os.UserCacheDir()
	if err != nil || filepath.Join(user, "report") == dir {
		return dir, list, nil
	}
	more, err := environment.CachedIn(filepath.Join(user, "report"))
	for _, c := range more {
		if c.Kind == "drawings" || c.Kind == "status" {
			list = append(list, c)
		}
	}
	return dir, list, err
}

// clean lists the cache and deletes what was asked for.
func (a *app) clean(ctx context.Context, f cleanFlags) error {
	dir, list, err := cached()
	if err != nil {
		return err
	}
	var chosen []environment.Cached
	for _, c := range list {
		asked := f.kinds[c.Kind]
		if f.all || asked != nil && *asked {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) > 0 && !f.dryRun {
		if err := a.remove(ctx, dir, chosen); err != nil {
			return err
		}
	}
	return a.printClean(list, chosen, f)
}

// remove deletes once no run uses the cache.
func (a *app) remove(ctx context.Context, cache string, chosen []environment.Cached) error {
	unlock, err := environment.Lock(ctx, filepath.Join(cache, usedLock), false, func() { a.say("waiting for the runs that use the cache") })
	if err != nil {
		return err
	}
	defer unlock()
	for _, c := range chosen {
		if err := c.Remove(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printClean(list, chosen []environment.Cached, f cleanFlags) error {
	var total, freed int64
	for _, c := range list {
		total += c.Bytes
	}
	for _, c := range chosen {
		freed += c.Bytes
	}
	if a.json {
		return a.printJSON(map[string]any{"schema": "report/clean/1", "cached": orEmpty(list), "bytes": total,
			"chosen": orEmpty(chosen), "freed_bytes": freed, "deleted": len(chosen) > 0 && !f.dryRun})
	}
	shown, verb := list, ""
	switch {
	case len(chosen) > 0 && f.dryRun:
		shown, verb = chosen, "would free "+size(freed)
	case len(chosen) > 0:
		shown, verb = chosen, "freed "+size(freed)
	case total == 0:
		verb = "nothing is cached"
	default:
		verb = size(total) + " in all; to free some: report clean --environments, --packages, --data, --drawings or --all"
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, c := range shown {
		fmt.Fprintf(w, "%s\t%s\t%s\n", c.Kind, c.Name, size(c.Bytes))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, line := range wrap(verb, terminalWidth) {
		a.say("%s", line)
	}
	return nil
}

func orEmpty(list []environment.Cached) []environment.Cached {
	if list == nil {
		return []environment.Cached{}
	}
	return list
}

// size is a number of bytes for people.
func size(bytes int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	value, unit := float64(bytes), 0
	for value >= 1000 && unit < len(units)-1 {
		value, unit = value/1000, unit+1
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", bytes)
	}
	return fmt.Sprintf("%.1f %s", value, units[unit])
}
