package document

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/plainfile"
)

// Theme is how a paper looks, as templates/NAME/theme.yaml says it.
type Theme struct {
	Name  string
	About string
	PDF   PDFTheme
	LaTeX LaTeXTheme
	// Style is CSS that is added to the page's own.
	Style string
	// Inputs are the study's files that the theme was read from.
	Inputs map[string]digest.SHA256
}

// PDFTheme is what a theme says of the PDF. What is zero is the renderer's.
type PDFTheme struct {
	Paper   string  // a4 or letter
	Columns int     // 1 or 2
	Size    float64 // of the text's letters, in points
	Measure float64 // width of the text block, in points
}

// LaTeXTheme is what a theme says of the LaTeX source.
type LaTeXTheme struct {
	Columns int
}

// TemplatesDir is where a study keeps its themes, each in a directory.
const TemplatesDir = "templates"

// DefaultTheme is that of a paper that names none.
const DefaultTheme = "article"

// ThemeFile is what every theme's directory holds.
const ThemeFile = "theme.yaml"

//go:embed themes
var builtIn embed.FS

// BuiltInThemes are the themes that need no file, sorted.
func BuiltInThemes() []string {
	entries, err := builtIn.ReadDir("themes")
	if err != nil {
		panic(err) // our own files
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// BuiltInTheme gives the files of a built-in theme by name, to be copied and
// changed; nil for a name that is none.
func BuiltInTheme(name string) map[string][]byte {
	entries, err := builtIn.ReadDir("themes/" + name)
	if err != nil || !fs.ValidPath(name) || strings.Contains(name, "/") {
		return nil
	}
	files := map[string][]byte{}
	for _, e := range entries {
		content, err := builtIn.ReadFile("themes/" + name + "/" + e.Name())
		if err != nil {
			panic(err)
		}
		files[e.Name()] = content
	}
	return files
}

// ReadTheme reads a theme of the study's templates, or else a built-in one. A
// theme that `extends:` another says only what differs. Mistakes come with
// their places in the theme's files.
func ReadTheme(files fs.FS, name string) (*Theme, diag.List) {
	if name == "" {
		name = DefaultTheme
	}
	t := &themeReader{files: files, theme: &Theme{Name: name, Inputs: map[string]digest.SHA256{}},
		b: &builder{doc: &Document{}, files: map[string]*file{}}}
	t.read(name, nil)
	t.b.failures.Sort()
	return t.theme, t.b.failures
}

// themeReader reads one theme with those that it extends.
type themeReader struct {
	files fs.FS
	theme *Theme
	b     *builder
	chain []string // the themes that are being read, the first extends the second
}

// read takes a theme in, the one that it extends before it. From is where it
// was named, nil for the command line or the paper.
func (t *themeReader) read(name string, from *fragment) {
	if slices.Contains(t.chain, name) {
		chain := strings.Join(append(t.chain, name), " extends ")
		t.b.fail(from.errorAt(0, len(from.text), "a theme extends itself: %s", chain).WithHint("one of them has to go without extends:"))
		return
	}
	t.chain = append(t.chain, name)
	source, content, err := t.open(name, ThemeFile)
	if err != nil {
		t.missing(name, from, err)
		return
	}
	f := newFile(source, content)
	t.b.files[source] = f
	o := &options{b: t.b, what: "a theme", all: t.b.settings(f.part(0, len(f.text)))}
	if v := o.get("extends"); v != nil {
		t.read(v.text.String(), &v.text)
	}
	if about := o.text("about"); about != "" {
		t.theme.About = about
	}
	t.pdf(o.get("pdf"))
	if inner := t.inner("latex", o.get("latex")); inner != nil {
		t.count(inner, "columns", 1, 2, &t.theme.LaTeX.Columns)
		inner.done()
	}
	if v := o.get("style"); v != nil {
		t.style(name, v.text)
	}
	o.done()
}

// open finds a theme's file in the study, or among the built-in ones.
func (t *themeReader) open(name, file string) (source string, content []byte, err error) {
	if !fs.ValidPath(name) || strings.Contains(name, "/") || name == "." {
		return "", nil, fs.ErrNotExist
	}
	source = path.Join(TemplatesDir, name, file)
	content, err = plainfile.ReadIn(t.files, source)
	if errors.Is(err, fs.ErrNotExist) {
		if builtin, inner := builtIn.ReadFile("themes/" + name + "/" + file); inner == nil {
			return source, builtin, nil
		}
	}
	if err == nil {
		t.theme.Inputs[source] = digest.Bytes(content)
	}
	return source, content, err
}

func (t *themeReader) missing(name string, from *fragment, err error) {
	known := Themes(t.files)
	var e *diag.Error
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		e = unread(t.files, name, err, diag.At(diag.Pos{File: path.Join(TemplatesDir, name, ThemeFile)}, "the theme cannot be read: %s", plain(err)))
	case from != nil:
		e = from.errorAt(0, len(from.text), "no theme is called %q", name)
	default:
		e = diag.At(diag.Pos{}, "no theme is called %q", name)
	}
	if near := diag.Nearest(name, known); near != "" {
		e.WithHint("did you mean %s?", near)
	} else {
		e.WithHint("there are: %s", strings.Join(known, ", "))
	}
	t.b.fail(e)
}

// Themes are the names of the themes at hand: the study's and the built-in.
func Themes(files fs.FS) []string {
	names := BuiltInThemes()
	entries, err := fs.ReadDir(files, TemplatesDir)
	if err == nil {
		for _, e := range entries {
			if _, err := fs.Stat(files, path.Join(TemplatesDir, e.Name(), ThemeFile)); err == nil {
				names = append(names, e.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (t *themeReader) inner(key string, v *value) *options {
	if v == nil {
		return nil
	}
	if v.settings == nil {
		t.b.fail(v.text.errorAt(0, max(1, len(v.text.text)), "%s takes settings of its own", key).WithHint("%s:\n  columns: 2", key))
		return nil
	}
	return &options{b: t.b, what: key + " of a theme", all: v.settings}
}

func (t *themeReader) pdf(v *value) {
	o := t.inner("pdf", v)
	if o == nil {
		return
	}
	p := &t.theme.PDF
	if o.get("paper") != nil {
		p.Paper = o.choice("paper", "a4", "letter")
	}
	t.count(o, "columns", 1, 2, &p.Columns)
	t.points(o, "size", 7, 16, &p.Size)
	t.points(o, "measure", 200, 560, &p.Measure)
	o.done()
}

func (t *themeReader) count(o *options, key string, least, most int, into *int) {
	v := o.get(key)
	if v == nil {
		return
	}
	n, err := strconv.Atoi(v.text.String())
	if err != nil || n < least || n > most {
		t.b.fail(v.text.errorAt(0, max(1, len(v.text.text)), "%s is %d to %d, not %q", key, least, most, v.text))
		return
	}
	*into = n
}

func (t *themeReader) points(o *options, key string, least, most float64, into *float64) {
	v := o.get(key)
	if v == nil {
		return
	}
	n, err := strconv.ParseFloat(v.text.String(), 64)
	if err != nil || !(n >= least && n <= most) {
		t.b.fail(v.text.errorAt(0, max(1, len(v.text.text)), "%s is %g to %g points, not %q", key, least, most, v.text))
		return
	}
	*into = n
}

// style adds a theme's CSS. It stands inside the page's own style element, so
// it must not end that.
func (t *themeReader) style(name string, file fragment) {
	words := file.String()
	if !fs.ValidPath(words) || strings.Contains(words, "/") {
		t.b.fail(file.errorAt(0, len(file.text), "a theme's style lies beside its %s", ThemeFile).WithHint("style: style.css"))
		return
	}
	source, content, err := t.open(name, words)
	switch {
	case err != nil:
		t.b.fail(unread(t.files, source, err, file.errorAt(0, len(file.text), "the style %s cannot be read: %s", source, plain(err))))
	case strings.Contains(string(content), "</"):
		t.b.fail(file.errorAt(0, len(file.text), "the style %s holds %q, which would end the page's style", source, "</"))
	default:
		t.theme.Style += string(content)
	}
}

// Unnamed stands in the place of authors for blind review.
const Unnamed = "Anonymous authors"

// Anonymous takes out of a document who made it, for blind review. It tells
// where the text still names one of them.
func (d *Document) Anonymous() []string {
	var named []string
	for _, a := range d.Meta.Authors {
		for _, words := range []string{a.Name, a.Affiliation, a.Email} {
			if words != "" && d.says(words) {
				named = append(named, fmt.Sprintf("the text still names %q", words))
			}
		}
	}
	if len(d.Meta.Authors) > 0 {
		d.Meta.Authors = []Author{{Name: Unnamed}}
	}
	return named
}

func (d *Document) says(words string) bool {
	found := false
	Walk(d, nil, func(i Inline) {
		switch i := i.(type) {
		case *Text:
			found = found || strings.Contains(i.Value, words)
		case *Link:
			found = found || strings.Contains(i.URL, words)
		}
	})
	return found
}
