// Package pdf sets a document as a PDF: pages with running heads, justified
// lines, tables, figures and notes where a reader expects them, tagged for
// those who listen to it and fit to be archived. The document and the drawings
// of its charts and formulas come in; the file's bytes go out, the same ones
// every time. How lines are broken is typeset's, what a drawing holds is svg's.
package pdf

import (
	"fmt"
	"strings"
	"time"

	"report/internal/chart"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/math"
	"report/internal/svg"
	"report/internal/typeset"
)

// Paper is a page size.
type Paper string

// The papers.
const (
	A4     Paper = "a4"
	Letter Paper = "letter"
)

// Options is what the document does not say.
type Options struct {
	Paper   Paper // A4 unless said
	Columns int   // 1 unless 2
	// Size is that of the text's letters in points, which all others follow;
	// Measure the width of the text block in points. 0 is the usual one.
	Size, Measure float64
	// Date goes into the file's metadata: that of the evidence, never today's.
	Date time.Time
	// Hyphens are Liang's patterns for the document's language, one a line; ""
	// divides no word.
	Hyphens string
	// Formulas are the document's formulas, set. One that is not there prints
	// its source.
	Formulas map[math.Key]*math.Formula
	// Narrow are drawings of the charts for a column's width, by figure ID. Where
	// one is there and its letters can be read, the chart stands in a column.
	Narrow map[string]*chart.Drawing
	// Packed gives what pack makes of a stream, or made of it before in the way
	// that is named; many ask at once. nil packs anew.
	Packed func(way string, content []byte, pack func() string) string
	// Warn is told what the page cannot show as it was meant, once each.
	Warn func(string)
}

// renderer walks one document.
type renderer struct {
	doc      *document.Document
	drawings map[string]*chart.Drawing
	opts     Options
	look     look
	fonts    *typeset.Fonts
	hyphens  *typeset.Hyphens
	c        *canvas
	flow     *flow
	root     *element
	section  *element

	known    map[string]bool     // anchors that will be set
	evidence map[string]string   // claim ID to the anchor of the file behind it
	places   map[string][]*place // claim ID to where it is printed
	pictures map[string]*svg.Picture
	problems diag.List
	short    map[string]string // texts cut for running heads
	warned   map[string]bool
	level    int             // of the last heading, for structure and outline
	outline  int             // level of the last bookmark, -1 before the first
	noted    map[int]bool    // footnotes that are set already
	signed   map[string]bool // the marks that are printed as signs
	flush    bool            // the next paragraph starts without an indent
}

// Render sets the document. Drawings are those of its charts, by figure ID.
func Render(doc *document.Document, drawings map[string]*chart.Drawing, opts Options) ([]byte, error) {
	r := &renderer{
		doc: doc, drawings: drawings, opts: opts, fonts: typeset.NewFonts(),
		known: map[string]bool{}, evidence: map[string]string{}, places: map[string][]*place{}, pictures: map[string]*svg.Picture{}, warned: map[string]bool{},
		noted: map[int]bool{}, signed: map[string]bool{}, short: map[string]string{}, outline: -1,
	}
	r.look = newLook(opts)
	switch {
	case !isEnglish(doc.Meta.Lang):
		r.warn("PDF: words are not divided at line ends: there are no patterns for language %q", doc.Meta.Lang)
	case opts.Hyphens == "":
		r.warn("PDF: words are not divided at line ends: this binary was built without patterns; build it with: make")
	default:
		r.hyphens = typeset.NewHyphens(opts.Hyphens)
	}
	r.c = newCanvas(r.look.pageWidth, r.look.pageHeight)
	r.c.packed = opts.Packed
	r.root = &element{kind: "Document"}
	r.section = r.root
	r.findAnchors(doc.Blocks)
	r.findPlaces()
	r.flow = newFlow(r)
	r.titleBlock()
	r.flush = true
	for _, b := range doc.Blocks {
		r.flow.add(r.block(b, r.look.frame(r.section))...)
	}
	r.flow.end()
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	r.warnMissing()
	out, err := r.c.finish(r.information(), r.root)
	if err != nil {
		return nil, err
	}
	return out, nil
}

func isEnglish(lang string) bool {
	return lang == "" || lang == "en" || strings.HasPrefix(lang, "en-")
}

func (r *renderer) information() information {
	m := r.doc.Meta
	i := information{title: m.Title, keywords: m.Keywords, lang: m.Lang, date: r.opts.Date.UTC(), subject: m.Subtitle}
	if i.lang == "" {
		i.lang = "en"
	}
	if i.title == "" {
		i.title = "Untitled"
	}
	if r.opts.Date.IsZero() {
		i.date = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	for _, a := range m.Authors {
		i.authors = append(i.authors, a.Name)
	}
	return i
}

// warn says something once.
func (r *renderer) warn(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if r.opts.Warn != nil && !r.warned[message] {
		r.warned[message] = true
		r.opts.Warn(message)
	}
}

// findAnchors notes what links can lead to.
func (r *renderer) findAnchors(blocks []document.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *document.Heading:
			r.known[b.ID] = true
		case *document.Table:
			r.known[b.ID] = true
		case *document.Figure:
			r.known[b.ID] = true
		case *document.Listing:
			r.known[b.ID] = true
		case *document.Equation:
			r.known[b.ID] = true
		case *document.Quote:
			r.findAnchors(b.Blocks)
		case *document.List:
			for _, item := range b.Items {
				r.findAnchors(item.Blocks)
			}
		case *document.Definitions:
			for _, item := range b.Items {
				r.findAnchors(item.Blocks)
			}
		case *document.Placeholder:
			r.findGenerated(b.Part)
		}
	}
}

func (r *renderer) findGenerated(part string) {
	switch part {
	case "bibliography":
		for _, e := range r.doc.Bibliography {
			r.known["cite-"+e.Key] = true
		}
	case "evidence":
		for _, run := range r.doc.Evidence {
			r.known[run.ID] = true
			for i, f := range run.Files {
				anchor := evidenceAnchor(run.ID, i)
				r.known[anchor] = true
				for _, id := range f.Claims {
					if r.evidence[id] == "" {
						r.evidence[id] = anchor
					}
				}
			}
		}
	}
}

func evidenceAnchor(run string, file int) string { return fmt.Sprintf("%s-file-%d", run, file) }
