package document

import (
	"bytes"
	"strings"

	"report/internal/diag"
)

// setting is one `key: value` of the front matter or of a block's body.
type setting struct {
	key   fragment
	value value
	used  bool
}

// value is what stands behind a key: a text, a list or further settings, each
// with its places in the file. It is the part of YAML that people write by
// hand; a colon, a bracket or `{{` within a text needs no quotes.
type value struct {
	text     fragment
	block    bool // written with | or >
	items    []value
	settings []*setting
}

// settings reads lines of
//
//	key: text, which may go on
//	  on lines that stand further in
//	key: "quoted"
//	key: |
//	  lines kept as they are
//	key: [one, two]
//	key: {one: text, two: text}
//	key:
//	  - item
//	  - name: of an item with settings
//	    more: of the same item
//
// A comment starts with `#` and a blank, at the start of a line or behind one.
func (b *builder) settings(g fragment) []*setting {
	r := &settingsReader{b: b, g: g}
	r.split()
	got, _ := r.mapping(r.indentHere())
	if r.next < len(r.lines) {
		l := r.lines[r.next]
		b.fail(g.errorAt(l.from+l.indent, 1, "this line stands further in or out than those it belongs to").
			WithHint("the keys of one level start in the same column"))
	}
	return got
}

// settingLine is one line that is neither blank nor a comment.
type settingLine struct{ from, to, indent, number int }

type settingsReader struct {
	b     *builder
	g     fragment
	all   []settingLine // every line, for texts written with |
	lines []settingLine
	next  int
}

func (r *settingsReader) split() {
	text := r.g.text
	for from, n := 0, 0; from < len(text); n++ {
		to := bytes.IndexByte(text[from:], '\n')
		next := from + to + 1
		if to < 0 {
			to, next = len(text)-from, len(text)
		}
		line := bytes.TrimRight(text[from:from+to], " \t\r")
		l := settingLine{from: from, to: from + len(line), number: n}
		for l.indent < len(line) && line[l.indent] == ' ' {
			l.indent++
		}
		r.all = append(r.all, l)
		if rest := line[l.indent:]; len(rest) > 0 && !isComment(rest) {
			r.lines = append(r.lines, l)
		}
		from = next
	}
}

func isComment(b []byte) bool {
	return b[0] == '#' && (len(b) == 1 || b[1] == ' ' || b[1] == '\t')
}

func (r *settingsReader) indentHere() int {
	if r.next < len(r.lines) {
		return r.lines[r.next].indent
	}
	return 0
}

// mapping reads the settings whose keys start in a column. It stops before a
// line that starts further out, or that is no setting.
func (r *settingsReader) mapping(indent int) (all []*setting, ok bool) {
	first := map[string]int{} // the line of each key
	for r.next < len(r.lines) {
		l := r.lines[r.next]
		if l.indent != indent || r.isItem(l) {
			break
		}
		s := r.setting(l.from+l.indent, l)
		if s == nil {
			r.next++
			continue
		}
		if line, twice := first[s.key.String()]; twice {
			r.b.fail(s.key.errorAt(0, len(s.key.text), "%q is already set in line %d", s.key, line))
			continue
		}
		first[s.key.String()] = s.key.pos(0).Line
		all = append(all, s)
	}
	return all, len(all) > 0
}

func (r *settingsReader) isItem(l settingLine) bool {
	rest := r.g.text[l.from+l.indent : l.to]
	return len(rest) > 0 && rest[0] == '-' && (len(rest) == 1 || rest[1] == ' ')
}

// setting reads `key: value` from a place in a line on, with what belongs to it.
func (r *settingsReader) setting(at int, l settingLine) *setting {
	line := r.g.text[at:l.to]
	colon := keyEnd(line)
	if colon < 0 {
		r.b.fail(r.g.errorAt(at, len(line), "this line is no setting").WithHint("write it as `name: value`"))
		return nil
	}
	s := &setting{key: r.g.slice(at, at+colon)}
	column := at - l.from
	rest := at + colon + 1
	for rest < l.to && isBlank(r.g.text[rest]) {
		rest++
	}
	r.next++
	s.value = r.value(rest, l, column)
	return s
}

// keyEnd is the place of the colon behind a key, or -1.
func keyEnd(line []byte) int {
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 || colon+1 < len(line) && !isBlank(line[colon+1]) || !isName(string(line[:colon])) {
		return -1
	}
	return colon
}

// value reads what stands from a place to the end of a line, and the lines
// below it that stand further in than the column of its key.
func (r *settingsReader) value(at int, l settingLine, column int) value {
	text := stripComment(r.g.text[at:l.to])
	switch {
	case len(text) == 0 && r.next < len(r.lines):
		n := r.lines[r.next]
		if r.isItem(n) && n.indent >= column {
			return r.list(n.indent)
		}
		if n.indent > column && keyEnd(r.g.text[n.from+n.indent:n.to]) >= 0 {
			settings, _ := r.mapping(n.indent)
			return value{text: r.g.slice(at, at), settings: settings}
		}
	case len(text) > 0 && (text[0] == '|' || text[0] == '>') && len(bytes.Trim(text[1:], "+-")) == 0:
		return r.literal(l, column)
	case len(text) > 1 && text[0] == '[' && text[1] != '@' && text[len(text)-1] == ']':
		return value{text: r.g.slice(at, at+len(text)), items: r.flow(at+1, at+len(text)-1)}
	}
	return r.inline(at, text, func() value { return value{text: r.running(at, at+len(text), column)} })
}

