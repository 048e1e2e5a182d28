package document

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/plainfile"
	"report/internal/recall"
	"report/internal/score"
	"report/internal/study"
)

// Claims resolves what the text and its tables and charts claim, in the order
// of the text; claim.Env is one. A name that the study does not declare is an
// error, a value that was not measured is a claim that says why.
type Claims interface {
	Resolve(text string, at diag.Pos) (claim.Claim, *diag.Error)
	Series(text string, at diag.Pos) ([]claim.Point, claim.Claim, *diag.Error)
	Table(set, context string) (*score.Table, error)
	Leader(set, context string) (string, error)
	Advice(set, context string) (*score.Advice, error)
	Sensitivity(set, context string) (*score.Sensitivity, error)
	LeftOut(set, context string) (*score.LeftOut, error)
	Total(set, context, tool string, at diag.Pos) (claim.Claim, *diag.Error)
	Cell(set, tool, criterion string, at diag.Pos) (claim.Claim, *diag.Error)
	FormerCell(set, tool, criterion string, was int, at diag.Pos) (claim.Claim, *diag.Error)
	Rank(set, context, tool string, at diag.Pos) (claim.Claim, *diag.Error)
	Part(set, tool, criterion, metric, of string, at diag.Pos) (claim.Claim, *diag.Error)
	PartAround(set, tool, criterion, metric string, at diag.Pos) (claim.Claim, *diag.Error)
	Pair(experiment, name, tool, over, of string, at diag.Pos) (claim.Claim, *diag.Error)
	Weight(context, criterion string, at diag.Pos) (claim.Claim, *diag.Error)
}

// Env is what a paper may draw from beside its own text. Without Claims a
// paper that claims anything has a mistake at that place.
type Env struct {
	Study    *study.Study
	Claims   Claims
	Readings score.Readings // the run of each experiment that counts
	Files    claim.Files    // the bytes of evidence
	Root     string         // evidence root, "sha256:…"
	Newest   string         // day of the newest evidence
	// Kept remembers the pictures that were found whole; nil looks at each again.
	Kept *recall.Cache
	// Draft leaves a mark in the text for a figure that cannot be worked out.
	// The mistake is reported as ever.
	Draft bool
}

// Build reads the paper and makes its tree. With mistakes in the text the
// list tells all of them, and the document holds what could be made. What it
// does not fill in is the citations' words and the bibliography, which are for
// cite.
func Build(source Source, env Env) (*Document, diag.List) {
	b := &builder{source: source, env: env, doc: &Document{Inputs: map[string]digest.SHA256{}},
		files: map[string]*file{}, labels: map[string]*label{}, slugs: map[string]int{},
		reasons: map[string]int{}, ruled: map[string]bool{}, images: map[string]*Image{}, shown: map[string]int{}, met: map[string]bool{}}
	b.doc.files, b.doc.asserted = b.files, map[Block][]asserted{}
	b.paper()
	b.unseen()
	for _, n := range b.nameless {
		n.heading.ID = b.slug(n.words)
		b.labels[n.heading.ID] = &label{text: n.label, pos: n.heading.Pos}
	}
	b.resolveRefs()
	return b.doc, b.told()
}

// builder makes one document.
type builder struct {
	source   Source
	env      Env
	doc      *Document
	failures diag.List
	failed   int // mistakes, also those that failures leaves out
	files    map[string]*file
	open     []string // files being included, outermost first
	labels   map[string]*label
	slugs    map[string]int
	refs     []pendingRef
	reasons  map[string]int  // a doubt's words to its footnote
	ruled    map[string]bool // metrics of rules that a table has printed
	images   map[string]*Image
	shown    map[string]int  // how often a block's claim was made
	met      map[string]bool // the study's cells that were read
	counts   counters
	nameless []named
	unnumber bool       // sections carry no numbers
	bare     bool       // the text being read can carry no footnotes
	flowing  *reader    // of the file being read, nil in the front matter
	appendix *Heading   // the one that opens the first appendix
	asserts  []asserted // assertions read so far
	waived   bool       // the text says where waivers are listed
}

