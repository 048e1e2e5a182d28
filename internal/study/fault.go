package study

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

var yamlLine = lazy(`line (\d+): `)

// Messages of the library that are looked into further.
const (
	noStart = "did not find expected <document start>"
	noKey   = "could not find expected ':'"
	notHere = "mapping values are not allowed in this context"
)

// faults are the parser's words and ours. A hint proposes what most often helps.
var faults = []struct{ theirs, ours, hint string }{
	{"did not find expected '-' indicator", "this line belongs neither to the list above it nor to one of its entries",
		"indent it like the entry that it belongs to, or begin it with - in their column"},
	{"did not find expected key", "this line does not stand in the column of the keys above it",
		"indent it like the keys that it belongs to"},
	{noStart, "the lines below stand further out than this one, the file's first", "begin the keys of the file in the first column"},
	{"did not find expected ',' or ']'", "a list in brackets lacks a comma or its ]", "close it on its line: [one, two]"},
	{"did not find expected ',' or '}'", "a mapping in braces lacks a comma or its }", "close it on its line: {key: value}; text that begins with { is quoted"},
	{"did not find expected node content", "a value is missing within brackets or braces", "close each [ by ] and each { by }, with a value between two commas"},
	{noKey, "this line is no key with its value", "write key: value, or indent it below the text that it continues"},
	{notHere, "no key can begin here", "put the key on a line of its own, in the column of its neighbours; quote text that holds a colon"},
	{"block sequence entries are not allowed in this context", "no list can begin here", "put each - on a line of its own, below its key"},
	{"found unexpected end of stream", "the file ends inside quotes", "close the quotes"},
}

// syntax reports what the YAML library could not read. It names the line where
// the broken part begins, and never a column; both are looked up.
func (d *decoder) syntax(err error) {
	line, message := faultOf(err)
	line = d.faultLine(line, message)
	if d.knownFault(line) || d.knownFault(line-1) {
		return
	}
	for line > 1 && strings.TrimSpace(d.line(line)) == "" {
		line--
	}
	// A key without its colon is seen only at the next line's.
	if message == notHere && noColon().MatchString(d.line(line-1)) && !strings.HasSuffix(d.line(line-2), "-") {
		line, message = line-1, noKey
	}
	text := d.line(line)
	col := utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " ")) + 1
	for _, f := range faults {
		if f.theirs == message {
			d.atLine(line, col, "%s", f.ours).WithHint("%s", f.hint).Len = utf8.RuneCountInString(strings.TrimSpace(text))
			return
		}
	}
	d.atLine(line, col, "not YAML: %s", message).
		WithHint("look at this line and the one before it: indentation, quotes and brackets must match")
}

// faultOf takes the line out of the library's error.
func faultOf(err error) (line int, message string) {
	message = strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine().FindStringSubmatchIndex(message); m != nil {
		line, _ = strconv.Atoi(message[m[2]:m[3]])
		message = message[:m[0]] + message[m[1]:]
	}
	return line, message
}

// faultLine finds the line that breaks the file: the last of the shortest
// beginning of the file that is as broken as the whole, because the parser
// stops at the first fault. Brackets and braces alone are reported where they
// open, which the library counts from zero.
func (d *decoder) faultLine(line int, message string) int {
	switch {
	case strings.HasPrefix(message, "did not find expected ','"):
		return min(line+1, d.lastLine())
	case message == noStart:
		for at := 1; at < d.lastLine(); at++ {
			if text := strings.TrimSpace(d.line(at)); text != "" && text[0] != '#' {
				return at
			}
		}
	}
	broken := sort.Search(d.lastLine(), func(i int) bool {
		end := len(d.content)
		if i+1 < d.lastLine() {
			end = d.starts[i+1]
		}
		var doc yaml.Node
		err := decodeNode(yaml.NewDecoder(bytes.NewReader(d.content[:end])), &doc)
		if err == nil {
			return false
		}
		_, found := faultOf(err)
		return found == message
	})
	return min(broken+1, d.lastLine())
}

// The mistakes that people make most, found in the text of a line.
var (
	tabIndent  = lazy(`^ *(- )* *\t`)
	badStart   = lazy("^\\s*(?:- +)*(?:[^\\s:\"'#-][^:\"']*: +)?([@`%*&!|>{}\\[\\],])")
	colonTwice = lazy(`^\s*(?:- +)*[^\s:"'#\[{-][^:"']*: +([^"'\[{|>&*!#][^#]*?: .*)$`)
	noBlank    = lazy(`^\s*(?:- +)*[A-Za-z_][\w.-]*:([^\s:/\\,].*)$`)
	noColon    = lazy(`^\s*(?:- +)*([A-Za-z_][\w.-]*) +[^:]+$`)
	openQuote  = lazy(`^\s*(?:- +)*[^\s:"'#-][^:"']*: *(["'])`)
)

// knownFault reports the mistakes that people make most, with a column and a
// mend, and says whether it found one on the line.
func (d *decoder) knownFault(line int) bool {
	text := d.line(line)
	runes := func(offset int) int { return utf8.RuneCountInString(text[:offset]) + 1 }
	if m := tabIndent().FindStringIndex(text); m != nil {
		d.atLine(line, runes(m[1]-1), "a tab indents this line; YAML wants blanks").
			WithHint("replace each tab by two blanks")
		return true
	}
	if m := badStart().FindStringSubmatchIndex(text); m != nil && strings.ContainsAny(text[m[2]:m[3]], "@`%") {
		rest := strings.TrimSpace(text[m[2]:])
		d.atLine(line, runes(m[2]), "a plain value cannot begin with %q", text[m[2]:m[3]]).
			WithHint("quote it: %s", strconv.Quote(rest))
		return true
	}
	if m := colonTwice().FindStringSubmatchIndex(text); m != nil {
		rest := strings.TrimSpace(text[m[2]:m[3]])
		inner := m[2] + strings.Index(text[m[2]:], ": ")
		d.atLine(line, runes(inner), "a colon and a blank inside a plain value").
			WithHint("quote the value: %s", strconv.Quote(rest))
		return true
	}
	if m := noBlank().FindStringSubmatchIndex(text); m != nil {
		d.atLine(line, runes(m[2]-1), "no blank behind the colon").
			WithHint("write: %s %s", clip(strings.TrimLeft(text[:m[2]], " -")), clip(text[m[2]:m[3]]))
		return true
	}
	if m := openQuote().FindStringSubmatchIndex(text); m != nil && strings.Count(text[m[2]:], text[m[2]:m[3]])%2 == 1 {
		d.atLine(line, runes(m[2]), "the quote that opens here is never closed on this line").
			WithHint("close it with another %s", text[m[2]:m[3]])
		return true
	}
	return false
}
