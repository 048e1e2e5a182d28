package study

import (
	"bytes"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
)

// maxMistakes bounds what is said about one file, and so the work that hints
// cost: each looks for the nearest of all names.
const maxMistakes = 100

// enough ends the reading of a file that has more mistakes than that.
type enough struct{}

// upToEnough runs a part of the reading that may be ended by too many mistakes.
func upToEnough(part func()) {
	defer func() {
		if p := recover(); p != nil {
			if _, bounded := p.(enough); !bounded {
				panic(p)
			}
		}
	}()
	part()
}

// decoder turns one file into values and collects its mistakes. It keeps the
// nodes, so that checks made later can still point at any field.
type decoder struct {
	file    string // relative to the root
	schema  string // what the file's schema: must say
	content []byte
	starts  []int // offset of each line
	root    *yaml.Node
	errs    diag.List
}

func newDecoder(file, schema string, content []byte) *decoder {
	d := &decoder{file: file, schema: schema, content: bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))}
	d.root = d.parse()
	return d
}

// line is the text of a line, from 1, without its end.
func (d *decoder) line(n int) string {
	d.index()
	if n < 1 || n > len(d.starts) {
		return ""
	}
	end := len(d.content)
	if n < len(d.starts) {
		end = d.starts[n] - 1
	}
	return strings.ToValidUTF8(strings.TrimRight(string(d.content[d.starts[n-1]:end]), "\r\n"), "\uFFFD")
}

// index finds the lines' starts the first time that a mistake asks for them.
func (d *decoder) index() {
	if d.starts != nil {
		return
	}
	d.starts = []int{0}
	for i, b := range d.content {
		if b == '\n' && i+1 < len(d.content) {
			d.starts = append(d.starts, i+1)
		}
	}
}

func (d *decoder) lastLine() int {
	d.index()
	return len(d.starts)
}

// atLine reports a mistake at a place. The one past the bound says that there
// are more, and ends the part that found it.
func (d *decoder) atLine(line, col int, format string, args ...any) *diag.Error {
	line = min(max(line, 1), d.lastLine())
	text := d.line(line)
	col = min(max(col, 1), utf8.RuneCountInString(text)+1)
	e := diag.At(diag.Pos{File: d.file, Line: line, Col: col}, format, args...)
	e.Source, e.Len = text, 1
	if len(d.errs) == maxMistakes {
		e.Message, e.Hint = "more mistakes follow from here on", "mend those above first"
		d.errs = append(d.errs, e)
	}
	if len(d.errs) > maxMistakes {
		panic(enough{})
	}
	d.errs = append(d.errs, e)
	return e
}

// atOffset reports a mistake at a byte of the file.
func (d *decoder) atOffset(offset int, format string, args ...any) *diag.Error {
	d.index()
	line := sort.SearchInts(d.starts, offset+1)
	col := utf8.RuneCount(d.content[d.starts[line-1]:offset]) + 1
	return d.atLine(line, col, format, args...)
}

// at reports a mistake about a node and marks the whole of its text.
func (d *decoder) at(n *yaml.Node, format string, args ...any) *diag.Error {
	e := d.atLine(n.Line, n.Column, format, args...)
	e.Len = width(n, e.Source, e.Col)
	return e
}

// within reports a mistake about a part of a scalar's text, such as one
// ${NAME} in a command. Where the text is not written as it reads (escapes,
// folded lines), the whole value is marked.
func (d *decoder) within(n *yaml.Node, part, format string, args ...any) *diag.Error {
	e := d.at(n, format, args...)
	runes := []rune(e.Source)
	if at := strings.Index(string(runes[e.Col-1:]), part); part != "" && at >= 0 {
		e.Col += utf8.RuneCountInString(string(runes[e.Col-1:])[:at])
		e.Len = utf8.RuneCountInString(part)
	}
	return e
}

// width is how many runes of a node stand on its first line.
func width(n *yaml.Node, line string, col int) int {
	if n.Kind != yaml.ScalarNode {
		return 1
	}
	runes := []rune(line)
	rest := string(runes[min(col-1, len(runes)):])
	switch quote := n.Style & (yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle); {
	case quote != 0 && rest != "":
		for i := 1; i < len(rest); i++ {
			if rest[i] == '\\' && quote == yaml.DoubleQuotedStyle {
				i++
			} else if rest[i] == rest[0] {
				return utf8.RuneCountInString(rest[:i+1])
			}
		}
	case n.Value != "" && strings.HasPrefix(rest, n.Value):
		return utf8.RuneCountInString(n.Value)
	}
	return 1
}

// pos is where a node stands.
func (d *decoder) pos(n *yaml.Node) diag.Pos {
	return diag.Pos{File: d.file, Line: n.Line, Col: n.Column}
}

// find walks from the file's root by keys (string) and places in a list (int)
// and returns the last node that is there, so that a mistake about a field
// left out is reported at its parent.
func (d *decoder) find(path ...any) *yaml.Node {
	n := d.root
	for _, step := range path {
		var next *yaml.Node
		switch step := step.(type) {
		case string:
			next = child(n, step)
		case int:
			if n.Kind == yaml.SequenceNode && step < len(n.Content) {
				next = n.Content[step]
			}
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

// findKey is the key under which find's last step stands: where an entry of a
// mapping is to be pointed at as a whole.
func (d *decoder) findKey(path ...any) *yaml.Node {
	parent := d.find(path[:len(path)-1]...)
	if key, ok := path[len(path)-1].(string); ok && parent.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(parent.Content); i += 2 {
			if parent.Content[i].Value == key {
				return parent.Content[i]
			}
		}
	}
	return d.find(path...)
}

// child is the value under a key of a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// unknown adds to a mistake the name that was meant, or what there is.
func unknown(e *diag.Error, typed string, known []string, plural string) *diag.Error {
	if near := nearest(typed, known); near != "" {
		return e.WithHint("did you mean %s?", near)
	}
	if len(known) == 0 {
		return e.WithHint("the study declares no %s", plural)
	}
	return e.WithHint("%s: %s", plural, listed(known))
}

// nearest is diag.Nearest within reason: a distance costs length times length,
// and a name of one or two letters is near to all others.
func nearest(typed string, known []string) string {
	if len(typed) < 3 || len(typed) > 64 {
		return ""
	}
	return diag.Nearest(typed, known)
}

// listed joins names for a hint, leaving out what no reader would go through.
func listed(names []string) string {
	const most = 24
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// typeName is what a node is, in the words of the manual.
func typeName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	if isNull(n) {
		return "nothing"
	}
	return "text"
}

// lazy compiles an expression when it is first used: a command that reads no
// study file must not wait for it.
func lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
