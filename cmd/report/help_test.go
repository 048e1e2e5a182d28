package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"report/internal/study"
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

// The manual names every field and every word that study.yaml and
// experiment.yaml may hold, and every setting of the paper's blocks.
func TestManualNamesEveryWord(t *testing.T) {
	all := make([]string, len(topics))
	for i, topic := range topics {
		all[i] = topic.name
	}
	for kind, words := range schemaWords(t) {
		missing(t, kind+".yaml", words, all)
	}
	for file, words := range blockWords(t) {
		missing(t, file, words, []string{"paper", "cells"})
	}
}

// missing names the words that none of the chapters has.
func missing(t *testing.T, whose string, words map[string]bool, chapters []string) {
	known := map[string]bool{}
	for _, name := range chapters {
		text, err := topicText(name)
		if err != nil {
			t.Fatal(err)
		}
		apart := func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./", r)
		}
		for word := range strings.FieldsFuncSeq(text, apart) {
			known[strings.TrimRight(word, ".")] = true
		}
	}
	for word := range words {
		if !known[word] {
			t.Errorf("%v do not name %q of %s", chapters, word, whose)
		}
	}
}

// schemaWords are the fields and the choices of each schema.
func schemaWords(t *testing.T) map[string]map[string]bool {
	words := map[string]map[string]bool{}
	var walk func(kind string, node any)
	walk = func(kind string, node any) {
		switch node := node.(type) {
		case map[string]any:
			fields, _ := node["properties"].(map[string]any)
			for name := range fields {
				words[kind][name] = true
			}
			choices, _ := node["enum"].([]any)
			for _, choice := range choices {
				words[kind][fmt.Sprint(choice)] = true
			}
			for _, inner := range node {
				walk(kind, inner)
			}
		case []any:
			for _, inner := range node {
				walk(kind, inner)
			}
		}
	}
	for _, kind := range study.Kinds {
		text, err := study.SchemaJSON(kind)
		if err != nil {
			t.Fatal(err)
		}
		var schema any
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatal(err)
		}
		words[kind] = map[string]bool{}
		walk(kind, schema)
	}
	return words
}

// blockWords are the settings that each file of document asks for.
func blockWords(t *testing.T) map[string]map[string]bool {
	words := map[string]map[string]bool{}
	setting := regexp.MustCompile(`\.(?:get|list|text|bool|choice|decimal)\("([a-z-]+)"`)
	sources, err := filepath.Glob("../../internal/document/*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal("no source of internal/document", err)
	}
	for _, name := range sources {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		words[filepath.Base(name)] = map[string]bool{}
		for _, m := range setting.FindAllSubmatch(source, -1) {
			words[filepath.Base(name)][string(m[1])] = true
		}
	}
	return words
}
