// Package latex writes a paper as LaTeX source that journals take: one .tex
// file that pdflatex compiles, with its figures beside it. A document and the
// pictures of its charts come in; text and files go out. Sections, figures,
// tables, listings and equations are numbered by LaTeX, as the document
// numbers them, and can be referred to by the same labels. It knows nothing of
// the other formats.
package latex

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"report/internal/diag"
	"report/internal/document"
	"report/internal/math"
)

// Options is what the document does not say.
type Options struct {
	// Charts are the document's charts as PDF files, by figure ID.
	Charts map[string][]byte
	// Wide are those of two columns that go over both, by figure ID.
	Wide []string
	// Vector makes a PDF file of an SVG picture, which LaTeX does not read.
	Vector func(svg []byte) ([]byte, error)
	// Formulas are the document's formulas, set: their sizes tell what is too wide.
	Formulas map[math.Key]*math.Formula
	// Columns is 1 unless 2.
	Columns int
	// Warn is told what the text cannot show as it was meant, once each.
	Warn func(string)
}

// Render writes the paper: the text of paper.tex and the pictures that it
// shows, by their path beside it. The same arguments give the same bytes.
func Render(doc *document.Document, opts Options) (text []byte, files map[string][]byte, err error) {
	w := &writer{doc: doc, opts: opts, files: map[string][]byte{}, evidence: map[string]string{},
		noted: map[int]bool{}, works: map[string]bool{}, warned: map[string]bool{}}
	for _, run := range doc.Evidence {
		for _, f := range run.Files {
			for _, id := range f.Claims {
				if w.evidence[id] == "" {
					w.evidence[id] = run.ID
				}
			}
		}
	}
	for _, e := range doc.Bibliography {
		w.works[e.Key] = true
	}
	for _, m := range missing(doc) {
		w.warn("%s", m)
	}
	w.preamble()
	w.titleBlock()
	w.blocks(doc.Blocks)
	w.line(`\end{document}`)
	if err := w.problems.Err(); err != nil {
		return nil, nil, err
	}
	return w.out.Bytes(), w.files, nil
}

// writer writes one paper.
type writer struct {
	doc      *document.Document
	opts     Options
	files    map[string][]byte
	evidence map[string]string // claim ID to the anchor of the run behind it
	works    map[string]bool   // citation keys of the bibliography
	out      bytes.Buffer
	pending  []int        // footnotes whose text follows the block
	noted    map[int]bool // footnotes whose text was written
	inNote   bool
	inset    float64 // of the lists and quotations around, in points
	depth    int     // how many they are
	appendix bool    // \appendix was written
	warned   map[string]bool
	problems diag.List
}

func (w *writer) line(format string, args ...any) {
	if len(args) == 0 {
		w.out.WriteString(format)
	} else {
		fmt.Fprintf(&w.out, format, args...)
	}
	w.out.WriteByte('\n')
}

// warn says something once.
func (w *writer) warn(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if w.opts.Warn != nil && !w.warned[message] {
		w.warned[message] = true
		w.opts.Warn(message)
	}
}

func (w *writer) blocks(blocks []document.Block) {
	for _, b := range blocks {
		w.block(b)
		w.notes()
	}
}

// notes write the texts of the footnotes that the last block marked: a mark in
// a table, a caption or a heading cannot carry its text itself.
func (w *writer) notes() {
	for len(w.pending) > 0 && !w.inNote {
		n := w.pending[0]
		w.pending = w.pending[1:]
		if w.noted[n] || n > len(w.doc.Footnotes) {
			continue
		}
		w.noted[n] = true
		w.line(`\footnotetext[%d]{%s}`, n, strings.Join(w.note(w.doc.Footnotes[n-1].Blocks), `\par `))
	}
}

// note is the blocks of a footnote. What floats cannot stand in one.
func (w *writer) note(blocks []document.Block) []string {
	var words []string
	w.inNote = true
	defer func() { w.inNote = false }()
	for _, b := range blocks {
		switch b := b.(type) {
		case *document.Paragraph:
			words = append(words, w.inlines(b.Text))
		case *document.Table, *document.Figure:
			w.warn("LaTeX: a table or picture in a footnote is left out")
		default:
			start := w.out.Len()
			w.block(b)
			words = append(words, strings.TrimSpace(string(w.out.Bytes()[start:])))
			w.out.Truncate(start)
		}
	}
	return words
}

