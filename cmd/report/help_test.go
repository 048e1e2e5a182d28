package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
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
