// Package study owns what is asked: tools, scenarios, criteria, rubric,
// weights, contexts and experiments, each field with its line. It reads
// study.yaml and experiments/**/experiment.yaml, checks them as a whole and
// hands out values that the other rooms may trust; whether the code at hand is
// the one that ran is for pin, and points are for score.
package study

import (
	"math/big"

	"report/internal/diag"
	"report/internal/digest"
)

// The names of the schemas that the files carry in their `schema:` field.
const (
	Schema           = "report/study/1"
	ExperimentSchema = "report/experiment/1"
)

// Study is one question, its rules and its experiments.
type Study struct {
	Root      string      `json:"-"` // absolute directory
	Title     string      `json:"title"`
	Question  string      `json:"question,omitempty"`
	Authors   []Author    `json:"authors,omitempty"`
	Licence   string      `json:"licence,omitempty"`
	Profile   string      `json:"profile"` // the one whose runs count for scores
	Profiles  []Profile   `json:"profiles"`
	Tools     []Tool      `json:"tools"`
	Scenarios []Scenario  `json:"scenarios"`
	Data      []DataSet   `json:"data,omitempty"`
	Criteria  []Criterion `json:"criteria"`
	Rubric    []Rule      `json:"rubric,omitempty"`
	Sets      []ScoreSet  `json:"sets"`
	Contexts  []Context   `json:"contexts,omitempty"`
	Outputs   []string    `json:"outputs"` // md, html, pdf
	Paper     string      `json:"paper"`   // path of the literate source, relative to Root
	PaperPos  diag.Pos    `json:"-"`       // where study.yaml names it; zero where it does not
	Publish   Publish     `json:"publish,omitzero"`

	Experiments []*Experiment `json:"experiments,omitempty"` // sorted by ID, then the paper's cells as they stand in it

	// Texts are the files of the paper that were looked through for cells, with
	// the digests of their content, zero for one that is not there.
	Texts map[string]digest.SHA256 `json:"-"`
}

// Author is one name on the paper.
type Author struct {
	Name        string `json:"name"`
	Affiliation string `json:"affiliation,omitempty"`
	Email       string `json:"email,omitempty"`
}

// Profile is a size of run: standard, smoke.
type Profile struct {
	ID    string   `json:"id"`
	About string   `json:"about,omitempty"`
	Pos   diag.Pos `json:"-"`
}

// Tool is a thing compared, at a pinned version.
type Tool struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Version  string   `json:"version"`
	Homepage string   `json:"homepage,omitempty"`
	About    string   `json:"about,omitempty"`
	Newest   *Newest  `json:"newest,omitempty"`
	Pos      diag.Pos `json:"-"`
}

// Newest is the newest version of a tool that was known on a day.
type Newest struct {
	Version string   `json:"version"`
	On      string   `json:"on"` // 2026-11-23
	Pos     diag.Pos `json:"-"`
}

// Publish is what `report check --publish` is told: its limits, and which of its
// rules are waived, and why.
type Publish struct {
	Repetitions int      `json:"repetitions,omitempty"` // fewest of a scored time; 0 is the rule's own
	Waive       []Waiver `json:"waive,omitempty"`
}

// Waiver takes findings of one rule out, in writing.
type Waiver struct {
	Rule   string   `json:"rule"`
	On     []string `json:"on,omitempty"` // patterns of what is waived; empty for all that the rule finds
	Reason string   `json:"reason"`
	Pos    diag.Pos `json:"-"`
}

// Scenario is a workload that every tool is given.
type Scenario struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	About string   `json:"about,omitempty"`
	Agree []string `json:"agree,omitempty"` // metrics that all runs measure alike
	Where []string `json:"where,omitempty"` // metrics that have to be equal for that
	Pos   diag.Pos `json:"-"`
}

// DataSet is one file or archive, pinned by its content. A step finds it at
// $REPORT_DATA_NAME: the decompressed file, or the directory that the archive
// was unpacked into.
type DataSet struct {
	ID     string        `json:"id"`
	URL    string        `json:"url"`               // official address
	Mirror string        `json:"mirror"`            // path below $REPORT_DATA
	SHA256 digest.SHA256 `json:"sha256,omitempty"`  // of the decompressed content; zero for an archive
	Tree   digest.SHA256 `json:"tree,omitzero"`     // tree digest of the members that Members selects
	Member string        `json:"members,omitempty"` // glob over member paths, `**` allowed
	Size   int64         `json:"size,omitempty"`    // bytes once decompressed, 0 unknown
	Pos    diag.Pos      `json:"-"`
}

// Criterion is one axis judged. Weights of all criteria add up to 100.
type Criterion struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Weight *big.Rat `json:"weight"` // percent, an exact decimal
	About  string   `json:"about,omitempty"`
	Pos    diag.Pos `json:"-"`
}

// Rule is the written rule that turns evidence into the points of one
// criterion, the same for every tool: the weighted mean of its metrics'
// points, rounded half up to one decimal.
type Rule struct {
	Criterion string       `json:"criterion"`
	Why       string       `json:"why,omitempty"`
	Metrics   []RuleMetric `json:"metrics"`
	Was       []Former     `json:"was,omitempty"` // in the order in which they were given up
	Pos       diag.Pos     `json:"-"`
}

// Former is a rule that was in force before the one of its criterion.
type Former struct {
	On   string   `json:"on"`  // the day or the commit of the change
	Why  string   `json:"why"` // why the rule was changed
	Rule Rule     `json:"rule"`
	Pos  diag.Pos `json:"-"`
}