// most is how many mistakes, and doubts, are told at once. Beyond it a text is
// something else than a paper, and only their number is told.
const most = 500

// fail notes a mistake.
func (b *builder) fail(e *diag.Error) {
	if b.failed++; b.failed <= most {
		b.failures = append(b.failures, e)
	}
}

// doubt notes what the tool can go on with.
func (b *builder) doubt(e *diag.Error) {
	if len(b.doc.Doubts) < most {
		b.doc.Doubts = append(b.doc.Doubts, e)
	}
}

// told is the list of mistakes, sorted, with the number of those left out.
func (b *builder) told() diag.List {
	b.failures.Sort()
	if left := b.failed - len(b.failures); left > 0 {
		last := b.failures[len(b.failures)-1]
		b.failures = append(b.failures, diag.At(last.Pos, "and %d more mistakes", left))
	}
	return b.failures
}

// read opens a file of the study once.
func (b *builder) read(name string) (*file, error) {
	if f := b.files[name]; f != nil {
		return f, nil
	}
	content, err := b.input(name)
	if err != nil {
		return nil, err
	}
	f := newFile(name, content)
	b.files[name] = f
	if path.Ext(name) == ".md" {
		b.utf8(name, content)
	}
	return f, nil
}

// utf8 refuses a text with bytes that are no UTF-8, at the first.
func (b *builder) utf8(name string, content []byte) {
	if utf8.Valid(content) {
		return
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	b.fail(diag.At(diag.Offset(name, content, at), "byte 0x%02x is not UTF-8", content[at]).
		WithHint("save the file as plain UTF-8 text"))
}

// input reads a file that the paper is made from, and notes its digest.
func (b *builder) input(name string) ([]byte, error) {
	content, err := readFile(b.source.Files, name)
	if err == nil {
		b.doc.Inputs[name] = digest.Bytes(content)
		err = b.held(name)
	}
	return content, err
}

// held holds a file of a run that the text names by its path against the run's
// manifest. One that changed is the document's, as that of a block is.
func (b *builder) held(name string) error {
	inner, below := strings.CutPrefix(name, evidence.Committed+"/")
	ref, ok := evidence.RefOf(inner)
	if !below || !ok || !evidence.IsRunName(ref.Run) || b.env.Files == nil || ref.Path == evidence.ManifestName || ref.Path == evidence.SumsName {
		return nil
	}
	_, err := b.env.Files.Evidence(ref.Experiment, ref.Run, ref.Path)
	var changed *evidence.Changed
	if errors.As(err, &changed) && b.doc.Changed == nil {
		b.doc.Changed = changed
	}
	return err
}

// largest is the size of a file, in bytes, beyond which it is refused.
const largest = 64 << 20

func readFile(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(files, name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("it is a directory")
	case plainfile.Check(info) != nil:
		return nil, plainfile.Check(info)
	case info.Size() > largest:
		return nil, fmt.Errorf("it has %d MB, more than %d", info.Size()>>20, largest>>20)
	}
	return fs.ReadFile(files, name)
}

// paper reads the main file: front matter, then the flow.
func (b *builder) paper() {
	f, err := b.read(path.Clean(b.source.Path))
	if err != nil {
		e := diag.At(diag.Pos{File: b.source.Path}, "the paper cannot be read: %s", plain(err)).WithHint("`paper:` in study.yaml names the Markdown file")
		b.fail(unread(b.source.Files, b.source.Path, err, e))
		return
	}
	head, body := frontMatter(f)
	if e := unclosed(f, head); e != nil {
		b.fail(e)
	}
	g := f.whole(body)
	b.ahead(g.text) // the front matter may ask for it already
	b.front(f, head)
	b.open = []string{f.path}
	b.doc.Blocks = b.flow(g)
	b.finish()
}

// askedLater are the blocks whose figures take longest to work out.
var askedLater = regexp.MustCompile("(?m)^ {0,3}(?:```+|~~~+)\\{(sensitivity|left-out)\\b[^}\n]*\\bset=([A-Za-z0-9_.-]+)")

// ahead lets the claims begin with what blocks further down will ask for, while
// the text before them is read.
func (b *builder) ahead(text []byte) {
	claims, ok := b.env.Claims.(interface{ Ahead(what, set string) })
	if !ok {
		return
	}
	for _, m := range askedLater.FindAllSubmatch(text, -1) {
		claims.Ahead(string(m[1]), string(m[2]))
	}
}

// flow makes the blocks of a piece of Markdown.
func (b *builder) flow(g fragment) []Block {
	g.text = normal(g.text)
	hidden := mask(g.text)
	root := flowParser().Parse(text.NewReader(hidden))
	r := &reader{builder: b, g: g}
	r.findNotes(root)
	before := b.flowing
	b.flowing = r
	defer func() { b.flowing = before }()
	return r.blocks(root)
}

// include makes the blocks of another Markdown file, named relative to the one
// that includes it.
func (b *builder) include(name fragment) []Block {
	full, e := b.inside(name)
	if e != nil {
		b.fail(e)
		return nil
	}
	for i, open := range b.open {
		if open == full {
			chain := strings.Join(append(append([]string(nil), b.open[i:]...), full), " includes ")
			b.fail(name.errorAt(0, len(name.text), "the file includes itself: %s", chain))
			return nil
		}
	}
	f, err := b.read(full)
	if err != nil {
		b.fail(unread(b.source.Files, full, err, name.errorAt(0, len(name.text), "%s cannot be included: %s", full, plain(err))))
		return nil
	}
	b.open = append(b.open, full)
	defer func() { b.open = b.open[:len(b.open)-1] }()
	_, body := frontMatter(f)
	return b.flow(f.whole(body))
}

// inside is the path of a file named in the text, relative to the study's
// root; one that leads out of the study is refused.
func (b *builder) inside(name fragment) (string, *diag.Error) {
	typed := name.String()
	full := path.Join(path.Dir(name.file.path), typed)
	if typed == "" || path.IsAbs(typed) || !fs.ValidPath(full) || strings.ContainsAny(typed, "\\\x00") {
		return "", name.errorAt(0, max(1, len(name.text)), "%q does not name a file of the study", typed).
			WithHint("paths are relative to the file they stand in, with forward slashes, and stay in the study")
	}
	return full, nil
}

// plain is an error of the file system without the path, which the message has.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "there is no such file"
	}
	if leadsOut(err) {
		return "a symbolic link leads out of the study"
	}
	return err.Error()
}