func (w *writer) block(b document.Block) {
	switch b := b.(type) {
	case *document.Heading:
		w.heading(b)
	case *document.Paragraph:
		w.line("\n%s", w.inlines(b.Text))
	case *document.List:
		w.list(b)
	case *document.Definitions:
		w.definitions(b)
	case *document.Quote:
		kind := "quote"
		if w.depth >= deepest {
			kind = "deeper"
		}
		w.line("\n\\begin{%s}", kind)
		w.inside(2, func() { w.blocks(b.Blocks) })
		w.line(`\end{%s}`, kind)
	case *document.Rule:
		w.line("\n\\par\\noindent\\hfil\\rule{0.4\\linewidth}{0.4pt}\\hfil\\par")
	case *document.Table:
		w.table(b)
	case *document.Figure:
		w.figure(b)
	case *document.Listing:
		w.listing(b)
	case *document.Equation:
		w.equation(b)
	case *document.Placeholder:
		w.placeholder(b)
	}
}

var sections = []string{"section", "subsection", "subsubsection", "paragraph", "subparagraph"}

func (w *writer) heading(h *document.Heading) {
	command := sections[min(h.Level, len(sections))-1]
	if h.Number == "" {
		command += "*"
	} else if h.Level == 1 && !w.appendix && h.Number[0] >= 'A' {
		w.appendix = true
		w.line("\n\\appendix")
	}
	words := w.inlines(h.Text)
	if !wordsOnly(h.Text) { // a bookmark takes no links, marks and formulas
		words = `\texorpdfstring{` + words + `}{` + w.text(plain(h.Text)) + `}`
	}
	if h.Number == "" { // an unnumbered section can be linked to, not counted
		w.line("\n\\phantomsection\n\\%s{%s}%s", command, words, label(h.ID))
		return
	}
	w.line("\n\\%s{%s}%s", command, words, label(h.ID))
}

func label(id string) string {
	if id == "" {
		return ""
	}
	return `\label{` + key(id) + `}`
}

// key keeps what a label may hold.
func key(id string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-:./", r)) {
			return r
		}
		return '-'
	}, id)
}

func (w *writer) list(l *document.List) {
	if w.depth >= deepest {
		w.deepList(l)
		return
	}
	kind := "itemize"
	if l.Ordered {
		kind = "enumerate"
	}
	w.line("\n\\begin{%s}", kind)
	if l.Tight {
		w.line(`\setlength{\itemsep}{0pt}\setlength{\parskip}{0pt}`)
	}
	if l.Ordered && l.Start > 1 {
		w.line(`\addtocounter{enum\romannumeral\the\csname @enumdepth\endcsname}{%d}`, l.Start-1)
	}
	for _, item := range l.Items {
		mark := ""
		if item.Task {
			mark = `[$\square$]`
			if item.Done {
				mark = `[$\boxtimes$]`
			}
		}
		w.item(mark, item.Blocks)
	}
	w.line(`\end{%s}`, kind)
}

// deepest is how many lists may stand in one another: LaTeX knows four of a kind
// and six in all, and a listing or a table needs one itself.
const deepest = 4

// deepList writes a list that LaTeX would call too deeply nested.
func (w *writer) deepList(l *document.List) {
	w.line("\n\\begin{deeper}")
	for i, item := range l.Items {
		mark := `\textperiodcentered`
		switch {
		case item.Task && item.Done:
			mark = `$\boxtimes$`
		case item.Task:
			mark = `$\square$`
		case l.Ordered:
			mark = strconv.Itoa(max(l.Start, 1)+i) + "."
		}
		w.entry(`\deepitem{`+mark+`}`, item.Blocks)
	}
	w.line(`\end{deeper}`)
}

