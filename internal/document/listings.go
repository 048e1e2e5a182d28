package document

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
)

// listing quotes lines of a file of the study, so that what the paper shows is
// what ran:
//
//	```{listing #lst-train}
//	file: experiments/scenarios/mnist/__init__.py   # from the study's root
//	marker: train            # or lines: 10-20, or neither for the whole file
//	language: python         # by the file's name unless said
//	caption: The training loop
//	```
//
// The marker's lines stand between comments, of whatever language, that hold
// `report:begin train` and `report:end train`. With `experiment:` the file is
// one that its run kept, such as a log:
//
//	experiment: mlflow-mnist
//	file: train.log
//	lines: 1-12
func (f *fenced) listing(out []Block) []Block {
	o := f.options()
	l := &Listing{Pos: f.pos}
	l.Caption, l.ID, l.Number = f.caption("lst", &f.counts.listing)
	content, ok := f.listed(l)
	l.Language = o.text("language")
	if l.Language == "" {
		l.Language = languageOf(l.Source)
	}
	marker, lines := o.get("marker"), o.get("lines")
	o.done()
	if !ok {
		return append(out, f.absent(l))
	}
	text := strings.Split(strings.TrimSuffix(strings.ReplaceAll(content, "\r\n", "\n"), "\n"), "\n")
	from, to := 1, len(text)
	switch {
	case marker != nil && lines != nil:
		f.failHere("leave out one of the two", "a {listing} has a marker or lines, not both")
	case marker != nil:
		from, to = f.marked(marker.text, l.Source, text)
	case lines != nil:
		from, to = f.lineRange(lines.text, l.Source, len(text))
	}
	if from <= to {
		f.quote(l, text[from-1:to], from)
	}
	return append(out, l)
}

// listed is the text of the file that a listing names; without it the listing
// says why.
func (f *fenced) listed(l *Listing) (string, bool) {
	o := f.options()
	name, experiment := o.get("file"), o.get("experiment")
	if name == nil {
		f.failHere("file: experiments/…", "this {listing} names no file")
		return "", true
	}
	if experiment != nil {
		content, ok := f.kept(experiment, name)
		l.Source = content.source
		if !ok {
			l.Code = content.why
		}
		return strings.ToValidUTF8(string(content.bytes), "\uFFFD"), ok
	}
	full, e := rooted(name.text)
	if e != nil {
		f.fail(e)
		return "", true
	}
	content, err := f.input(full)
	if err != nil {
		f.fail(unread(f.source.Files, full, err, name.text.errorAt(0, len(name.text.text), "%s cannot be quoted: %s", full, plain(err))))
		return "", true
	}
	l.Source = full
	return strings.ToValidUTF8(string(content), "\uFFFD"), true
}

// rooted is the path that a block's `file:` names, from the study's root.
func rooted(name fragment) (string, *diag.Error) {
	typed := strings.TrimSpace(name.String())
	full := path.Clean(typed)
	if typed == "" || path.IsAbs(typed) || !fs.ValidPath(full) || full == "." || strings.ContainsAny(typed, "\\\x00") {
		return "", name.errorAt(0, max(1, len(name.text)), "%q does not name a file of the study", typed).
			WithHint("`file:` is a path from the study's root, with forward slashes and without ..")
	}
	return full, nil
}

// absent stands where a listing or a picture of evidence is not there: its
// number and caption, and why.
func (f *fenced) absent(l *Listing) Block {
	return f.notMeasured("Listing", l.Number, l.Caption, l.Code)
}

func (f *fenced) notMeasured(kind, number string, caption []Inline, why string) Block {
	p := &Paragraph{Pos: f.pos}
	if number != "" {
		p.Text = append(p.Text, &Text{Value: kind + "\u00a0" + number + ": "})
	}
	p.Text = append(p.Text, caption...)
	if len(caption) > 0 {
		p.Text = append(p.Text, &Text{Value: ": "})
	}
	p.Text = append(p.Text, &Text{Value: "not measured"})
	p.Text = append(p.Text, f.reason(doubtWords(MarkMissing)+why)...)
	return p
}