// leadsOut reports whether a file was refused because a link leads out of the
// study. The system has no error of its own for that.
func leadsOut(err error) bool { return strings.Contains(err.Error(), "path escapes from parent") }

// unread adds to the mistake of a file of the study that cannot be read how to
// mend it, where the mistake does not say so itself.
func unread(files fs.FS, full string, err error, e *diag.Error) *diag.Error {
	switch {
	case leadsOut(err):
		e.WithHint("put the file itself into the study: a clone elsewhere would have the link alone")
	case !errors.Is(err, fs.ErrNotExist) || e.Hint != "":
	case neighbour(files, full) != "":
		e.WithHint("did you mean %s?", neighbour(files, full))
	default:
		e.WithHint("what a block names by file: is looked for from the study's root, all else from beside the file that names it")
	}
	return e
}

// neighbour is the name of the file that lies where one was looked for and is
// called almost like it.
func neighbour(files fs.FS, full string) string {
	there, _ := fs.ReadDir(files, path.Dir(full))
	var names []string
	for _, entry := range there {
		if !entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return diag.Nearest(path.Base(full), names)
}

// normal takes out what no text needs and what would confuse the parser, one
// byte for one byte: NUL, and the byte that hides bars.
func normal(b []byte) []byte {
	for i, c := range b {
		if c == 0 || c == masked {
			out := append([]byte(nil), b...)
			for j := i; j < len(out); j++ {
				if out[j] == 0 || out[j] == masked {
					out[j] = ' '
				}
			}
			return out
		}
	}
	return b
}
