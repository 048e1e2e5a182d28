package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/evidence"
	"report/internal/math"
	"report/internal/review"
	"report/internal/script"
	"report/internal/study"
)

func newCheck(a *app) *cobra.Command {
	var publish bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find every mistake in the files and the paper before anything runs",
		Long: `Reads study.yaml and every experiment.yaml, holds them against each other, then
reads the paper, and prints every mistake with its line and a mend.

In the paper it also refuses what does not hold: a decimal typed in a sentence
that names a tool, where it equals or contradicts a score or total of the study,
and an assertion that is false. And it warns of numbers that are neither
computed nor marked as another work's, of comparisons in words ("faster than")
whose paragraph carries no assertion, or whose own says the opposite (report
help expressions), and of rules that changed after the runs they read (report
help rubric); none of these changes the exit code. Runs of one scenario that
should have measured the same and did not are refused, each named with its
value.

--publish also holds the study against the rules of good measurement (report
help publish): repetitions, machines, clean code, rules older than their
results, and their like. A rule that is not kept is named with its reason,
unless study.yaml waives it in writing. The warnings are rules then.

Exits 0 without a mistake, also with warnings, 2 with a mistake, 3 when
something does not hold or, with --publish, a rule is not kept.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.check(publish) },
	}
	cmd.Flags().BoolVar(&publish, "publish", false, "also hold the study against the rules of good measurement")
	return cmd
}

func (a *app) check(publish bool) error {
	s, err := study.Load(a.dir)
	mistakes, err := mistakesIn(err)
	if err != nil {
		return err
	}
	found := checked{mistakes: mistakes}
	if s != nil {
		if found, err = a.checkStudy(s, publish); err != nil {
			return err
		}
	}
	wrong, broken := found.wrong(), found.broken()
	if a.json {
		return a.checkJSON(wrong, found, len(wrong)+broken > 0)
	}
	a.printChecked(found, len(wrong)+broken > 0)
	switch {
	case len(wrong) > 0:
		return &exit{found.code(), wrong}
	case broken > 0:
		return doesNotHold(errors.New(counted(broken, "finding") + " against publishing; report help publish says how to mend or waive them"))
	}
	if note := found.note(); note != "" {
		a.say("note: %s", note)
	}
	_, err = fmt.Fprintf(a.stdout, "study.yaml and %s: %s\n", counted(len(s.Experiments), "experiment"), found.praise(publish))
	return err
}

// checkStudy finds what is wrong with a study whose files can be read, and with
// its paper; with publish also what falls short of the rules.
func (a *app) checkStudy(s *study.Study, publish bool) (checked, error) {
	found, err := checkPaper(s)
	if err != nil {
		return checked{}, err
	}
	if !found.unread {
		differing, err := found.pipeline.differing()
		if err != nil {
			return checked{}, err
		}
		found.refused = append(found.refused, differing...)
	}
	switch {
	case publish && len(found.mistakes)+len(found.refused) == 0:
		if found.findings, err = a.review(found); err != nil {
			return checked{}, err
		}
		found.warnings = nil
	case !publish && !found.unread:
		changed, err := found.pipeline.changedRules()
		if err != nil {
			return checked{}, err
		}
		found.warnings = append(append(found.warnings, changed...), found.pipeline.neverKept()...)
		found.warnings = append(found.warnings, misnamed(s)...)
	}
	return found, nil
}

// printChecked writes warnings and findings to stderr, each with its mend; more
// tells that something follows.
func (a *app) printChecked(found checked, more bool) {
	first := true
	print := func(e *diag.Error) {
		if !first {
			fmt.Fprintln(a.stderr)
		}
		first = false
		e.Print(a.stderr, a.colour)
	}
	for _, w := range found.warnings {
		print(as("warning", w.Error))
	}
	reasoned := map[string]bool{} // each rule's reason stands once
	for _, f := range found.findings {
		if f.Waived != "" {
			words := fmt.Sprintf("waived: %s on %s: %s", f.Rule, f.On, f.Waived)
			if columnsOf(a.stderr, 0) > 0 {
				words = hanging(words)
			}
			a.say("%s", words)
			first = false
			continue
		}
		print(as(f.Rule, f.Error))
		if rule := study.PublishRuleNamed(f.Rule); rule != nil && !reasoned[f.Rule] {
			reasoned[f.Rule] = true
			a.say("%s", hanging("the rule: "+rule.About+"; "+rule.Why))
		}
	}
	if !first && more {
		fmt.Fprintln(a.stderr)
	}
}

// checked is what is wrong with a study: mistakes in its files and the paper's
// text, what does not hold, and what readers would ask about.
type checked struct {
	mistakes, refused diag.List
	warnings          []warning
	findings          []review.Finding // with --publish
	pipeline          *pipeline
	doc               *document.Document // nil without a paper
	unread            bool               // an input or the evidence cannot be read, so the paper was not looked at
}

// wrong are the mistakes and what does not hold, by their places.
func (c checked) wrong() diag.List {
	all := slices.Concat(c.mistakes, c.refused)
	all.Sort()
	return all
}

// code is the exit code of what is wrong: a mistake comes first.
func (c checked) code() int {
	if len(c.mistakes) > 0 {
		return exitUsage
	}
	return exitDoesNotHold
}

// praise is what is said where nothing is wrong.
func (c checked) praise(publish bool) string {
	words := "no mistakes"
	if n := len(c.warnings); n > 0 {
		words += ", " + counted(n, "warning")
	}
	if publish {
		words += fmt.Sprintf(", every rule kept or waived (%d waived)", len(c.findings))
	}
	return words
}

// note is what keeps no command from being right and is worth a word: that there
// is no paper yet. It is "" with one.
func (c checked) note() string {
	if c.pipeline == nil || c.doc != nil || c.unread {
		return ""
	}
	return "there is no paper at " + c.pipeline.study.Paper + " yet; report render needs one"
}

// broken counts the findings that nothing waives.
func (c checked) broken() int {
	n := 0
	for _, f := range c.findings {
		if f.Waived == "" {
			n++
		}
	}
	return n
}

// warning is something that is no mistake but falls short of a rule.
type warning struct {
	Rule string `json:"rule"`
	On   string `json:"on"`
	*diag.Error
}

// as is a message with a word before it.
func as(word string, from *diag.Error) *diag.Error {
	e := *from
	e.Message = word + ": " + e.Message
	return &e
}

// checkPaper finds the mistakes in the paper's text, figures in it that were
// typed where they should be computed, and comparisons that nothing proves. A
// study without a paper yet has none.
func checkPaper(s *study.Study) (checked, error) {
	p := pipelineOf(s)
	p.remember()
	unpinned, err := p.unpinned()
	if err != nil {
		return p.cannotRead(nil, err)
	}
	if _, err := os.Stat(filepath.Join(s.Root, filepath.FromSlash(s.Paper))); os.IsNotExist(err) {
		return checked{mistakes: append(append(unpinned, p.unwritten()...), p.misplaced()...), pipeline: p}, nil
	}
	doc, err := p.paper()
	if doc == nil {
		return p.cannotRead(unpinned, err)
	}
	mistakes, err := mistakesIn(err)
	if err != nil {
		return checked{}, err
	}
	mistakes = append(mistakes, unpinned...)
	refused, err := p.doubtful(doc)
	if err != nil {
		return checked{}, p.unreadable(err)
	}
	_, err = p.theme(doc)
	themed, err := mistakesIn(err)
	if err != nil {
		return checked{}, err
	}
	mistakes = append(mistakes, themed...)
	engine := newEngine()
	_, err = math.All(engine, doc)
	unset, err := mistakesIn(errors.Join(err, engine.Close()))
	if err != nil && !errors.Is(err, script.ErrNotBuilt) {
		return checked{}, err
	}
	mistakes = append(mistakes, unset...)
	return checked{mistakes: mistakes, refused: refused, warnings: p.unproved(doc, refused), pipeline: p, doc: doc}, nil
}

// unwritten is the mistake of a paper that study.yaml names and that is not
// there; one that it does not name is still to be written.
func (p *pipeline) unwritten() diag.List {
	s := p.study
	if s.PaperPos.Line == 0 {
		return nil
	}
	e := diag.At(s.PaperPos, "there is no file %s", s.Paper).WithHint("write the paper there, or let `paper:` name the Markdown file; without `paper:` it is paper/paper.md, once there is one")
	if content, err := p.files().Study(study.FileName); err == nil {
		e.In(content, len([]rune(s.Paper)))
	}
	return diag.List{e}
}

// cannotRead is what is wrong where the paper could not be looked at, beside
// the inputs that cannot be told: evidence that is not what it was does not
// hold, all else is a mistake.
func (p *pipeline) cannotRead(unpinned diag.List, err error) (checked, error) {
	found := checked{mistakes: unpinned, pipeline: p, unread: true}
	mistakes, other := mistakesIn(err)
	var e *exit
	switch {
	case other != nil:
		return checked{}, other
	case errors.As(err, &e) && e.code == exitDoesNotHold:
		found.refused = mistakes
	default:
		found.mistakes = unlike(append(unpinned, mistakes...))
	}
	return found, nil
}

// unlike leaves one of each mistake.
func unlike(mistakes diag.List) diag.List {
	var out diag.List
	for _, m := range mistakes {
		if !slices.ContainsFunc(out, func(o *diag.Error) bool { return o.Pos == m.Pos && o.Message == m.Message }) {
			out = append(out, m)
		}
	}
	return out
}

// unpinned are the mistakes for which the inputs of experiments cannot be told;
// where status could tell the states, there are none.
func (p *pipeline) unpinned() (diag.List, error) {
	if p.states() != nil {
		return nil, nil
	}
	var all diag.List
	for _, e := range p.study.Experiments {
		_, err := p.pinner.Pins(e, p.study.Profile)
		mistakes, err := mistakesIn(err)
		if err != nil {
			return nil, p.unreadable(err)
		}
		all = append(all, mistakes...)
	}
	return unlike(all), nil
}

// unproved warns of numbers and comparisons in the prose that nothing proves,
// but for those that are refused anyway.
func (p *pipeline) unproved(doc *document.Document, refused diag.List) []warning {
	at := map[diag.Pos]bool{}
	for _, e := range refused {
		at[e.Pos] = true
	}
	prose := document.Sentences(doc)
	var out []warning
	take := func(rule string, found []claim.Unproved) {
		for _, u := range found {
			if !at[u.Pos] {
				doc.Quote(u.Error)
				out = append(out, warning{rule, u.Words, u.Error})
			}
		}
	}
	take("unclaimed-number", p.env.Typed(prose))
	take("unproved-comparison", p.env.Compared(prose))
	sort.SliceStable(out, func(i, j int) bool { return out[i].Before(out[j].Pos) })
	return out
}

// mistakesIn takes the mistakes out of an error; what is left is another error.
func mistakesIn(err error) (diag.List, error) {
	var list diag.List
	var one *diag.Error
	switch {
	case errors.As(err, &list):
		return list, nil
	case errors.As(err, &one):
		return diag.List{one}, nil
	}
	return nil, err
}

// counted is a number with its noun: "1 experiment", "2 experiments".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (a *app) checkJSON(wrong diag.List, found checked, bad bool) error {
	out := map[string]any{"schema": "report/check/1", "ok": !bad, "problems": append(diag.List{}, wrong...), "warnings": append([]warning{}, found.warnings...)}
	if note := found.note(); note != "" {
		out["notes"] = []string{note}
	}
	if found.findings != nil {
		out["findings"] = found.findings
		rules := map[string]any{}
		for _, f := range found.findings {
			if rule := study.PublishRuleNamed(f.Rule); rule != nil {
				rules[f.Rule] = map[string]string{"asks": rule.About, "why": rule.Why}
			}
		}
		out["rules"] = rules
	}
	if err := a.printJSON(out); err != nil || !bad {
		return err
	}
	return &exit{code: found.code()}
}

// review holds the study against the rules of good measurement.
func (a *app) review(c checked) ([]review.Finding, error) {
	p := c.pipeline
	in, err := p.held()
	if err != nil {
		return nil, err
	}
	in.Log = func(ref evidence.Ref) ([]byte, error) { return p.files().Evidence(ref.Experiment, ref.Run, ref.Path) }
	if c.doc != nil {
		in.Claims = c.doc.Claims
	}
	found, err := review.Study(in)
	if err != nil {
		return nil, p.unreadable(err)
	}
	prose := []review.Finding{}
	for _, w := range c.warnings {
		prose = append(prose, review.Finding{Rule: w.Rule, On: w.On, Error: w.Error})
	}
	review.Waive(p.study, prose)
	found = append(prose, found...)
	p.quote(found)
	for _, w := range review.Idle(p.study, found) {
		e := diag.At(w.Pos, "nothing is found that this waives: %s", w.Rule)
		if len(w.On) > 0 {
			e = diag.At(w.Pos, "nothing is found that this waives: %s on %s", w.Rule, strings.Join(w.On, ", "))
		}
		found = append(found, review.Finding{Rule: "idle-waiver", On: w.Rule, Error: e.WithHint("take it out: the paper would print it")})
	}
	return found, nil
}

// held is what the study is held against the rules with, but for the paper.
func (p *pipeline) held() (review.Inputs, error) {
	in := review.Inputs{Study: p.study, Readings: p.readings, Provenance: p.provenance, Lost: p.pinner.Lost}
	var err error
	if in.Rules, err = p.pinner.Rules(); err != nil {
		return in, err
	}
	in.Former, err = p.pinner.Former()
	return in, err
}

// quote gives findings in study.yaml the line that they are about.
func (p *pipeline) quote(found []review.Finding) {
	content, err := p.files().Study(study.FileName)
	if err != nil {
		return
	}
	for _, f := range found {
		if f.File == study.FileName && f.Source == "" && f.Col > 0 {
			f.In(content, 1)
		}
	}
}

// changedRules warns of rules that are not what stood when the runs that they
// read began.
func (p *pipeline) changedRules() ([]warning, error) {
	in, err := p.held()
	if err != nil {
		return nil, err
	}
	found, err := review.ChangedRubric(in)
	if err != nil {
		return nil, p.unreadable(err)
	}
	p.quote(found)
	var out []warning
	for _, f := range found {
		if f.Waived == "" {
			out = append(out, warning{f.Rule, f.On, f.Error})
		}
	}
	return out, nil
}

// ruledOtherwise says of a criterion whether its rule changed after the runs that
// it scores. How a run that cannot be read came about is for whoever tells that.
func (p *pipeline) ruledOtherwise() func(criterion string) string {
	in, err := p.held()
	in.Provenance = func(id string) (*evidence.Provenance, error) {
		provenance, err := p.provenance(id)
		if err != nil {
			return nil, nil
		}
		return provenance, nil
	}
	var found []review.Finding
	if err == nil {
		found, err = review.ChangedRubric(in)
	}
	if err != nil {
		return func(string) string { return "whether it changed after the runs could not be told: " + err.Error() }
	}
	return func(criterion string) string {
		for _, f := range found {
			if f.On == evidence.RuleName+criterion || f.On == "rubric" {
				return f.Message
			}
		}
		return ""
	}
}

// provenance is how the run of an experiment that counts came about, nil
// without one.
func (p *pipeline) provenance(experiment string) (*evidence.Provenance, error) {
	newest, err := p.store.Newest(experiment, p.study.Profile)
	if err != nil || newest == nil {
		return nil, err
	}
	return p.store.Provenance(newest)
}
