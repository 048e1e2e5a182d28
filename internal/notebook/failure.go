package notebook

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"report/internal/diag"
)

// Failure is what execute.py says of the cell that failed.
type Failure struct {
	Notebook string // as the step names it
	Cell     string // cell 4 (curve)
	Line     int    // of the cell, from 1; 0 unknown
	Message  string
	Source   string // that line
	Col, Len int    // what is marked of it
}

var (
	failureLine = lazily(`^report: (.+?\.ipynb): (cell \d+(?: \(.*?\))?|the cell that sets the parameters)(?:, line (\d+))?: (.*)$`)
	begunLine   = lazily(`^(?:cell \d+(?: \(.*\))?|the cell that sets the parameters)$`)
)

// FailureIn finds what execute.py said at the end of its log, nil where it said
// nothing of a cell.
func FailureIn(log []string) *Failure {
	for i := len(log) - 1; i >= 0; i-- {
		m := failureLine().FindStringSubmatch(log[i])
		if m == nil {
			continue
		}
		f := &Failure{Notebook: m[1], Cell: m[2], Message: m[4]}
		f.Line, _ = strconv.Atoi(m[3]) // digits, or nothing
		if f.Line > 0 && i+2 < len(log) {
			_, source, _ := strings.Cut(log[i+1], " | ")
			_, marks, _ := strings.Cut(log[i+2], "| ")
			blank := len(marks) - len(strings.TrimLeft(marks, " "))
			f.Source, f.Col, f.Len = source, blank+1, len(marks)-blank
		}
		return f
	}
	return nil
}

// Begun is the cell that the last line of an execution's log names, "" where it
// names none: the one that was under way when it was ended.
func Begun(log []string) string {
	for i := len(log) - 1; i >= 0; i-- {
		if line := strings.TrimSpace(log[i]); line != "" {
			if begunLine().MatchString(line) {
				return line
			}
			return ""
		}
	}
	return ""
}

// longestMessage is how many letters of a message go into a reason.
const longestMessage = 200

// String is notebook, cell, line and message.
func (f *Failure) String() string {
	line := ""
	if f.Line > 0 {
		line = fmt.Sprintf(", line %d", f.Line)
	}
	message := f.Message
	if utf8.RuneCountInString(message) > longestMessage {
		message = string([]rune(message)[:longestMessage]) + "…"
	}
	return fmt.Sprintf("%s: %s%s: %s", f.Notebook, f.Cell, line, message)
}

// Mistake is the failure with its place: the file of the study, the cell by its
// number, and the line of the cell. at is the notebook's path in the study.
func (f *Failure) Mistake(at string) *diag.Error {
	number, tags, _ := strings.Cut(strings.TrimPrefix(f.Cell, "cell "), " ")
	pos := diag.Pos{File: at + ":cell " + number, Line: f.Line, Col: f.Col}
	if !strings.HasPrefix(f.Cell, "cell ") {
		pos.File = at
	}
	what := "the cell"
	if tags != "" {
		what += " tagged " + strings.Trim(tags, "()")
	}
	if pos.File == at {
		what = f.Cell
	}
	e := diag.At(pos, "%s failed: %s", what, f.Message)
	e.Source, e.Len = f.Source, f.Len
	return e
}
