package claim

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"report/internal/digest"
)

// Expr is an expression as it stands between {{ and }}:
// [#id] FUNCTION name=value … | FORMAT.
type Expr struct {
	ID     string // without the #; "" when it is to be made from the expression
	Body   Node
	Format Format
}

// Format says how the value is printed; the zero value is the function's own way.
type Format struct {
	Name   string
	Digits int
	// HasDigits tells `percent` from `percent 0`.
	HasDigits bool
	At        int // byte offset in the expression
}

// Node is a part of an expression that has a value.
type Node interface {
	// print writes the node as the parser reads it; nested ones get parentheses.
	print(b *strings.Builder, nested bool)
}

// Call is a function with its arguments.
type Call struct {
	Function string
	Args     []Arg
	At       int
}

// Arg is name=value.
type Arg struct {
	Name, Value string
	At          int // offset of the name
	ValueAt     int // offset of the value
}

// Number is a decimal, as it was typed; a percent sign divides by 100.
type Number struct {
	Text string
	At   int
}

// Text is a quoted text, to be compared with a name or a version.
type Text struct {
	Value string
	At    int
}

// Binary is left op right, with op one of + - * /.
type Binary struct {
	Op          string
	Left, Right Node
	At          int
}

// Compute is the function whose value is worked out of others.
type Compute struct{ Of Node }

// Assert is the function that holds only when all its comparisons do.
type Assert struct{ Tests []Comparison }

// Comparison is left op right, with op one of > >= < <= = !=.
type Comparison struct {
	Op          string
	Left, Right Node
	At          int
	From, To    int // the bytes of the expression that it is
}

// Get is the value of an argument, or "".
func (c *Call) Get(name string) string {
	for _, a := range c.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Arg returns an argument, or nil.
func (c *Call) Arg(name string) *Arg {
	for i := range c.Args {
		if c.Args[i].Name == name {
			return &c.Args[i]
		}
	}
	return nil
}

// String is the normalised expression, without #id: arguments sorted by name,
// single blanks, quotes only where needed. Parsing it gives it back.
func (e *Expr) String() string {
	var b strings.Builder
	e.Body.print(&b, false)
	if e.Format.Name != "" {
		b.WriteString(" | " + e.Format.Name)
		if e.Format.HasDigits {
			b.WriteString(" " + strconv.Itoa(e.Format.Digits))
		}
	}
	return b.String()
}

// DefaultID is the first eight hex digits of the normalised expression's SHA-256.
func (e *Expr) DefaultID() string { return digest.Bytes([]byte(e.String())).Short() }

func (c *Call) print(b *strings.Builder, nested bool) {
	if nested {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	b.WriteString(c.Function)
	args, byName := c.Args, func(x, y Arg) int { return strings.Compare(x.Name, y.Name) }
	if !slices.IsSortedFunc(args, byName) {
		args = slices.Clone(args)
		slices.SortStableFunc(args, byName)
	}
	for _, a := range args {
		b.WriteByte(' ')
		b.WriteString(a.Name)
		b.WriteByte('=')
		b.WriteString(quoted(a.Value))
	}
}

func (n *Number) print(b *strings.Builder, _ bool) { b.WriteString(n.Text) }

func (t *Text) print(b *strings.Builder, _ bool) { b.WriteString(quote(t.Value)) }

func (o *Binary) print(b *strings.Builder, nested bool) {
	if nested {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	o.Left.print(b, true)
	b.WriteString(" " + o.Op + " ")
	o.Right.print(b, true)
}

func (c *Compute) print(b *strings.Builder, _ bool) {
	b.WriteString("compute ")
	// A lone call keeps its parentheses, so that the words stay apart.
	_, lone := c.Of.(*Call)
	c.Of.print(b, lone)
}

func (a *Assert) print(b *strings.Builder, _ bool) {
	b.WriteString("assert ")
	for i, t := range a.Tests {
		if i > 0 {
			b.WriteString(" and ")
		}
		t.Left.print(b, true)
		b.WriteString(" " + t.Op + " ")
		t.Right.print(b, true)
	}
}

// quoted is a value as an argument needs it.
func quoted(value string) string {
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return !bare(r) }) {
		return quote(value)
	}
	return value
}

func quote(value string) string { return `"` + inQuotes.Replace(value) + `"` }

var inQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// bare reports whether a rune may stand in a value without quotes.
func bare(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !strings.ContainsRune("|()\"'<>=≥≤≠{}#\\", r)
}
