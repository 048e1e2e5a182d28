package claim

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"report/internal/diag"
)

// problem is a mistake in an expression, before its place in the file is known.
type problem struct {
	at, width int // byte offset and bytes in the expression
	message   string
	hint      string
}

// Error is the message alone.
func (p *problem) Error() string { return p.message }

func wrong(at, width int, format string, args ...any) *problem {
	return &problem{at: at, width: width, message: fmt.Sprintf(format, args...)}
}

func (p *problem) mend(format string, args ...any) *problem {
	p.hint = fmt.Sprintf(format, args...)
	return p
}

// place turns a problem into a mistake in the file, where the expression's
// first byte stands at `at`.
func (p *problem) place(text string, at diag.Pos) *diag.Error {
	e := diag.At(Offset(text, at, p.at), "%s", p.message)
	e.Hint = p.hint
	end := min(p.at+max(p.width, 0), len(text))
	if p.at < end {
		marked, _, _ := strings.Cut(text[p.at:end], "\n")
		e.Len = utf8.RuneCountInString(marked)
	}
	return e
}

// Offset is the place of a byte of a text whose first byte stands at `at`.
func Offset(text string, at diag.Pos, offset int) diag.Pos {
	offset = max(0, min(offset, len(text)))
	for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	before := text[:offset]
	if at.Line == 0 {
		return at
	}
	if lines := strings.Count(before, "\n"); lines > 0 {
		return diag.Pos{File: at.File, Line: at.Line + lines, Col: utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1}
	}
	at.Col += utf8.RuneCountInString(before)
	return at
}

// Parse reads an expression whose first byte stands at `at`.
func Parse(text string, at diag.Pos) (*Expr, *diag.Error) {
	expr, p := parse(text)
	if p != nil {
		return nil, p.place(text, at)
	}
	return expr, nil
}

func parse(text string) (*Expr, *problem) {
	if !utf8.ValidString(text) {
		return nil, wrong(0, 1, "the expression is not UTF-8")
	}
	p := &parser{text: text}
	p.space()
	if p.done() {
		return nil, wrong(0, 0, "the expression is empty").mend("for example: {{ total tool=ID set=ID }}")
	}
	expr := &Expr{}
	var bad *problem
	if p.peek() == '#' {
		if expr.ID, bad = p.id(); bad != nil {
			return nil, bad
		}
	}
	if expr.Body, bad = p.body(); bad != nil {
		return nil, bad
	}
	if p.space(); !p.done() && p.peek() == '|' {
		p.pos++
		if expr.Format, bad = p.format(); bad != nil {
			return nil, bad
		}
	}
	if p.space(); !p.done() {
		return nil, wrong(p.pos, 1, "%q is not expected here", string(p.peek())).mend("an expression is: FUNCTION name=value … | FORMAT")
	}
	return expr, nil
}

type parser struct {
	text             string
	pos              int
	depth, operators int
}

func (p *parser) done() bool { return p.pos >= len(p.text) }

func (p *parser) peek() rune {
	r, _ := utf8.DecodeRuneInString(p.text[p.pos:])
	return r
}

func (p *parser) space() {
	for !p.done() {
		r, size := utf8.DecodeRuneInString(p.text[p.pos:])
		if !unicode.IsSpace(r) {
			return
		}
		p.pos += size
	}
}

// take reads runes as long as they are wanted.
func (p *parser) take(wanted func(rune) bool) string {
	start := p.pos
	for !p.done() {
		r, size := utf8.DecodeRuneInString(p.text[p.pos:])
		if !wanted(r) {
			break
		}
		p.pos += size
	}
	return p.text[start:p.pos]
}

