// Package document is the paper as a tree of blocks (heading, paragraph,
// table, figure, citation), with no format in mind. Markdown with claims in it
// comes in; a Document goes out, with every number, label and reference
// already resolved, so that the renderers only decide how it looks. How a
// citation reads is for cite, how a chart is drawn for chart.
package document

import (
	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
)

// Document is one paper.
type Document struct {
	Meta      Meta          `json:"meta"`
	Blocks    []Block       `json:"blocks"`
	Footnotes []Footnote    `json:"footnotes,omitempty"` // in order of first reference, Number from 1
	Claims    []claim.Claim `json:"claims,omitempty"`    // in order of the text
	// Bibliography is filled in by cite: the cited works, in the order they print.
	Bibliography []Entry `json:"bibliography,omitempty"`
	// Appendix is the evidence appendix: one entry a run behind any claim.
	Evidence []EvidenceRun `json:"evidence,omitempty"`
	// Doubts are what the tool could go on with: to be printed, with their places.
	Doubts diag.List `json:"doubts,omitempty"`
	// Inputs are the files of the study that the paper was made from, with
	// their digests; evidence is covered by its root.
	Inputs map[string]digest.SHA256 `json:"inputs,omitempty"`
	// Changed is the first file that a block was to show and that is not what its
	// run left: an *evidence.Changed. What was to be shown of it is left out.
	Changed error `json:"-"`

	files map[string]*file // the sources, for the lines that mistakes quote
	typed [][]Inline       // title and alternative texts as they were typed
	// asserted are the assertions of each block, and those that stand right behind
	// it in a paragraph of their own.
	asserted map[Block][]asserted
	vouched  []asserted // those of the abstract
}

// asserted is an assertion at its place.
type asserted struct {
	expr string
	at   diag.Pos
}

// Ground is a place that a claim rests on, by the name by which renderers, which
// see the document alone, may call it.
type Ground = claim.Source

// Quote adds the line that a mistake is in, where it is one of the paper's
// sources.
func (d *Document) Quote(e *diag.Error) {
	if f := d.files[e.File]; f != nil && e.Source == "" {
		e.Source = f.line(e.Line)
	}
}

// Meta is the title block and what a file's metadata says.
type Meta struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle,omitempty"`
	Authors  []Author `json:"authors,omitempty"`
	Abstract []Inline `json:"abstract,omitempty"`
	Keywords []string `json:"keywords,omitempty"`
	Lang     string   `json:"lang"`                    // BCP 47, "en" unless said
	Date     string   `json:"date,omitempty"`          // day of the newest evidence, 2026-11-23; never today
	Root     string   `json:"evidence_root,omitempty"` // sha256:…
	Notes    []string `json:"notes,omitempty"`         // doubts printed under the title: what is missing or stale

	// Bibliography are the paths of the files of works, relative to the study's root.
	Bibliography []string `json:"bibliography_files,omitempty"`
	// TitleText and SubtitleText are title and subtitle with their figures.
	TitleText    []Inline `json:"-"`
	SubtitleText []Inline `json:"-"`
	Style        string   `json:"style,omitempty"`    // of citations: numeric or author-year
	Template     string   `json:"template,omitempty"` // the theme, "" for the built-in one
}

// Author is one name of the title block.
type Author struct {
	Name        string `json:"name"`
	Affiliation string `json:"affiliation,omitempty"`
	Email       string `json:"email,omitempty"`
}

// Block is one piece of the paper's flow.
type Block interface{ block() }

// Heading opens a section. Level counts from 1, below the title.
type Heading struct {
	Level  int      `json:"level"`
	ID     string   `json:"id"`               // anchor, unique
	Number string   `json:"number,omitempty"` // "2.1"; "" for an unnumbered one
	Text   []Inline `json:"text"`
	Pos    diag.Pos `json:"pos"`
}

// Paragraph is running text.
type Paragraph struct {
	Text []Inline `json:"text"`
	Pos  diag.Pos `json:"pos"`
}

