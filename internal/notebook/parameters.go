package notebook

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The tags by which papermill knows parameters: of the cell that holds their
// defaults, and of the one that it puts behind that.
const (
	parametersTag = "parameters"
	injectedTag   = "injected-parameters"
)

// Parameter is a setting that a notebook's own code gives a default.
type Parameter struct {
	Name  string // as the code spells it
	Value string // as a study has it: text without quotes, lists as JSON
	// Computed is set where the value is no literal: it stays in the code.
	Computed bool
	Cell     int    // from 1
	Line     int    // of the cell, from 1
	Source   string // that line
}

// Parameters are those of the cell tagged `parameters`, in its order, with the
// values of a cell tagged `injected-parameters` where there is one: with these
// papermill made what the file shows. tagged tells whether there is such a cell.
func (n *Notebook) Parameters() (found []Parameter, tagged bool) {
	syntax, known := syntaxes[n.Language]
	for _, tag := range []string{parametersTag, injectedTag} {
		for i, c := range n.Cells {
			if c.Kind != "code" || !slices.Contains(c.Tags, tag) {
				continue
			}
			tagged = true
			if !known {
				break
			}
			for _, p := range syntax.assignments(c.Source) {
				p.Cell = i + 1
				if at := slices.IndexFunc(found, func(q Parameter) bool { return q.Name == p.Name }); at < 0 {
					found = append(found, p)
				} else {
					found[at] = p
				}
			}
			break
		}
	}
	return found, tagged
}

// syntax is how a language sets a variable to a literal.
type syntax struct {
	// sets matches a line up to the value; its group is the name.
	sets    func() *regexp.Regexp
	words   map[string]string // of truth and nothing, as a study has them
	comment string
	shell   bool // words are bare
	lists   bool // literals of lists and mappings, as Python has them
}

var syntaxes = map[string]syntax{
	"python": {sets: lazily(`^([A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=[ \t]*`), comment: "#", lists: true,
		words: map[string]string{"True": "true", "False": "false", "None": "null"}},
	"julia": {sets: lazily(`^(?:const[ \t]+)?([A-Za-z_]\w*)[ \t]*(?:::[^=\n]+)?=[ \t]*`), comment: "#",
		words: map[string]string{"true": "true", "false": "false", "nothing": "null"}},
	"r": {sets: lazily(`^([A-Za-z][\w.]*)[ \t]*(?:<-|=)[ \t]*`), comment: "#",
		words: map[string]string{"TRUE": "true", "FALSE": "false", "NULL": "null"}},
	"javascript": {sets: lazily(`^(?:(?:var|let)[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*`), comment: "//",
		words: map[string]string{"true": "true", "false": "false", "null": "null"}},
	"bash": shellSyntax, "sh": shellSyntax,
}

var shellSyntax = syntax{sets: lazily(`^(?:export[ \t]+)?([A-Za-z_]\w*)=`), comment: "#", shell: true}

// assignments are the variables that lines at the margin set.
func (s *syntax) assignments(source string) []Parameter {
	var found []Parameter
	lines := strings.SplitAfter(source, "\n")
	for i := 0; i < len(lines); i++ {
		m := s.sets().FindStringSubmatchIndex(lines[i])
		if m == nil || strings.HasPrefix(lines[i][m[1]:], "=") {
			continue
		}
		p := Parameter{Name: lines[i][m[2]:m[3]], Line: i + 1, Source: strings.TrimRight(lines[i], "\r\n")}
		rest := strings.Join(lines[i:], "")[m[1]:]
		l := literal{syntax: s, text: rest}
		value, ok := l.value(0)
		end, _, _ := strings.Cut(l.text, "\n")
		end = strings.TrimLeft(strings.TrimSpace(end), ";")
		if end = strings.TrimSpace(end); !ok || end != "" && !strings.HasPrefix(end, s.comment) {
			p.Computed = true
		} else {
			p.Value = studyText(value)
			i += strings.Count(rest[:len(rest)-len(l.text)], "\n")
		}
		found = append(found, p)
	}
	return found
}

// bareText is a literal that stands in a study as it is typed: a number, truth
// or nothing.
type bareText string

// studyText is a literal as a parameter of a study: text without quotes, what
// holds others as JSON.
func studyText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bareText:
		return string(v)
	}
	content, err := marshal(value)
	if err != nil {
		panic("writing a parameter: " + err.Error()) // texts, lists and raw numbers alone
	}
	return string(content)
}

// MarshalJSON writes it as it is.
func (b bareText) MarshalJSON() ([]byte, error) { return []byte(b), nil }

// literal reads one literal off the front of a text.
type literal struct {
	*syntax
	text string
}

var (
	numberText = lazily(`^[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?)L?`)
	wordText   = lazily(`^[A-Za-z_]\w*`)
	shellWord  = lazily(`^[^\s"'$` + "`" + `\\;&|<>(){}*?\[\]~#!]*`)
)

// deepest is how far lists may stand in lists.
const deepest = 20

// value reads a literal off the text: a word such as true, a quoted text, a number,
// or a list or mapping of those; false where it is no plain value.
func (l *literal) value(depth int) (any, bool) {
	if l.shell {
		return l.shellValue()
	}
	if depth > 0 {
		l.blank()
	}
	if l.text == "" || depth > deepest {
		return nil, false
	}
	if word := wordText().FindString(l.text); l.words[word] != "" {
		l.text = l.text[len(word):]
		return bareText(l.words[word]), true
	}
	switch c := l.text[0]; {
	case c == '"' || c == '\'':
		return l.quoted()
	case l.lists && (c == '[' || c == '('):
		return l.list(depth)
	case l.lists && c == '{':
		return l.mapping(depth)
	}
	typed := numberText().FindString(l.text)
	if typed == "" {
		return nil, false
	}
	number, ok := plainNumber(typed)
	l.text = l.text[len(typed):]
	return number, ok
}

