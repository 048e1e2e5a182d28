package claim

import (
	"strings"
	"unicode/utf8"
)

// Limits that people do not meet and that keep the stack small: how deep
// parentheses nest, and how many operators an expression has. Printing gives
// each operator parentheses of its own, so the second is the smaller.
const (
	deepest       = 40
	mostOperators = 30
)

// comparisons are the operators of assert; the typographic ones are read as
// the plain ones.
var comparisons = []struct{ typed, op string }{
	{">=", ">="}, {"<=", "<="}, {"!=", "!="}, {"==", "="}, {"≥", ">="}, {"≤", "<="}, {"≠", "!="},
	{">", ">"}, {"<", "<"}, {"=", "="},
}

func (p *parser) assert() (Node, *problem) {
	a := &Assert{}
	for {
		test, bad := p.comparison()
		if bad != nil {
			return nil, bad
		}
		a.Tests = append(a.Tests, test)
		before := p.pos
		p.space()
		if !strings.HasPrefix(p.text[p.pos:], "and") || !p.ends() {
			p.pos = before
			return a, nil
		}
		p.pos += len("and")
	}
}

func (p *parser) comparison() (Comparison, *problem) {
	p.space()
	from := p.pos
	left, bad := p.sum()
	if bad != nil {
		return Comparison{}, bad
	}
	p.space()
	c := Comparison{Left: left, At: p.pos, From: from}
	for _, known := range comparisons {
		if strings.HasPrefix(p.text[p.pos:], known.typed) {
			c.Op = known.op
			p.pos += len(known.typed)
			break
		}
	}
	if c.Op == "" {
		return c, wrong(p.pos, 1, "a comparison is expected here").mend("one of > >= < <= = !=, for example: assert (total tool=a set=s) > (total tool=b set=s)")
	}
	c.Right, bad = p.sum()
	c.To = p.pos
	return c, bad
}

func (p *parser) sum() (Node, *problem) { return p.chain("+-", p.product) }

func (p *parser) product() (Node, *problem) { return p.chain("*/", p.operand) }

// chain reads operands joined by the operators, grouped from the left.
func (p *parser) chain(operators string, operand func() (Node, *problem)) (Node, *problem) {
	left, bad := operand()
	for bad == nil {
		before := p.pos
		if p.space(); p.done() || !strings.ContainsRune(operators, p.peek()) {
			p.pos = before
			return left, nil
		}
		if p.operators++; p.operators > mostOperators {
			return nil, wrong(p.pos, 1, "an expression has at most %d operators", mostOperators)
		}
		at, op := p.pos, string(p.peek())
		p.pos++
		var right Node
		right, bad = operand()
		left = &Binary{Op: op, Left: left, Right: right, At: at}
	}
	return nil, bad
}

// word takes a word where it stands alone.
func (p *parser) word(word string) bool {
	start := p.pos
	if p.take(nameRune) == word && (p.done() || p.peek() != '=') {
		return true
	}
	p.pos = start
	return false
}

func (p *parser) operand() (Node, *problem) {
	p.space()
	for p.word("compute") { // an operand is worked out anyway
		p.space()
	}
	if at := p.pos; p.word("assert") {
		return nil, wrong(at, len("assert"), "assert gives no value to compare or to compute with").
			mend("it stands first, and joins comparisons by and: assert (total tool=a set=s) > 8 and (total tool=b set=s) < 8")
	}
	if p.done() {
		return nil, wrong(max(0, len(p.text)-1), 1, "the expression ends where a value is expected")
	}
	start := p.pos
	switch c := p.text[p.pos]; {
	case c == '(':
		return p.group()
	case c == '"' || c == '\'':
		value, bad := p.quoted()
		return &Text{Value: value, At: start}, bad
	case c >= '0' && c <= '9', c == '.', c == '-':
		return p.number()
	}
	return p.call()
}

func (p *parser) group() (Node, *problem) {
	start := p.pos
	if p.depth++; p.depth > deepest {
		return nil, wrong(start, 1, "parentheses are nested too deep")
	}
	p.pos++
	inner, bad := p.sum()
	if bad != nil {
		return nil, bad
	}
	if p.space(); p.done() || p.peek() != ')' {
		return nil, wrong(start, 1, "this parenthesis is not closed")
	}
	p.pos++
	p.depth--
	return inner, nil
}

func (p *parser) number() (Node, *problem) {
	start := p.pos
	if p.text[p.pos] == '-' {
		p.pos++
	}
	digits := p.take(func(r rune) bool { return r == '.' || r >= '0' && r <= '9' })
	if strings.Trim(digits, ".") == "" || strings.Count(digits, ".") > 1 || len(digits) > 40 {
		return nil, wrong(start, max(p.pos-start, 1), "a number is expected here")
	}
	if strings.HasPrefix(p.text[p.pos:], "%") {
		p.pos++
	}
	if r, _ := utf8.DecodeRuneInString(p.text[p.pos:]); !p.done() && nameRune(r) {
		return nil, wrong(start, p.pos-start+1, "a number ends before %q", string(r))
	}
	return &Number{Text: p.text[start:p.pos], At: start}, nil
}