// List is ordered or not; Start is the first number of an ordered one. A task
// item carries Done.
type List struct {
	Ordered bool   `json:"ordered,omitempty"`
	Start   int    `json:"start,omitempty"`
	Tight   bool   `json:"tight,omitempty"` // items are single paragraphs set close
	Items   []Item `json:"items"`
}

// Item is one list item.
type Item struct {
	Task   bool    `json:"task,omitempty"`
	Done   bool    `json:"done,omitempty"`
	Blocks []Block `json:"blocks"`
}

// Definitions is a list of terms with what they mean.
type Definitions struct {
	Items []Definition `json:"items"`
}

// Definition is one term and its explanations.
type Definition struct {
	Term   []Inline `json:"term"`
	Blocks []Block  `json:"blocks"`
}

// Quote is a block quotation.
type Quote struct {
	Blocks []Block `json:"blocks"`
}

// Rule is a thematic break.
type Rule struct{}

// Table is a table; Number is "" where it has neither caption nor label.
type Table struct {
	ID      string     `json:"id,omitempty"`
	Number  string     `json:"number,omitempty"` // "2"
	Caption []Inline   `json:"caption,omitempty"`
	Columns []Column   `json:"columns"`
	Head    [][]Cell   `json:"head"` // rows
	Body    [][]Cell   `json:"body"`
	Foot    [][]Cell   `json:"foot,omitempty"`  // totals
	Notes   [][]Inline `json:"notes,omitempty"` // printed below the table
	Pos     diag.Pos   `json:"pos"`
}

// Align is how a column's cells stand.
type Align string

// The alignments. Decimal lines up the decimal points.
const (
	Left    Align = "left"
	Right   Align = "right"
	Center  Align = "center"
	Decimal Align = "decimal"
)

// Column is one column of a table.
type Column struct {
	Align Align `json:"align"`
}

// Cell is one cell; Head marks a row's own head (th scope=row).
type Cell struct {
	Text   []Inline `json:"text"`
	Head   bool     `json:"head,omitempty"`
	Strong bool     `json:"strong,omitempty"` // the winner's
	ID     string   `json:"id,omitempty"`     // anchor, unique; what else leads to the row
	// Span is how many columns a head covers, 0 for one. The cells that it
	// covers follow it and are empty, so that a row always has all columns.
	Span int `json:"span,omitempty"`
}

// Figure is a picture or a chart with a caption.
type Figure struct {
	ID      string   `json:"id,omitempty"`
	Number  string   `json:"number,omitempty"`
	Caption []Inline `json:"caption,omitempty"`
	Alt     string   `json:"alt"`
	Image   *Image   `json:"image,omitempty"`
	Chart   *Chart   `json:"chart,omitempty"`
	Width   int      `json:"width,omitempty"` // percent of the text's; 0 leaves it to the renderer
	Pos     diag.Pos `json:"pos"`
}

// Image is a picture's bytes, known by digest. Source says where it came from.
type Image struct {
	Name      string `json:"name"`       // file name below figures/, unique in the paper
	MediaType string `json:"media_type"` // image/png, image/jpeg, image/svg+xml
	Content   []byte `json:"-"`
	SHA256    string `json:"sha256"`
	Width     int    `json:"width,omitempty"`  // pixels
	Height    int    `json:"height,omitempty"` // pixels
	Source    string `json:"source,omitempty"` // REF or path
	Claim     string `json:"claim,omitempty"`  // ID of the claim that it is, when it is evidence
}

// ChartKind is a kind of drawing.
type ChartKind string

// The kinds of chart.
const (
	Bars      ChartKind = "bars" // grouped; Stacked stacks them
	Radar     ChartKind = "radar"
	HeatMap   ChartKind = "heatmap"   // Series are rows, Categories columns
	BoxPlot   ChartKind = "boxplot"   // each point has Samples
	Lines     ChartKind = "lines"     // each point may have Low and High
	Intervals ChartKind = "intervals" // horizontal spans: Low, Value, High
	Tornado   ChartKind = "tornado"
)

