package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"report/internal/script"
)

// version and commit are set by the Makefile; a plain `go build` leaves them.
var version, commit = "0.1.0-dev", ""

func newVersion(a *app) *cobra.Command {
	var licences bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version, the commit and what it was built with",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var text []byte
			if licences {
				var err error
				if text, err = script.Asset("licences.txt"); err != nil {
					return err
				}
			}
			if licences && !a.json {
				_, err := a.stdout.Write(text)
				return err
			}
			goVersion := runtime.Version()
			if info, ok := debug.ReadBuildInfo(); ok {
				goVersion = info.GoVersion
			}
			if a.json {
				out := map[string]string{
					"schema": "report/version/1", "version": version, "commit": commit,
					"go": goVersion, "os": runtime.GOOS, "arch": runtime.GOARCH,
				}
				if licences {
					out["licences"] = string(text)
				}
				return a.printJSON(out)
			}
			fmt.Fprintf(a.stdout, "report %s", version)
			if commit != "" {
				fmt.Fprintf(a.stdout, " (%s)", commit)
			}
			fmt.Fprintf(a.stdout, "\n%s %s/%s\n", goVersion, runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
	cmd.Flags().BoolVar(&licences, "licenses", false, "print the licences of everything that the binary holds")
	return cmd
}
