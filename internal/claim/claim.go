// Package claim resolves each figure the text names to a score or a
// measurement, and refuses one that has neither. An expression such as
// `total tool=mlflow set=published | fixed 2` and the study's scores and
// evidence come in; the words to print, with what proves them, go out. Where
// it stands in the text is for document.
package claim

import (
	"report/internal/diag"
	"report/internal/digest"
)

// Status is how well a claim is supported.
type Status string

// The states a claim can be in.
const (
	Supported   Status = "supported"
	Judged      Status = "judged"
	Published   Status = "published"
	Missing     Status = "missing"     // declared, but not measured
	Unsupported Status = "unsupported" // an assertion that is false
	Stale       Status = "stale"
	Tampered    Status = "tampered"
)

// Claim is a figure or comparison in the text, bound to what proves it.
type Claim struct {
	ID       string   `json:"id"`
	Expr     string   `json:"expression"` // normalised
	Text     string   `json:"text"`       // as printed
	Value    string   `json:"value"`      // machine-readable, "" when missing
	Basis    string   `json:"basis"`
	Status   Status   `json:"status"`
	Reason   string   `json:"reason,omitempty"` // why it is missing, stale or unsupported, in prose
	What     string   `json:"what,omitempty"`   // in words: "total of MLflow, set published"
	At       diag.Pos `json:"at"`
	Evidence []Source `json:"evidence,omitempty"`
	// For charts and chains: the value as an exact decimal, its interval, the
	// samples behind it, its unit. Empty where there is none.
	Exact   string   `json:"exact,omitempty"`
	Low     string   `json:"low,omitempty"`
	High    string   `json:"high,omitempty"`
	Samples []string `json:"samples,omitempty"`
	Unit    string   `json:"unit,omitempty"`
	// Subject names what the claim is about, for audit.
	Subject Subject `json:"subject,omitzero"`
	// Of an assertion that is false: where the first comparison that does not
	// hold stands, and its length in runes.
	Broken    diag.Pos `json:"broken,omitzero"`
	BrokenLen int      `json:"broken_len,omitempty"`
	failed    *Comparison
}

// Fault is an assertion that is false as a mistake, at the comparison that does
// not hold; nil for another claim.
func (c *Claim) Fault() *diag.Error {
	if c.Status != Unsupported {
		return nil
	}
	e := diag.At(c.At, "this does not hold: %s", c.Reason)
	if c.Broken.Line > 0 {
		e.Pos, e.Len = c.Broken, c.BrokenLen
	}
	return e.WithHint("change the sentence, or what it claims: report audit %s shows what is behind it", c.ID)
}

// Subject is what a claim is about, as far as it is one thing.
type Subject struct {
	Function string `json:"function,omitempty"`
	Set      string `json:"set,omitempty"`
	Context  string `json:"context,omitempty"`
	Tool     string `json:"tool,omitempty"`
	// Tools are those on whose cells a winner, a margin or what a verdict hangs on
	// rests, also where it is about one Tool or one Criterion: then with Whole.
	Tools     []string `json:"tools,omitempty"`
	Criterion string   `json:"criterion,omitempty"`
	Whole     bool     `json:"whole,omitempty"`  // all criteria are behind it
	Metric    string   `json:"metric,omitempty"` // of the criterion's rule, alone behind it; or of the experiment
	// Needs are the tools of which what the context requires is behind it; without
	// Tools nothing else is.
	Needs      []string `json:"needs,omitempty"`
	Experiment string   `json:"experiment,omitempty"`
	// Was counts, from 1, the rules that were in force before; 0 is the one now.
	Was int `json:"was,omitempty"`
}

// Source is the place behind a claim, with as much of it as a page embeds.
type Source struct {
	Run     string        `json:"run"`  // EXPERIMENT/RUN, "" for a file of the study
	Path    string        `json:"path"` // below the run, or below the study's root
	SHA256  digest.SHA256 `json:"sha256"`
	Line    int           `json:"line,omitempty"`
	Col     int           `json:"col,omitempty"` // where the study says so
	Pointer string        `json:"pointer,omitempty"`
	// Excerpt is at most ten lines around the place; From is the first one's number.
	Excerpt []string `json:"excerpt,omitempty"`
	From    int      `json:"from,omitempty"`
	// What says in words what the place holds: "median wall time of step train".
	What string `json:"what,omitempty"`
	// Of a place behind a score: which score that is, its points, and the metric
	// of the rule as CRITERION/METRIC, "" where the points are written down.
	Of     string `json:"of,omitempty"` // "Ease of installation of MLflow"
	Points string `json:"points,omitempty"`
	Metric string `json:"metric,omitempty"`
}

// Words say what the place holds, and of which score.
func (s *Source) Words() string {
	if s.Of == "" {
		return s.What
	}
	return s.Of + ": " + s.What
}