// Chart is one figure's data, with no library in mind. A point that could not
// be measured has an empty Value and is drawn as a gap with a mark.
type Chart struct {
	ID         string        `json:"id"` // the figure's label
	Kind       ChartKind     `json:"kind"`
	Title      string        `json:"title,omitempty"`
	Stacked    bool          `json:"stacked,omitempty"`
	Horizontal bool          `json:"horizontal,omitempty"`
	XName      string        `json:"x_name,omitempty"`
	YName      string        `json:"y_name,omitempty"`
	Unit       string        `json:"unit,omitempty"`
	Min        string        `json:"min,omitempty"` // of the value axis, a decimal
	Max        string        `json:"max,omitempty"`
	Categories []string      `json:"categories"`
	Series     []ChartSeries `json:"series"`
	Height     int           `json:"height,omitempty"` // CSS pixels at 700 wide
}

// ChartSeries is one line, one colour of bars, one polygon.
type ChartSeries struct {
	Name   string       `json:"name"`
	Points []ChartPoint `json:"points"` // one a category
}

// ChartPoint is one value, as a decimal, with the claim behind it.
type ChartPoint struct {
	Value   string   `json:"value,omitempty"`
	Low     string   `json:"low,omitempty"`
	High    string   `json:"high,omitempty"`
	Samples []string `json:"samples,omitempty"`
	Claim   string   `json:"claim,omitempty"`
	// Of ends that are claims of their own; else the interval is Claim's.
	LowClaim  string `json:"low_claim,omitempty"`
	HighClaim string `json:"high_claim,omitempty"`
}

// Listing is code or a log.
type Listing struct {
	ID       string   `json:"id,omitempty"`
	Number   string   `json:"number,omitempty"`
	Caption  []Inline `json:"caption,omitempty"`
	Language string   `json:"language,omitempty"`
	Code     string   `json:"code"`
	First    int      `json:"first,omitempty"`  // number of its first line in Source; 0 shows none
	Source   string   `json:"source,omitempty"` // path it is quoted from
	Pos      diag.Pos `json:"pos"`
}

// Equation is displayed math.
type Equation struct {
	ID     string   `json:"id,omitempty"`
	Number string   `json:"number,omitempty"`
	TeX    string   `json:"tex"`
	Pos    diag.Pos `json:"pos"`
}

// Placeholder stands where a generated part goes that has its own page layout:
// "bibliography" or "evidence". Renderers put Document.Bibliography or
// Document.Evidence there; the headings before them are ordinary Headings.
type Placeholder struct {
	Part string `json:"part"`
}

func (*Heading) block()     {}
func (*Paragraph) block()   {}
func (*List) block()        {}
func (*Definitions) block() {}
func (*Quote) block()       {}
func (*Rule) block()        {}
func (*Table) block()       {}
func (*Figure) block()      {}
func (*Listing) block()     {}
func (*Equation) block()    {}
func (*Placeholder) block() {}

// Inline is a piece of running text.
type Inline interface{ inline() }

// Text is plain text; quotes and dashes are already typographic.
type Text struct {
	Value string `json:"text"`

	file  *file
	spans []span // which part of Value comes from where in the file
}

// At is where a byte of the text was typed; not all text was.
func (v *Text) At(i int) (diag.Pos, bool) {
	if v.file == nil || len(v.spans) == 0 {
		return diag.Pos{}, false
	}
	return fragment{file: v.file, spans: v.spans}.pos(i), true
}

// Emph is set in italics.
type Emph struct {
	Text []Inline `json:"text"`
}

// Strong is set bold.
type Strong struct {
	Text []Inline `json:"text"`
}

// Strike is struck through.
type Strike struct {
	Text []Inline `json:"text"`
}

// Code is a code span.
type Code struct {
	Value string `json:"code"`
}

// Link leads to an address outside, already checked to be http, https or mailto.
type Link struct {
	URL  string   `json:"url"`
	Text []Inline `json:"text"`
}

// Figured is a computed figure: the claim with this ID, printed as Value.
type Figured struct {
	Claim string `json:"claim"` // ID in Document.Claims
	Value string `json:"value"`
	Mark  string `json:"mark,omitempty"` // one of the Mark constants, "" for none
}

