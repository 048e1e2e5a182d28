// Package diag owns a position in a file, a message about it, a hint, and how
// the three are printed. Every mistake in a user's file is an Error here; the
// rooms that read files collect them in a List and the command prints it.
package diag

import (
	"fmt"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Pos is a place in a file. Line and Col count from 1, Col in runes; zero
// means unknown. File is relative to the study's root, with forward slashes.
type Pos struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col,omitempty"`
}

// String is file:line:col, leaving out what is unknown.
func (p Pos) String() string {
	s := p.File
	if p.Line > 0 {
		s += ":" + strconv.Itoa(p.Line)
		if p.Col > 0 {
			s += ":" + strconv.Itoa(p.Col)
		}
	}
	return s
}

// Before reports whether p comes before q, by file, line and column.
func (p Pos) Before(q Pos) bool {
	if p.File != q.File {
		return p.File < q.File
	}
	if p.Line != q.Line {
		return p.Line < q.Line
	}
	return p.Col < q.Col
}

// Error is one mistake: where, what, and how to mend it.
type Error struct {
	Pos
	// Len is how many runes the caret line marks; 0 marks one.
	Len int `json:"len,omitempty"`
	// Message says what is wrong: lower case, no full stop.
	Message string `json:"message"`
	// Source is the whole text of the line at Pos, without its line end.
	Source string `json:"source,omitempty"`
	// Hint proposes a mend; what it shows works when pasted.
	Hint string `json:"hint,omitempty"`
}

// At makes an Error at a position.
func At(pos Pos, format string, args ...any) *Error {
	return &Error{Pos: pos, Message: fmt.Sprintf(format, args...)}
}

// WithHint adds the mend and returns the same error.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// In adds the text of the line from the file's content, and the width marked.
func (e *Error) In(content []byte, width int) *Error {
	e.Source, e.Len = Line(content, e.Line), width
	return e
}

// Error is the first line of the message: position and what is wrong.
func (e *Error) Error() string {
	if e.File == "" {
		return e.Message
	}
	return e.Pos.String() + ": " + e.Message
}

// List is every mistake found, in the order of the files.
type List []*Error

// Sort orders by position, keeping the order of mistakes at the same place.
func (l List) Sort() {
	sort.SliceStable(l, func(i, j int) bool { return l[i].Before(l[j].Pos) })
}

// Err is the list as an error, or nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Error joins the messages, a line each.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Line is the text of line n (from 1) of content, without its line end; ""
// outside the file.
func Line(content []byte, n int) string {
	text := string(content)
	for ; n > 1; n-- {
		_, after, found := strings.Cut(text, "\n")
		if !found {
			return ""
		}
		text = after
	}
	if n < 1 {
		return ""
	}
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSuffix(line, "\r")
}

// Offset turns a byte offset into the position in a file's content.
func Offset(file string, content []byte, offset int) Pos {
	if offset > len(content) {
		offset = len(content)
	}
	if offset < 0 {
		offset = 0
	}
	before := content[:offset]
	line := strings.Count(string(before), "\n") + 1
	start := strings.LastIndexByte(string(before), '\n') + 1
	return Pos{File: file, Line: line, Col: utf8.RuneCount(content[start:offset]) + 1}
}

// Print writes one error as the style guide has it: the message, the line
// with a caret below it, and the hint. Colour repeats the words only.
func (e *Error) Print(w io.Writer, colour bool) {
	bold, red, dim, reset := "", "", "", ""
	if colour {
		bold, red, dim, reset = "\x1b[1m", "\x1b[31m", "\x1b[2m", "\x1b[0m"
	}
	if e.File != "" {
		fmt.Fprintf(w, "%s%s:%s %s%s%s\n", bold, e.Pos, reset, red, e.Message, reset)
	} else {
		fmt.Fprintf(w, "%sreport: %s%s%s\n", bold, reset+red, e.Message, reset)
	}
	if e.Source != "" && e.Line > 0 {
		printSource(w, e, dim, red, reset)
	}
	if e.Hint != "" {
		fmt.Fprintf(w, "hint: %s\n", e.Hint)
	}
}