// inline reads `{a: b, c: d}`; anything else is left to the function given.
func (r *settingsReader) inline(at int, text []byte, otherwise func() value) value {
	n := len(text)
	if n < 2 || text[0] != '{' || text[1] == '{' || text[n-1] != '}' {
		return otherwise()
	}
	out := value{text: r.g.slice(at, at)}
	for from := at + 1; from < at+n-1; {
		end := from + commaEnd(r.g.text[from:at+n-1])
		a := from
		for a < end && isBlank(r.g.text[a]) {
			a++
		}
		colon := keyEnd(r.g.text[a:end])
		if colon < 0 {
			r.b.fail(r.g.errorAt(a, max(1, end-a), "this is no setting").WithHint("{name: value, name: value}"))
			return out
		}
		b := a + colon + 1
		for b < end && isBlank(r.g.text[b]) {
			b++
		}
		z := end
		for z > b && isBlank(r.g.text[z-1]) {
			z--
		}
		out.settings = append(out.settings, &setting{key: r.g.slice(a, a+colon), value: value{text: unquote(r.g.slice(b, z))}})
		from = end + 1
	}
	return out
}

// running is a text that may go on in lines that stand further in.
func (r *settingsReader) running(from, to, column int) fragment {
	pieces := [][2]int{}
	if to > from {
		pieces = append(pieces, [2]int{from, to})
	}
	for r.next < len(r.lines) && r.lines[r.next].indent > column {
		n := r.lines[r.next]
		pieces = append(pieces, [2]int{n.from + n.indent, n.to})
		r.next++
	}
	if len(pieces) == 0 {
		return r.g.slice(from, from)
	}
	return unquote(r.join(pieces, " "))
}

// join puts pieces of the fragment behind each other.
func (r *settingsReader) join(pieces [][2]int, between string) fragment {
	out := fragment{file: r.g.file}
	for i, p := range pieces {
		if i > 0 {
			out.text = append(out.text, between...)
		}
		piece := r.g.slice(p[0], p[1])
		for _, s := range piece.spans {
			out.spans = append(out.spans, span{s.at + len(out.text), s.offset})
		}
		out.text = append(out.text, piece.text...)
	}
	return out
}

// literal is a text written with | or >, up to the next line that stands as
// far out as its key. Blank lines within it part paragraphs.
func (r *settingsReader) literal(l settingLine, column int) value {
	first, end := -1, l.number+1
	for ; end < len(r.all); end++ {
		n := r.all[end]
		if n.to == n.from || n.to-n.from == n.indent {
			continue
		}
		if n.indent <= column {
			break
		}
		if first < 0 {
			first = n.indent
		}
	}
	var pieces [][2]int
	for _, n := range r.all[l.number+1 : end] {
		from := min(n.from+max(first, 0), n.to)
		pieces = append(pieces, [2]int{from, n.to})
	}
	for len(pieces) > 0 && pieces[len(pieces)-1][0] == pieces[len(pieces)-1][1] {
		pieces = pieces[:len(pieces)-1]
	}
	for r.next < len(r.lines) && r.lines[r.next].number < end {
		r.next++
	}
	if len(pieces) == 0 {
		return value{text: r.g.slice(l.to, l.to), block: true}
	}
	return value{text: r.join(pieces, "\n"), block: true}
}

// list reads the items whose dashes stand in a column.
func (r *settingsReader) list(indent int) value {
	out := value{text: r.g.slice(r.lines[r.next].from, r.lines[r.next].from)}
	for r.next < len(r.lines) && r.lines[r.next].indent == indent && r.isItem(r.lines[r.next]) {
		l := r.lines[r.next]
		at := l.from + indent + 1
		for at < l.to && isBlank(r.g.text[at]) {
			at++
		}
		if keyEnd(r.g.text[at:l.to]) >= 0 {
			column := at - l.from
			first := r.setting(at, l)
			more, _ := r.mapping(column)
			out.items = append(out.items, value{text: r.g.slice(at, at), settings: append([]*setting{first}, more...)})
			continue
		}
		r.next++
		text := stripComment(r.g.text[at:l.to])
		out.items = append(out.items, r.inline(at, text, func() value { return value{text: r.running(at, at+len(text), indent)} }))
	}
	return out
}