// Cite is one citation group, filled in by cite.
type Cite struct {
	Items []CiteItem `json:"items"`
	// Narrative is `@key` in running text: Doe (2020); otherwise (Doe, 2020) or [1].
	Narrative bool       `json:"narrative,omitempty"`
	Pos       diag.Pos   `json:"pos"`
	Printed   []CitePart `json:"printed,omitempty"` // by cite: what to print, linked parts with Key
}

// CiteItem is one work in a group.
type CiteItem struct {
	Key     string `json:"key"`
	Prefix  string `json:"prefix,omitempty"`
	Locator string `json:"locator,omitempty"`
	// SuppressAuthor is `-@key`: the year alone, where the text has named them.
	SuppressAuthor bool     `json:"suppress_author,omitempty"`
	Pos            diag.Pos `json:"pos"`
}

// CitePart is a piece of a printed citation; Key links it to its Entry.
type CitePart struct {
	Text string `json:"text"`
	Key  string `json:"key,omitempty"`
}

// Ref is a cross-reference, already resolved: "Figure 2" linked to ID. In a
// draft one that leads nowhere has no ID, and what was written as its text.
type Ref struct {
	ID   string   `json:"id"`
	Text string   `json:"text"`
	Pos  diag.Pos `json:"pos"`
}

// NoteRef refers to Document.Footnotes[Number-1].
type NoteRef struct {
	Number int `json:"number"`
}

// Math is inline math.
type Math struct {
	TeX string   `json:"tex"`
	Pos diag.Pos `json:"pos"`
}

// Break is a forced line break.
type Break struct{}

// Picture is an image inside a paragraph.
type Picture struct {
	Alt   string `json:"alt"`
	Image *Image `json:"image"`
}

func (*Text) inline()    {}
func (*Emph) inline()    {}
func (*Strong) inline()  {}
func (*Strike) inline()  {}
func (*Code) inline()    {}
func (*Link) inline()    {}
func (*Figured) inline() {}
func (*Cite) inline()    {}
func (*Ref) inline()     {}
func (*NoteRef) inline() {}
func (*Math) inline()    {}
func (*Break) inline()   {}
func (*Picture) inline() {}

// Footnote is one note. Blocks are printed at the foot of the page or the end.
type Footnote struct {
	Number int     `json:"number"`
	Blocks []Block `json:"blocks"`
}

// Entry is one work of the bibliography, ready to print.
type Entry struct {
	Key   string   `json:"key"`
	Label string   `json:"label"` // "1", or "" in an author–year style
	Text  []Inline `json:"text"`
}

// EvidenceRun is one run of the evidence appendix.
type EvidenceRun struct {
	Run      string         `json:"run"` // EXPERIMENT/RUN
	ID       string         `json:"id"`  // anchor
	Status   string         `json:"status"`
	Profile  string         `json:"profile"`
	Started  string         `json:"started"` // RFC 3339, UTC
	Tool     string         `json:"tool,omitempty"`
	Machine  string         `json:"machine,omitempty"`
	Commit   string         `json:"commit,omitempty"`
	Code     []Origin       `json:"code,omitempty"` // the git trees and blobs of its inputs in Commit
	Locks    []Origin       `json:"locks,omitempty"`
	Data     []Origin       `json:"data,omitempty"`
	Manifest string         `json:"manifest"` // SHA-256 of manifest.json
	Files    []EvidenceFile `json:"files"`    // those that claims cite
	// Where the run's provenance.json has them, as LINE:COL.
	MachineAt string `json:"machine_at,omitempty"`
	CodeAt    string `json:"code_at,omitempty"`
}

// CommitWords name the commit as short as people do; "" where there is none.
func (r *EvidenceRun) CommitWords() string {
	if r.Commit == "" {
		return ""
	}
	return "commit " + r.Commit[:min(12, len(r.Commit))]
}

// Origin is a thing that a run was made from, known by its digest in hex.
type Origin struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
	At     string `json:"at,omitempty"` // LINE:COL in the run's provenance.json
}

// EvidenceFile is one cited file of a run.
type EvidenceFile struct {
	Path   string   `json:"path"`
	SHA256 string   `json:"sha256"`
	Size   int64    `json:"size"`
	Claims []string `json:"claims"` // IDs
}
