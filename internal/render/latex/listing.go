package latex

import (
	"fmt"
	"strings"

	"report/internal/document"
)

// listing is code or a log. Long lines are parted here, since only an extra
// package could do it there, and their rests are marked.
func (w *writer) listing(l *document.Listing) {
	head := w.inlines(l.Caption)
	if l.Number != "" {
		head = `\reportlisting{` + head + `}` + label(l.ID)
	}
	lines := w.codeLines(l)
	if !w.inNote {
		w.line("\n\\linesleft{%d}", needed(len(lines)))
	}
	if head != "" {
		w.line("\\par\\medskip\\noindent %s\\nopagebreak", head)
	}
	if w.inNote { // a footnote holds no verbatim text
		for line := range strings.SplitSeq(strings.TrimRight(l.Code, "\n"), "\n") {
			w.line(`\par\noindent\texttt{%s}`, w.breakable(line, longCode))
		}
		return
	}
	if head != "" {
		w.line(`\begingroup\keptbelow`)
	}
	w.line("\\begin{Verbatim}[commandchars=\\\\\\{\\}]")
	for _, line := range lines {
		w.line("%s", line)
	}
	w.line(`\end{Verbatim}`)
	if head != "" {
		w.line(`\endgroup`)
	}
}

// needed is how many lines of text a listing and what is above it want on one
// page: all of a short listing, the beginning of a long one.
func needed(lines int) int {
	if lines > 14 {
		lines = 6
	}
	return 3 + lines*4/5
}

// codeLines are the lines of a listing as they are set, numbered where it is
// quoted from a place that has numbers.
func (w *writer) codeLines(l *document.Listing) []string {
	var out []string
	room := w.codeRoom()
	for i, line := range strings.Split(strings.TrimRight(l.Code, "\n"), "\n") {
		for k, part := range wrapped(strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "\t", "    "), room) {
			words := verbatim(part)
			switch {
			case k > 0:
				words = `\goeson{}` + words
			case l.First > 0:
				words = fmt.Sprintf(`\codeline{%d}`, l.First+i) + words
			}
			out = append(out, words)
		}
	}
	return out
}

// codeRoom is how many characters of code fit where the text stands.
func (w *writer) codeRoom() int {
	if w.opts.Columns == 2 {
		return max(int((columnWidth-codeMargin*10-w.inset)/4.25), 20)
	}
	return max(int((textWidth-codeMargin*11-w.inset)/4.725), 20)
}

// codeMargin is what listings stand in, in the text's size.
const codeMargin = 2.0

// wrapped cuts a line of code into parts that fit; the later ones stand in by
// two characters.
func wrapped(line string, room int) []string {
	var parts []string
	rest := []rune(line)
	for codeWidth(rest) > room {
		at := cutAt(rest, room)
		parts = append(parts, string(rest[:at]))
		rest = rest[at:]
		if len(parts) == 1 {
			room -= 2
		}
	}
	return append(parts, string(rest))
}

// cutAt is where to cut a line of code that is too long: in the last third of
// its room, behind the last blank, comma or the like, else at the end.
func cutAt(line []rune, room int) int {
	end := 1
	for end < len(line) && codeWidth(line[:end+1]) <= room {
		end++
	}
	for _, marks := range []string{" ", ",;", "(){}[]=|&/.:"} {
		for at := end; at > end*2/3; at-- {
			// Blanks that a line starts with are no place to cut it.
			if strings.ContainsRune(marks, line[at-1]) && strings.TrimSpace(string(line[:at])) != "" {
				return at
			}
		}
	}
	return end
}

// codeWidth is how many columns code takes. Signs of other fonts are broader.
func codeWidth(code []rune) int {
	n := 0
	for _, r := range code {
		_, sign := signs[r]
		switch {
		case !settable(r):
			n += len(unset(r))
		case sign:
			n += 2
		default:
			n++
		}
	}
	return n
}

// verbatim is a line of a listing, in which only three characters are commands.
func verbatim(line string) string {
	var b strings.Builder
	for _, r := range line {
		switch r {
		case '\\':
			b.WriteString(`\textbackslash{}`)
		case '{', '}':
			b.WriteString(`\` + string(r))
		default:
			if r < 0x7f && r >= ' ' {
				b.WriteRune(r)
			} else {
				b.WriteString(strings.TrimSuffix(sign(r), maybreak))
			}
		}
	}
	return b.String()
}