// RuleMetric says where one metric of a rule is found and how it gives points.
// `{tool}` in Experiment and in a label's value stands for the tool's ID.
type RuleMetric struct {
	ID     string   `json:"id"`
	Name   string   `json:"name,omitempty"`
	From   Source   `json:"from"`
	Minus  *Source  `json:"minus,omitempty"` // subtracted, e.g. the baseline's
	Weight *big.Rat `json:"weight"`          // share within the rule; 1 unless said
	// Points are anchors (value, points), in order of value: points between
	// two anchors lie on the line between them, outside they stay at the last.
	// A probe needs none: passed is 10, not passed 0.
	Points []Anchor `json:"points,omitempty"`
	Unit   string   `json:"unit,omitempty"`
	Why    string   `json:"why,omitempty"`
	Pos    diag.Pos `json:"-"`
}

// Source names a measurement: exactly one of Metric, Timing and Probe is set.
type Source struct {
	Experiment string            `json:"experiment"`
	Step       string            `json:"step,omitempty"`
	Metric     string            `json:"metric,omitempty"` // a name in metrics.json
	Labels     map[string]string `json:"labels,omitempty"` // that the metric must carry
	Timing     string            `json:"timing,omitempty"` // wall, cpu (seconds), memory (bytes): of Step
	Probe      string            `json:"probe,omitempty"`  // the probe step's ID
	Take       string            `json:"take,omitempty"`   // last (default), first, min, max, mean, median, sum, count
	Pos        diag.Pos          `json:"-"`
}

// Anchor ties a metric's value to points.
type Anchor struct {
	Value  *big.Rat `json:"value"`
	Points *big.Rat `json:"points"`
}

// ScoreSet is one way of filling the table: from a publication, from rules,
// from judgement, or a mixture.
type ScoreSet struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Rubric bool   `json:"rubric,omitempty"` // cells not listed come from the rubric
	Source string `json:"source,omitempty"` // citation key of the publication
	Cells  []Cell `json:"cells,omitempty"`
	// Raters are those whose ratings cells list, and Level how ratings differ:
	// nominal, ordinal or interval.
	Raters []Rater  `json:"raters,omitempty"`
	Level  string   `json:"level,omitempty"`
	Pos    diag.Pos `json:"-"`
}

// Cell is a score that is written down instead of computed.
type Cell struct {
	Tool      string   `json:"tool"`
	Criterion string   `json:"criterion"`
	Points    *big.Rat `json:"points"`
	Basis     string   `json:"basis"`              // published or judged
	At        string   `json:"at,omitempty"`       // place in the publication
	Reason    string   `json:"reason,omitempty"`   // judged: why
	By        string   `json:"by,omitempty"`       // judged: in what role
	Evidence  []string `json:"evidence,omitempty"` // judged: what was looked at, REFs
	Ratings   []Rating `json:"ratings,omitempty"`  // judged: by several; Points is then their mean
	Pos       diag.Pos `json:"-"`
	// Places are where each of Evidence is written.
	Places []diag.Pos `json:"-"`
}

// Rater is one who judged, as a role: names of people are theirs to give.
type Rater struct {
	ID   string   `json:"id"`
	Role string   `json:"role"`
	Pos  diag.Pos `json:"-"`
}

// Rating is what one rater gave.
type Rating struct {
	Rater  string   `json:"rater"`
	Points *big.Rat `json:"points"`
	Pos    diag.Pos `json:"-"`
}

// Context is a kind of user: weights, hard requirements, and who they are.
type Context struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Who      string   `json:"who,omitempty"`
	Weights  []Weight `json:"weights"` // every criterion, adding up to 100
	Requires []Source `json:"requires,omitempty"`
	Pos      diag.Pos `json:"-"`
}

// Weight is a context's own weight of one criterion, in percent.
type Weight struct {
	Criterion string   `json:"criterion"`
	Percent   *big.Rat `json:"percent"`
	Pos       diag.Pos `json:"-"`
}

// Tool returns the tool with an ID, or nil.
func (s *Study) Tool(id string) *Tool {
	for i := range s.Tools {
		if s.Tools[i].ID == id {
			return &s.Tools[i]
		}
	}
	return nil
}

// Experiment returns the experiment with an ID, or nil.
func (s *Study) Experiment(id string) *Experiment {
	for _, e := range s.Experiments {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// Set returns the score set with an ID, or nil.
func (s *Study) Set(id string) *ScoreSet {
	for i := range s.Sets {
		if s.Sets[i].ID == id {
			return &s.Sets[i]
		}
	}
	return nil
}

// Rule returns the rule of a criterion, or nil.
func (s *Study) Rule(criterion string) *Rule {
	for i := range s.Rubric {
		if s.Rubric[i].Criterion == criterion {
			return &s.Rubric[i]
		}
	}
	return nil
}

// Sources are the places that a rule's metrics come from, in their order.
func (r *Rule) Sources() []Source {
	var list []Source
	for i := range r.Metrics {
		m := &r.Metrics[i]
		list = append(list, m.From)
		if m.Minus != nil {
			list = append(list, *m.Minus)
		}
	}
	return list
}

// DataSet returns the data set with an ID, or nil.
func (s *Study) DataSet(id string) *DataSet {
	for i := range s.Data {
		if s.Data[i].ID == id {
			return &s.Data[i]
		}
	}
	return nil
}
