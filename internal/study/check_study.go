package study

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
)

var hundred = big.NewRat(100, 1)

// checkStudy holds the parts of study.yaml against each other and against the
// experiments. Only names that stand nowhere in the file are called unknown,
// so that one mistake is not reported twice.
func (s *Study) check(d *decoder, experiments map[string]*Experiment) {
	if d.root == nil || d.root.Kind != yaml.MappingNode {
		return
	}
	c := &studyCheck{decoder: d, study: s, experiments: experiments, mistold: map[string]bool{}}
	for _, key := range []string{"tools", "criteria", "profiles"} {
		if n := child(d.root, key); n != nil && n.Kind == yaml.MappingNode && len(n.Content) == 0 {
			d.at(d.findKey(key), "the study names no %s", key).WithHint("add at least one line below %s:", key)
		}
	}
	if c.profiles = c.names("profiles"); child(d.root, "profiles") != nil && !slices.Contains(c.profiles, s.Profile) {
		unknown(d.at(d.find("profile"), "no profile %q", s.Profile), s.Profile, c.profiles, "profiles")
	}
	c.weights("criteria", c.criteriaWeights(), "weights")
	c.data()
	c.rubric()
	c.sets()
	c.contexts()
}

// studyCheck is what the checks of study.yaml share.
type studyCheck struct {
	*decoder
	study       *Study
	profiles    []string
	experiments map[string]*Experiment // without mistakes of their own
	mistold     map[string]bool        // experiments already said to be of another tool
}

// names are the IDs that a table of the file declares.
func (c *studyCheck) names(table string) []string { return values(keyNodes(child(c.root, table))) }

// share is one weight and where it is written.
type share struct {
	name    string
	percent *big.Rat
	node    *yaml.Node
}

func (c *studyCheck) criteriaWeights() []share {
	var shares []share
	for _, k := range c.study.Criteria {
		shares = append(shares, share{k.ID, k.Weight, c.find("criteria", k.ID, "weight")})
	}
	if len(shares) != len(c.names("criteria")) {
		return nil // one could not be read; its own mistake is enough
	}
	return shares
}

// weights reports shares that do not add up to 100, at the one whose change
// mends the sum with the least harm.
func (c *studyCheck) weights(of string, shares []share, what string) {
	if len(shares) == 0 {
		return
	}
	sum := new(big.Rat)
	for _, s := range shares {
		sum.Add(sum, s.percent)
	}
	if sum.Cmp(hundred) == 0 {
		return
	}
	pick, mended, only := mend(shares, new(big.Rat).Sub(sum, hundred))
	e := c.at(shares[pick].node, "%s add up to %s percent, not 100", what, Exact(sum))
	name := shares[pick].name
	switch {
	case mended == nil:
		e.WithHint("%s", "no single weight brings the sum to 100; divide it among "+listed(c.names(of)))
	case only:
		e.WithHint("%q is the only weight above %s; %[2]s would bring the sum to 100", name, Exact(mended))
	default:
		e.WithHint("%s for %q in place of %s would bring the sum to 100", Exact(mended), name, Exact(shares[pick].percent))
	}
}

// mend picks the weight to change: the largest one when the sum is above 100,
// the smallest when it is below; the later among equals, because it was
// probably added last. only says that no other weight exceeds its new value.
func mend(shares []share, over *big.Rat) (pick int, mended *big.Rat, only bool) {
	for i, s := range shares {
		if cmp := s.percent.Cmp(shares[pick].percent); cmp == 0 || cmp == over.Sign() {
			pick = i
		}
	}
	mended = new(big.Rat).Sub(shares[pick].percent, over)
	if mended.Sign() < 0 || mended.Cmp(hundred) > 0 {
		return pick, nil, false
	}
	only = over.Sign() > 0
	for i, s := range shares {
		if i != pick && s.percent.Cmp(mended) > 0 {
			only = false
		}
	}
	return pick, mended, only
}

func (c *studyCheck) data() {
	checkClash(c.decoder, "data", keyNodes(child(c.root, "data")))
}

