package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"report/internal/study"
)

func newSchema(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "schema [study|experiment]",
		Short: "Print the JSON Schema of study.yaml or experiment.yaml",
		Long: `Prints the JSON Schema by which editors complete and check study.yaml or
experiment.yaml. It is made from the same table of fields that reads the files.

A study keeps both schemas in ` + study.SchemaDir + ` and commits them, so that a
clone has them without this program and without a network. The first line of
each file leads an editor to its schema:

    ` + study.Modeline(study.FileName) + `
    ` + study.Modeline("experiments/NAME/experiment.yaml") + `

"report init" writes them; after an update of report write them again with
"report schema --out ` + study.SchemaDir + `".`,
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), knownSchema),
		ValidArgs: study.Kinds,
		RunE: func(_ *cobra.Command, args []string) error {
			if out == "" && len(args) == 0 {
				return usage("which schema?\nhint: report schema study, report schema experiment, or --out DIR for both")
			}
			kinds := args
			if len(kinds) == 0 {
				kinds = study.Kinds
			}
			return a.schema(kinds, out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the schemas to files in `DIR`")
	return cmd
}

func knownSchema(_ *cobra.Command, args []string) error {
	for _, kind := range args {
		if _, err := study.SchemaJSON(kind); err != nil {
			return usage("%v\nhint: report schema %s", err, strings.Join(study.Kinds, ", report schema "))
		}
	}
	return nil
}

func (a *app) schema(kinds []string, out string) error {
	if out != "" && !filepath.IsAbs(out) {
		out = filepath.Join(a.dir, out)
	}
	for _, kind := range kinds {
		text, err := study.SchemaJSON(kind)
		if err != nil {
			return err
		}
		if out == "" {
			_, err = a.stdout.Write(text)
		} else {
			err = a.writeSchema(filepath.Join(out, study.SchemaFile(kind)), text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeSchema leaves a file that is right untouched, so that a build which
// writes the schemas each time does not make anything look changed.
func (a *app) writeSchema(path string, text []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, text) {
		a.say("%s is up to date", filepath.ToSlash(path))
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("writing the schema: %w", err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return fmt.Errorf("writing the schema: %w", err)
	}
	a.say("wrote %s", filepath.ToSlash(path))
	return nil
}
