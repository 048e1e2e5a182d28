// Package review holds a study against the rules of good measurement that a
// reader of its paper would hold it against: enough repetitions, one machine,
// clean code, rules older than their results. A study with its evidence comes
// in, findings go out, each waived in writing or not. Whether the files have
// mistakes is for study and document, whether evidence changed for evidence.
package review

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/score"
	"report/internal/study"
)

// Repetitions is how often a time must have been measured unless the study
// says otherwise.
const Repetitions = 10

// Inputs are what a study is held against the rules with.
type Inputs struct {
	Study      *study.Study
	Readings   score.Readings
	Provenance func(experiment string) (*evidence.Provenance, error) // nil without a run
	Log        func(evidence.Ref) ([]byte, error)
	Rules      pin.Rules     // digests of the study's rules now
	Former     pin.Former    // digests of those that it says were in force before
	Claims     []claim.Claim // of the paper
	// Lost are those of some commits that nobody else can have; nil asks for none.
	Lost func(commits []string) ([]string, error)
}

// Finding is one place where a rule is not kept.
type Finding struct {
	Rule string `json:"rule"`
	On   string `json:"on"` // what a waiver names
	*diag.Error
	Waived string `json:"waived,omitempty"` // the reason, where it is
}

// Study holds a study against all rules. Findings are sorted by rule and
// place; those that are waived carry the reason.
func Study(in Inputs) ([]Finding, error) {
	r := &reviewer{Inputs: in, needed: in.Study.Publish.Repetitions, machines: map[string]string{}, ran: map[string][]place{}}
	if r.needed == 0 {
		r.needed = Repetitions
	}
	for _, rule := range []func() error{r.runs, r.changedRules, r.scoredTimes, r.printedTimes, r.probes, r.cells, r.tools} {
		if err := rule(); err != nil {
			return nil, err
		}
	}
	Waive(in.Study, r.found)
	sort.SliceStable(r.found, func(i, j int) bool {
		a, b := r.found[i], r.found[j]
		if a.Rule != b.Rule {
			return a.Rule < b.Rule
		}
		return a.On < b.On
	})
	return r.found, nil
}

// Waive marks the findings that the study waives in writing.
func Waive(s *study.Study, found []Finding) {
	for i := range found {
		for _, w := range s.Publish.Waive {
			if w.Rule == found[i].Rule && (len(w.On) == 0 || slices.ContainsFunc(w.On, func(p string) bool { return matches(p, found[i].On) })) {
				found[i].Waived = w.Reason
				break
			}
		}
	}
}

// Idle are the waivers that no finding needs: what they excuse is mended, or
// was never so. Of one that is needed, On are the names that are not.
func Idle(s *study.Study, found []Finding) []study.Waiver {
	var idle []study.Waiver
	for _, w := range s.Publish.Waive {
		needed := func(name string) bool {
			return slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == w.Rule && (name == "" || matches(name, f.On)) })
		}
		if len(w.On) == 0 && !needed("") {
			idle = append(idle, w)
		}
		names := slices.DeleteFunc(slices.Clone(w.On), needed)
		if len(names) == 0 {
			continue
		}
		if len(names) == len(w.On) {
			names = nil
		}
		w.On = names
		idle = append(idle, w)
	}
	return idle
}

// matches reports whether a waiver's pattern names what a finding is on; the
// parts of a path are matched one by one, and a pattern may leave off the last.
func matches(pattern, on string) bool {
	for {
		if ok, err := path.Match(pattern, on); pattern == on || err == nil && ok {
			return true
		}
		slash := strings.LastIndexByte(on, '/')
		if slash < 0 {
			return false
		}
		on = on[:slash]
	}
}

type reviewer struct {
	Inputs
	needed   int
	found    []Finding
	machines map[string]string  // of experiments, once asked for
	ran      map[string][]place // by the commit of their code
	came     map[string]*evidence.Provenance
}

// cameAbout is how the run of an experiment came about, read once: many rules
// ask for the same.
func (r *reviewer) cameAbout(experiment string) (*evidence.Provenance, error) {
	if p, read := r.came[experiment]; read {
		return p, nil
	}
	p, err := r.Provenance(experiment)
	if err == nil {
		if r.came == nil {
			r.came = map[string]*evidence.Provenance{}
		}
		r.came[experiment] = p
	}
	return p, err
}

// find notes where a rule is not kept.
func (r *reviewer) find(rule, on string, at diag.Pos, hint, format string, args ...any) {
	r.found = append(r.found, Finding{Rule: rule, On: on, Error: diag.At(at, format, args...).WithHint("%s", hint)})
}

