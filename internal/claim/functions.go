package claim

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"report/internal/study"
)

// function is one name that an expression can begin with.
type function struct {
	about    string
	required []string
	optional []string
	labels   bool // other names are labels of a metric
	eval     func(e *Env, c *Call) (*value, error)
}

// functions are all functions by name. The map is made when first asked for,
// because the functions themselves ask for it.
var functions = sync.OnceValue(func() map[string]*function {
	return map[string]*function{
		"total": {"a tool's weighted total", []string{"tool"}, []string{"set", "context"}, false, (*Env).total},
		"score": {"a tool's points on one criterion; was=1 by the first of the rules that were in force before", []string{"tool", "criterion"},
			[]string{"set", "was"}, false, (*Env).cell},
		"part": {"what a rule's metric found for a tool: of=value (unless said) or points", []string{"tool", "criterion", "metric"},
			[]string{"set", "of"}, false, (*Env).part},
		"rank":   {"a tool's place in the ranking by points; with context=, among the tools that it does not rule out, unless by=points is said", []string{"tool"}, []string{"set", "context", "by"}, false, (*Env).rank},
		"winner": {"the name of the tool that comes first; with context=, the one that does what it requires and that nothing in doubt can unseat, unless by=points is said", nil, []string{"set", "context", "by"}, false, (*Env).winner},
		"margin": {"how far a total leads: the first before the second, or tool before over; with context=, first and second of the tools that it does not rule out, unless by=points is said", nil,
			[]string{"set", "context", "tool", "over", "by"}, false, (*Env).margin},
		"advice": {"what a usage context is told: of=first, doubt (where a tool's total can lie), needs (met, ruled out, unknown), rank, kept, fewest, cells, low, high",
			[]string{"of", "context"}, []string{"set", "tool", "criterion"}, false, (*Env).advice},
		"agreement": {"how far the raters of a score set agree: Krippendorff's alpha", nil, []string{"set"}, false, (*Env).agreement},
		"sensitivity": {"what a verdict by points hangs on: of=low, high (the weights of a criterion between which the winner stays), order-low, order-high, lead; share, distance (of a tool); kept, fewest, cells",
			[]string{"of"}, []string{"set", "context", "criterion", "tool"}, false, (*Env).sensitivity},
		"left-out": {"what is left, by points, with each probe left out of its rule in turn, for all tools alike: of=points (of a tool and criterion), total or rank (of a tool); probes (how many there are, also of a criterion), first (without how many of them a tool comes first, or no tool where none is named)",
			[]string{"of"}, []string{"set", "context", "criterion", "tool"}, false, (*Env).leftOut},
		"weight": {"a criterion's weight in percent", []string{"criterion"}, []string{"context"}, false, (*Env).weight},
		"name": {"the name of a tool, criterion, set, scenario or context", nil,
			[]string{"tool", "criterion", "set", "scenario", "context"}, false, (*Env).name},
		"version": {"the pinned version of a tool", []string{"tool"}, nil, false, (*Env).version},
		"newest":  {"the newest version of a tool that was known on a day: of=version (unless said) or day", []string{"tool"}, []string{"of"}, false, (*Env).newestVersion},
		"param":   {"a parameter of an experiment's run", []string{"experiment", "name"}, nil, false, (*Env).param},
		"metric": {"a metric that a run recorded; further names are its labels", []string{"experiment", "name"},
			[]string{"step", "take", "at", "repetition"}, true, (*Env).metric},
		"compare": {"two tools by the paired differences of a metric that was taken of both in each block: of=difference (unless said; the median, tool less over), differs (yes, no), order (above, below, level), words (more than, less than, not to be told from), p or blocks; by=tool unless said",
			[]string{"experiment", "name", "tool", "over"}, []string{"step", "by", "of"}, true, (*Env).pair},
		"timing": {"wall or processor time or peak memory of a step: of=wall (unless said), cpu or memory", []string{"experiment", "step"},
			[]string{"of", "take", "repetition"}, false, (*Env).timing},
		"probe": {"whether a tool passed a probe", []string{"experiment", "probe"}, []string{"yes", "no"}, false, (*Env).probe},
		"count": {"how many tools, criteria, scenarios, experiments, runs, probes, contexts or data sets: of=WHAT", []string{"of"},
			[]string{"tool", "scenario", "status", "set"}, false, (*Env).count},
		"quote": {"a line, or the part of it in parentheses, of a log or file that match=PATTERN finds", nil,
			[]string{"experiment", "step", "file", "path", "match", "line"}, false, (*Env).quote},
		"cited":    {"a figure that another work states, which is not this study's to prove", []string{"value", "source"}, []string{"at"}, false, (*Env).cited},
		"evidence": {"the evidence's root or the day of its newest run: of=root or date", []string{"of"}, nil, false, (*Env).evidence},
	}
})

