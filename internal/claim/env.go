package claim

import (
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"strconv"
	"sync"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/recall"
	"report/internal/score"
	"report/internal/study"
)

// Files gives the bytes that claims point into, so that a page can embed the
// lines around them. The digests come from the manifests, not from here.
type Files interface {
	// Evidence is the content of a file of a run, decompressed.
	Evidence(experiment, run, path string) ([]byte, error)
	// Study is a file of the study, by its path below the root.
	Study(path string) ([]byte, error)
}

// Inputs is what claims are resolved against.
type Inputs struct {
	Study    *study.Study
	Readings score.Readings
	Files    Files
	// Works gives the citation keys that `cited` may name, with their places; it
	// is asked once, and nil leaves the keys unchecked.
	Works  func() map[string]diag.Pos
	Root   string // evidence root, "sha256:…"; "" while there is no evidence
	Newest string // day of the newest run, 2026-11-23
	// Digested are the manifests that Root is the digest of.
	Digested []digest.Entry
	// Kept remembers what takes long to work out; nil works it out each time.
	Kept *recall.Cache
}

// Env resolves claims. It remembers the ids it gave, so that one Env serves
// one document; it is not for use by several goroutines.
type Env struct {
	in      Inputs
	tables  map[[2]string]*score.Table // by set and context
	advised map[[2]string]*score.Advice
	chose   map[[2]string]*score.Advice // without what takes long
	// sensitive are sensitivities by set and context; one may be nil.
	sensitive map[[2]string]*score.Sensitivity
	// left are tables with each probe left out in turn; one may be nil.
	left map[[2]string]*score.LeftOut
	// ahead are what Ahead began, by the same keys; each is taken once.
	sensitiveAhead map[[2]string]func() (*score.Sensitivity, error)
	leftAhead      map[[2]string]func() *score.LeftOut
	// pairs are comparisons of all tools of a metric, by what asked for them:
	// every cell of a table of pairs asks again.
	pairs map[string]*paired
	// behind are the places behind cells, by set, tool and criterion, and behindRows
	// those behind the rows of tables.
	behind     map[[3]string]restsOn
	behindRows map[*score.Row][]Source
	places     recall.Once[evidence.Ref, Source]   // without what is said of them
	ids        map[string]diag.Pos                 // explicit ones: where first used
	uses       map[string]int                      // how often a made id was given
	files      recall.Once[evidence.Ref, *content] // of the study without an experiment
	tools      map[string]*study.Tool
	// written are the places of the cells that stand in the study, by set,
	// tool and criterion.
	written map[[3]string]diag.Pos
	// For prose, made when first asked for: names by first word, facts by tool.
	names func() map[string][]toolName
	known map[string][]fact
	// versions are those pinned and their beginnings, made when first asked for.
	versions func() map[string]bool
	// printed are the exact totals as they print, by the number of decimals.
	printed  map[int]map[string]bool
	criteria func() []string     // their names, as spaced has them
	things   func() []thing      // what was measured and is no tool
	works    map[string]diag.Pos // what Works gave, once it was asked
	// quoted are the files of the study that claims quoted.
	quoted map[string]digest.SHA256
	// failed is the first error that is no mistake in the paper.
	failed error
}

// Err is the first error that was no mistake in an expression: evidence that
// could not be read. Resolve reports it at the expression that met it.
func (e *Env) Err() error { return e.failed }

// Quoted are the files of the study that the claims quoted so far, with the digests
// of their content: a paper is made from them as well.
func (e *Env) Quoted() map[string]digest.SHA256 { return e.quoted }

// NewEnv makes the environment of one document.
func NewEnv(in Inputs) *Env {
	e := &Env{
		sensitiveAhead: map[[2]string]func() (*score.Sensitivity, error){}, leftAhead: map[[2]string]func() *score.LeftOut{},
		in: in, tables: map[[2]string]*score.Table{}, advised: map[[2]string]*score.Advice{}, chose: map[[2]string]*score.Advice{}, sensitive: map[[2]string]*score.Sensitivity{}, left: map[[2]string]*score.LeftOut{}, pairs: map[string]*paired{}, behind: map[[3]string]restsOn{}, behindRows: map[*score.Row][]Source{}, ids: map[string]diag.Pos{},
		uses: map[string]int{}, tools: map[string]*study.Tool{},
		written: map[[3]string]diag.Pos{}, known: map[string][]fact{}, printed: map[int]map[string]bool{},
	}
	e.names, e.versions, e.criteria, e.things = sync.OnceValue(e.named), sync.OnceValue(e.pinnedVersions), sync.OnceValue(e.criterionNames), sync.OnceValue(e.thingNames)
	for _, set := range in.Study.Sets {
		for _, c := range set.Cells {
			e.written[[3]string{set.ID, c.Tool, c.Criterion}] = c.Pos
		}
	}
	for i := range in.Study.Tools {
		e.tools[in.Study.Tools[i].ID] = &in.Study.Tools[i]
	}
	return e
}

