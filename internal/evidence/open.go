package evidence

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"report/internal/digest"
	"report/internal/plainfile"
	"report/internal/study"
)

// mostExcerpt is how many lines a page may embed around a place.
const mostExcerpt = 10

// Open opens the content of the file that a reference names, uncompressed.
// `train.log` also finds train.log.gz, since a log is compressed by its size.
func (s *Store) Open(ref Ref) (io.ReadCloser, *File, error) {
	r, err := s.Load(ref.Experiment, ref.Run)
	if err != nil {
		return nil, nil, err
	}
	return s.open(r, ref.Path)
}

// RefOf reads a path below evidence/, EXPERIMENT/RUN/PATH. The experiment of a
// cell is of two parts, cells/NAME.
func RefOf(name string) (ref Ref, ok bool) {
	parts := strings.Split(name, "/")
	n := 1
	if parts[0] == study.CellsDir {
		n = 2
	}
	if len(parts) < n+2 {
		return Ref{}, false
	}
	return Ref{Experiment: strings.Join(parts[:n], "/"), Run: parts[n], Path: strings.Join(parts[n+1:], "/")}, true
}

// OpenList opens one of the two lists of a run's files, which they do not name
// themselves: manifest.json or SHA256SUMS.
func (s *Store) OpenList(ref Ref) (io.ReadCloser, error) {
	r, err := s.Load(ref.Experiment, ref.Run)
	if err != nil {
		return nil, err
	}
	if ref.Path != ManifestName && ref.Path != SumsName {
		return nil, fmt.Errorf("%s is no list of %s", ref.Path, r.Name())
	}
	return plainfile.Open(filepath.Join(r.Dir, ref.Path))
}

func (s *Store) open(r *Run, name string) (io.ReadCloser, *File, error) {
	entry := r.entry(name)
	if entry == nil {
		return nil, nil, fmt.Errorf("%s has no file %s", r.Name(), name)
	}
	f, err := plainfile.Open(filepath.Join(r.Dir, filepath.FromSlash(entry.Path)))
	if err != nil {
		return nil, nil, err
	}
	if entry.Content.IsZero() {
		return f, entry, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s/%s is not compressed as its manifest says: %w", r.Name(), entry.Path, err), f.Close())
	}
	return &unzipped{z, f}, entry, nil
}

// entry is the manifest's of a file, or of its compressed form, or nil.
func (r *Run) entry(name string) *File {
	if f := r.File(name); f != nil {
		return f
	}
	return r.File(name + ".gz")
}

// unzipped reads a compressed file and closes both.
type unzipped struct {
	*gzip.Reader
	file *os.File
}

func (u *unzipped) Close() error { return errors.Join(u.Reader.Close(), u.file.Close()) }

// Content is the whole content of the file that a reference names, uncompressed
// and as its manifest says: else the error is a *Changed.
func (s *Store) Content(ref Ref) ([]byte, error) {
	r, err := s.Load(ref.Experiment, ref.Run)
	if err != nil {
		return nil, err
	}
	return s.read(r, ref.Path)
}

// read is the whole content of a run's file, held against its manifest.
func (s *Store) read(r *Run, name string) ([]byte, error) {
	f, entry, err := s.open(r, name)
	if err != nil {
		return nil, s.orChanged(r, name, err)
	}
	defer f.Close()
	want, size := entry.SHA256, entry.Size
	if !entry.Content.IsZero() {
		want, size = entry.Content, entry.ContentSize
	}
	room := min(max(size, 0), 1<<20) // a manifest may say anything
	read := bytes.NewBuffer(make([]byte, 0, room+bytes.MinRead))
	if _, err := read.ReadFrom(f); err != nil {
		return nil, s.orChanged(r, name, err)
	}
	content := read.Bytes()
	if !s.unheld && digest.Bytes(content) != want {
		return nil, s.changed(r, entry.Path)
	}
	return content, nil
}

// Changed is evidence that is not what its run left.
type Changed struct{ Problem }

// Error is the file and what is wrong with it.
func (c *Changed) Error() string { return c.Path + ": " + c.Problem.Problem }

// changed tells of a file of a run as verifying does.
func (s *Store) changed(r *Run, name string) error {
	full := r.Place() + "/" + name
	for _, p := range s.verifyRuns([]*Run{r}) {
		if p.Path == full {
			return &Changed{p}
		}
	}
	c := &runCheck{dir: r.Place(), shelf: r.Shelf}
	return &Changed{Problem{full, "content does not match " + ManifestName, c.hint("the file changed after the run")}}
}

// orChanged is the error of reading a listed file: one that is missing or is no
// longer compressed as it was has changed.
func (s *Store) orChanged(r *Run, name string, err error) error {
	entry := r.entry(name)
	if entry == nil {
		return err
	}
	for _, p := range s.verifyRuns([]*Run{r}) {
		if p.Path == r.Place()+"/"+entry.Path {
			return &Changed{p}
		}
	}
	return err
}

