package study

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"report/internal/diag"
)

// Fault is the mistake by which a cell's code ended, placed in the paper: at
// the innermost line of the cell that the last lines of its log name, as
// interpreters do (`File "cells/x.py", line 3`, `cells/x.sh: line 3: …`,
// `cells/x.js:3`), else at the cell.
func (c *CodeCell) Fault(log []string, reason string) *diag.Error {
	message := reason
	for i := len(log) - 1; i >= 0; i-- {
		if text := strings.TrimSpace(log[i]); text != "" {
			message = clip(text)
			break
		}
	}
	code := strings.Split(c.Code, "\n")
	pattern := regexp.MustCompile(regexp.QuoteMeta(c.File) + `["']?(?:,|:)?\s*(?:line )?([0-9]+)`)
	line, at := 0, 0
	for i, text := range log {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			if n, err := strconv.Atoi(m[1]); err == nil && n >= 1 && n < len(code) {
				line, at = n, i
			}
		}
	}
	if line == 0 {
		e := diag.At(c.Pos, "the cell %s failed: %s", c.Name, message)
		e.Len = 1
		return e
	}
	e := diag.At(c.Place(line), "the cell %s failed: %s", c.Name, message)
	text := code[line-1]
	blank := utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " \t"))
	from, width := carets(log, at)
	e.Source = strings.Repeat(" ", c.Indent) + text
	e.Col += blank + from
	e.Len = max(1, width)
	if width == 0 {
		e.Len = max(1, utf8.RuneCountInString(strings.TrimSpace(text)))
	}
	return e
}

// carets reads the marks that Python puts below the line it names: how far
// behind its first letter they begin, and how many there are.
func carets(log []string, at int) (from, width int) {
	if at+2 >= len(log) {
		return 0, 0
	}
	source, marks := log[at+1], log[at+2]
	trimmed := strings.TrimSpace(marks)
	if trimmed == "" || strings.Trim(trimmed, "^~") != "" {
		return 0, 0
	}
	indent := func(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }
	if indent(marks) < indent(source) {
		return 0, 0
	}
	return indent(marks) - indent(source), len(trimmed)
}