// printSource writes the line and its caret; tabs count as one blank in both,
// so that the caret stands below its place, and a long line shows the part
// around it.
func printSource(w io.Writer, e *Error, dim, red, reset string) {
	const widest = 100
	runes := []rune(strings.Map(visible, strings.ReplaceAll(e.Source, "\t", " ")))
	col := max(e.Col, 1)
	from := 0
	if len(runes) > widest && col > widest*2/3 {
		from = min(col-widest/2, len(runes)-widest)
	}
	shown := runes[from:min(from+widest, len(runes))]
	number := fmt.Sprintf("%5d | ", e.Line)
	fmt.Fprintf(w, "%s%s%s%s\n", dim, number, reset, strings.TrimRight(string(shown), " "))
	if e.Col > 0 {
		width := min(max(e.Len, 1), max(from+len(shown)-col+1, 1))
		blank := strings.Repeat(" ", len(number)-2) + "| " + strings.Repeat(" ", col-1-from)
		fmt.Fprintf(w, "%s%s%s%s\n", blank, red, strings.Repeat("^", width), reset)
	}
}

// visible is the picture of a control character, and any other as it is: what
// stands in a file must not move the cursor of who reads of it.
func visible(c rune) rune {
	switch {
	case c < ' ':
		return '␀' + c
	case c == 0x7f:
		return '␡'
	case unicode.IsControl(c):
		return unicode.ReplacementChar
	}
	return c
}

// escapes are the sequences by which programs colour their lines and name the
// terminal's window.
var escapes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))`)
})

// Uncoloured is a program's output without the sequences that colour it.
func Uncoloured(output string) string { return escapes().ReplaceAllString(output, "") }

// LastState is what a terminal shows at the end of a line that was written over.
func LastState(line string) string {
	line = strings.TrimRight(line, "\r")
	return line[strings.LastIndexByte(line, '\r')+1:]
}

// Plain is a line of a program's output as a terminal would show it at the end:
// in its last state, without colours, and with the pictures of other control
// characters.
func Plain(line string) string {
	return strings.Map(func(c rune) rune {
		if c == '\t' {
			return c
		}
		return visible(c)
	}, LastState(Uncoloured(line)))
}

// Print writes any error: a List or an Error in full, another on one line.
func Print(w io.Writer, err error, colour bool) {
	switch e := err.(type) {
	case List:
		e.Sort()
		for i, one := range e {
			if i > 0 {
				fmt.Fprintln(w)
			}
			one.Print(w, colour)
		}
	case *Error:
		e.Print(w, colour)
	default:
		fmt.Fprintln(w, err)
	}
}

// Few are the first names of a list, and how many more there are.
func Few(names []string, most int) string {
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("and %d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}

// Nearest is the known word closest to the one typed, by edit distance, or ""
// when none is close enough to be what was meant.
func Nearest(typed string, known []string) string {
	best, bestDistance := "", max(len(typed)/2, 1)+1
	typed = strings.ToLower(typed)
	for _, k := range known {
		d := distance(typed, strings.ToLower(k))
		if len(typed) > 1 && strings.HasPrefix(strings.ToLower(k), typed) {
			d = 1 // cut short
		}
		if d < bestDistance {
			best, bestDistance = k, d
		}
	}
	return best
}

// distance is the Damerau–Levenshtein distance in its restricted form: insert,
// delete, replace, and swap of neighbours cost one each.
func distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	rows := make([][]int, len(ra)+1)
	for i := range rows {
		rows[i] = make([]int, len(rb)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(ra); i++ {
		for j := 1; j <= len(rb); j++ {
			cost := 1
			if ra[i-1] == rb[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(ra)][len(rb)]
}
