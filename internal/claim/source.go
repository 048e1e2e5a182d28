package claim

import (
	"runtime"
	"strings"
	"sync"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/score"
)

// An excerpt shows at most ten lines, of at most so many runes each.
const (
	excerptLines = 10
	excerptWidth = 240
)

// content is a file that claims point into, read once. It is safe for use by
// many goroutines.
type content struct {
	text   *evidence.Text
	raw    []byte
	err    error
	digest func() digest.SHA256 // of raw

	mu    sync.Mutex
	lines []string // as excerpts show them, each a part of this
	shown []bool   // which of them are made
}

func newContent(raw []byte, err error) *content {
	return &content{text: evidence.NewText(raw), raw: raw, err: err, digest: sync.OnceValue(func() digest.SHA256 { return digest.Bytes(raw) })}
}

func (e *Env) evidenceFile(ref evidence.Ref) *content {
	file := evidence.Ref{Experiment: ref.Experiment, Run: ref.Run, Path: ref.Path}
	c, _ := e.files.Get(file, func() (*content, error) {
		return newContent(e.in.Files.Evidence(ref.Experiment, ref.Run, ref.Path)), nil
	})
	return c
}

// Text is the file that a reference names, in which places are looked up; it is
// read once.
func (e *Env) Text(ref evidence.Ref) (*evidence.Text, error) {
	c := e.evidenceFile(ref)
	return c.text, c.err
}

func (e *Env) studyFile(path string) *content {
	c, _ := e.files.Get(evidence.Ref{Path: path}, func() (*content, error) { return newContent(e.in.Files.Study(path)), nil })
	return c
}

// sum is the digest of the content, zero where it could not be read.
func (c *content) sum() digest.SHA256 {
	if c.err != nil {
		return digest.SHA256{}
	}
	return c.digest()
}

// excerpt is the lines around one, and the first one's number.
func (c *content) excerpt(line int) ([]string, int) {
	if c.err != nil || line < 1 || line > c.text.Lines() {
		return nil, 0
	}
	from := max(1, line-excerptLines/2+1)
	to := min(c.text.Lines(), from+excerptLines-1)
	from = max(1, to-excerptLines+1)
	return c.show(from, to), from
}

// show makes lines ready to be shown, each once: excerpts overlap.
func (c *content) show(from, to int) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lines == nil {
		c.lines, c.shown = make([]string, c.text.Lines()), make([]bool, c.text.Lines())
	}
	for i := from - 1; i < to; i++ {
		if !c.shown[i] {
			c.lines[i], c.shown[i] = c.line(i+1), true
		}
	}
	return c.lines[from-1 : to : to]
}

// line is a line, made valid and shortened.
func (c *content) line(number int) string {
	text, _ := c.text.Line(number)
	text = strings.ToValidUTF8(strings.TrimSuffix(text, "\r"), "\uFFFD")
	if len(text) > excerptWidth {
		if runes := []rune(text); len(runes) > excerptWidth {
			text = string(runes[:excerptWidth]) + "…"
		}
	}
	return text
}

// pointerLine is the line on which a JSON pointer's value begins, 0 if nowhere.
func (c *content) pointerLine(pointer string) int {
	if c.err != nil || pointer == "" {
		return 0
	}
	_, offset, err := c.text.Pointer(pointer)
	if err != nil {
		return 0
	}
	return c.text.LineAt(offset)
}

// source describes the place a reference points at. The cells of a table, totals
// and sentences point at the same places, which are looked up once.
func (e *Env) source(ref evidence.Ref, what string) Source {
	s, _ := e.places.Get(ref, func() (Source, error) { return e.lookUp(ref), nil })
	s.What = what
	return s
}

// lookAhead looks up the places behind a table on another core, before the text
// asks for them one by one.
func (e *Env) lookAhead(t *score.Table) {
	if runtime.GOMAXPROCS(0) < 2 {
		return
	}
	go func() {
		for _, row := range t.Tools {
			for _, c := range t.Criteria {
				cell := row.Cells[c.ID]
				for _, part := range cell.Parts {
					e.sources(part.Evidence, "")
				}
				e.sources(cell.Evidence, "")
			}
		}
	}()
}

func (e *Env) lookUp(ref evidence.Ref) Source {
	s := Source{Run: ref.Experiment + "/" + ref.Run, Path: ref.Path, Line: ref.Line, Pointer: ref.Pointer}
	if r, err := e.in.Readings.Reading(ref.Experiment); err == nil && r.Run == ref.Run && r.Manifest != nil {
		if f := r.Manifest.File(ref.Path); f != nil {
			s.SHA256 = f.SHA256
		}
	}
	if !excerptable(ref.Path) {
		return s
	}
	c := e.evidenceFile(ref)
	if s.SHA256.IsZero() { // the manifest does not list itself
		s.SHA256 = c.sum()
	}
	if s.Line == 0 {
		s.Line = c.pointerLine(ref.Pointer)
	}
	s.Excerpt, s.From = c.excerpt(max(s.Line, 1))
	return s
}

// excerptable reports whether a file can hold lines that are worth showing.
func excerptable(path string) bool {
	for _, picture := range []string{".png", ".jpg", ".jpeg", ".gif", ".pdf"} {
		if strings.HasSuffix(path, picture) {
			return false
		}
	}
	return true
}

func (e *Env) sources(refs []evidence.Ref, what string) []Source {
	out := make([]Source, len(refs))
	for i, ref := range refs {
		out[i] = e.source(ref, what)
	}
	return out
}

// declared is the place in the study's own files at which something stands.
func (e *Env) declared(pos diag.Pos, what string) Source {
	if pos.File == "" {
		return Source{What: what}
	}
	c := e.studyFile(pos.File)
	s := Source{Path: pos.File, SHA256: c.sum(), Line: pos.Line, Col: pos.Col, What: what}
	s.Excerpt, s.From = c.excerpt(pos.Line)
	return s
}
