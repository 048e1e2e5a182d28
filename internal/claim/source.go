package claim

import (
	"strings"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
)

// An excerpt shows at most ten lines, of at most so many runes each.
const (
	excerptLines = 10
	excerptWidth = 240
)

// content is a file that claims point into, read once.
type content struct {
	text     *evidence.Text
	excerpts map[int][]string // by their first line, made when first asked for
	digest   digest.SHA256    // of raw, made when first asked for
	raw      []byte
	err      error
}

func newContent(raw []byte, err error) *content {
	return &content{text: evidence.NewText(raw), raw: raw, err: err, excerpts: map[int][]string{}}
}

func (e *Env) evidenceFile(ref evidence.Ref) *content {
	key := ref.Experiment + "/" + ref.Run + "/" + ref.Path
	c := e.files[key]
	if c == nil {
		c = newContent(e.in.Files.Evidence(ref.Experiment, ref.Run, ref.Path))
		e.files[key] = c
	}
	return c
}

// Text is the file that a reference names, in which places are looked up; it is
// read once.
func (e *Env) Text(ref evidence.Ref) (*evidence.Text, error) {
	c := e.evidenceFile(ref)
	return c.text, c.err
}

func (e *Env) studyFile(path string) *content {
	c := e.files[path]
	if c == nil {
		c = newContent(e.in.Files.Study(path))
		e.files[path] = c
	}
	return c
}

// sum is the digest of the content, zero where it could not be read.
func (c *content) sum() digest.SHA256 {
	if c.digest.IsZero() && c.err == nil {
		c.digest = digest.Bytes(c.raw)
	}
	return c.digest
}

// excerpt is the lines around one, and the first one's number.
func (c *content) excerpt(line int) ([]string, int) {
	if c.err != nil || line < 1 || line > c.text.Lines() {
		return nil, 0
	}
	from := max(1, line-excerptLines/2+1)
	to := min(c.text.Lines(), from+excerptLines-1)
	from = max(1, to-excerptLines+1)
	if out := c.excerpts[from]; out != nil {
		return out, from
	}
	out := make([]string, 0, to-from+1)
	for number := from; number <= to; number++ {
		text, _ := c.text.Line(number)
		text = strings.ToValidUTF8(strings.TrimSuffix(text, "\r"), "\uFFFD")
		if len(text) > excerptWidth {
			if runes := []rune(text); len(runes) > excerptWidth {
				text = string(runes[:excerptWidth]) + "…"
			}
		}
		out = append(out, text)
	}
	c.excerpts[from] = out
	return out, from
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

// source describes the place a reference points at.
func (e *Env) source(ref evidence.Ref, what string) Source {
	s := Source{Run: ref.Experiment + "/" + ref.Run, Path: ref.Path, Line: ref.Line, Pointer: ref.Pointer, What: what}
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
