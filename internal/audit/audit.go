// Package audit walks from a sentence of the paper to its claim, score,
// evidence and pin, and names the first broken link of each chain. The claims
// of a document and the study's evidence come in; chains go out. It changes
// nothing and computes no figure of its own: it asks the rooms that did.
package audit

import (
	"fmt"
	"math/big"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/score"
	"report/internal/study"
)

// Kind is what a link of a chain is.
type Kind string

// The kinds, in the order of the road.
const (
	Sentence Kind = "sentence"
	Claim    Kind = "claim"
	Score    Kind = "score"
	Rule     Kind = "rule"
	Metric   Kind = "metric"
	// Requirement is what a kind of user requires of a tool.
	Requirement Kind = "requirement"
	Declared    Kind = "study" // a line of the study's own files
	Evidence    Kind = "evidence"
	// Experiment is where the road ends that has no run.
	Experiment Kind = "experiment"
	Run        Kind = "run"
	Code       Kind = "code"
	Lock       Kind = "lock"
	Data       Kind = "data"
	Machine    Kind = "machine"
)

// Link is one place on the road from a sentence to the bytes behind it.
type Link struct {
	Kind   Kind    `json:"kind"`
	At     string  `json:"at,omitempty"` // file:line:col, or a path
	What   string  `json:"what"`
	Broken string  `json:"broken,omitempty"` // why the road ends here
	Doubt  string  `json:"doubt,omitempty"`  // what weakens it, and does not end it
	Hint   string  `json:"hint,omitempty"`
	Next   []*Link `json:"next,omitempty"` // links of runs, cells and places are shared by all that lead to them
}

// Chain is the road of one claim.
type Chain struct {
	Claim claim.Claim
	Root  *Link
	// Break is the first broken link, nil where the road is whole.
	Break *Link
	// From is the link before it.
	From *Link
}

// Inputs is what an audit asks.
type Inputs struct {
	Study    *study.Study
	Store    *evidence.Store
	Env      *claim.Env
	Readings score.Readings
	Files    claim.Files
	// Ruled says why the rule of a criterion is in doubt, such as one that changed
	// after the runs that it scores; "" where it is not.
	Ruled func(criterion string) string
	// Holds says whether the code at hand contains the trees of a run.
	Holds func(pin.Code) (pin.Link, string)
}

// Auditor walks the chains of one document. Runs and files are checked once.
type Auditor struct {
	in   Inputs
	runs runs
	// What chains share: the paper's files by line, and links of cells, of the rules
	// behind them and of places in the evidence. A total rests on all cells of its
	// row, a winner on all of the table, and every context on the same measurements.
	lines   shared[string, []string]
	cells   shared[string, map[[2]string]int]
	weights shared[*big.Rat, string]
	scored  shared[scored, *Link]
	ruledBy shared[scored, *Link]
	checked shared[evidence.Ref, *checked]
	placed  shared[placed, *Link]
}

// shared keeps what was made for a name. Of two goroutines that make the same, the
// first one's is kept by both.
type shared[K comparable, V any] struct {
	mu   sync.Mutex
	made map[K]V
}

