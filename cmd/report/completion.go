package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"report/internal/document"
	"report/internal/study"
)

// complete lets a shell finish what the study at hand declares, and the words
// that a flag knows.
func (a *app) complete(root *cobra.Command) {
	for what, names := range map[string]func(*study.Study) []string{
		"run":               experimentIDs,
		"run --profile":     profileIDs,
		"status --profile":  profileIDs,
		"score --set":       setIDs,
		"score --context":   contextIDs,
		"import --tool":     toolIDs,
		"import --scenario": scenarioIDs,
		"render --template": func(s *study.Study) []string { return document.Themes(os.DirFS(s.Root)) },
	} {
		finish(root, what, a.declared(names))
	}
	for what, words := range map[string][]string{
		"init --template": document.BuiltInThemes(),
		"render --to":     formatNames(),
		"export --to":     {"bundle"},
		"diff --format":   {"text", "markdown"},
	} {
		finish(root, what, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
}

// declared completes with names of the study at hand. One that cannot be read
// has none: `report check` says why.
func (a *app) declared(names func(*study.Study) []string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		s, err := study.Load(a.dir)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(s), cobra.ShellCompDirectiveNoFileComp
	}
}

// finish completes a command's arguments, or with " --FLAG" that flag of it.
func finish(root *cobra.Command, what string, by cobra.CompletionFunc) {
	name, flag, ofFlag := strings.Cut(what, " --")
	cmd, _, err := root.Find([]string{name})
	switch {
	case err != nil:
		panic(err) // our own table
	case !ofFlag:
		cmd.ValidArgsFunction = by
	default:
		if err := cmd.RegisterFlagCompletionFunc(flag, by); err != nil {
			panic(err)
		}
	}
}
