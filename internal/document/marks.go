package document

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"report/internal/claim"
)

// longest is how far, in bytes, a mark may reach from its opening to its
// closing. It keeps unclosed openings from being searched to the end of the
// file each, and is far beyond what anyone writes.
const longest = 4000

// mark is what our own inline parsers leave in goldmark's tree: what was
// found, what it holds and where. The tree's own nodes are made from it later,
// because only then references and claims can be resolved.
type mark struct {
	ast.BaseInline
	sort     markSort
	content  string
	segments []text.Segment // of the content, for places inside it
	at       int            // of the opening
	width    int            // bytes from at to the end of the mark
	attrs    attributes
	display  bool
	locator  string // of `@key [p. 3]`
	unclosed bool
}

type markSort int

const (
	claimMark markSort = iota
	attributeMark
	citeMark // [@a; @b]
	atMark   // @a
	noteMark // [^a]
	mathMark
)

var markKind = ast.NewNodeKind("ReportMark")

// Kind is goldmark's.
func (m *mark) Kind() ast.NodeKind { return markKind }

// Dump is goldmark's, for looking at a tree.
func (m *mark) Dump(source []byte, level int) {
	ast.DumpHelper(m, source, level, map[string]string{"content": m.content}, nil)
}

// place is where a byte of the content stands in the fragment.
func (m *mark) place(i int) int {
	for _, s := range m.segments {
		if i < s.Len() {
			return s.Start + i
		}
		i -= s.Len()
	}
	return m.at
}

// enclosed reads from an opening of some bytes at the reader's place to the
// closing, across the lines of the paragraph, and leaves the reader behind
// it. Where there is none the reader stays.
func enclosed(block text.Reader, opening int, closing string) *mark {
	line, pos := block.Position()
	_, first := block.PeekLine()
	m := &mark{at: first.Start}
	block.Advance(opening)
	var content []byte
	for {
		rest, segment := block.PeekLine()
		if rest == nil {
			break
		}
		if i := closingIn(rest[:min(len(rest), longest)], closing); i >= 0 {
			m.content = string(append(content, rest[:i]...))
			m.segments = append(m.segments, segment.WithStop(segment.Start+i))
			m.width = segment.Start + i + len(closing) - m.at
			block.Advance(i + len(closing))
			return m
		}
		if len(content)+len(rest) > longest {
			break
		}
		content = append(content, rest...)
		m.segments = append(m.segments, segment)
		block.AdvanceLine()
	}
	block.SetPosition(line, pos)
	return nil
}

// claimEnd is what closes a claim, where its quoted values do not hold it.
const claimEnd = "}}"

// closingIn is where a mark's closing stands in the rest of a line, -1: nowhere.
func closingIn(rest []byte, closing string) int {
	if closing == claimEnd {
		return claim.Closing(string(rest))
	}
	return bytes.Index(rest, []byte(closing))
}

// braceParser reads `{{ claim }}` and `{#label .class key=value}`.
type braceParser struct{}

// Trigger is goldmark's.
func (braceParser) Trigger() []byte { return []byte{'{'} }

// Parse is goldmark's.
func (braceParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if bytes.HasPrefix(line, []byte("{{")) {
		m := enclosed(block, 2, claimEnd)
		if m == nil {
			block.Advance(2)
			return &mark{sort: claimMark, at: segment.Start, width: 2, unclosed: true}
		}
		m.sort, m.content = claimMark, unmask([]byte(m.content))
		return m
	}
	end := attributesEnd(line[:min(len(line), longest)])
	if end < 0 {
		return nil
	}
	attrs, ok := parseAttributes(line[1:end], segment.Start+1)
	if !ok {
		return nil
	}
	block.Advance(end + 1)
	return &mark{sort: attributeMark, content: string(line[:end+1]), at: segment.Start, width: end + 1, attrs: attrs}
}

// bracketParser reads `[@key, p. 3; see @other]` and `[^note]`.
type bracketParser struct{}

// Trigger is goldmark's.
func (bracketParser) Trigger() []byte { return []byte{'['} }

// Parse is goldmark's.
func (bracketParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	note := bytes.HasPrefix(line, []byte("[^"))
	start, pos := block.Position()
	opening := 1
	if note {
		opening = 2
	}
	m := enclosed(block, opening, "]")
	if m == nil {
		return nil
	}
	next := block.Peek()
	switch {
	case note && m.content != "" && !bytes.ContainsAny([]byte(m.content), "[ \n\t"):
		m.sort = noteMark
		return m
	case !note && next != '(' && next != '[' && isCitation(m.content):
		m.sort = citeMark
		return m
	}
	block.SetPosition(start, pos)
	return nil
}

// isCitation tells `[@key]` and `[see @key, p. 3]` from a link's text: an `@`
// that starts a key, and no bracket within.
func isCitation(content string) bool {
	for i := 0; i < len(content); i++ {
		switch content[i] {
		case '[', '`', '!':
			return false
		case '@':
			if i > 0 && isWordByte(content[i-1]) {
				return false // an address
			}
			return keyLength([]byte(content[i+1:])) > 0
		}
	}
	return false
}

// atParser reads `@key` in running text.
type atParser struct{}

// Trigger is goldmark's.
func (atParser) Trigger() []byte { return []byte{'@'} }