// runs looks at how each run that counts came about.
func (r *reviewer) runs() error {
	for _, e := range r.Study.Experiments {
		reading, err := r.Readings.Reading(e.ID)
		if err != nil {
			return err
		}
		if reading.Run == "" {
			continue
		}
		at := diag.Pos{File: e.Source, Line: 1}
		if reading.Stale != "" {
			r.find("stale-evidence", e.ID, at, "report run "+e.ID, "the run of %s is stale: %s", e.ID, reading.Stale)
		}
		if !e.Seeded && computes(e) {
			r.find("no-seed", e.ID, at, "add to "+e.Source+": seed: 42", "%s names no seed and runs under the default", e.ID)
		}
		p, err := r.cameAbout(e.ID)
		if err != nil {
			return err
		}
		r.code(e, at, p)
		r.disturbed(e, reading)
	}
	return r.lostCode()
}

// computes reports whether an experiment does more than probe and picture.
func computes(e *study.Experiment) bool {
	return slices.ContainsFunc(e.Steps, func(s study.Step) bool { return s.Kind == study.Run })
}

func (r *reviewer) code(e *study.Experiment, at diag.Pos, p *evidence.Provenance) {
	if p == nil {
		return
	}
	m := p.Predicate.Definition.Internal.Machine
	r.machines[e.ID] = fmt.Sprintf("%s, %d cores, %.0f GB, %s", m.CPU, m.Cores, float64(m.MemoryBytes)/1e9, m.Arch)
	mend := "commit the code, then: report run --force "
	if code := p.Predicate.Details.Code; strings.HasSuffix(code.Unknown, "not in a git repository") {
		mend = "git init, " + mend
	}
	switch code := p.Predicate.Details.Code; {
	case code.Unknown != "":
		r.find("dirty-tree", e.ID, at, mend+e.ID, "what git held when %s ran is not known: %s", e.ID, code.Unknown)
	case code.Dirty:
		r.find("dirty-tree", e.ID, at, mend+e.ID, "%s ran with code that was not committed: %s", e.ID, few(code.Changed))
	case code.Commit != "":
		r.ran[code.Commit] = append(r.ran[code.Commit], place{e.ID, at})
	}
}

// place is an experiment, and where it is declared.
type place struct {
	experiment string
	at         diag.Pos
}

// lostCode looks for commits that were left behind when their changes were taken
// one by one, squashed or rebased.
func (r *reviewer) lostCode() error {
	if r.Lost == nil {
		return nil
	}
	lost, err := r.Lost(slices.Sorted(maps.Keys(r.ran)))
	if err != nil {
		return err
	}
	for _, commit := range lost {
		for _, ran := range r.ran[commit] {
			r.find("dirty-tree", ran.experiment, ran.at, "merge the branch that has it, or: report run --force "+ran.experiment,
				"%s ran with the code of commit %.12s, which is not in the history of HEAD", ran.experiment, commit)
		}
	}
	return nil
}

// disturbed looks at what else the machine did during timed steps.
func (r *reviewer) disturbed(e *study.Experiment, reading *score.Reading) {
	worst := map[string]string{}
	var order []string
	for _, record := range reading.Timings {
		q := record.Timed
		if q == nil || record.Warmup || score.Earlier(record) {
			continue
		}
		var what []string
		if pages := q.SwapInPages + q.SwapOutPages; pages > 0 {
			what = append(what, fmt.Sprintf("%d pages were swapped", pages))
		}
		if q.Throttled > 0 {
			what = append(what, fmt.Sprintf("it was throttled for %g s", q.Throttled))
		}
		if share, of := stolen(reading.Metrics, record, r.timesWhole(e.ID, record.Step)); share > mostStolen {
			what = append(what, fmt.Sprintf("%.1f%% of %s went to other machines", share, of))
		}
		if len(what) > 0 && worst[record.Step] == "" {
			worst[record.Step] = fmt.Sprintf("in repetition %d %s", record.Repetition, strings.Join(what, ", "))
			order = append(order, record.Step)
		}
	}
	for _, step := range order {
		r.find("disturbed-timing", e.ID+"/"+step, diag.Pos{File: e.Source, Line: 1}, "time it again on a quiet machine: report run --force "+e.ID,
			"the timed step %s of %s was disturbed: %s", step, e.ID, worst[step])
	}
}

// changedRules compares the rules now with those that stood when the runs that
// they score began.
func (r *reviewer) changedRules() error {
	if err := r.changedRubric(); err != nil {
		return err
	}
	for _, part := range []struct{ name, now string }{{"weights", r.Rules.Weights.Hex()}, {"contexts", r.Rules.Contexts.Hex()}} {
		var other []string
		for _, id := range r.scored() {
			p, err := r.cameAbout(id)
			if err != nil {
				return err
			}
			if p != nil && p.Differs(part.name, part.now) {
				other = append(other, id)
			}
		}
		if len(other) > 0 {
			r.find("changed-rules", part.name, diag.Pos{File: study.FileName, Line: 1}, "put them back, or run again under the new ones: report run --force "+other[0],
				"%s are not what stood when %s ran", part.name, few(other))
		}
	}
	return nil
}