// Table is a score set applied under a context's weights, or the study's own
// where context is "". It is made once.
func (e *Env) Table(set, context string) (*score.Table, error) {
	key := [2]string{set, context}
	if t := e.tables[key]; t != nil {
		return t, nil
	}
	t, err := e.apply(set, context)
	if err == nil {
		e.tables[key] = t
		if context == "" {
			e.lookAhead(t)
		}
	}
	return t, err
}

// Ahead begins to work out on another core what will be asked for later of a
// set under the study's own weights: "sensitivity" or "left-out". It changes no
// answer.
func (e *Env) Ahead(what, set string) {
	table, err := e.Table(set, "")
	if err != nil || runtime.GOMAXPROCS(0) < 2 {
		return // the error is told to who asks
	}
	key := [2]string{set, ""}
	switch what {
	case "sensitivity":
		if e.sensitiveAhead[key] == nil {
			made := sync.OnceValues(func() (*score.Sensitivity, error) { return score.SensitiveKept(table, e.in.Kept) })
			e.sensitiveAhead[key] = made
			go func() {
				if s, err := made(); err == nil && s != nil { // whoever asks gets the same again
					s.WinShare()
				}
			}()
		}
	case "left-out":
		if e.leftAhead[key] == nil {
			made := sync.OnceValue(func() *score.LeftOut { return score.LeaveOut(table) })
			e.leftAhead[key] = made
			go made()
		}
	}
}

// apply makes a table; what a context changes are the weights alone.
func (e *Env) apply(set, context string) (*score.Table, error) {
	if context == "" {
		return score.Apply(e.in.Study, e.in.Readings, set, nil)
	}
	weights, err := score.ContextWeights(e.in.Study, context)
	if err != nil {
		return nil, err
	}
	own, err := e.Table(set, "")
	if err != nil {
		return nil, err
	}
	return own.Under(e.in.Study, weights)
}

// Resolve works out an expression whose first byte stands at `at`. A mistake
// in it, or a name that the study does not declare, is an error; a value that
// was not measured is a claim that says why.
func (e *Env) Resolve(text string, at diag.Pos) (Claim, *diag.Error) {
	expr, bad := parse(text)
	if bad != nil {
		return Claim{}, bad.place(text, at)
	}
	c, err := e.claim(expr, at)
	if err == nil {
		if c.failed != nil {
			place := wrong(c.failed.From, c.failed.To-c.failed.From, "").place(text, at)
			c.Broken, c.BrokenLen = place.Pos, place.Len
		}
		return c, nil
	}
	if errors.As(err, &bad) {
		return c, bad.place(text, at)
	}
	e.fail(err)
	return c, wrong(0, len(text), "%v", err).place(text, at)
}

func (e *Env) fail(err error) {
	if e.failed == nil {
		e.failed = err
	}
}

// Total is the claim of a tool's total, as prose would write it.
func (e *Env) Total(set, context, tool string, at diag.Pos) (Claim, *diag.Error) {
	return e.call(at, "total", Format{}, "context", context, "set", set, "tool", tool)
}

// Cell is the claim of one cell of a score table.
func (e *Env) Cell(set, tool, criterion string, at diag.Pos) (Claim, *diag.Error) {
	return e.call(at, "score", Format{}, "criterion", criterion, "set", set, "tool", tool)
}

// FormerCell is the claim of a tool's points by a rule that was in force before:
// the first, the second and so on of those that the study lists.
func (e *Env) FormerCell(set, tool, criterion string, was int, at diag.Pos) (Claim, *diag.Error) {
	return e.call(at, "score", Format{}, "criterion", criterion, "set", set, "tool", tool, "was", strconv.Itoa(was))
}

// Rank is the claim of a tool's rank.
func (e *Env) Rank(set, context, tool string, at diag.Pos) (Claim, *diag.Error) {
	return e.call(at, "rank", Format{}, "context", context, "set", set, "tool", tool)
}

// Weight is the claim of a criterion's weight.
func (e *Env) Weight(context, criterion string, at diag.Pos) (Claim, *diag.Error) {
	return e.call(at, "weight", Format{}, "context", context, "criterion", criterion)
}

// call resolves a function without a text: what tables and charts do.
func (e *Env) call(at diag.Pos, function string, f Format, args ...string) (Claim, *diag.Error) {
	call := &Call{Function: function}
	for i := 0; i < len(args); i += 2 {
		if args[i+1] != "" {
			call.Args = append(call.Args, Arg{Name: args[i], Value: args[i+1]})
		}
	}
	c, err := e.claim(&Expr{Body: call, Format: f}, at)
	if err == nil {
		return c, nil
	}
	var bad *problem
	if errors.As(err, &bad) {
		return c, diag.At(at, "%s", bad.message).WithHint("%s", bad.hint)
	}
	e.fail(err)
	return c, diag.At(at, "%v", err)
}