// Parse is goldmark's.
func (atParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	if unicode.IsLetter(before) || unicode.IsDigit(before) || before == '_' || before == '.' {
		return nil
	}
	line, segment := block.PeekLine()
	n := keyLength(line[1:])
	if n == 0 {
		return nil
	}
	m := &mark{sort: atMark, content: string(line[1 : 1+n]), at: segment.Start, width: 1 + n}
	if rest := line[1+n:]; bytes.HasPrefix(rest, []byte(" [")) {
		end := bytes.IndexByte(rest[:min(len(rest), 200)], ']')
		if end > 0 && isLocator(rest[2:end]) && (end+1 == len(rest) || rest[end+1] != '(') {
			m.locator, m.width = string(rest[2:end]), 1+n+end+1
		}
	}
	block.Advance(m.width)
	return m
}

// isLocator tells `@key [p. 3]` from a bracket that only follows a key.
func isLocator(b []byte) bool {
	for _, word := range []string{"p.", "pp.", "ch.", "chap.", "sec.", "section ", "chapter ", "fig.", "figure ", "table ", "tab.", "vol.", "§", "para.", "ll.", "l."} {
		if bytes.HasPrefix(b, []byte(word)) {
			return true
		}
	}
	return len(b) > 0 && b[0] >= '0' && b[0] <= '9'
}

// keyLength is how many bytes a citation key or label takes at the start of
// the text: a letter, digit or underscore first, then also single punctuation
// marks between such characters, as Pandoc has it.
func keyLength(b []byte) int {
	end := 0
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			return end
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
			end = i + size
		case end == 0 || end < i || !bytes.ContainsRune([]byte(":.#$%&-+?<>~/"), r):
			return end
		}
		i += size
	}
	return end
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// mathParser reads `$…$` and, within a paragraph, `$$…$$`.
type mathParser struct{}

// Trigger is goldmark's.
func (mathParser) Trigger() []byte { return []byte{'$'} }

// Parse is goldmark's. As in Pandoc, a dollar opens math only before a
// non-blank, and closes it only behind one and not before a digit, so that
// prices stay prices.
func (mathParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if bytes.HasPrefix(line, []byte("$$")) {
		m := enclosed(block, 2, "$$")
		if m == nil || len(bytes.TrimSpace([]byte(m.content))) == 0 {
			return nil
		}
		m.sort, m.display = mathMark, true
		return m
	}
	if len(line) < 3 || isBlank(line[1]) {
		return nil
	}
	start, pos := block.Position()
	m := enclosed(block, 1, "$")
	if m == nil {
		return nil
	}
	last := m.content[max(0, len(m.content)-1):]
	next := block.Peek()
	for last == `\` { // \$ is a dollar within the math
		more := enclosed(block, 0, "$")
		if more == nil {
			block.SetPosition(start, pos)
			return nil
		}
		m.content += "$" + more.content
		m.width += more.width
		last, next = m.content[len(m.content)-1:], block.Peek()
	}
	if last == "" || isBlank(last[0]) || next >= '0' && next <= '9' {
		block.SetPosition(start, pos)
		return nil
	}
	m.sort = mathMark
	return m
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// mathBlock is displayed math that starts a line.
type mathBlock struct {
	ast.BaseBlock
	at     int
	tex    []byte
	tail   text.Segment // what follows the closing on its line
	closed bool
}

var mathBlockKind = ast.NewNodeKind("ReportMathBlock")

// Kind is goldmark's.
func (m *mathBlock) Kind() ast.NodeKind { return mathBlockKind }

// IsRaw is goldmark's: nothing inside is Markdown.
func (m *mathBlock) IsRaw() bool { return true }

// Dump is goldmark's.
func (m *mathBlock) Dump(source []byte, level int) { ast.DumpHelper(m, source, level, nil, nil) }

// mathBlockParser reads `$$ … $$ {#eq-x}` over several lines, in which `+ b`
// is no list.
type mathBlockParser struct{}

// Trigger is goldmark's.
func (mathBlockParser) Trigger() []byte { return []byte{'$'} }

// Open is goldmark's.
func (mathBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 || !bytes.HasPrefix(line[at:], []byte("$$")) {
		return nil, parser.NoChildren
	}
	rest := line[at+2:]
	node := &mathBlock{at: segment.Start + at - segment.Padding}
	if _, after, ok := bytes.Cut(rest, []byte("$$")); ok {
		if tail := bytes.TrimSpace(after); len(tail) > 0 && tail[0] != '{' {
			return nil, parser.NoChildren // math in running text
		}
	}
	node.take(rest, segment.WithStart(segment.Start+at+2-segment.Padding))
	reader.AdvanceToEOL()
	return node, parser.NoChildren
}

// take adds a line, up to the closing.
func (m *mathBlock) take(line []byte, segment text.Segment) {
	if i := bytes.Index(line, []byte("$$")); i >= 0 {
		m.tex = append(m.tex, line[:i]...)
		m.closed, m.tail = true, segment.WithStart(segment.Start+i+2)
		return
	}
	m.tex = append(m.tex, line...)
}

// Continue is goldmark's.
func (mathBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	m := node.(*mathBlock)
	line, segment := reader.PeekLine()
	if m.closed || line == nil {
		return parser.Close
	}
	m.take(line, segment)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

// Close is goldmark's.
func (mathBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph is goldmark's.
func (mathBlockParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine is goldmark's.
func (mathBlockParser) CanAcceptIndentedLine() bool { return false }