// flow reads the items between brackets.
func (r *settingsReader) flow(from, to int) (items []value) {
	for at := from; at <= to; {
		end := at + commaEnd(r.g.text[at:to])
		a, z := at, end
		for a < z && isBlank(r.g.text[a]) {
			a++
		}
		for z > a && isBlank(r.g.text[z-1]) {
			z--
		}
		if z > a {
			items = append(items, r.inline(a, r.g.text[a:z], func() value { return value{text: unquote(r.g.slice(a, z))} }))
		}
		at = end + 1
	}
	return items
}

// commaEnd is the length up to a comma outside quotes and braces.
func commaEnd(b []byte) int {
	var quote byte
	depth := 0
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (i == 0 || isBlank(b[i-1]) || b[i-1] == ','):
			quote = c
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == ',' && depth <= 0:
			return i
		}
	}
	return len(b)
}

func stripComment(b []byte) []byte {
	if len(b) > 0 && (b[0] == '"' || b[0] == '\'') {
		if end := bytes.IndexByte(b[1:], b[0]); end >= 0 {
			if rest := bytes.TrimLeft(b[end+2:], " \t"); len(rest) > 0 && isComment(rest) {
				return b[:end+2]
			}
		}
		return b
	}
	for i := 1; i < len(b); i++ {
		if b[i] == '#' && isBlank(b[i-1]) && isComment(b[i:]) {
			return bytes.TrimRight(b[:i], " \t")
		}
	}
	return b
}

// unquote takes off the quotes that enclose a text; within double ones a
// backslash keeps a quote or a backslash.
func unquote(g fragment) fragment {
	n := len(g.text)
	if n < 2 || g.text[0] != g.text[n-1] || g.text[0] != '"' && g.text[0] != '\'' {
		return g
	}
	quote := g.text[0]
	inner := g.slice(1, n-1)
	if bytes.IndexByte(inner.text, quote) < 0 && (quote == '\'' || bytes.IndexByte(inner.text, '\\') < 0) {
		return inner
	}
	out := fragment{file: g.file}
	for i := 0; i < len(inner.text); i++ {
		next := byte(0)
		if i+1 < len(inner.text) {
			next = inner.text[i+1]
		}
		switch c := inner.text[i]; {
		case quote == '"' && c == '\\' && (next == '"' || next == '\\'), quote == '\'' && c == '\'' && next == '\'':
			i++
		case c == quote:
			return g // the quotes are not the ends of one text
		}
		if k := len(out.spans); k == 0 || out.spans[k-1].offset+len(out.text)-out.spans[k-1].at != inner.offset(i) {
			out.spans = append(out.spans, span{len(out.text), inner.offset(i)})
		}
		out.text = append(out.text, inner.text[i])
	}
	if len(out.spans) == 0 {
		return inner
	}
	return out
}

// options gives access to settings by name and remembers which were asked for.
type options struct {
	b     *builder
	what  string // "the front matter", "a {table}"
	all   []*setting
	known []string
}

// get is the value of a key, or nil.
func (o *options) get(key string) *value {
	o.known = append(o.known, key)
	for _, s := range o.all {
		if string(s.key.text) == key {
			s.used = true
			return &s.value
		}
	}
	return nil
}

// text is a key's value as plain text, or "".
func (o *options) text(key string) string {
	v := o.get(key)
	if v == nil {
		return ""
	}
	if v.items != nil || v.settings != nil {
		o.b.fail(v.text.errorAt(0, max(1, len(v.text.text)), "%s takes one text, not a list", key))
		return ""
	}
	return strings.TrimSpace(v.text.String())
}

// list is a key's value as a list; a single text is a list of one.
func (o *options) list(key string) []value {
	v := o.get(key)
	switch {
	case v == nil:
		return nil
	case v.items != nil:
		return v.items
	}
	return []value{*v}
}

// bool is a key's value as yes or no.
func (o *options) bool(key string, otherwise bool) bool {
	v := o.get(key)
	if v == nil {
		return otherwise
	}
	switch v.text.String() {
	case "true", "yes":
		return true
	case "false", "no":
		return false
	}
	o.b.fail(v.text.errorAt(0, len(v.text.text), "%s is true or false, not %q", key, v.text))
	return otherwise
}

// choice is a key's value out of some words.
func (o *options) choice(key string, words ...string) string {
	v := o.get(key)
	if v == nil {
		return words[0]
	}
	for _, w := range words {
		if v.text.String() == w {
			return w
		}
	}
	e := v.text.errorAt(0, len(v.text.text), "%s is one of %s, not %q", key, strings.Join(words, ", "), v.text)
	if near := diag.Nearest(v.text.String(), words); near != "" {
		e.WithHint("%s: %s", key, near)
	}
	o.b.fail(e)
	return words[0]
}

// done refuses the keys that nobody asked for.
func (o *options) done() {
	for _, s := range o.all {
		if s.used {
			continue
		}
		e := s.key.errorAt(0, len(s.key.text), "unknown key %q in %s", s.key, o.what)
		if near := diag.Nearest(s.key.String(), o.known); near != "" {
			e.WithHint("did you mean %q?", near)
		} else {
			e.WithHint("it takes %s", strings.Join(o.known, ", "))
		}
		o.b.fail(e)
	}
}