func (c *studyCheck) rubric() {
	for _, key := range keyNodes(child(c.root, "rubric")) {
		if !slices.Contains(c.names("criteria"), key.Value) {
			c.unknownName(key, "criterion", key.Value, "criteria")
		}
	}
	for _, r := range c.study.Rubric {
		for _, m := range r.Metrics {
			c.source(m.From, "rubric", r.Criterion, "metrics", m.ID, "from")
			if m.Minus != nil {
				c.source(*m.Minus, "rubric", r.Criterion, "metrics", m.ID, "minus")
			}
		}
	}
}

func (c *studyCheck) unknownName(n *yaml.Node, singular, name, table string) {
	unknown(c.at(n, "no %s %q", singular, clip(name)), name, c.names(table), table)
}

// source holds what a rule reads against the experiments that are written. One
// that is not there yet for a tool leaves that tool's cell missing, which is no
// mistake; a name that fits no experiment at all is one.
func (c *studyCheck) source(s Source, path ...any) {
	if !c.written(s.Experiment) {
		c.unwritten(s.Experiment, c.find(append(path, "experiment")...))
		return
	}
	step, key := s.Step, "step"
	if s.Probe != "" {
		step, key = s.Probe, "probe"
	}
	var lacking, present []string
	for _, id := range expand(s.Experiment, c.study.Tools) {
		e := c.experiments[id.experiment]
		if e == nil {
			continue
		}
		if id.tool != "" && e.Tool != id.tool && !c.mistold[e.ID] {
			c.mistold[e.ID] = true
			c.at(c.find(append(path, "experiment")...), "for tool %q this is experiment %q, which is of %s", id.tool, e.ID, ofTool(e)).
				WithHint("in %s write: tool: %s", e.Source, id.tool)
		}
		if step == "" {
			continue
		}
		found := e.Step(step)
		if found == nil {
			lacking = append(lacking, e.ID)
			for _, st := range e.Steps {
				present = append(present, st.ID)
			}
			continue
		}
		if s.Probe != "" && found.Kind != Probe {
			c.at(c.find(append(path, key)...), "step %q of %s is a %s, not a probe", step, e.ID, found.Kind).
				WithHint("write probe: in place of %s: there, or read a metric or a timing here", found.Kind)
		}
	}
	if len(lacking) > 0 {
		unknown(c.at(c.find(append(path, key)...), "no step %q in %s", step, plural(lacking)), step, unique(present), "steps")
	}
}

// written reports whether a rule's experiment is one of the study's for any
// tool. A cell's is held against the paper, and a study without experiments is
// only being begun.
func (c *studyCheck) written(pattern string) bool {
	if len(c.study.Experiments) == 0 || strings.HasPrefix(pattern, CellsDir+"/") {
		return true
	}
	for _, id := range expand(pattern, c.study.Tools) {
		for _, e := range c.study.Experiments {
			if e.ID == id.experiment {
				return true
			}
		}
	}
	return false
}

// unwritten says that a rule's experiment is none, with the nearest that is, as
// a rule would write it.
func (c *studyCheck) unwritten(pattern string, n *yaml.Node) {
	var known []string
	forTools := strings.Contains(pattern, "{tool}")
	for _, e := range c.study.Experiments {
		id := e.ID
		if forTools && e.Tool != "" {
			id = strings.Replace(id, e.Tool, "{tool}", 1)
		}
		known = append(known, id)
	}
	known = unique(known)
	if forTools {
		unknown(c.at(n, "no experiment %q of any tool", clip(pattern)), pattern, known, "experiments")
		return
	}
	unknown(c.at(n, "no experiment %q", clip(pattern)), pattern, known, "experiments")
}

func ofTool(e *Experiment) string {
	if e.Tool == "" {
		return "no tool"
	}
	return fmt.Sprintf("tool %q", e.Tool)
}

func plural(experiments []string) string {
	if len(experiments) == 1 {
		return "experiment " + experiments[0]
	}
	return "experiments " + listed(experiments)
}

func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// expanded is an experiment that a pattern names, and for which tool.
type expanded struct{ experiment, tool string }