func (w *writer) definitions(d *document.Definitions) {
	if w.depth >= deepest {
		w.line("\n\\begin{deeper}")
		for _, item := range d.Items {
			w.line("\n\\textbf{%s}\\quad", w.inlines(item.Term))
			w.inside(1, func() { w.blocks(item.Blocks) })
		}
		w.line(`\end{deeper}`)
		return
	}
	w.line("\n\\begin{description}")
	for _, item := range d.Items {
		term := w.inlines(item.Term)
		if lineWidth(partsOf(item.Term, bold)) > 150 { // a label is set on one line
			w.line(`\item[] \textbf{%s}\par`, term)
			w.inside(1, func() { w.blocks(item.Blocks) })
			continue
		}
		w.item(`[{`+term+`}]`, item.Blocks)
	}
	w.line(`\end{description}`)
}

// item writes one item of a list with its mark.
func (w *writer) item(mark string, blocks []document.Block) { w.entry(`\item`+mark, blocks) }

// entry writes an item behind its command. Words begin on the line of the
// command; what begins otherwise is kept off a mark of ours, which it would lose.
func (w *writer) entry(command string, blocks []document.Block) {
	words, rest := `\leavevmode`, blocks
	if p, is := first(blocks).(*document.Paragraph); is {
		words, rest = " "+noOption(w.inlines(p.Text)), blocks[1:]
	} else if command == `\item` {
		words = "{}"
	}
	w.line("%s%s", command, words)
	w.notes()
	w.inside(1, func() { w.blocks(rest) })
}

// inside writes what stands in by the margins of a list.
func (w *writer) inside(margins int, write func()) {
	margin := 28.0
	if w.opts.Columns == 2 {
		margin = 22
	}
	w.inset += float64(margins) * margin
	w.depth++
	write()
	w.depth--
	w.inset -= float64(margins) * margin
}

func first(blocks []document.Block) document.Block {
	if len(blocks) == 0 {
		return nil
	}
	return blocks[0]
}

// noOption keeps words behind a command from being read as its option.
func noOption(words string) string {
	if strings.HasPrefix(words, "[") || strings.HasPrefix(words, "*") {
		return "{}" + words
	}
	return words
}

func (w *writer) figure(f *document.Figure) {
	name, ok := w.drawing(f)
	if !ok {
		return
	}
	width, figure := `\linewidth`, "figure"
	if w.overBoth(f) {
		figure = "figure*"
		if f.Chart != nil {
			width = `0.85\linewidth` // as large as on a page of one column
		}
	}
	w.line("\n\\begin{%s}[htbp]\n\\centering", figure)
	switch {
	case f.Chart == nil && f.Width == 0:
		w.line(`\asitis{%s}`, name)
	default:
		if f.Width > 0 && f.Width < 100 {
			width = strconv.FormatFloat(float64(f.Width)/100, 'f', 2, 64) + `\linewidth`
		}
		w.line(`\includegraphics[width=%s,height=0.85\textheight,keepaspectratio]{%s}`, width, name)
	}
	w.captioned(f.Number, f.Caption, f.ID)
	w.line(`\end{%s}`, figure)
}

// The margins of a page of two columns and the space between these, in millimetres.
const besideColumns, betweenColumns = 18, 7

// ColumnWidth is how wide one of two columns is on A4, in points.
const ColumnWidth = (210 - 2*besideColumns - betweenColumns) / 2.0 / 25.4 * 72

// manyPixels is how wide a picture is whose letters are too small for a column:
// windows are.
const manyPixels = 900

// overBoth reports whether a figure goes over both columns of a page.
func (w *writer) overBoth(f *document.Figure) bool {
	switch {
	case w.opts.Columns != 2 || w.depth > 0:
		return false
	case f.Chart != nil:
		return slices.Contains(w.opts.Wide, f.Chart.ID)
	}
	return f.Image.MediaType != "image/svg+xml" && f.Image.Width >= manyPixels
}

// captioned writes the caption of a float; one without a number is not counted.
func (w *writer) captioned(number string, caption []document.Inline, id string) {
	words := w.inlines(caption)
	switch {
	case number != "":
		w.line(`\caption{%s}%s`, words, label(id))
	case words != "":
		w.line(`\par\medskip{\normalsize %s\par}\medskip`, words)
	}
}