// quote puts lines into a listing, without their common indentation and
// without the comments of markers inside them.
func (f *fenced) quote(l *Listing, lines []string, first int) {
	l.First = first
	kept := lines[:0:0]
	for _, line := range lines {
		if markerLine.MatchString(line) {
			l.First = 0 // the numbers would be wrong from here on
			continue
		}
		kept = append(kept, strings.TrimRight(line, " \t"))
	}
	for len(kept) > 0 && kept[0] == "" {
		kept = kept[1:]
		if l.First > 0 {
			l.First++
		}
	}
	l.Code = strings.TrimRight(strings.Join(dedent(kept), "\n"), "\n")
}

// dedent takes off the blanks that all lines begin with.
func dedent(lines []string) []string {
	common, set := "", false
	for _, line := range lines {
		if line == "" {
			continue
		}
		blank := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if !set {
			common, set = blank, true
		}
		for !strings.HasPrefix(blank, common) {
			common = common[:len(common)-1]
		}
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimPrefix(line, common)
	}
	return out
}

var markerLine = regexp.MustCompile(`\breport:(begin|end)\s+([A-Za-z0-9_.-]+)`)

// marked finds the lines between a marker's comments, numbered from 1.
func (f *fenced) marked(name fragment, source string, lines []string) (from, to int) {
	want := name.String()
	var known []string
	begin, end := 0, 0
	for i, line := range lines {
		m := markerLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if m[1] == "begin" {
			known = append(known, m[2])
		}
		switch {
		case m[2] != want:
		case m[1] == "begin" && begin == 0:
			begin = i + 1
		case m[1] == "begin":
			f.fail(name.errorAt(0, len(name.text), "%s has the marker %q twice: lines %d and %d", source, want, begin, i+1))
			return 1, 0
		case end == 0 && begin > 0:
			end = i + 1
		}
	}
	switch {
	case source == "": // the file could not be read, which is told already
		return 1, 0
	case begin == 0:
		e := name.errorAt(0, max(1, len(name.text)), "%s has no marker %q", source, want)
		if near := nearestOf(want, known); near != "" {
			e.WithHint("did you mean %q?", near)
		} else {
			e.WithHint("put the lines between comments `report:begin %s` and `report:end %s`", want, want)
		}
		f.fail(e)
		return 1, 0
	case end == 0:
		f.fail(name.errorAt(0, len(name.text), "the marker %q of %s:%d has no end", want, source, begin).
			WithHint("a comment with: report:end %s", want))
		return 1, 0
	}
	return begin + 1, end - 1
}

// lineRange reads `10-20` or `10`.
func (f *fenced) lineRange(g fragment, source string, have int) (from, to int) {
	a, b, isRange := strings.Cut(strings.ReplaceAll(g.String(), "–", "-"), "-")
	from, err := strconv.Atoi(strings.TrimSpace(a))
	to = from
	if isRange && err == nil {
		to, err = strconv.Atoi(strings.TrimSpace(b))
	}
	switch {
	case source == "":
		return 1, 0
	case err != nil || from < 1 || to < from:
		f.fail(g.errorAt(0, max(1, len(g.text)), "these are no lines").WithHint("lines: 10-20"))
		return 1, 0
	case to > have:
		f.fail(g.errorAt(0, len(g.text), "%s has %d lines", source, have).WithHint("lines: %d-%d", min(from, have), have))
		return 1, 0
	}
	return from, to
}

// languages are the names of languages by a file's extension.
var languages = map[string]string{".py": "python", ".go": "go", ".sh": "bash", ".yaml": "yaml", ".yml": "yaml", ".json": "json",
	".toml": "toml", ".js": "javascript", ".ts": "typescript", ".r": "r", ".R": "r", ".jl": "julia", ".c": "c", ".h": "c", ".cpp": "cpp",
	".java": "java", ".rs": "rust", ".sql": "sql", ".md": "markdown", ".html": "html", ".css": "css", ".xml": "xml", ".awk": "awk",
	".rb": "ruby", ".pl": "perl", ".lua": "lua", ".ini": "ini", ".cfg": "ini", ".dockerfile": "docker", ".tex": "tex"}

