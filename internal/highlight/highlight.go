// Package highlight tells the parts of a listing apart: keywords, strings,
// comments, numbers. Code and the name of its language come in, lines of
// classed tokens go out; colours and type are for render.
//
// It is our own because a page is drawn in milliseconds and every command
// shares one binary: the lexers of chroma decode 290 definitions when the
// package is loaded (7 ms on every command) and compile the first one they use
// in another 9 ms. A scanner over tables needs neither.
package highlight

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Class is what a piece of code is.
type Class string

// The classes. Plain text, names and punctuation have none.
const (
	Plain    Class = ""
	Keyword  Class = "keyword"
	Builtin  Class = "builtin" // names and types that the language brings
	Constant Class = "constant"
	Number   Class = "number"
	String   Class = "string"
	Comment  Class = "comment"
	Function Class = "function" // the name in a call or definition
	Meta     Class = "meta"     // decorators, directives, section heads
	Key      Class = "key"      // the name in a pair
	Variable Class = "variable" // $NAME
	Prompt   Class = "prompt"
	Output   Class = "output" // what a console printed
	Inserted Class = "inserted"
	Deleted  Class = "deleted"
)

// Token is a piece of one line.
type Token struct {
	Class Class
	Text  string
}

// Lines splits code into lines of tokens. The texts of a line's tokens, joined,
// are the line; a language that is not known gives lines of plain text. A
// newline at the end opens no further line.
func Lines(language, code string) [][]Token {
	code = strings.ReplaceAll(code, "\r\n", "\n")
	code = strings.TrimSuffix(code, "\n")
	name := strings.ToLower(strings.TrimSpace(language))
	if full, ok := aliases()[name]; ok {
		name = full
	}
	switch name {
	case "console":
		return console(code)
	case "diff":
		return diff(code)
	}
	grammar, known := grammars()[name]
	if !known {
		return split([]Token{{Plain, code}})
	}
	s := scanner{grammar: grammar, code: code}
	s.run()
	return split(s.tokens)
}

// split cuts tokens at line ends; a token over several lines keeps its class.
func split(tokens []Token) [][]Token {
	lines := [][]Token{nil}
	for _, t := range tokens {
		for i, part := range strings.Split(t.Text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			if part != "" {
				last := len(lines) - 1
				lines[last] = append(lines[last], Token{t.Class, part})
			}
		}
	}
	return lines
}

// console marks prompts and takes what follows as shell, the rest as output.
// A line continued with a backslash belongs to its command.
func console(code string) [][]Token {
	var lines [][]Token
	continued := false
	for line := range strings.SplitSeq(code, "\n") {
		prompt, inner := promptOf(line)
		if prompt == "" && !continued {
			lines = append(lines, []Token{{Output, line}})
			continue
		}
		tokens := Lines(inner, line[len(prompt):])[0]
		if prompt != "" {
			tokens = append([]Token{{Prompt, prompt}}, tokens...)
		}
		lines = append(lines, tokens)
		continued = strings.HasSuffix(line, "\\") && inner == "shell"
	}
	return lines
}

// promptOf is the prompt that a line begins with and the language behind it.
func promptOf(line string) (prompt, language string) {
	for _, p := range []struct{ text, language string }{
		{"$ ", "shell"}, {"# ", "shell"}, {"> ", "shell"}, {">>> ", "python"}, {"... ", "python"},
	} {
		if strings.HasPrefix(line, p.text) {
			return p.text, p.language
		}
	}
	return "", "shell"
}

// diff colours whole lines by their first character.
func diff(code string) [][]Token {
	var lines [][]Token
	for line := range strings.SplitSeq(code, "\n") {
		class := Plain
		switch {
		case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "@@"), strings.HasPrefix(line, "diff "):
			class = Meta
		case strings.HasPrefix(line, "+"):
			class = Inserted
		case strings.HasPrefix(line, "-"):
			class = Deleted
		}
		lines = append(lines, []Token{{class, line}})
	}
	return lines
}

// scanner walks over code once.
type scanner struct {
	*grammar
	code   string
	at     int
	tokens []Token
}

