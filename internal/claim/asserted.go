package claim

import (
	"slices"
	"strings"

	"report/internal/diag"
)

// asked is what assertions ask the study about.
type asked struct {
	tools, criteria []string // by ID; with the tools, other things that were measured
	words           []string // of the metrics and of their labels, spaced
}

// asserted reports whether the assertions of a sentence's paragraph can stand for
// what it compares: they ask about two of the tools and of the other things measured
// that it names, or the one, on a criterion that it names where both name any. Where it names neither, they
// ask for a metric of which it has a word.
func (e *Env) asserted(s Sentence) bool {
	var tools, criteria []string
	for _, m := range e.mentions(s) {
		if !slices.Contains(tools, m.tool.ID) {
			tools = append(tools, m.tool.ID)
		}
	}
	tools = append(tools, e.thingsIn(s.Text)...)
	for _, c := range e.criteriaIn(s.Text) {
		criteria = append(criteria, c.criterion.ID)
	}
	said, some := spaced(s.Text), false
	var known []string // the tools of which something fitting is asked
	for _, a := range s.Asserted {
		about := e.asks(a.Expr)
		if len(criteria) > 0 && len(about.criteria) > 0 && !overlap(criteria, about.criteria) {
			continue
		}
		some = some || len(criteria) > 0 && len(about.criteria) > 0 ||
			slices.ContainsFunc(about.words, func(word string) bool { return strings.Contains(said, word) })
		known = append(known, about.tools...)
	}
	if len(tools) == 0 {
		return some
	}
	named := 0
	for _, tool := range tools {
		if slices.Contains(known, tool) {
			named++
		}
	}
	return named >= min(2, len(tools))
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// asks gathers what an assertion asks about.
func (e *Env) asks(expr string) asked {
	var out asked
	parsed, bad := Parse(expr, diag.Pos{})
	if bad != nil {
		return out
	}
	calls(parsed.Body, func(c *Call) {
		for _, a := range c.Args {
			switch a.Name {
			case "tool", "over":
				out.tools = append(out.tools, a.Value)
			case "criterion":
				out.criteria = append(out.criteria, a.Value)
			case "experiment":
				if x := e.in.Study.Experiment(a.Value); x != nil {
					out.tools = append(out.tools, x.ID, x.Tool, x.Scenario)
				}
			case "set", "step", "of", "take", "at", "file", "match", "context":
			default:
				out.tools = append(out.tools, a.Value)
				for _, word := range strings.FieldsFunc(a.Value, func(r rune) bool { return r == '_' || !wordRune(r) }) {
					if len(word) > 2 {
						out.words = append(out.words, spaced(word))
					}
				}
			}
		}
	})
	return out
}

// calls visits every call in an expression.
func calls(n Node, visit func(*Call)) {
	switch n := n.(type) {
	case *Call:
		visit(n)
	case *Binary:
		calls(n.Left, visit)
		calls(n.Right, visit)
	case *Compute:
		calls(n.Of, visit)
	case *Assert:
		for _, t := range n.Tests {
			calls(t.Left, visit)
			calls(t.Right, visit)
		}
	}
}
