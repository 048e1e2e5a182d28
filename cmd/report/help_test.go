package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// A terminal of 80 columns shows the manual without breaking a line.
func TestManualFitsATerminal(t *testing.T) {
	for _, topic := range topics {
		var out bytes.Buffer
		if err := printTopic(&out, topic.name); err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(out.String(), "\n") {
			if n := utf8.RuneCountInString(line); n > manualWidth {
				t.Errorf("%s:%d has %d columns: %s", topic.name, i+1, n, line)
			}
		}
	}
}

// So does it show the help of every command.
func TestHelpFitsATerminal(t *testing.T) {
	for _, make := range append([]func(*app) *cobra.Command{nil}, commands...) {
		root := newRoot(&app{stdout: io.Discard, stderr: io.Discard})
		args := []string{"--help"}
		if make != nil {
			args = []string{make(&app{}).Name(), "--help"}
		}
		var out bytes.Buffer
		root.SetOut(&out)
		root.SetArgs(args)
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "Usage:") {
			t.Errorf("%v prints no usage:\n%s", args, out.String())
		}
		for i, line := range strings.Split(out.String(), "\n") {
			if n := utf8.RuneCountInString(line); n > manualWidth {
				t.Errorf("%s:%d has %d columns: %s", args[0], i+1, n, line)
			}
		}
	}
}