// ChangedRubric finds the rules that are not what stood when the runs that they
// read began, and of which the study does not say what they were. Findings that
// are waived carry the reason.
func ChangedRubric(in Inputs) ([]Finding, error) {
	r := &reviewer{Inputs: in}
	if err := r.changedRubric(); err != nil {
		return nil, err
	}
	Waive(in.Study, r.found)
	return r.found, nil
}

// changedRubric looks rule by rule where the runs tell the digest of each. Runs
// that are older than that tell the digest of all rules together: that one
// changed, not which.
func (r *reviewer) changedRubric() error {
	whole := map[string]bool{}
	for i := range r.Study.Rubric {
		rule := &r.Study.Rubric[i]
		var other []string
		for _, id := range r.readBy(rule) {
			p, err := r.cameAbout(id)
			if err != nil {
				return err
			}
			if p == nil {
				continue
			}
			then := p.Digest(evidence.RuleName + rule.Criterion)
			switch {
			case then == "" && !p.TellsRules():
				whole[id] = whole[id] || r.otherRubric(p)
			case then != r.Rules.Each[rule.Criterion].Hex() && !holds(r.Former.Each[rule.Criterion], then):
				other = append(other, id)
			}
		}
		if len(other) > 0 {
			r.find("changed-rules", evidence.RuleName+rule.Criterion, rule.Pos, mendRule(other[0]),
				"the rule of %s is not what stood when %s ran, and no was: says what that was", rule.Criterion, few(other))
		}
	}
	var other []string
	for _, e := range r.Study.Experiments {
		if whole[e.ID] {
			other = append(other, e.ID)
		}
	}
	if len(other) > 0 {
		r.find("changed-rules", "rubric", diag.Pos{File: study.FileName, Line: 1}, mendRule(other[0]),
			"the rubric is not what stood when %s ran, and no was: says what that was; which rule changed, runs of that age do not tell", few(other))
	}
	return nil
}

func mendRule(experiment string) string {
	return "say below the rule what it was and why it changed, with was: (report help rubric); or run again under the rule as it is: report run --force " + experiment
}

// otherRubric reports whether a run began under rules that are neither those
// now nor those that the study says were in force before.
func (r *reviewer) otherRubric(p *evidence.Provenance) bool {
	return p.Differs("rubric", r.Rules.Rubric.Hex()) && !holds(r.Former.Rubrics, p.Digest("rubric"))
}

func holds(sums []digest.SHA256, hex string) bool {
	return slices.ContainsFunc(sums, func(sum digest.SHA256) bool { return sum.Hex() == hex })
}

// readBy are the experiments that a rule reads, in the study's order.
func (r *reviewer) readBy(rule *study.Rule) []string {
	named := map[string]bool{}
	for _, source := range rule.Sources() {
		r.name(named, source)
	}
	return r.declared(named)
}

// scored are the experiments that rules and requirements read, in the study's
// order.
func (r *reviewer) scored() []string {
	named := map[string]bool{}
	for i := range r.Study.Rubric {
		for _, id := range r.readBy(&r.Study.Rubric[i]) {
			named[id] = true
		}
	}
	for _, c := range r.Study.Contexts {
		for _, s := range c.Requires {
			r.name(named, s)
		}
	}
	return r.declared(named)
}

// name notes the experiments that a source stands for.
func (r *reviewer) name(named map[string]bool, s study.Source) {
	for _, t := range r.Study.Tools {
		named[score.Expand(s.Experiment, t.ID)] = true
	}
}

// declared are the experiments of the study that are named.
func (r *reviewer) declared(named map[string]bool) []string {
	var out []string
	for _, e := range r.Study.Experiments {
		if named[e.ID] {
			out = append(out, e.ID)
		}
	}
	return out
}

// cells looks for judged points without a reason, and for those that name
// nothing that was looked at.
func (r *reviewer) cells() error {
	for _, set := range r.Study.Sets {
		for _, c := range set.Cells {
			if c.Basis != string(score.Judged) {
				continue
			}
			name := set.ID + "/" + c.Tool + "/" + c.Criterion
			if strings.TrimSpace(c.Reason) == "" {
				r.find("no-reason", name, c.Pos, "add: reason: why these points, in a sentence",
					"the judged points of %s on %s have no reason", c.Tool, c.Criterion)
			}
			if len(c.Evidence) == 0 {
				r.find("no-evidence", name, c.Pos, "add: evidence: [EXPERIMENT/RUN/PATH#L1], what was looked at",
					"the judged points of %s on %s name nothing that was looked at", c.Tool, c.Criterion)
			}
		}
	}
	return nil
}

// few joins names, at most four of them.
func few(names []string) string {
	if len(names) > 4 {
		return strings.Join(names[:3], ", ") + fmt.Sprintf(" and %d more", len(names)-3)
	}
	return strings.Join(names, ", ")
}