// Point is one place of a series: the tool's own step and its claim.
type Point struct {
	Step  int64 `json:"step"`
	Claim Claim `json:"claim"`
}

// Series resolves a metric once for each of the tool's own steps (epochs,
// batches) that it was logged at, in order: what a chart of lines draws. A run
// that is not there gives no points and one claim that says why.
func (e *Env) Series(text string, at diag.Pos) ([]Point, Claim, *diag.Error) {
	whole, diagnosed := e.Resolve(text, at)
	if diagnosed != nil || whole.Status == Missing {
		return nil, whole, diagnosed
	}
	expr, _ := parse(text)
	call, ok := expr.Body.(*Call)
	if !ok || call.Function != "metric" || call.Get("at") != "" {
		return nil, whole, wrong(0, len(text), "lines without categories follow a metric over all its steps, without at=").
			mend("write metric experiment=… name=…, or give the chart categories:").place(text, at)
	}
	steps, err := e.steps(call)
	if err != nil {
		return nil, whole, diag.At(at, "%v", err)
	}
	var points []Point
	for _, step := range steps {
		one := *call
		one.Args = append(append([]Arg(nil), call.Args...), Arg{Name: "at", Value: strconv.FormatInt(step, 10)})
		c, err := e.claim(&Expr{Body: &one, Format: expr.Format}, at)
		if err != nil {
			return nil, whole, diag.At(at, "%v", err)
		}
		points = append(points, Point{step, c})
	}
	return points, whole, nil
}

// claim resolves a parsed expression and gives it its id.
func (e *Env) claim(expr *Expr, at diag.Pos) (Claim, error) {
	v, err := e.eval(expr.Body)
	if err != nil {
		return Claim{}, err
	}
	c := Claim{Expr: expr.String(), At: at, Basis: v.basis, Status: v.status(), Reason: v.reason, What: v.what,
		Evidence: v.sources, Unit: v.unit, Subject: v.subject, failed: v.failed}
	if c.Text, c.Value, err = v.words(expr); err != nil {
		return c, err
	}
	if v.number != nil {
		c.Exact = score.Decimal(v.number)
	}
	if v.low != nil && v.high != nil {
		c.Low, c.High = score.Decimal(v.low), score.Decimal(v.high)
	}
	for _, s := range v.samples {
		c.Samples = append(c.Samples, score.Decimal(s))
	}
	c.ID, err = e.id(expr, at)
	return c, err
}

// words are what is printed and its machine form.
func (v *value) words(expr *Expr) (text, machine string, err error) {
	if v.silent {
		return "", v.key, nil
	}
	if v.outside {
		return v.text, "", nil
	}
	if v.missing && v.number == nil && v.low == nil && v.text == "" {
		return "not measured", "", nil
	}
	text, machine, bad := v.show(expr.Format)
	if bad != nil {
		return "", "", bad
	}
	return text, machine, nil
}

// id is the explicit one, which may be used once, or the one made from the
// expression, numbered from its second use on.
func (e *Env) id(expr *Expr, at diag.Pos) (string, error) {
	if id := expr.ID; id != "" {
		if first, taken := e.ids[id]; taken {
			return "", wrong(0, len(id)+1, "claim #%s is already at %s", id, first).mend("each #id stands once; leave it out to have one made")
		}
		e.ids[id] = at
		return id, nil
	}
	id := expr.DefaultID()
	e.uses[id]++
	if n := e.uses[id]; n > 1 {
		return fmt.Sprintf("%s-%d", id, n), nil
	}
	return id, nil
}

// value is what a part of an expression came to.
type value struct {
	number    *big.Rat // nil for a text, for a range, and where it is missing
	low, high *big.Rat // the range, or the interval around number
	samples   []*big.Rat
	text      string // of a value that is no number
	key       string // the text's machine form, to compare with
	unit      string
	usual     Format // when the expression names none
	silent    bool   // an assertion prints nothing

	basis   string
	had     string // the weakest basis of what is not missing
	missing bool
	stale   bool
	failed  *Comparison // of an assertion that is false, the first that is
	outside bool        // the score set does not rate the tool: a dash in any format
	reason  string      // why it is missing, stale or false
	what    string
	subject Subject
	sources []Source
}

// status is how well the value is supported.
func (v *value) status() Status {
	switch {
	case v.failed != nil:
		return Unsupported
	case v.missing:
		return Missing
	case v.stale:
		return Stale
	case v.basis == string(score.Judged):
		return Judged
	case v.basis == string(score.Published):
		return Published
	}
	return Supported
}