// Place is what a reference points at.
type Place struct {
	Run     *Run
	File    File
	Line    int      // the line pointed at; 0 for the file as a whole
	Col     int      // where on it, in characters from 1; 0 with Line
	Value   string   // what a pointer names, as JSON
	From    int      // number of the first line of the excerpt
	Excerpt []string // at most ten lines around the place, without line ends
}

// Lines resolves a reference to its line and the lines around it, as many as
// asked before and after, at most ten together.
func (s *Store) Lines(ref Ref, around int) (*Place, error) {
	r, err := s.Load(ref.Experiment, ref.Run)
	if err != nil {
		return nil, err
	}
	return s.LinesIn(r, ref, around)
}

// LinesIn is Lines in a run whose manifest was read before.
func (s *Store) LinesIn(r *Run, ref Ref, around int) (*Place, error) {
	f, entry, err := s.open(r, ref.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if ref.Pointer != "" {
		whole, err := io.ReadAll(f)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", ref, err)
		}
		return NewText(whole).place(r, entry, ref, around)
	}
	p := &Place{Run: r, File: *entry, Line: ref.Line, Col: min(ref.Line, 1)}
	if entry.Role == RoleScreenshot {
		return p, nil
	}
	return p, p.excerpt(f, ref, around)
}

// Place is LinesIn of the store in content that was read before; ok is false
// where the manifest does not list the file.
func (t *Text) Place(in *Run, ref Ref, around int) (found *Place, ok bool, err error) {
	entry := in.entry(ref.Path)
	if entry == nil {
		return nil, false, nil
	}
	found, err = t.place(in, entry, ref, around)
	return found, true, err
}

// place finds what a reference points at.
func (t *Text) place(in *Run, entry *File, ref Ref, around int) (*Place, error) {
	p := &Place{Run: in, File: *entry, Line: ref.Line, Col: min(ref.Line, 1)}
	if ref.Pointer != "" {
		value, offset, err := t.Pointer(ref.Pointer)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", ref, err)
		}
		p.Value = string(value)
		p.Line, p.Col = t.At(offset)
	}
	if entry.Role == RoleScreenshot {
		return p, nil
	}
	if last := t.Lines(); p.Line > last {
		return nil, tooFew(ref, last)
	}
	var last int
	p.From, last = p.reach(around)
	for number := p.From; number <= last; number++ {
		line, there := t.Line(number)
		if !there {
			break
		}
		p.show(line)
	}
	return p, nil
}

// tooFew is the error of a line that a file does not have.
func tooFew(ref Ref, lines int) error {
	have := fmt.Sprintf("%d lines", lines)
	if lines == 1 {
		have = "1 line"
	}
	return fmt.Errorf("%s: the file has %s", ref, have)
}

// reach is from which line to which an excerpt goes: so many before and after
// the place, or the first ten of a file.
func (p *Place) reach(around int) (from, to int) {
	if p.Line == 0 {
		return 1, mostExcerpt
	}
	around = min(max(around, 0), (mostExcerpt-1)/2)
	return max(p.Line-around, 1), p.Line + around
}

// show adds a line to the excerpt.
func (p *Place) show(line string) {
	p.Excerpt = append(p.Excerpt, strings.ToValidUTF8(strings.TrimRight(line, "\r\n"), "\uFFFD"))
}

// Line is the text of a line, counted from 1, without its end, and whether
// there is one of that number.
func (t *Text) Line(number int) (string, bool) {
	ends := t.ends()
	from, to := 0, len(t.content)
	if number < 1 || number-2 >= len(ends) {
		return "", false
	}
	if number > 1 {
		from = ends[number-2] + 1
	}
	if number-1 < len(ends) {
		to = ends[number-1]
	}
	return string(t.content[from:to]), from < to || to < len(t.content)
}

// Lines is how many lines there are; what follows the last line end is one if
// it is not empty.
func (t *Text) Lines() int {
	ends := t.ends()
	if n := len(ends); n > 0 && ends[n-1] == len(t.content)-1 || len(t.content) == 0 {
		return n
	}
	return len(ends) + 1
}

// lineReaders are used again: their room costs more than most files' lines.
var lineReaders = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 64<<10) }}

// excerpt reads the lines around the place.
func (p *Place) excerpt(content io.Reader, ref Ref, around int) error {
	var last int
	p.From, last = p.reach(around)
	lines := lineReaders.Get().(*bufio.Reader)
	defer lineReaders.Put(lines)
	lines.Reset(content)
	number := 0
	for number < last {
		text, err := lines.ReadString('\n')
		if text != "" {
			if number++; number >= p.From {
				p.show(text)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("reading %s: %w", ref, err)
		}
	}
	if p.Line > number {
		return tooFew(ref, number)
	}
	return nil
}