// plainNumber is a number as JSON has it.
func plainNumber(typed string) (bareText, bool) {
	typed = strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(typed, "+"), "L"), "_", "")
	if whole, err := strconv.ParseInt(typed, 0, 64); err == nil && (len(typed) < 2 || typed[0] != '0' || typed[1] > '9') {
		return bareText(strconv.FormatInt(whole, 10)), true
	}
	sign := ""
	if strings.HasPrefix(typed, "-") {
		sign, typed = "-", typed[1:]
	}
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(typed), "e")
	whole, fraction, point := strings.Cut(mantissa, ".")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if point {
		if fraction == "" {
			fraction = "0"
		}
		whole += "." + fraction
	}
	if scientific {
		whole += "e" + exponent
	}
	plain := sign + whole
	return bareText(plain), json.Valid([]byte(plain))
}

// blank passes over blanks, line ends and comments within brackets.
func (l *literal) blank() {
	for {
		l.text = strings.TrimLeft(l.text, " \t\r\n")
		if !strings.HasPrefix(l.text, l.comment) {
			return
		}
		_, l.text, _ = strings.Cut(l.text, "\n")
	}
}

// list reads [a, b] and (a, b); one value in parentheses is that value.
func (l *literal) list(depth int) (any, bool) {
	end, items, commas := byte(']'), []any{}, 0
	round := l.text[0] == '('
	if round {
		end = ')'
	}
	l.text = l.text[1:]
	for {
		if l.blank(); l.text == "" {
			return nil, false
		}
		if l.text[0] == end {
			l.text = l.text[1:]
			if round && len(items) == 1 && commas == 0 {
				return items[0], true
			}
			return items, true
		}
		if len(items) > commas {
			return nil, false
		}
		item, ok := l.value(depth + 1)
		if !ok {
			return nil, false
		}
		items = append(items, item)
		if l.blank(); strings.HasPrefix(l.text, ",") {
			commas++
			l.text = l.text[1:]
		}
	}
}

// mapping reads {"a": 1}.
func (l *literal) mapping(depth int) (any, bool) {
	made, commas := map[string]any{}, true
	l.text = l.text[1:]
	for {
		if l.blank(); l.text == "" {
			return nil, false
		}
		if l.text[0] == '}' {
			l.text = l.text[1:]
			return made, true
		}
		key, ok := l.value(depth + 1)
		name, text := key.(string)
		if l.blank(); !ok || !text || !commas || !strings.HasPrefix(l.text, ":") {
			return nil, false
		}
		l.text = l.text[1:]
		if made[name], ok = l.value(depth + 1); !ok {
			return nil, false
		}
		l.blank()
		if l.text, commas = strings.CutPrefix(l.text, ","); !commas && !strings.HasPrefix(l.text, "}") {
			return nil, false
		}
	}
}

// escapes are those of a letter that all the languages share.
var escapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '\\': `\`, '\'': "'", '"': `"`, '\n': ""}

// quoted reads a text in quotes, in three where there are three. Escapes other
// than the common ones are left to the code.
func (l *literal) quoted() (any, bool) {
	quote := l.text[:1]
	if triple := strings.Repeat(quote, 3); l.lists && strings.HasPrefix(l.text, triple) {
		quote = triple
	}
	l.text = l.text[len(quote):]
	var b strings.Builder
	for l.text != "" {
		if strings.HasPrefix(l.text, quote) {
			l.text = l.text[len(quote):]
			return b.String(), true
		}
		c, size := l.text[0], 1
		switch {
		case c == '\n' && len(quote) == 1:
			return nil, false
		case c == '$' && l.comment == "#" && !l.lists && quote == `"`: // Julia puts values in
			return nil, false
		case c == '\\' && len(l.text) > 1:
			letter, known := escapes[l.text[1]]
			if !known {
				return nil, false
			}
			b.WriteString(letter)
			size = 2
		default:
			_, size = utf8.DecodeRuneInString(l.text)
			b.WriteString(l.text[:size])
		}
		l.text = l.text[size:]
	}
	return nil, false
}

// shellValue reads one word of a shell that holds nothing to expand.
func (l *literal) shellValue() (any, bool) {
	var b strings.Builder
	for l.text != "" {
		switch c := l.text[0]; {
		case c == '\'':
			inside, rest, closed := strings.Cut(l.text[1:], "'")
			if !closed {
				return nil, false
			}
			b.WriteString(inside)
			l.text = rest
		case c == '"':
			inside, rest, closed := strings.Cut(l.text[1:], `"`)
			if !closed || strings.ContainsAny(inside, "$`\\!") {
				return nil, false
			}
			b.WriteString(inside)
			l.text = rest
		default:
			bare := shellWord().FindString(l.text)
			if bare == "" {
				return b.String(), strings.ContainsRune(" \t\r\n;", rune(c))
			}
			b.WriteString(bare)
			l.text = l.text[len(bare):]
		}
	}
	return b.String(), true
}

// dropInjected takes out the cells that papermill set in: the experiment's
// parameters come in their place.
func (n *Notebook) dropInjected() {
	n.Cells = slices.DeleteFunc(n.Cells, func(c Cell) bool { return c.Kind == "code" && slices.Contains(c.Tags, injectedTag) })
}