func expand(pattern string, tools []Tool) []expanded {
	if !strings.Contains(pattern, "{tool}") {
		return []expanded{{experiment: pattern}}
	}
	out := make([]expanded, len(tools))
	for i, t := range tools {
		out[i] = expanded{strings.ReplaceAll(pattern, "{tool}", t.ID), t.ID}
	}
	return out
}

func (c *studyCheck) sets() {
	for _, set := range keyNodes(child(c.root, "sets")) {
		cells := child(child(child(c.root, "sets"), set.Value), "cells")
		for _, tool := range keyNodes(cells) {
			if !slices.Contains(c.names("tools"), tool.Value) {
				c.unknownName(tool, "tool", tool.Value, "tools")
			}
			for _, criterion := range keyNodes(child(cells, tool.Value)) {
				if !slices.Contains(c.names("criteria"), criterion.Value) {
					c.unknownName(criterion, "criterion", criterion.Value, "criteria")
				}
			}
		}
	}
}

func (c *studyCheck) contexts() {
	for _, x := range c.study.Contexts {
		given := child(child(child(c.root, "contexts"), x.ID), "weights")
		complete := c.contextNames(x, given)
		var shares []share
		for _, w := range x.Weights {
			shares = append(shares, share{w.Criterion, w.Percent, c.find("contexts", x.ID, "weights", w.Criterion)})
		}
		if complete {
			c.weights("criteria", shares, fmt.Sprintf("the weights of context %q", x.ID))
		}
		for i, r := range x.Requires {
			c.source(r, "contexts", x.ID, "requires", i)
		}
	}
}

// contextNames holds the criteria that a context weighs against the study's.
func (c *studyCheck) contextNames(x Context, given *yaml.Node) bool {
	complete := true
	known := c.names("criteria")
	for _, k := range keyNodes(given) {
		if !slices.Contains(known, k.Value) {
			c.unknownName(k, "criterion", k.Value, "criteria")
			complete = false
		}
	}
	var lacking []string
	for _, k := range known {
		if child(given, k) == nil {
			lacking = append(lacking, k)
		}
	}
	if len(lacking) > 0 && complete {
		c.at(c.findKey("contexts", x.ID, "weights"), "context %q gives no weight to %s", x.ID, listed(lacking)).
			WithHint("every criterion has one, 0 where it does not count: %s: 0", lacking[0])
		complete = false
	}
	return complete
}

// checkAgainst holds an experiment against the study that it belongs to.
func (e *Experiment) checkAgainst(d *decoder, s *decoder) {
	if d.root == nil || s.root == nil {
		return
	}
	for _, one := range []struct{ key, name, table string }{{"tool", e.Tool, "tools"}, {"scenario", e.Scenario, "scenarios"}} {
		if known := values(keyNodes(child(s.root, one.table))); one.name != "" && !slices.Contains(known, one.name) {
			unknownElsewhere(d.at(d.find(one.key), "no %s %q in study.yaml", one.key, one.name), one.name, known, one.table)
		}
	}
	sets := values(keyNodes(child(s.root, "data")))
	for _, n := range scalars(child(d.root, "data")) {
		if !slices.Contains(sets, n.Value) {
			unknownElsewhere(d.at(n, "no data set %q in study.yaml", clip(n.Value)), n.Value, sets, "data")
		}
	}
	profiles := values(keyNodes(child(s.root, "profiles")))
	if len(profiles) == 0 {
		profiles = []string{"standard"}
		if n := child(s.root, "profile"); n != nil {
			profiles = []string{n.Value}
		}
	}
	for _, n := range keyNodes(child(d.root, "profiles")) {
		if !slices.Contains(profiles, n.Value) {
			unknownElsewhere(d.at(n, "no profile %q in study.yaml", clip(n.Value)), n.Value, profiles, "profiles")
		}
	}
}

// unknownElsewhere is unknown for a name that another file declares.
func unknownElsewhere(e *diag.Error, typed string, known []string, table string) {
	if near := nearest(typed, known); near != "" {
		e.WithHint("did you mean %s?", near)
		return
	}
	if len(known) == 0 {
		e.WithHint("declare it in study.yaml below %s:", table)
		return
	}
	e.WithHint("declare it in study.yaml below %s:, where there are %s", table, listed(known))
}
