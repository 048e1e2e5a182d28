package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// A terminal of 80 columns shows the manual without breaking a line.
func TestManualFitsATerminal(t *testing.T) {
	for _, topic := range topics {
		text, err := topicText(topic.name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(text, "\n") {
			if n := utf8.RuneCountInString(line); n > manualWidth {
				t.Errorf("%s:%d has %d columns: %s", topic.name, i+1, n, line)
			}
		}
	}
}

// TestInterruptedCommandSaysSo says so in a word, whatever was under way.
func TestInterruptedCommandSaysSo(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	doing := fmt.Errorf("drawing chart x: %w", context.Canceled)
	if err := interrupted(ctx, doing); err != doing {
		t.Errorf("nobody interrupted, yet: %v", err)
	}
	stop()
	err := interrupted(ctx, doing)
	if codeOf(ctx, err) != exitInterrupted || err.Error() != "interrupted" {
		t.Errorf("exit %d: %v", codeOf(ctx, err), err)
	}
	if broken := errors.New("disk full"); interrupted(ctx, broken) != broken {
		t.Error("what failed by itself is not told")
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
