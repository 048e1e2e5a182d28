package document

import (
	"io/fs"
	"sort"
	"unicode/utf8"

	"report/internal/diag"
)

// Source is the paper's literate source: a Markdown file of a study, with the
// files it includes.
type Source struct {
	// Files is the study's root, such as os.Root.FS: it refuses what lies outside.
	Files fs.FS
	// Path is the paper's, relative to the root, with forward slashes.
	Path string
}

// file is one source file with the starts of its lines, so that an offset
// becomes a position without reading the file again.
type file struct {
	path  string
	text  []byte
	words string // the same, so that a line is no copy
	lines []int
	// The last place looked up: places are mostly asked in the file's order, so
	// a line of a megabyte is counted once and not once for every place in it.
	lastLine, lastOffset, lastCol int
}

func newFile(path string, text []byte) *file {
	f := &file{path: path, text: text, words: string(text), lines: []int{0}, lastLine: -1}
	for i, c := range text {
		if c == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// pos is the position of a byte offset.
func (f *file) pos(offset int) diag.Pos {
	offset = max(0, min(offset, len(f.text)))
	line := sort.SearchInts(f.lines, offset+1) - 1
	col := 1
	switch from := f.lines[line]; {
	case line == f.lastLine && offset >= f.lastOffset:
		col = f.lastCol + utf8.RuneCount(f.text[f.lastOffset:offset])
	case line == f.lastLine && f.lastOffset-offset < offset-from && utf8.RuneStart(f.text[offset]):
		col = f.lastCol - utf8.RuneCount(f.text[offset:f.lastOffset])
	default:
		col += utf8.RuneCount(f.text[from:offset])
	}
	f.lastLine, f.lastOffset, f.lastCol = line, offset, col
	return diag.Pos{File: f.path, Line: line + 1, Col: col}
}

// line is the text of the line at a position, without its line end.
func (f *file) line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	from, to := f.lines[n-1], len(f.text)
	if n < len(f.lines) {
		to = f.lines[n] - 1
	}
	if to > from && f.text[to-1] == '\r' {
		to--
	}
	return f.words[from:to]
}

// span says that text from at on stands in the file from offset on.
type span struct{ at, offset int }

// fragment is a piece of Markdown with the way back to its file: a whole file,
// or a caption put together from several lines of a block.
type fragment struct {
	file  *file
	text  []byte
	spans []span
}

// whole is a file from an offset on.
func (f *file) whole(from int) fragment { return f.part(from, len(f.text)) }

// part is a range of a file.
func (f *file) part(from, to int) fragment {
	return fragment{file: f, text: f.text[from:to], spans: []span{{0, from}}}
}

// offset is where a place in the fragment stands in its file.
func (g fragment) offset(at int) int {
	i := sort.Search(len(g.spans), func(i int) bool { return g.spans[i].at > at }) - 1
	if i < 0 {
		return 0
	}
	return g.spans[i].offset + at - g.spans[i].at
}

// pos is the position of a place in the fragment.
func (g fragment) pos(at int) diag.Pos { return g.file.pos(g.offset(at)) }

// String is the fragment's text.
func (g fragment) String() string { return string(g.text) }

// slice is the part of a fragment between two of its places.
func (g fragment) slice(from, to int) fragment {
	out := fragment{file: g.file, text: g.text[from:to], spans: []span{{0, g.offset(from)}}}
	for _, s := range g.spans {
		if s.at > from && s.at < to {
			out.spans = append(out.spans, span{s.at - from, s.offset})
		}
	}
	return out
}

// errorAt makes a mistake at an offset of the file, with its line.
func (f *file) errorAt(offset, width int, format string, args ...any) *diag.Error {
	e := diag.At(f.pos(offset), format, args...)
	e.Source, e.Len = f.line(e.Line), width
	return e
}

// errorAt makes a mistake at a place of the fragment.
func (g fragment) errorAt(at, width int, format string, args ...any) *diag.Error {
	return g.file.errorAt(g.offset(at), width, format, args...)
}