func nameRune(r rune) bool {
	return r == '_' || r == '-' || r == '.' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

func (p *parser) id() (string, *problem) {
	start := p.pos
	p.pos++
	id := p.take(nameRune)
	if id == "" {
		return "", wrong(start, 1, "# is followed by the claim's id").mend("letters, digits, - _ and . make an id: #best-total")
	}
	if p.space(); p.done() {
		return "", wrong(start, p.pos-start, "#%s is followed by nothing", id).mend("an expression is: #id FUNCTION name=value … | FORMAT")
	}
	return id, nil
}

// body reads what the value is: a call, an assertion or a computation.
func (p *parser) body() (Node, *problem) {
	p.space()
	start := p.pos
	switch p.take(nameRune) {
	case "assert":
		return p.assert()
	case "compute":
		of, bad := p.sum()
		return &Compute{of}, bad
	}
	p.pos = start
	return p.call()
}

func (p *parser) call() (*Call, *problem) {
	start := p.pos
	name := p.take(nameRune)
	if name == "" {
		return nil, wrong(start, 1, "a function is expected here").mend("the functions are: %s", strings.Join(FunctionNames(), ", "))
	}
	if functions()[name] == nil {
		return nil, unknown(start, len(name), "function", name, FunctionNames())
	}
	c := &Call{Function: name, At: start}
	for {
		before := p.pos
		if p.space(); p.done() || p.ends() {
			p.pos = before
			return c, nil
		}
		arg, bad := p.arg()
		if bad != nil {
			return nil, bad
		}
		if c.Arg(arg.Name) != nil {
			return nil, wrong(arg.At, len(arg.Name), "%s is given twice", arg.Name)
		}
		c.Args = append(c.Args, arg)
	}
}

// ends reports whether the next character closes a call: an operator, a
// parenthesis, a bar, or the word `and`.
func (p *parser) ends() bool {
	rest := p.text[p.pos:]
	if word, ok := strings.CutPrefix(rest, "and"); ok {
		r, _ := utf8.DecodeRuneInString(word)
		return word == "" || !nameRune(r) && r != '='
	}
	return strings.ContainsRune("|()<>=!+-*/≥≤≠", p.peek())
}

func (p *parser) arg() (Arg, *problem) {
	arg := Arg{At: p.pos}
	arg.Name = p.take(nameRune)
	if arg.Name == "" {
		return arg, wrong(p.pos, 1, "name=value is expected here, not %q", string(p.peek()))
	}
	if p.done() || p.peek() != '=' {
		return arg, wrong(arg.At, len(arg.Name), "%q has no value", arg.Name).mend("an argument is name=value, with no blank around =")
	}
	p.pos++
	arg.ValueAt = p.pos
	if !p.done() && (p.peek() == '"' || p.peek() == '\'') {
		value, bad := p.quoted()
		arg.Value = value
		return arg, bad
	}
	arg.Value = p.take(bare)
	if arg.Value == "" {
		return arg, wrong(arg.At, p.pos-arg.At, "%s= has no value", arg.Name).mend(`an empty value is written ""`)
	}
	return arg, nil
}

func (p *parser) quoted() (string, *problem) {
	value, width := quotation(p.text[p.pos:])
	if width == 0 {
		return "", wrong(p.pos, 1, "this quotation mark has no second one")
	}
	p.pos += width
	return value, nil
}

// quotation is the value that stands in the quotation marks at the start of a
// text, and the bytes that they take; 0 where the second one is missing.
func quotation(text string) (value string, width int) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		c := text[i]
		if c == text[0] {
			return b.String(), i + 1
		}
		if c == '\\' && i+1 < len(text) && (text[i+1] == text[0] || text[i+1] == '\\') {
			i++
			c = text[i]
		}
		b.WriteByte(c)
	}
	return "", 0
}

// Closing is where the }} stand that close an expression, in the rest of a line of
// it: the first ones that are not in a quoted value, -1 where there are none. A
// value whose second quotation mark is not in the line, or in a word, hides none.
func Closing(line string) int {
	for i := 0; i+1 < len(line); i++ {
		switch {
		case line[i:i+2] == "}}":
			return i
		case line[i] == '=' && (line[i+1] == '"' || line[i+1] == '\''):
			_, width := quotation(line[i+1:])
			end := i + 1 + width
			if width > 0 && (end == len(line) || !nameRune(rune(line[end]))) {
				i = end - 1
			}
		}
	}
	return -1
}

func (p *parser) format() (Format, *problem) {
	p.space()
	f := Format{At: p.pos}
	f.Name = p.take(nameRune)
	known, ok := formats[f.Name]
	if !ok {
		if f.Name == "" {
			return f, wrong(p.pos, 1, "a format is expected after |").mend("the formats are: %s", strings.Join(FormatNames(), ", "))
		}
		return f, unknown(f.At, len(f.Name), "format", f.Name, FormatNames())
	}
	p.space()
	at := p.pos
	digits := p.take(nameRune)
	switch {
	case digits == "" && known.needs:
		return f, wrong(f.At, len(f.Name), "%s needs a number of digits", f.Name).mend("for example: | %s 2", f.Name)
	case digits == "":
		return f, nil
	case !known.takes:
		return f, wrong(at, len(digits), "%s takes no number", f.Name)
	case len(digits) > 2 || strings.Trim(digits, "0123456789") != "":
		return f, wrong(at, len(digits), "%q is no number of digits", digits)
	}
	for _, d := range digits {
		f.Digits = f.Digits*10 + int(d-'0')
	}
	f.HasDigits = true
	if f.Digits > 15 || f.Digits == 0 && f.Name == "sig" {
		return f, wrong(at, len(digits), "%s takes from %d to 15 digits", f.Name, least(f.Name))
	}
	return f, nil
}

func least(format string) int {
	if format == "sig" {
		return 1
	}
	return 0
}

// unknown is a name that is not among those known, with the nearest offered.
func unknown(at, width int, kind, name string, known []string) *problem {
	bad := wrong(at, width, "no %s is called %q", kind, name)
	if near := diag.Nearest(name, known); near != "" {
		return bad.mend("did you mean %s?", near)
	}
	switch {
	case len(known) == 0:
		return bad.mend("there is no %s here", kind)
	case len(known) > 12:
		return bad.mend("there are %d, from %s to %s", len(known), known[0], known[len(known)-1])
	}
	return bad.mend("known: %s", strings.Join(known, ", "))
}
