package study

import (
	"strings"
	"unicode/utf8"
)

// fencedBlock is a ```{name} block of a Markdown file.
type fencedBlock struct {
	name      string
	info      string
	line, col int      // of the braces, from 1
	indent    int      // blanks before the fence
	lines     []string // of its body, without line ends
}

// fencedBlocks are the blocks of a Markdown file that begin with braces, as
// CommonMark has them; those further in than a fence may be are for document to
// refuse. Comments and the front matter are passed over.
func fencedBlocks(content []byte) []fencedBlock {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(string(content), "\r\n", "\n"), "\x00", " "), "\n")
	var found []fencedBlock
	for i := frontEnd(lines); i < len(lines); i++ {
		indent, run, info := openFence(lines[i])
		if run == "" {
			if strings.HasPrefix(strings.TrimLeft(lines[i], " "), "<!--") && indentOf(lines[i]) < 4 {
				for i < len(lines) && !strings.Contains(lines[i], "-->") {
					i++
				}
			}
			continue
		}
		b := fencedBlock{info: info, line: i + 1, indent: indent}
		b.col = utf8.RuneCountInString(lines[i][:strings.Index(lines[i], info)]) + 1
		for i++; i < len(lines) && !closesFence(lines[i], run); i++ {
			cut := min(indentOf(lines[i]), indent)
			b.lines = append(b.lines, strings.ToValidUTF8(lines[i][cut:], "\uFFFD"))
		}
		if inner, ok := strings.CutPrefix(info, "{"); ok {
			if end := strings.IndexAny(inner, " \t}"); end > 0 {
				b.name = inner[:end]
				found = append(found, b)
			}
		}
	}
	return found
}

// frontEnd is the line behind the front matter.
func frontEnd(lines []string) int {
	if strings.TrimRight(strings.TrimPrefix(lines[0], "\ufeff"), " \t") != "---" {
		return 0
	}
	for i, line := range lines[1:] {
		if line = strings.TrimRight(line, " \t"); line == "---" || line == "..." {
			return i + 2
		}
	}
	return 0
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// openFence reads the line that opens a fenced block: its indentation, its run
// of ` or ~ ("" where it opens none), and what follows.
func openFence(line string) (indent int, run, info string) {
	indent = indentOf(line)
	rest := line[indent:]
	if indent > 3 || len(rest) < 3 || rest[0] != '`' && rest[0] != '~' {
		return 0, "", ""
	}
	n := 0
	for n < len(rest) && rest[n] == rest[0] {
		n++
	}
	info = strings.TrimSpace(rest[n:])
	if n < 3 || rest[0] == '`' && strings.Contains(info, "`") {
		return 0, "", ""
	}
	return indent, rest[:n], info
}

func closesFence(line, run string) bool {
	rest := strings.TrimRight(line, " \t")
	indent := indentOf(rest)
	rest = rest[indent:]
	return indent < 4 && len(rest) >= len(run) && strings.Trim(rest, run[:1]) == ""
}
