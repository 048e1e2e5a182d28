package markdown

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"report/internal/document"
)

// inlines writes running text on one line.
func (w *writer) inlines(inlines []document.Inline) string {
	var b strings.Builder
	for _, i := range inlines {
		b.WriteString(w.inline(i))
	}
	return b.String()
}

func (w *writer) inline(i document.Inline) string {
	switch i := i.(type) {
	case *document.Text:
		return escape(i.Value)
	case *document.Emph:
		return marked("*", w.inlines(i.Text))
	case *document.Strong:
		return marked("**", w.inlines(i.Text))
	case *document.Strike:
		return marked("~~", w.inlines(i.Text))
	case *document.Code:
		return w.celled(code(i.Value))
	case *document.Link:
		return link(w.inlines(i.Text), i.URL)
	case *document.Figured:
		return figured(i)
	case *document.Cite:
		return cite(i)
	case *document.Ref:
		return "[" + escape(i.Text) + "](#" + i.ID + ")"
	case *document.NoteRef:
		return "[^" + strconv.Itoa(i.Number) + "]"
	case *document.Math:
		return w.celled("$" + strings.Join(strings.Fields(i.TeX), " ") + "$")
	case *document.Break:
		return "<br>"
	case *document.Picture:
		return "![" + escape(i.Alt) + "](" + w.picture(i.Image) + ")"
	}
	return ""
}

// celled escapes the bars of what is not text in a table's cell.
func (w *writer) celled(text string) string {
	if w.inTable {
		return strings.ReplaceAll(text, "|", `\|`)
	}
	return text
}

// figured is a computed figure: plain words, because a page full of links
// reads badly; the evidence appendix leads back. What is missing is set apart.
func figured(f *document.Figured) string {
	switch f.Mark {
	case document.MarkMissing:
		return "*" + escape(f.Value) + "*"
	case document.MarkStale:
		return escape(f.Value) + " (stale)"
	}
	return escape(f.Value)
}

func cite(c *document.Cite) string {
	var b strings.Builder
	for _, p := range c.Printed {
		if p.Key != "" {
			b.WriteString("[" + escape(p.Text) + "](#" + workID(p.Key) + ")")
		} else {
			b.WriteString(escape(p.Text))
		}
	}
	return b.String()
}

// workID is a citation key as an anchor; GitHub keeps letters, digits and
// dashes.
func workID(key string) string {
	return "ref-" + strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '-'
	}, key)
}

// marked puts marks around words, with blanks outside, where they must be.
func marked(mark, words string) string {
	inner := strings.TrimSpace(words)
	if inner == "" {
		return words
	}
	at := strings.Index(words, inner)
	return words[:at] + mark + inner + mark + words[at+len(inner):]
}

// code is a code span, fenced by more backquotes than it holds in a row.
func code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.TrimSpace(text) == "" {
		text = " " + text + " "
	}
	return fence + text + fence
}

func link(words, url string) string {
	if words == escape(url) {
		return "<" + url + ">"
	}
	if strings.ContainsAny(url, "()\\<>|") {
		url = strings.NewReplacer("(", "%28", ")", "%29", "\\", "%5C", "<", "%3C", ">", "%3E", "|", "%7C").Replace(url)
	}
	return "[" + words + "](" + url + ")"
}

// escape keeps text from being read as Markdown or HTML.
func escape(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch c {
		case '\\', '`', '*', '[', ']', '$', '~', '|':
			b.WriteByte('\\')
		case '_':
			if !within(text, i) {
				b.WriteByte('\\')
			}
		case '<':
			b.WriteString("&lt;")
			continue
		case '>':
			b.WriteString("&gt;")
			continue
		case '&':
			if i+1 < len(text) && (text[i+1] == '#' || isLetter(text[i+1])) {
				b.WriteString("&amp;")
				continue
			}
		case '\n', '\r':
			c = ' '
		}
		b.WriteByte(c)
	}
	return b.String()
}

// within reports whether a byte stands between letters or digits, where an
// underscore marks nothing.
func within(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+1:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return word(before) && word(after)
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// guarded keeps the first words of a paragraph from opening another block.
func guarded(line string) string {
	if line == "" {
		return line
	}
	switch line[0] {
	case '#', '+', '-', '=', ':':
		return `\` + line
	}
	digits := strings.TrimLeft(line, "0123456789")
	if n := len(line) - len(digits); n > 0 && n < 10 && digits != "" && (digits[0] == '.' || digits[0] == ')') {
		if len(digits) == 1 || digits[1] == ' ' {
			return line[:n] + `\` + digits
		}
	}
	return line
}
