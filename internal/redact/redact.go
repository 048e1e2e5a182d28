// Package redact takes out of a file what must not be kept, or refuses the
// file. Bytes of a log, a page's text or a kept file come in; the same bytes
// go out with known directories, secrets, tokens and package-index addresses
// replaced by names, and a count of each. Which files there are, and what
// becomes of a refused one, is for evidence.
//
// What is replaced: known roots by $WORK, $HOME and so on; values of secret
// variables by $SECRET_NAME; tokens of known shapes by $TOKEN; passwords in
// addresses by $CREDENTIALS; private keys by $PRIVATE_KEY; package indexes by
// $INDEX and proxies by $PROXY; a distinctive host or user name by $HOST and
// $USER. What refuses the file: any other absolute path that exists here,
// unless it is below the directories that every system has (/usr, /etc, …) or
// is one of the bare top directories (/home, /var, …), which tell nothing.
package redact

import (
	"bytes"
	"io"
	"os"
	"strings"

	"report/internal/diag"
)

// Options say what is known about this machine and this run.
type Options struct {
	// Roots are directories by the name that replaces them, without the
	// dollar: WORK, HOME, ENV, DATA, CACHE, TMP, REPO. A suffix after a dash
	// tells several of a name apart and is not written: ENV-2 is $ENV.
	Roots map[string]string
	// Secrets are values by the name of their variable, with a suffix as above.
	Secrets map[string]string
	// Indexes and Proxies are addresses; their hosts are taken out too.
	Indexes []string
	Proxies []string
	Host    string // this machine's name; used only when it is distinctive
	User    string // the user's name, likewise
	// Exists tells whether a path exists here; nil asks the file system.
	Exists func(path string) bool
}

// Counts is how often each name took the place of something.
type Counts map[string]int

// Add adds other counts to these.
func (c Counts) Add(other Counts) {
	for name, n := range other {
		c[name] += n
	}
}

// Redactor is ready to redact many files, also at the same time.
type Redactor struct {
	literals []literal // longest first
	// pairs says of each two bytes whether something may begin with them: most
	// places of a log are passed by with one look. It is an index into lists,
	// the literals that do; 0 is for nothing at all.
	pairs [1 << 16]uint16
	lists [][]int
	paths *paths
	user  string
}

// New prepares a redactor.
func New(o Options) *Redactor {
	exists := o.Exists
	if exists == nil {
		exists = func(path string) bool { _, err := os.Lstat(path); return err == nil }
	}
	r := &Redactor{literals: literalsOf(o), paths: newPaths(exists), lists: make([][]int, 2)}
	if distinctiveUser(o.User) {
		r.user = o.User
		r.mark(r.user)
	}
	for i := range r.literals {
		for _, pair := range r.literals[i].pairs() {
			if r.pairs[pair] < 2 {
				r.pairs[pair] = uint16(len(r.lists))
				r.lists = append(r.lists, nil)
			}
			r.lists[r.pairs[pair]] = append(r.lists[r.pairs[pair]], i)
		}
	}
	for _, start := range []string{"/", `\/`, `\\`, "%2", "://"} {
		r.mark(start)
	}
	r.mark("--")
	for _, list := range shapes {
		for _, s := range list {
			r.mark(s.prefix)
		}
	}
	for _, name := range queryNames {
		for _, first := range "?&" {
			r.mark(string(first) + strings.ToLower(name))
			r.mark(string(first) + strings.ToUpper(name))
		}
	}
	return r
}

// mark notes that something may begin as the text does.
func (r *Redactor) mark(text string) {
	first := int(text[0]) << 8
	if len(text) > 1 {
		r.pairs[first|int(text[1])] = max(r.pairs[first|int(text[1])], 1)
		return
	}
	for second := range 256 {
		r.pairs[first|second] = max(r.pairs[first|second], 1)
	}
}

// Text redacts a text at hand. The error is a *diag.Error at the line that
// names a path of this machine.
func (r *Redactor) Text(name, text string) (string, Counts, error) {
	var out bytes.Buffer
	counts, err := r.Copy(&out, strings.NewReader(text), name)
	return out.String(), counts, err
}

// Safe redacts a sentence of our own: where the text would be refused, a
// sentence that says so stands for it.
func (r *Redactor) Safe(text string) (string, Counts) {
	clean, counts, err := r.Text("", text)
	if err != nil {
		return "(left out: it names a path of this machine)", Counts{}
	}
	return clean, counts
}

// Copy redacts a stream. On a *diag.Error, which is a refusal and names the
// line in the file, what was written so far is of no use.
func (r *Redactor) Copy(dst io.Writer, src io.Reader, name string) (Counts, error) {
	s := &scan{Redactor: r, counts: Counts{}, file: name, line: 1}
	err := eachChunk(src, func(lines []byte) error {
		s.out = s.out[:0]
		if err := s.lines(lines); err != nil {
			return err
		}
		_, err := dst.Write(s.out)
		return err
	})
	return s.counts, err
}

// Scan looks through a file that is not text. It returns a *diag.Error when
// anything is in it that would have to be taken out, since bytes of a picture
// or a model cannot be replaced.
func (r *Redactor) Scan(src io.Reader, name string) error {
	s := &scan{Redactor: r, counts: Counts{}, file: name, line: 1, binary: true}
	return eachChunk(src, func(lines []byte) error {
		s.out = s.out[:0]
		if err := s.lines(lines); err != nil {
			return err
		}
		for name := range s.counts {
			return diag.At(diag.Pos{File: s.file}, "holds something that must be taken out ($%s), and it is not text", name).
				WithHint("keep a text in its place, or make the step leave it out")
		}
		return nil
	})
}

