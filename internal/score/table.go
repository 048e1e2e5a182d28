// Package score applies the rubric to evidence: points, totals, ranking,
// advice per context, each citing its evidence. It computes with exact
// rationals and knows no file and no clock; where the figures are read from is
// given to it by evidence, and putting them into words is for claim.
package score

import (
	"math/big"

	"report/internal/evidence"
)

// Basis says what a cell rests on.
type Basis string

// The bases a cell can have.
const (
	Measured  Basis = "measured"
	Judged    Basis = "judged"
	Published Basis = "published"
	Missing   Basis = "missing"
)

// Table is one score set applied: the cells, totals and ranking.
type Table struct {
	Set      string      `json:"set"`
	Name     string      `json:"name"`
	Criteria []Criterion `json:"criteria"`
	Tools    []Row       `json:"tools"`  // that the set rates, in the study's order
	Winner   string      `json:"winner"` // tool ID; "" when there is none
	Tied     []string    `json:"tied,omitempty"`
	Outside  []string    `json:"outside,omitempty"` // tools of the study that the set does not rate

	rows map[string]int // where Apply put each tool's row; nil in a table that was made otherwise
}

// Criterion is a column: weights are exact percents that add up to 100.
type Criterion struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Weight *big.Rat `json:"weight"`
}

// Row is one tool's cells, total and rank.
type Row struct {
	ID    string          `json:"id"`
	Name  string          `json:"name"`
	Rank  int             `json:"rank"` // 0 where ranges overlap and no rank can be told
	Total Span            `json:"total"`
	Cells map[string]Cell `json:"scores"` // by criterion ID
	// Places are the ranks between which the tool's lies; both are Rank where
	// that can be told.
	Places Ranks `json:"-"`
}

// Span is an exact figure (Low equals High) or a range.
type Span struct {
	Low  *big.Rat `json:"low"`
	High *big.Rat `json:"high"`
}

// Exact reports whether the span is one figure.
func (s Span) Exact() bool { return s.Low != nil && s.High != nil && s.Low.Cmp(s.High) == 0 }

// Cell is one tool on one criterion.
type Cell struct {
	Points   *big.Rat       `json:"points"` // one decimal; nil where Basis is Missing
	Range    Span           `json:"range"`  // equal to Points where it is known
	Basis    Basis          `json:"basis"`
	Parts    []Part         `json:"parts,omitempty"`
	Evidence []evidence.Ref `json:"evidence,omitempty"`
	At       string         `json:"at,omitempty"`     // published: where
	Reason   string         `json:"reason,omitempty"` // judged: why; missing: what is not there
	By       string         `json:"by,omitempty"`
	Stale    bool           `json:"stale,omitempty"` // the run's key is not the key now
	// Was are the points by the rules that were in force before, from the same
	// evidence, in the order of the rule's `was`.
	Was []Former `json:"was,omitempty"`
	// Doubt is Range with every measurement anywhere within its interval; empty
	// for a written cell.
	Doubt Span `json:"-"`
}

// Former is what a cell came to by a rule that was in force before.
type Former struct {
	On  string `json:"on"`  // the day or the commit of the change
	Why string `json:"why"` // why the rule was changed
	Cell
}

// Part is one metric of a rule applied to one tool.
type Part struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Value    *big.Rat       `json:"value"` // nil where it could not be obtained
	Unit     string         `json:"unit,omitempty"`
	Points   *big.Rat       `json:"points"`
	Weight   *big.Rat       `json:"weight"`
	Evidence []evidence.Ref `json:"evidence,omitempty"`
	Reason   string         `json:"reason,omitempty"` // why it could not be obtained
	Doubt    Span           `json:"-"`                // the points over the value's interval
	Probe    bool           `json:"-"`                // asked by a probe
	// Around is the interval or the range of the value's repetitions, Kind says
	// which; empty where there is one value alone.
	Around  Span       `json:"-"`
	Kind    string     `json:"-"`
	Samples []*big.Rat `json:"-"`
}