// FunctionNames are the names an expression can begin with, sorted.
func FunctionNames() []string {
	names := slices.Collect(maps.Keys(functions()))
	return slices.Sorted(slices.Values(append(names, "assert", "compute")))
}

// FunctionAbout says in a line what a function gives and what it takes.
func FunctionAbout(name string) (about string, args []string) {
	switch name {
	case "assert":
		return "prints nothing and holds only if every comparison does: assert (total tool=a set=s) > 8.2 and (metric …) / (metric …) < 2", nil
	case "compute":
		return "works a number out of others: compute (metric …) / (metric …)", nil
	}
	f := functions()[name]
	if f == nil {
		return "", nil
	}
	for _, a := range f.required {
		args = append(args, a+"=")
	}
	for _, a := range f.optional {
		args = append(args, "["+a+"=]")
	}
	return f.about, args
}

// eval works a node out.
func (e *Env) eval(n Node) (*value, error) {
	switch n := n.(type) {
	case *Call:
		return e.evalCall(n)
	case *Number:
		return number(n)
	case *Text:
		return &value{text: n.Value, key: n.Value}, nil
	case *Binary:
		return e.binary(n)
	case *Compute:
		return e.compute(n)
	case *Assert:
		return e.assert(n)
	}
	panic("claim: a node of an unknown kind")
}

func (e *Env) evalCall(c *Call) (*value, error) {
	f := functions()[c.Function]
	for _, a := range c.Args {
		if f.labels || slices.Contains(f.required, a.Name) || slices.Contains(f.optional, a.Name) {
			continue
		}
		return nil, unknown(a.At, len(a.Name), "argument of "+c.Function, a.Name, slices.Concat(f.required, f.optional))
	}
	for _, name := range f.required {
		if c.Arg(name) == nil {
			return nil, wrong(c.At, len(c.Function), "%s needs %s=", c.Function, name).mend("%s", e.example(c.Function, f))
		}
	}
	v, err := f.eval(e, c)
	if v != nil {
		v.subject.Function = c.Function
	}
	return v, err
}

// example is a call that could be pasted, with names this study declares.
func (e *Env) example(name string, f *function) string {
	s := e.in.Study
	known := map[string]string{"of": "wall", "name": "NAME", "step": "STEP", "probe": "PROBE"}
	if len(s.Tools) > 0 {
		known["tool"] = s.Tools[0].ID
	}
	if len(s.Criteria) > 0 {
		known["criterion"] = s.Criteria[0].ID
	}
	if len(s.Experiments) > 0 {
		known["experiment"] = s.Experiments[0].ID
	}
	words := []string{name}
	for _, r := range f.required {
		words = append(words, r+"="+known[r])
	}
	return "for example: {{ " + strings.Join(words, " ") + " }}"
}

// find looks up an argument among the study's names; id gives a name's ID.
func find[T any](c *Call, arg, kind string, list []T, id func(*T) string) (*T, error) {
	a := c.Arg(arg)
	if a == nil {
		return nil, nil
	}
	known := make([]string, len(list))
	for i := range list {
		if known[i] = id(&list[i]); known[i] == a.Value {
			return &list[i], nil
		}
	}
	return nil, unknown(a.ValueAt, len(a.Value), kind, a.Value, known)
}

func (e *Env) toolOf(c *Call) (*study.Tool, error) {
	if t := e.tools[c.Get("tool")]; t != nil {
		return t, nil
	}
	return find(c, "tool", "tool", e.in.Study.Tools, func(t *study.Tool) string { return t.ID })
}

func (e *Env) criterionOf(c *Call) (*study.Criterion, error) {
	return find(c, "criterion", "criterion", e.in.Study.Criteria, func(t *study.Criterion) string { return t.ID })
}

func (e *Env) contextOf(c *Call) (*study.Context, error) {
	return find(c, "context", "usage context", e.in.Study.Contexts, func(t *study.Context) string { return t.ID })
}

// setOf is the score set that a call names; it may be left out where the study
// has only one.
func (e *Env) setOf(c *Call) (*study.ScoreSet, error) {
	sets := e.in.Study.Sets
	if c.Arg("set") == nil {
		if len(sets) == 1 {
			return &sets[0], nil
		}
		var ids []string
		for _, s := range sets {
			ids = append(ids, s.ID)
		}
		return nil, wrong(c.At, len(c.Function), "%s needs set=", c.Function).mend("one of: %s", strings.Join(ids, ", "))
	}
	return find(c, "set", "score set", sets, func(t *study.ScoreSet) string { return t.ID })
}

func (e *Env) experimentOf(c *Call) (*study.Experiment, error) {
	found, err := find(c, "experiment", "experiment", e.in.Study.Experiments, func(t **study.Experiment) string { return (*t).ID })
	if err != nil || found == nil {
		return nil, err
	}
	return *found, nil
}