// eachChunk hands on a stream in pieces that end at a line end, so that no
// match lies across two of them. A longer line makes a longer piece.
func eachChunk(src io.Reader, use func([]byte) error) error {
	const usual = 32 << 10
	buf := make([]byte, 0, usual)
	for {
		if len(buf) == cap(buf) {
			buf = append(make([]byte, 0, 2*cap(buf)), buf...)
		}
		from := len(buf)
		n, err := src.Read(buf[from:cap(buf)])
		buf = buf[:from+n]
		if err == io.EOF {
			return use(buf)
		}
		if err != nil {
			return err
		}
		if len(buf) < cap(buf) {
			continue
		}
		if end := bytes.LastIndexByte(buf[from:], '\n'); end >= 0 {
			end += from + 1
			if err := use(buf[:end]); err != nil {
				return err
			}
			buf = buf[:copy(buf, buf[end:])]
		}
	}
}

// scan is the state of one file.
type scan struct {
	*Redactor
	counts Counts
	file   string
	line   int // of the first byte of the piece
	out    []byte
	inKey  bool // inside a private key
	binary bool
}

// match is what takes the place of some bytes.
type match struct {
	length int
	with   string // written in their place
	name   string // counted
}

// lines redacts a piece that ends at a line end into s.out.
func (s *scan) lines(text []byte) error {
	copied := 0
	for at := 0; at < len(text); {
		pair := uint16(text[at]) << 8
		if at+1 < len(text) {
			pair |= uint16(text[at+1])
		}
		if s.pairs[pair] == 0 && !s.inKey {
			at++
			continue
		}
		m, err := s.match(text, at, pair)
		if err != nil {
			return err
		}
		if m.length == 0 {
			at++
			continue
		}
		s.out = append(append(s.out, text[copied:at]...), m.with...)
		if m.name != "" {
			s.counts[m.name]++
		}
		at += m.length
		copied = at
	}
	s.out = append(s.out, text[copied:]...)
	s.line += bytes.Count(text, []byte{'\n'})
	return nil
}

// match is what begins at a place, of length 0 when nothing does.
func (s *scan) match(text []byte, at int, pair uint16) (match, error) {
	if s.inKey || text[at] == '-' {
		if m := s.privateKey(text, at); m.length > 0 {
			return m, nil
		}
	}
	for _, i := range s.lists[s.pairs[pair]] {
		if l := &s.literals[i]; l.at(text, at, s.binary) {
			return match{len(l.text), "$" + l.name, l.name}, nil
		}
	}
	switch text[at] {
	case '/', '\\', '%':
		length := s.paths.refused(text, at)
		if s.binary && length < leastInBinary {
			return match{}, nil
		}
		if length > 0 {
			return match{}, s.refusal(text, at, length)
		}
		return match{}, nil
	case ':':
		return credentials(text, at), nil
	}
	if m := token(text, at); m.length > 0 {
		return m, nil
	}
	if s.user != "" && text[at] == s.user[0] && userAt(text, at, s.user) {
		return match{len(s.user), "$USER", "USER"}, nil
	}
	return match{}, nil
}

// refusal is the error at a path of this machine. Its message does not hold
// the path, so that it may itself be kept; the line is for the terminal alone.
func (s *scan) refusal(text []byte, at, length int) error {
	pos := diag.Offset(s.file, text, at)
	pos.Line += s.line - 1
	if s.binary {
		return diag.At(diag.Pos{File: s.file}, "holds a path of this machine, and it is not text").
			WithHint("keep a text in its place, or make the step leave the path out")
	}
	e := diag.At(pos, "names a path of this machine, which must not be kept").
		WithHint("print the path relative to the step's directory, or leave it out")
	e.Source, e.Len = diag.Line(text, pos.Line-s.line+1), length
	return e
}

// privateKey takes out the lines between BEGIN and END PRIVATE KEY.
func (s *scan) privateKey(text []byte, at int) match {
	const begin, end = "-----BEGIN ", "-----END "
	if !s.inKey {
		line, _, _ := bytes.Cut(text[at:min(at+80, len(text))], []byte("\n"))
		if !bytes.HasPrefix(line, []byte(begin)) || !bytes.Contains(line, []byte("PRIVATE KEY-----")) {
			return match{}
		}
		m := match{with: "$PRIVATE_KEY", name: "PRIVATE_KEY"}
		s.inKey = true
		m.length = len(text) - at
		if stop := bytes.Index(text[at:], []byte(end)); stop >= 0 {
			m.length = stop
		}
		return m
	}
	if bytes.HasPrefix(text[at:], []byte(end)) {
		s.inKey = false
		rest := text[at+len(end):]
		length := len(end)
		if stop := bytes.Index(rest, []byte("-----")); stop >= 0 && stop < 80 {
			length += stop + 5
		}
		return match{length: length}
	}
	length := len(text) - at
	if stop := bytes.Index(text[at:], []byte(end)); stop >= 0 {
		length = stop
	}
	return match{length: length}
}
