package study

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Fields prints the fields of one kind of mapping ("study", "tool", "step", …)
// for the manual: key, what it may hold, what holds without it, and its words,
// in lines of at most width runes. It is made from the table that reads files.
func Fields(kind string, width int) (string, error) {
	var s *shapeInfo
	for _, root := range []*shapeInfo{&studyFile().shapeInfo, &experimentFile().shapeInfo} {
		if s = root.lookup(kind); s != nil {
			break
		}
	}
	if s == nil {
		return "", fmt.Errorf("no kind of mapping is called %q", kind)
	}
	indent := 0
	for _, f := range s.specs {
		indent = max(indent, len(f.key))
	}
	indent += 4
	var b strings.Builder
	for _, f := range s.specs {
		fmt.Fprintf(&b, "  %-*s%s\n", indent-2, f.key, f.holds())
		for _, line := range wrap(f.about+".", width-indent) {
			fmt.Fprintf(&b, "%*s%s\n", indent, "", line)
		}
	}
	return b.String(), nil
}

// holds says what a field may hold, and whether it must be there.
func (f *spec) holds() string {
	holds := f.typ.name
	if values, ok := f.typ.schema()["enum"].([]string); ok {
		holds = strings.Join(values, " | ")
	}
	switch {
	case f.required:
		return holds + ", required"
	case f.standard != "":
		return holds + ", default: " + f.standard
	}
	return holds
}

// lookup finds a mapping's description by its name, at any depth.
func (s *shapeInfo) lookup(name string) *shapeInfo {
	if s.name == name {
		return s
	}
	for _, f := range s.specs {
		if f.typ.inner == nil {
			continue
		}
		if found := f.typ.inner.lookup(name); found != nil {
			return found
		}
	}
	return nil
}

// wrap breaks a text into lines of at most width runes, between words.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