func (s *scanner) run() {
	for s.at < len(s.code) {
		if !s.comment() && !s.text() && !s.special() && !s.number() && !s.name() {
			_, size := utf8.DecodeRuneInString(s.code[s.at:])
			s.emit(Plain, size)
		}
	}
}

// emit takes the next n bytes as one token; plain neighbours grow together.
func (s *scanner) emit(class Class, n int) {
	text := s.code[s.at : s.at+n]
	s.at += n
	if last := len(s.tokens) - 1; last >= 0 && class == Plain && s.tokens[last].Class == Plain {
		s.tokens[last].Text += text
		return
	}
	s.tokens = append(s.tokens, Token{class, text})
}

// comment takes a comment to the end of its line or to its closing mark.
func (s *scanner) comment() bool {
	rest := s.code[s.at:]
	for _, b := range s.block {
		if strings.HasPrefix(rest, b[0]) {
			n := len(rest)
			if end := strings.Index(rest[len(b[0]):], b[1]); end >= 0 {
				n = len(b[0]) + end + len(b[1])
			}
			s.emit(Comment, n)
			return true
		}
	}
	for _, mark := range s.line {
		// In the shell and in YAML `#` begins a comment only after a blank.
		if strings.HasPrefix(rest, mark) && (!s.spaced || s.at == 0 || isSpace(s.code[s.at-1])) {
			s.emit(Comment, lineEnd(rest))
			return true
		}
	}
	return false
}

// text takes a string with its prefix letters. A string in a pair's place,
// followed by a colon, is a key.
func (s *scanner) text() bool {
	rest := s.code[s.at:]
	prefix := 0
	if s.at == 0 || !isName(rune(s.code[s.at-1])) {
		for prefix < 2 && prefix < len(rest) && strings.IndexByte(s.prefixes, rest[prefix]) >= 0 {
			prefix++
		}
	}
	for ; prefix >= 0; prefix-- {
		for _, q := range s.quotes {
			if !strings.HasPrefix(rest[prefix:], q.mark) {
				continue
			}
			n := prefix + q.length(rest[prefix:])
			class := String
			if s.pairs == ":" && strings.HasPrefix(strings.TrimLeft(rest[n:], " \t"), ":") {
				class = Key
			}
			s.emit(class, n)
			return true
		}
	}
	return false
}

// special takes decorators, directives, section heads, variables and the keys
// of pairs, where the language has them.
func (s *scanner) special() bool {
	rest := s.code[s.at:]
	first := strings.TrimSpace(s.code[strings.LastIndexByte(s.code[:s.at], '\n')+1:s.at]) == ""
	switch {
	case s.variables && rest[0] == '$' && len(rest) > 1:
		if n := variableLength(rest); n > 1 {
			s.emit(Variable, n)
			return true
		}
	case first && s.meta != "" && strings.IndexByte(s.meta, rest[0]) >= 0:
		n := 1
		for n < len(rest) && (isName(rune(rest[n])) || rest[n] == '.') {
			n++
		}
		if rest[0] == '[' {
			n = lineEnd(rest)
		}
		s.emit(Meta, n)
		return true
	case s.pairs != "":
		return s.key(rest)
	}
	return false
}

// key takes a bare name before a colon or an equals sign, at the start of a
// line or after a dash or an opening bracket.
func (s *scanner) key(rest string) bool {
	before := strings.TrimRight(s.code[strings.LastIndexByte(s.code[:s.at], '\n')+1:s.at], " \t")
	if before != "" && !strings.HasSuffix(before, "-") && !strings.HasSuffix(before, "{") && !strings.HasSuffix(before, ",") {
		return false
	}
	n := 0
	for n < len(rest) && (isName(rune(rest[n])) || strings.IndexByte("-./ ", rest[n]) >= 0 && n > 0) {
		n++
	}
	name := strings.TrimRight(rest[:n], " ")
	after := strings.TrimLeft(rest[len(name):], " \t")
	if name == "" || !strings.HasPrefix(after, s.pairs) {
		return false
	}
	if tail := after[len(s.pairs):]; s.pairs == ":" && tail != "" && !isSpace(tail[0]) {
		return false
	}
	s.emit(Key, len(name))
	return true
}

