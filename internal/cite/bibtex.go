package cite

import (
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"report/internal/diag"
)

// bibtex reads BibTeX: entries, @string, @comment, @preamble, crossref, and
// values put together with #.
type bibtex struct {
	file    string
	text    string
	at      int
	line    int // of at, from 1
	start   int // of the line
	strings map[string]string
	lib     *Library
	errors  diag.List
	entries []*Work
}

// months are BibTeX's own abbreviations.
var months = map[string]string{"jan": "Jan.", "feb": "Feb.", "mar": "Mar.", "apr": "Apr.", "may": "May", "jun": "Jun.",
	"jul": "Jul.", "aug": "Aug.", "sep": "Sep.", "oct": "Oct.", "nov": "Nov.", "dec": "Dec."}

func readBibTeX(lib *Library, file string, content []byte) diag.List {
	b := &bibtex{file: file, text: strings.ToValidUTF8(string(content), "\uFFFD"), line: 1, strings: map[string]string{}, lib: lib}
	maps.Copy(b.strings, months)
	for b.find('@') {
		b.entry()
	}
	b.crossrefs()
	for _, w := range b.entries {
		w.Authors, w.Editors = names(w.Fields["author"]), names(w.Fields["editor"])
		for name, value := range w.Fields {
			if name == "url" || name == "doi" || name == "eprint" {
				w.Fields[name] = strings.NewReplacer("{", "", "}", "", `\`, "").Replace(strings.TrimSpace(value))
				continue
			}
			w.Fields[name] = plain(value)
		}
	}
	return b.errors
}

// move goes on to a place, counting lines.
func (b *bibtex) move(to int) {
	for ; b.at < to; b.at++ {
		if b.text[b.at] == '\n' {
			b.line, b.start = b.line+1, b.at+1
		}
	}
}

func (b *bibtex) pos() diag.Pos {
	return diag.Pos{File: b.file, Line: b.line, Col: utf8.RuneCountInString(b.text[b.start:b.at]) + 1}
}

// fail notes a mistake at the place reached.
func (b *bibtex) fail(width int, hint, format string, args ...any) {
	b.failAt(b.pos(), b.start, width, hint, format, args...)
}

func (b *bibtex) failAt(pos diag.Pos, start, width int, hint, format string, args ...any) {
	e := diag.At(pos, format, args...)
	e.Source, _, _ = strings.Cut(b.text[start:], "\n")
	e.Source, e.Len, e.Hint = strings.TrimSuffix(e.Source, "\r"), width, hint
	b.errors = append(b.errors, e)
}

// find goes to the next c, and reports whether there is one.
func (b *bibtex) find(c byte) bool {
	i := strings.IndexByte(b.text[b.at:], c)
	if i < 0 {
		b.move(len(b.text))
		return false
	}
	b.move(b.at + i)
	return true
}

// blanks skips white space and, as LaTeX users expect, comments behind %.
func (b *bibtex) blanks() {
	for b.at < len(b.text) {
		switch c := b.text[b.at]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			b.move(b.at + 1)
		case c == '%':
			if !b.find('\n') {
				return
			}
		default:
			return
		}
	}
}

// take goes over c if it is next.
func (b *bibtex) take(c byte) bool {
	b.blanks()
	if b.at < len(b.text) && b.text[b.at] == c {
		b.move(b.at + 1)
		return true
	}
	return false
}

// name reads a key, a field's name or a type.
func (b *bibtex) name() string {
	b.blanks()
	end := b.at
	for end < len(b.text) {
		r, size := utf8.DecodeRuneInString(b.text[end:])
		if unicode.IsSpace(r) || strings.ContainsRune("{}(),=\"#%@", r) {
			break
		}
		end += size
	}
	name := b.text[b.at:end]
	b.move(end)
	return name
}

// entry reads from an @ on.
func (b *bibtex) entry() {
	pos, start := b.pos(), b.start
	b.move(b.at + 1)
	kind := strings.ToLower(b.name())
	if kind == "comment" {
		if b.take('{') {
			b.braced()
		}
		return
	}
	if kind == "" || !b.take('{') && !b.take('(') {
		return // an @ in the text between entries, such as an address
	}
	if kind == "string" || kind == "preamble" {
		b.definition(kind)
		return
	}
	w := &Work{Type: kind, Fields: map[string]string{}, Pos: pos}
	if w.Key = b.name(); w.Key == "" {
		b.fail(1, "@"+kind+"{key, …}", "this entry has no key")
	}
	for b.take(',') {
		b.blanks()
		if b.at < len(b.text) && (b.text[b.at] == '}' || b.text[b.at] == ')') {
			break
		}
		if !b.field(w) {
			b.find('@')
			break
		}
	}
	if !b.take('}') && !b.take(')') && len(b.errors) == 0 {
		b.fail(1, "part fields by commas and close the entry with }", "the entry %q goes wrong here", w.Key)
	}
	if w.Key == "" {
		return
	}
	if e := b.lib.add(w); e != nil {
		b.failAt(pos, start, len(kind)+2+len(w.Key), "give one of the two another key", "%s", e.Message)
		return
	}
	b.entries = append(b.entries, w)
}

// field reads `name = value`.
func (b *bibtex) field(w *Work) bool {
	name := strings.ToLower(b.name())
	if name == "" || !b.take('=') {
		b.fail(1, "a field is written as name = {value}", "the entry %q goes wrong here", w.Key)
		return false
	}
	value, ok := b.value()
	if _, twice := w.Fields[name]; ok && !twice {
		w.Fields[name] = value
	}
	return ok
}

// definition reads `name = value` of a @string, or the value of a @preamble.
func (b *bibtex) definition(kind string) {
	if kind == "preamble" {
		b.value()
	} else if name := strings.ToLower(b.name()); b.take('=') {
		if value, ok := b.value(); ok {
			b.strings[name] = value
		}
	} else {
		b.fail(1, `@string{name = "value"}`, "this abbreviation has no value")
	}
	if !b.take('}') {
		b.take(')')
	}
}

// value reads parts joined with #: in braces, in quotes, a number, a name.
func (b *bibtex) value() (string, bool) {
	var out strings.Builder
	for {
		b.blanks()
		if b.at == len(b.text) {
			b.fail(1, "close it with }", "the file ends within an entry")
			return "", false
		}
		part, ok := "", true
		switch b.text[b.at] {
		case '{':
			b.move(b.at + 1)
			part, ok = b.braced()
		case '"':
			part, ok = b.quoted()
		default:
			part, ok = b.word()
		}
		if !ok {
			return "", false
		}
		out.WriteString(part)
		if !b.take('#') {
			return out.String(), true
		}
	}
}

// word is a number or an abbreviation.
func (b *bibtex) word() (string, bool) {
	pos, start := b.pos(), b.start
	name := b.name()
	if name == "" {
		b.fail(1, "a value stands in braces: {value}", "a value is missing here")
		return "", false
	}
	if strings.Trim(name, "0123456789") == "" {
		return name, true
	}
	value, known := b.strings[strings.ToLower(name)]
	if !known {
		b.failAt(pos, start, len(name), "{"+name+"}", "%q is no abbreviation; a text stands in braces", name)
	}
	return value, true
}

// braced reads to the brace that closes one already taken.
func (b *bibtex) braced() (string, bool) {
	pos, start := b.pos(), b.start
	depth := 1
	for i := b.at; i < len(b.text); i++ {
		switch b.text[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				value := b.text[b.at:i]
				b.move(i + 1)
				return value, true
			}
		}
	}
	b.failAt(pos, start, 1, "close it with }", "this brace is never closed")
	b.move(len(b.text))
	return "", false
}

func (b *bibtex) quoted() (string, bool) {
	pos, start := b.pos(), b.start
	depth := 0
	for i := b.at + 1; i < len(b.text); i++ {
		switch b.text[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth--
		case '"':
			if depth == 0 {
				value := b.text[b.at+1 : i]
				b.move(i + 1)
				return value, true
			}
		}
	}
	b.failAt(pos, start, 1, `close it with "`, "this quote is never closed")
	b.move(len(b.text))
	return "", false
}

// crossrefs fills in what a work leaves to the volume it is in.
func (b *bibtex) crossrefs() {
	for _, w := range b.entries {
		key := w.Fields["crossref"]
		if key == "" {
			continue
		}
		parent := b.lib.works[key]
		if parent == nil {
			e := diag.At(w.Pos, "%q refers to %q, which is no entry", w.Key, key)
			if near := diag.Nearest(key, b.lib.Keys()); near != "" {
				e.WithHint("did you mean %q?", near)
			}
			b.errors = append(b.errors, e)
			continue
		}
		for name, value := range parent.Fields {
			if name == "title" {
				name = "booktitle"
			}
			if w.Fields[name] == "" && name != "crossref" {
				w.Fields[name] = value
			}
		}
	}
}

// names reads `First von Last and Last, First and {An Organisation}`.
func names(field string) (all []Name) {
	for _, one := range splitAnd(field) {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, parseName(one))
		}
	}
	return all
}

// splitAnd parts names at the word and, outside braces.
func splitAnd(s string) (parts []string) {
	words := splitOutside(s, func(r rune) bool { return unicode.IsSpace(r) })
	var current []string
	for _, w := range words {
		if strings.EqualFold(w, "and") {
			parts = append(parts, strings.Join(current, " "))
			current = nil
			continue
		}
		current = append(current, w)
	}
	return append(parts, strings.Join(current, " "))
}

// splitOutside parts a text at runes outside braces, leaving out empty parts.
func splitOutside(s string, at func(rune) bool) (parts []string) {
	depth, from := 0, 0
	for i, r := range s {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case depth <= 0 && at(r):
			if i > from {
				parts = append(parts, s[from:i])
			}
			from = i + utf8.RuneLen(r)
		}
	}
	if from < len(s) {
		parts = append(parts, s[from:])
	}
	return parts
}

// parseName reads one name in any of BibTeX's three forms.
func parseName(s string) Name {
	if strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") && strings.Count(s, "{") == 1 {
		return Name{Last: plain(s)}
	}
	commas := splitOutside(s, func(r rune) bool { return r == ',' })
	if len(commas) == 1 {
		return firstVonLast(words(s))
	}
	n := vonLast(words(commas[0]))
	if len(commas) > 2 {
		n.Junior = plain(strings.TrimSpace(commas[1]))
	}
	n.First = plain(strings.TrimSpace(commas[len(commas)-1]))
	return n
}

func words(s string) []string { return splitOutside(s, unicode.IsSpace) }

// isVon reports whether a word begins in lower case, as von and de do.
func isVon(word string) bool {
	for _, r := range word {
		if r == '{' || r == '\\' {
			return false
		}
		if unicode.IsLetter(r) {
			return unicode.IsLower(r)
		}
	}
	return false
}

func firstVonLast(all []string) Name {
	from, to := -1, -1
	for i, w := range all[:max(0, len(all)-1)] {
		if isVon(w) {
			if from < 0 {
				from = i
			}
			to = i
		}
	}
	join := func(ws []string) string { return plain(strings.Join(ws, " ")) }
	if from < 0 {
		last := max(0, len(all)-1)
		return Name{First: join(all[:last]), Last: join(all[last:])}
	}
	return Name{First: join(all[:from]), Von: join(all[from : to+1]), Last: join(all[to+1:])}
}

func vonLast(all []string) Name {
	n := 0
	for n < len(all)-1 && isVon(all[n]) {
		n++
	}
	return Name{Von: plain(strings.Join(all[:n], " ")), Last: plain(strings.Join(all[n:], " "))}
}
