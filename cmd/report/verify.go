package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"report/internal/evidence"
	"report/internal/study"
)

func newVerify(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Read every byte of evidence again and hold it against its manifest",
		Long: `Reads every byte of evidence again, on all cores, and compares it with the
manifests and the lists of sums; then every rendered paper with its own.
A file that is changed, missing or added is named.

Without report, the same is checked run by run:
  cd evidence/EXPERIMENT/RUN && sha256sum -c SHA256SUMS

Exit codes: 0 all holds, 1 the evidence cannot be read, 3 something does not hold.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.verify() },
	}
}

// verification is what `report verify --json` prints.
type verification struct {
	Schema   string             `json:"schema"`
	OK       bool               `json:"ok"`
	Files    int                `json:"files"`
	Bytes    int64              `json:"bytes"`
	Root     string             `json:"root"`
	Problems []evidence.Problem `json:"problems"`
	Notes    []string           `json:"notes,omitempty"`
}

func (a *app) verify() error {
	root, err := study.Root(a.dir)
	if err != nil {
		return err
	}
	v, err := evidence.At(root).Verify()
	if err != nil {
		return err
	}
	ok := len(v.Problems) == 0
	if a.json {
		problems := append([]evidence.Problem{}, v.Problems...)
		err = a.printJSON(verification{"report/verify/1", ok, v.Files, v.Bytes, v.Root.String(), problems, v.Notes})
	} else {
		err = a.printVerification(v)
	}
	if err == nil && !ok {
		err = doesNotHold(errors.New(brokenFiles(len(v.Problems))))
	}
	return err
}

// printVerification writes the problems to stderr, each with its mend, and
// what was read to stdout.
func (a *app) printVerification(v *evidence.Verification) error {
	for _, p := range v.Problems {
		a.say("%s: %s", p.Path, p.Problem)
		if p.Hint != "" {
			a.say("hint: %s", p.Hint)
		}
	}
	for _, note := range v.Notes {
		a.say("note: %s", note)
	}
	if len(v.Problems) > 0 {
		return nil
	}
	_, err := fmt.Fprintf(a.stdout, "%s of evidence, %s: all as their manifests say\nroot %s\n", counted(v.Files, "file"), sizeOf(v.Bytes), v.Root)
	return err
}

// brokenFiles sums up a verification that found something.
func brokenFiles(n int) string {
	if n == 1 {
		return "1 file of evidence or of a paper does not hold"
	}
	return fmt.Sprintf("%d files of evidence or of a paper do not hold", n)
}

// sizeOf is a number of bytes for people.
func sizeOf(n int64) string {
	switch {
	case n < 1000:
		return counted(int(n), "byte")
	case n < 1000*1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1000*1000*1000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}