// number takes a decimal, hexadecimal or exponent number.
func (s *scanner) number() bool {
	rest := s.code[s.at:]
	if !isDigit(rest[0]) || s.at > 0 && isName(rune(s.code[s.at-1])) {
		return false
	}
	n := 1
	for n < len(rest) && (isName(rune(rest[n])) || rest[n] == '.' ||
		(rest[n] == '+' || rest[n] == '-') && (rest[n-1] == 'e' || rest[n-1] == 'E') && !strings.HasPrefix(rest, "0x")) {
		n++
	}
	class := Number
	if s.spaced && (n < len(rest) && strings.IndexByte("-:/", rest[n]) >= 0 || s.at > 0 && strings.IndexByte("-:/", s.code[s.at-1]) >= 0) {
		class = Plain // part of a date, a time, a version or a path
	}
	s.emit(class, n)
	return true
}

// name takes an identifier and looks it up; one before a bracket is called.
func (s *scanner) name() bool {
	rest := s.code[s.at:]
	n := 0
	for n < len(rest) {
		r, size := utf8.DecodeRuneInString(rest[n:])
		if !isName(r) && (n == 0 || strings.IndexByte(s.extra, rest[n]) < 0) {
			break
		}
		n += size
	}
	if n == 0 {
		return false
	}
	word := rest[:n]
	if s.caseless {
		word = strings.ToLower(word)
	}
	class, listed := s.words()[word]
	if s.at > 0 && s.code[s.at-1] == '.' {
		listed = false // a member, whatever it is called
	}
	if !listed {
		class = Plain
		if s.calls && strings.HasPrefix(rest[n:], "(") {
			class = Function
		}
	}
	s.emit(class, n)
	return true
}

// quote is one way to write a string.
type quote struct {
	mark    string
	escapes bool // a backslash takes the next character with it
	lines   bool // may run over line ends
}

// length is how far the string at the start of text goes, marks included. A
// string that is not closed ends with its line, or with the code.
func (q quote) length(text string) int {
	n := len(q.mark)
	for n < len(text) {
		switch {
		case q.escapes && text[n] == '\\' && n+1 < len(text):
			n += 2
		case strings.HasPrefix(text[n:], q.mark):
			return n + len(q.mark)
		case text[n] == '\n' && !q.lines:
			return n
		default:
			n++
		}
	}
	return len(text)
}

// variableLength is how long $NAME, ${…} or $1 is.
func variableLength(text string) int {
	if text[1] == '{' {
		if end := strings.IndexByte(text[:lineEnd(text)], '}'); end > 0 {
			return end + 1
		}
		return 0
	}
	n := 1
	for n < len(text) && isName(rune(text[n])) {
		n++
	}
	if n == 1 && strings.IndexByte("@#?$!*", text[1]) >= 0 {
		return 2
	}
	return n
}

func lineEnd(text string) int {
	if end := strings.IndexByte(text, '\n'); end >= 0 {
		return end
	}
	return len(text)
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' }
func isDigit(b byte) bool { return b >= '0' && b <= '9' }
func isName(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// grammar is what the scanner needs to know of a language.
type grammar struct {
	line     []string    // what begins a comment up to the line's end
	block    [][2]string // what begins and ends a longer one
	quotes   []quote     // longest marks first
	prefixes string      // letters that may stand before a quote
	meta     string      // what begins a decorator or directive at the start of a line
	extra    string      // further characters inside a name
	pairs    string      // what stands between a key and its value
	spaced   bool        // comments begin after a blank only
	// variables has $NAME, calls has name(…), caseless folds keywords.
	variables, calls, caseless bool

	keywords, builtins, constants string
	once                          sync.Once
	listed                        map[string]Class
}

// words is the class of each listed word, made at the first use.
func (g *grammar) words() map[string]Class {
	g.once.Do(func() {
		g.listed = map[string]Class{}
		for class, words := range map[Class]string{Keyword: g.keywords, Builtin: g.builtins, Constant: g.constants} {
			for w := range strings.FieldsSeq(words) {
				g.listed[w] = class
			}
		}
	})
	return g.listed
}