func (s *shared[K, V]) get(name K, make func() (V, error)) (V, error) {
	s.mu.Lock()
	known, ok := s.made[name]
	s.mu.Unlock()
	if ok {
		return known, nil
	}
	made, err := make()
	if err != nil {
		return made, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.made[name]; ok {
		return known, nil
	}
	if s.made == nil {
		s.made = map[K]V{}
	}
	s.made[name] = made
	return made, nil
}

// scored names the link of a cell, placed that of a place with what is said of it.
type (
	scored struct {
		set, context, tool, criterion string
		was                           int
	}
	placed struct {
		at   evidence.Ref
		what string
	}
)

// New makes the auditor of one document.
func New(in Inputs) *Auditor {
	return &Auditor{in: in, runs: runs{known: map[string]*checkedRun{}, links: map[string]*Link{}}}
}

// TraceAll walks the chains of claims, in their order, on all cores.
func (a *Auditor) TraceAll(claims []claim.Claim) ([]*Chain, error) {
	for _, c := range claims { // the tables are made by one goroutine, and looked at by all
		if s := c.Subject; s.Set != "" {
			if _, err := a.in.Env.Table(s.Set, s.Context); err != nil {
				return nil, err
			}
			if len(s.Needs) > 0 {
				if _, err := a.in.Env.Advice(s.Set, s.Context); err != nil {
					return nil, err
				}
			}
		}
	}
	const share = 32 // claims that follow each other rest on the same
	chains := make([]*Chain, len(claims))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(claims); from += share {
		group.Go(func() (err error) {
			for i := from; i < min(from+share, len(claims)); i++ {
				if chains[i], err = a.Trace(claims[i]); err != nil {
					return fmt.Errorf("tracing claim %s: %w", claims[i].ID, err)
				}
			}
			return nil
		})
	}
	return chains, group.Wait()
}

// Trace walks one claim's chain and settles its status: a file behind it that
// changed after the run makes it tampered, whatever it said before.
func (a *Auditor) Trace(c claim.Claim) (*Chain, error) {
	below, err := a.below(c)
	if err != nil {
		return nil, err
	}
	middle := &Link{Kind: Claim, At: c.At.String(), What: claimWords(c), Next: below}
	_, deeper := firstBroken(middle, nil)
	switch {
	case c.Status == claim.Unsupported, c.Status == claim.Missing && deeper == nil:
		middle.Broken = c.Reason
	case c.Status == claim.Stale:
		middle.Doubt = c.Reason
	}
	chain := &Chain{Claim: c, Root: &Link{Kind: Sentence, At: c.At.String(), What: a.sentence(c), Next: []*Link{middle}}}
	if middle.Broken == "" && deeper == nil {
		return chain, nil
	}
	chain.From, chain.Break = firstBroken(chain.Root, nil)
	if tampered(chain.Root) {
		chain.Claim.Status = claim.Tampered
		chain.From, chain.Break = firstTampered(chain.Root, nil)
		chain.Claim.Reason = fmt.Sprintf("%s: %s", chain.Break.At, chain.Break.Broken)
	}
	return chain, nil
}

func claimWords(c claim.Claim) string {
	words := "{{ " + c.Expr + " }}"
	if c.What != "" {
		words += ": " + c.What
	}
	return words
}

// sentence is the line of the paper that the claim stands on, shortened.
func (a *Auditor) sentence(c claim.Claim) string {
	lines, _ := a.lines.get(c.At.File, func() (lines []string, _ error) {
		if c.At.File != "" {
			if content, err := a.in.Files.Study(c.At.File); err == nil {
				lines = strings.Split(string(content), "\n")
			}
		}
		return lines, nil
	})
	printed := "prints nothing and holds only if it is so"
	if c.Text != "" {
		printed = "prints " + c.Text
	}
	if c.At.Line < 1 || c.At.Line > len(lines) {
		return printed
	}
	text := []rune(strings.TrimSpace(lines[c.At.Line-1]))
	if len(text) > 90 {
		from := max(0, min(c.At.Col-45, len(text)-90))
		text = []rune("…" + string(text[from:from+90]) + "…")
	}
	return printed + " in: " + string(text)
}

// firstBroken is the first link, in reading order, that ends the road, and the
// one before it.
func firstBroken(l, before *Link) (from, broken *Link) {
	return first(l, before, func(l *Link) bool { return l.Broken != "" })
}

func firstTampered(l, before *Link) (from, broken *Link) {
	return first(l, before, isTampered)
}

func isTampered(l *Link) bool { return l.Broken != "" && (l.Kind == Evidence || l.Kind == Run) }

func tampered(l *Link) bool {
	_, found := first(l, nil, isTampered)
	return found != nil
}

func first(l, before *Link, fits func(*Link) bool) (from, found *Link) {
	if fits(l) {
		return before, l
	}
	for _, next := range l.Next {
		if from, found = first(next, l, fits); found != nil {
			return from, found
		}
	}
	return nil, nil
}

// below is what stands behind a claim: the cells of a table, or the places
// that the claim itself names.
func (a *Auditor) below(c claim.Claim) (links []*Link, err error) {
	if c.Subject.Set != "" {
		if links, err = a.ofSet(c); err != nil || len(links) > 0 {
			return links, err
		}
	}
	if e := a.in.Study.Experiment(c.Subject.Experiment); e != nil && c.Status == claim.Missing && len(c.Evidence) == 0 {
		link := &Link{Kind: Experiment, At: experimentAt(e, c.Reason), What: e.Title, Broken: c.Reason}
		link.Next, err = a.untrue(e.ID)
		return []*Link{link}, err
	}
	return a.places(c.Evidence)
}

// untrue is the run of an experiment that scores use where it is not what it
// was: what it did not leave may be missing for that.
func (a *Auditor) untrue(experiment string) ([]*Link, error) {
	reading, err := a.in.Readings.Reading(experiment)
	if err == nil && reading.Changed != nil {
		p := reading.Changed
		return []*Link{{Kind: Evidence, At: p.Path, What: "evidence of " + experiment, Broken: p.Problem, Hint: p.Hint}}, nil
	}
	if err != nil || reading.Run == "" {
		return nil, err
	}
	run, err := a.run(experiment, reading.Run)
	if err != nil || run.Run == nil {
		return nil, err
	}
	if link := a.runLink(run); link.Broken != "" {
		return []*Link{link}, nil
	}
	return nil, nil
}

// experimentAt is where an experiment is declared, or the step that a reason is
// about.
func experimentAt(e *study.Experiment, reason string) string {
	for i := range e.Steps {
		if s := &e.Steps[i]; strings.HasPrefix(reason, "step "+s.ID+" of "+e.ID) && s.Pos.Line > 0 {
			return s.Pos.String()
		}
	}
	if e.Pos.Line > 0 {
		return e.Pos.String()
	}
	return e.Source
}

// ofSet is what stands behind a figure of a score set: its cells, one metric of
// a rule, what a kind of user requires, or several of these. There is nothing
// where the figure rests on the set as it is declared.
func (a *Auditor) ofSet(c claim.Claim) ([]*Link, error) {
	s := c.Subject
	table, err := a.in.Env.Table(s.Set, s.Context)
	if err != nil {
		return nil, err
	}
	if s.Metric != "" {
		return a.part(c, table)
	}
	var links []*Link
	if len(s.Needs) == 0 || len(s.Tools) > 0 {
		if links, err = a.scores(c, table); err != nil {
			return nil, err
		}
	}
	needs, err := a.needs(s, len(s.Tools) == 0)
	return append(links, needs...), err
}

// part is one metric of a rule, as it gave a tool's cell its points.
func (a *Auditor) part(c claim.Claim, table *score.Table) ([]*Link, error) {
	row, rule := table.Row(c.Subject.Tool), a.in.Study.Rule(c.Subject.Criterion)
	if row == nil || rule == nil {
		return nil, nil
	}
	link, err := a.rulesOn(rule, row.ID, row.Cells[rule.Criterion], scored{table.Set, "", row.ID, rule.Criterion, 0})
	if err != nil {
		return nil, err
	}
	one := *link
	one.Next = nil
	for i, p := range row.Cells[rule.Criterion].Parts {
		if p.ID == c.Subject.Metric && i < len(link.Next) {
			one.Next = link.Next[i : i+1]
		}
	}
	return []*Link{&one}, nil
}

// needs are what a context requires of the tools that a figure names. Where
// nothing else is behind it, what is not known of one ends its road.
func (a *Auditor) needs(s claim.Subject, alone bool) ([]*Link, error) {
	var links []*Link
	for _, tool := range s.Needs {
		advice, err := a.in.Env.Advice(s.Set, s.Context)
		if err != nil {
			return nil, err
		}
		o := advice.Option(tool)
		if o == nil {
			continue
		}
		for i, n := range o.Needs {
			link := &Link{Kind: Requirement, At: advice.Context.Requires[i].Pos.String(), What: fmt.Sprintf("%s has to pass %s of %s: %s", o.Name, n.Probe, n.Experiment, n.State)}
			switch {
			case n.State == score.Unknown && alone:
				link.Broken = n.Why
			case n.State == score.Unknown:
				link.Doubt = n.Why
			case n.Stale:
				link.Doubt = "an experiment changed after the run behind it"
			}
			if err := a.underNeed(link, n); err != nil {
				return nil, err
			}
			links = append(links, link)
		}
	}
	return links, nil
}

// underNeed adds the probe's evidence to what is required.
func (a *Auditor) underNeed(link *Link, n score.Need) (err error) {
	if n.State == score.Unknown {
		link.Next, err = a.untrue(n.Experiment)
	}
	for _, ref := range n.Evidence {
		next, failed := a.place(ref, "")
		if failed != nil {
			return failed
		}
		link.Next = append(link.Next, next)
	}
	return err
}

// scores are the cells behind a total, a rank, a winner or a score.
func (a *Auditor) scores(c claim.Claim, table *score.Table) ([]*Link, error) {
	tools := c.Subject.Tools
	if len(tools) == 0 {
		tools = []string{c.Subject.Tool}
	}
	var links []*Link
	for _, tool := range tools {
		row := table.Row(tool)
		if row == nil {
			continue
		}
		for _, column := range table.Criteria {
			if c.Subject.Criterion != "" && !c.Subject.Whole && c.Subject.Criterion != column.ID {
				continue
			}
			name := scored{c.Subject.Set, c.Subject.Context, tool, column.ID, c.Subject.Was}
			link, err := a.scored.get(name, func() (*Link, error) { return a.score(table, row, column, c.Subject.Was) })
			if err != nil {
				return nil, err
			}
			links = append(links, link)
		}
	}
	return links, nil
}

// score is a cell of a table, by the rule in force or, counted from 1, by one
// that was in force before.
func (a *Auditor) score(table *score.Table, row *score.Row, column score.Criterion, was int) (*Link, error) {
	cell, rule := row.Cells[column.ID], a.in.Study.Rule(column.ID)
	if rule != nil && was > 0 && was <= len(cell.Was) && was <= len(rule.Was) {
		former := rule.Was[was-1].Rule
		former.Pos = rule.Was[was-1].Pos
		cell, rule = cell.Was[was-1].Cell, &former
	}
	link := &Link{Kind: Score, What: fmt.Sprintf("%s on %s: %s points, %s, weight %s%%", row.Name, column.Name,
		cell.Range.Text(1), cell.Basis, a.weight(column.Weight))}
	if i := slices.IndexFunc(a.in.Study.Criteria, func(c study.Criterion) bool { return c.ID == column.ID }); i >= 0 && a.in.Study.Criteria[i].Pos.Line > 0 {
		link.At = a.in.Study.Criteria[i].Pos.String() // where its weight stands
	}
	if cell.Stale {
		link.Doubt = "an experiment changed after the run behind it"
	}
	if cell.Basis == score.Published || cell.Basis == score.Judged {
		link.Next = append(link.Next, a.written(table.Set, row.ID, column.ID, cell))
	}
	if rule != nil && len(cell.Parts) > 0 {
		below, err := a.rulesOn(rule, row.ID, cell, scored{table.Set, "", row.ID, column.ID, was}) // a context changes the weight alone
		if err != nil {
			return nil, err
		}
		link.Next = append(link.Next, below)
	}
	if len(cell.Parts) == 0 && cell.Basis == score.Missing {
		link.At, link.Broken = a.uncovered(table.Set, column.ID), cell.Reason
	}
	if len(cell.Parts) == 0 { // what a judgement looked at
		for _, ref := range cell.Evidence {
			next, err := a.place(ref, "looked at for "+column.Name)
			if err != nil {
				return nil, err
			}
			link.Next = append(link.Next, next)
		}
	}
	return link, nil
}

// rulesOn is a rule with the metrics that gave a cell its points, made once.
func (a *Auditor) rulesOn(rule *study.Rule, tool string, cell score.Cell, name scored) (*Link, error) {
	return a.ruledBy.get(name, func() (*Link, error) {
		link, err := a.ruled(rule, tool, cell)
		if err == nil && name.was == 0 && a.in.Ruled != nil {
			link.Doubt = a.in.Ruled(rule.Criterion)
		}
		return link, err
	})
}

// uncovered is where a score could stand that does not: the set, or of one by the
// rubric the criterion that has no rule.
func (a *Auditor) uncovered(set, criterion string) string {
	s := a.in.Study.Set(set)
	if s == nil {
		return ""
	}
	at := s.Pos
	for i := range a.in.Study.Criteria {
		if c := &a.in.Study.Criteria[i]; s.Rubric && c.ID == criterion {
			at = c.Pos
		}
	}
	if at.File == "" {
		return ""
	}
	return at.String()
}

// weight is a criterion's weight in digits, which all its cells name.
func (a *Auditor) weight(w *big.Rat) string {
	text, _ := a.weights.get(w, func() (string, error) { return score.Decimal(w), nil })
	return text
}

// written is the line of the study that states a cell.
func (a *Auditor) written(set, tool, criterion string, cell score.Cell) *Link {
	link := &Link{Kind: Declared, What: "written down as " + string(cell.Basis)}
	if s := a.in.Study.Set(set); s != nil {
		if i, found := a.cellsOf(s)[[2]string{tool, criterion}]; found {
			link.At = s.Cells[i].Pos.String()
		}
		if s.Source != "" && cell.Basis == score.Published {
			link.What = strings.TrimSuffix(fmt.Sprintf("published in %s, %s", s.Source, cell.At), ", ")
		}
	}
	if cell.Basis == score.Judged {
		link.What = fmt.Sprintf("judged by %s: %s", cell.By, cell.Reason)
	}
	return link
}

// cellsOf is where a set's written cells stand in it, by tool and criterion.
func (a *Auditor) cellsOf(s *study.ScoreSet) map[[2]string]int {
	at, _ := a.cells.get(s.ID, func() (map[[2]string]int, error) {
		at := make(map[[2]string]int, len(s.Cells))
		for i := len(s.Cells) - 1; i >= 0; i-- { // of two, the first
			at[[2]string{s.Cells[i].Tool, s.Cells[i].Criterion}] = i
		}
		return at, nil
	})
	return at
}

// ruled is a rule with the metrics that gave a tool's cell its points.
func (a *Auditor) ruled(rule *study.Rule, tool string, cell score.Cell) (*Link, error) {
	link := &Link{Kind: Rule, At: rule.Pos.String(), What: "weighted mean of its metrics' points, rounded half up to one decimal"}
	for i, part := range cell.Parts {
		one := &Link{Kind: Metric, What: part.Name, Broken: part.Reason}
		if i < len(rule.Metrics) {
			one.At = rule.Metrics[i].Pos.String()
			if part.Value == nil {
				var err error
				if one.Next, err = a.untrue(strings.ReplaceAll(rule.Metrics[i].From.Experiment, "{tool}", tool)); err != nil {
					return nil, err
				}
			}
		}
		if part.Value != nil {
			one.What = fmt.Sprintf("%s: %s gives %s points", part.Name, strings.TrimSpace(score.Decimal(part.Value)+" "+part.Unit), score.Decimal(part.Points))
			if len(cell.Parts) > 1 {
				one.What += ", weighs " + score.Decimal(part.Weight)
			}
		}
		for _, ref := range part.Evidence {
			next, err := a.place(ref, "")
			if err != nil {
				return nil, err
			}
			one.Next = append(one.Next, next)
		}
		link.Next = append(link.Next, one)
	}
	return link, nil
}

// places are the places that a claim names itself.
func (a *Auditor) places(sources []claim.Source) ([]*Link, error) {
	var links []*Link
	for _, s := range sources {
		if s.Run == "" {
			link := &Link{Kind: Declared, At: written(s), What: s.Words()}
			if strings.HasPrefix(s.Path, evidence.Committed+"/") { // such as a manifest, which no manifest lists
				link.Kind = Evidence
			}
			links = append(links, link)
			continue
		}
		ref, err := evidence.ParseRef(s.Run + "/" + s.Path)
		if err != nil {
			return nil, err
		}
		ref.Line, ref.Pointer = s.Line, s.Pointer
		link, err := a.place(ref, s.Words())
		if err != nil {
			return nil, err
		}
		links = append(links, link)
	}
	return links, nil
}

// written is the place in a file of the study.
func written(s claim.Source) string {
	switch {
	case s.Line < 1 || s.Path == "":
		return s.Path
	case s.Col < 1:
		return fmt.Sprintf("%s:%d", s.Path, s.Line)
	}
	return diag.Pos{File: s.Path, Line: s.Line, Col: s.Col}.String()
}

// placeIn is a place of the evidence as file:line:col.
func placeIn(file string, found *evidence.Place) string {
	return diag.Pos{File: file, Line: found.Line, Col: found.Col}.String()
}

// place is one place in the evidence, checked against its manifest, with the
// run behind it.
func (a *Auditor) place(ref evidence.Ref, what string) (*Link, error) {
	return a.placed.get(placed{ref, what}, func() (*Link, error) {
		c, err := a.lookUp(ref)
		if err != nil {
			return nil, err
		}
		link := c.said(what)
		if c.run.broken == "" {
			link.Next = []*Link{a.runLink(c.run)}
		}
		return link, nil
	})
}

// checked is what a place in the evidence comes to, whatever is said of it.
type checked struct {
	Link
	between, shown string // of the place, behind what is said of it
	run            *checkedRun
}

// said is the link of the place with what is said of it.
func (c *checked) said(what string) *Link {
	link := c.Link
	if link.What = what + c.between + c.shown; what == "" {
		link.What = c.shown
	}
	return &link
}

// lookUp checks a place once: of the many that name it each says something else.
func (a *Auditor) lookUp(ref evidence.Ref) (*checked, error) {
	return a.checked.get(ref, func() (*checked, error) {
		run, err := a.run(ref.Experiment, ref.Run)
		if err != nil {
			return nil, err
		}
		c := &checked{Link: Link{Kind: Evidence}, run: run}
		if run.broken != "" {
			c.At, c.Broken = ref.String(), run.broken
		} else {
			c.in(a, run, ref)
		}
		return c, nil
	})
}

// in holds a place against the manifest of its run.
func (c *checked) in(a *Auditor, run *checkedRun, ref evidence.Ref) {
	name := ref.Path
	if file := run.FileOr(name); file != nil {
		name = file.Path
	}
	file := path.Join(run.Place(), name)
	if problem, ok := run.problems[file]; ok {
		c.At, c.Broken, c.Hint = file, problem.Problem, problem.Hint
		if found, err := a.look(run.Run, ref); err == nil { // what changed may still have the place
			c.At = placeIn(file, found)
		}
	} else if name == evidence.ManifestName { // it does not list itself
		c.At = file
		if ref.Line > 0 {
			c.At = fmt.Sprintf("%s:%d", file, ref.Line)
		}
	} else if found, err := a.look(run.Run, ref); err != nil {
		c.At, c.Broken = file, err.Error()
	} else {
		c.At = placeIn(file, found)
		if found.Value != "" {
			c.between, c.shown = " ", fmt.Sprintf("(%s is %s)", ref.Pointer, clip(found.Value))
		} else if len(found.Excerpt) > 0 && found.Line > 0 {
			c.between, c.shown = ": ", clip(strings.TrimSpace(found.Excerpt[0]))
		}
	}
}

// look finds a place in the evidence, in what the claims have read where they have.
func (a *Auditor) look(r *evidence.Run, ref evidence.Ref) (*evidence.Place, error) {
	if f := r.File(ref.Path); f != nil && f.Role == evidence.RoleScreenshot {
		return a.in.Store.LinesIn(r, ref, 0)
	}
	if text, err := a.in.Env.Text(ref); err == nil {
		if found, ok, err := text.Place(r, ref, 0); ok {
			return found, err
		}
	}
	return a.in.Store.LinesIn(r, ref, 0)
}

func clip(text string) string {
	runes := []rune(text)
	if len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return text
}