// drawing keeps a figure's picture as a file that pdflatex reads.
func (w *writer) drawing(f *document.Figure) (string, bool) {
	if f.Chart != nil {
		content := w.opts.Charts[f.Chart.ID]
		if content == nil {
			w.problems = append(w.problems, diag.At(f.Pos, "the chart %s was not drawn", f.Chart.ID))
			return "", false
		}
		name := "figures/" + key(f.Chart.ID) + ".pdf"
		w.files[name] = content
		return name, true
	}
	if f.Image == nil {
		return "", false
	}
	name, err := w.picture(f.Image)
	if err != nil {
		w.problems = append(w.problems, diag.At(f.Pos, "%v", err))
	}
	return name, err == nil
}

func (w *writer) picture(i *document.Image) (string, error) {
	base := strings.TrimSuffix(i.Name, path.Ext(i.Name))
	name := "figures/" + strings.ReplaceAll(key(base), ".", "-")
	switch i.MediaType {
	case "image/png":
		name += ".png"
	case "image/jpeg":
		name += ".jpg"
	case "image/svg+xml":
		content, err := w.opts.Vector(i.Content)
		if err != nil {
			return "", fmt.Errorf("the picture %s: %w", i.Name, err)
		}
		w.files[name+".pdf"] = content
		return name + ".pdf", nil
	default:
		return "", fmt.Errorf("the picture %s is %s, which LaTeX does not read", i.Name, i.MediaType)
	}
	w.files[name] = i.Content
	return name, nil
}

func (w *writer) placeholder(p *document.Placeholder) {
	switch p.Part {
	case "bibliography":
		w.bibliography()
	case "evidence":
		w.runs()
	}
}

// bibliography lists the cited works; the heading before it is the paper's own.
func (w *writer) bibliography() {
	if len(w.doc.Bibliography) == 0 {
		return
	}
	w.line("\n\\begingroup\n\\renewcommand{\\section}[2]{}")
	w.line(`\begin{thebibliography}{%d}`, len(w.doc.Bibliography))
	for _, e := range w.doc.Bibliography {
		if e.Label != "" {
			w.line(`\bibitem{%s} %s`, key(e.Key), w.inlines(e.Text))
		} else {
			w.line(`\bibitem[]{%s} %s`, key(e.Key), w.inlines(e.Text))
		}
	}
	w.line("\\end{thebibliography}\n\\endgroup")
}

// runs list the runs behind the paper's figures with the files cited, each
// where its figures lead.
func (w *writer) runs() {
	for _, run := range w.doc.Evidence {
		words := slices.DeleteFunc([]string{run.Tool, run.Profile, run.Status, run.Started, run.Machine, run.CommitWords()}, func(s string) bool { return s == "" })
		w.line("\n\\linesleft{5}\\par\\medskip\\noindent\\hypertarget{%s}{\\strut}{\\raggedright\\textbf{%s}\\par}", key(run.ID), w.file(run.Run))
		w.line(`\noindent{\small\raggedright %s\par}`, w.text(strings.Join(words, " · ")))
		if run.Manifest != "" {
			w.line(`{\footnotesize\noindent\raggedright %s %s\par}`, w.file("manifest.json"), sum(run.Manifest))
		}
		for _, f := range run.Files {
			if f.SHA256 == "" { // the manifest, which does not list itself
				continue
			}
			w.line(`{\footnotesize\noindent\raggedright %s %s\par}`, w.file(f.Path), sum(f.SHA256))
		}
	}
}

// file is a path, which may be parted at a line's end.
func (w *writer) file(path string) string { return `\texttt{` + w.breakable(path, longCode) + `}` }

// sum is a digest that may be parted at a line's end.
func sum(digest string) string {
	var b strings.Builder
	b.WriteString(`\texttt{sha256:`)
	for i := 0; i < len(digest); i += 8 {
		b.WriteString(maybreak + digest[i:min(i+8, len(digest))])
	}
	b.WriteByte('}')
	return b.String()
}