func languageOf(source string) string {
	if path.Base(source) == "Dockerfile" {
		return "docker"
	}
	if path.Base(source) == "Makefile" {
		return "make"
	}
	return languages[path.Ext(source)]
}

// keptFile is a file of an experiment's run, or why it is not there.
type keptFile struct {
	bytes  []byte
	source string // EXPERIMENT/RUN/PATH
	file   *evidence.File
	run    string // EXPERIMENT/RUN
	claim  string
	why    string
}

// kept reads a file that a block shows from an experiment's run, and makes the
// claim that it is what the run left.
func (f *fenced) kept(experiment, name *value) (k keptFile, ok bool) {
	if f.noStudy() || f.env.Readings == nil || f.env.Files == nil {
		return keptFile{why: "there is no evidence at hand"}, false
	}
	id := f.experiment(experiment)
	if id == "" {
		return keptFile{why: "the experiment is not declared"}, false
	}
	r, err := f.env.Readings.Reading(id)
	if err != nil {
		f.fail(experiment.text.errorAt(0, len(experiment.text.text), "the evidence of %s cannot be read: %v", id, err))
		return keptFile{why: "its evidence cannot be read"}, false
	}
	typed := strings.TrimSpace(name.text.String())
	if r.Manifest == nil || r.Run == "" {
		return keptFile{why: r.Missing}, false
	}
	var names []string
	for i := range r.Manifest.Files {
		file := &r.Manifest.Files[i]
		names = append(names, file.Path)
		if file.Path == typed || file.Path == typed+".gz" {
			return f.keptBytes(id, r.Run, r.Stale, file)
		}
	}
	e := name.text.errorAt(0, max(1, len(name.text.text)), "the run %s of %s kept no file %q", r.Run, id, typed)
	if near := nearestOf(typed, names); near != "" {
		e.WithHint("did you mean %s?", near)
	}
	f.fail(e)
	return keptFile{why: "the run kept no such file"}, false
}

// experiment is a setting that names an experiment of the study.
func (f *fenced) experiment(v *value) string {
	known := []string{}
	for _, e := range f.env.Study.Experiments {
		known = append(known, e.ID)
	}
	return f.one(v, "experiment", known)
}

func (f *fenced) keptBytes(experiment, run, stale string, file *evidence.File) (keptFile, bool) {
	k := keptFile{file: file, run: experiment + "/" + run, source: experiment + "/" + run + "/" + file.Path}
	content, err := f.env.Files.Evidence(experiment, run, file.Path)
	whole := err == nil && isContent(content, file)
	var changed *evidence.Changed
	if err != nil && !errors.As(err, &changed) {
		f.failHere("report verify tells what happened to the evidence", "%s cannot be read: %v", k.source, err)
		return k, false
	}
	k.bytes = content
	expr := f.name + " experiment=" + experiment + " file=" + file.Path
	c := claim.Claim{ID: f.blockClaim(expr), Expr: expr, Text: file.Path, Basis: "measured", Status: claim.Supported, What: "the file " + file.Path + " of " + experiment,
		At: f.pos, Evidence: []claim.Source{{Run: k.run, Path: file.Path, SHA256: file.SHA256, What: "as the run left it"}}}
	if stale != "" {
		c.Status, c.Reason = claim.Stale, stale
	}
	k.claim = f.keep(c).ID
	if !whole {
		k.why = k.source + " changed after the run"
		if f.doc.Changed == nil {
			f.doc.Changed = err
		}
	}
	return k, whole
}

// isContent holds bytes against the manifest's entry of their file: where
// evidence is given as it is, what changed is not to be read as what ran.
func isContent(content []byte, file *evidence.File) bool {
	want := file.SHA256
	if !file.Content.IsZero() {
		want = file.Content
	}
	return digest.Bytes(content) == want
}

// blockClaim is the id of a claim that a block makes, as the text's are made:
// from the expression, numbered from its second use on.
func (b *builder) blockClaim(expr string) string {
	id := digest.Bytes([]byte(expr)).Short()
	b.shown[expr]++
	if n := b.shown[expr]; n > 1 {
		return id + "-" + strconv.Itoa(n)
	}
	return id
}
