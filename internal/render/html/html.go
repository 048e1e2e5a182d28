// Package html writes a paper as one file for a browser. The document tree,
// its charts already drawn and its formulas already set come in; a page that
// needs no network and no script goes out, with style, scripts, fonts, figures
// and the evidence behind each computed figure inside it. What the page says
// is for document; where it is put is for publish.
//
// Everything that a study, a log or a file name brings is text here: it goes
// through the escaping writers below, and the page's Content-Security-Policy
// lets only our own styles and scripts run, each by its hash.
package html

import (
	"fmt"
	"html/template"
	"path"

	"report/internal/chart"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/math"
	"report/internal/script"
)

// Options are the parts of a page that other rooms make.
type Options struct {
	// ChartScript is the text of the interactive chart script, and ChartPack the
	// same compressed with gzip, which the page carries where the paper has a
	// chart. Without them the static drawings stay.
	ChartScript, ChartPack []byte
	// Fonts are embedded where the text has characters of their range; without
	// them the reader's own serve.
	Fonts []script.Font
	// Formulas are the set formulas; one that is not there is shown as TeX.
	Formulas map[math.Key]*math.Formula
	// Style is a theme's CSS, added to the page's own. It must not hold "</".
	Style string
	// PDF is where the same paper lies as PDF, from beside the page; "" where a
	// reader of the page may not have it.
	PDF string
	// Preview is the picture that is shown where the page is linked to; nil: none.
	Preview *Preview
	// Packed gives what pack makes of a content, or made of it before in the way
	// that is named; nil packs anew.
	Packed func(way string, content []byte, pack func() string) string
	// Model lets the reader move the weights; nil leaves that part out.
	Model *Model
}

// Preview is a picture that stands for the page elsewhere.
type Preview struct {
	Address       string // in full, or from beside the page
	Words         string // for who does not see it
	Width, Height int    // in pixels
}

// roomForClaim is about what a claim takes in the body, with its entry in the
// appendix: the most of a long paper.
const roomForClaim = 9 << 7

// Render writes the paper. drawings holds one drawing a chart, by its ID. The
// same arguments give the same bytes.
func Render(doc *document.Document, drawings map[string]*chart.Drawing, opts Options) ([]byte, error) {
	p := newPage(doc, drawings, opts)
	p.body.Grow(1<<16 + roomForClaim*len(doc.Claims)) // to grow by halves copies all of it again and again
	p.document()
	if len(p.problems) > 0 {
		p.problems.Sort()
		return nil, p.problems.Err()
	}
	out, err := p.write()
	if err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	return out, nil
}

// page is one paper on its way to a file.
type page struct {
	doc      *document.Document
	drawings map[string]*chart.Drawing
	opts     Options
	problems diag.List

	body                      writer
	title, subtitle, abstract template.HTML
	contents                  []entry           // headings for the table of contents
	claims                    map[string]int    // index in doc.Claims by ID
	runs                      map[string]string // anchor of an evidence run by its name
	byName                    map[string]int    // how many of these runs an experiment has
	cited                     map[string]int    // how often a note was referred to
	used                      map[string]bool   // claims whose first place in the text has its anchor
	anchors                   map[string]bool   // of cells
	charts                    []*document.Chart
	placed                    map[string]bool // the placeholders already filled
	inLink                    int             // links do not nest
	inEmph                    int             // how deep in emphasis
	inSans                    int             // captions and tables are set in sans serif
	widths                    map[int]bool    // percent of the text that pictures have
	slanted                   map[string]bool // families of which something is slanted
	held                      []string        // claims met inside a link, printed behind it
}

// entry is one line of the table of contents.
type entry struct {
	level      int
	id, number string
	text       []document.Inline
}

func newPage(doc *document.Document, drawings map[string]*chart.Drawing, opts Options) *page {
	p := &page{
		doc: doc, drawings: drawings, opts: opts,
		claims: make(map[string]int, len(doc.Claims)), runs: map[string]string{}, byName: map[string]int{},
		cited: map[string]int{}, used: map[string]bool{}, anchors: map[string]bool{}, placed: map[string]bool{}, slanted: map[string]bool{}, widths: map[int]bool{},
	}
	for i, c := range doc.Claims {
		p.claims[c.ID] = i
	}
	for _, r := range doc.Evidence {
		p.runs[r.Run] = r.ID
		p.byName[path.Dir(r.Run)]++
	}
	return p
}

// problem notes a mistake of the user's with its place.
func (p *page) problem(pos diag.Pos, format string, args ...any) *diag.Error {
	e := diag.At(pos, format, args...)
	p.problems = append(p.problems, e)
	return e
}
