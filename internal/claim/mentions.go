package claim

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"report/internal/study"
)

// Named is a computed figure that stands for tools: their name, or the figure
// of one.
type Named struct {
	At     int      // where it stands in the sentence
	Tools  []string // their IDs
	Figure bool     // it is the tool's total or points and not a name
	Set    string   // the score set it comes from; "" for a name
}

// Named are the tools that the claim stands for where it is printed, with Figure
// telling a total or points from a name; there are none for all other claims.
func (c *Claim) Named() Named {
	function, rest, _ := strings.Cut(c.Expr, " ")
	switch {
	case (function == "winner" || function == "name" && strings.HasPrefix(rest, "tool=")) && c.Value != "":
		return Named{Tools: strings.Split(c.Value, ","), Set: c.Subject.Set}
	case (function == "total" || function == "score") && c.Subject.Tool != "":
		return Named{Tools: []string{c.Subject.Tool}, Figure: true, Set: c.Subject.Set}
	}
	return Named{}
}

// mention is a tool named in a sentence, or a computed figure of it.
type mention struct {
	from, to int
	tool     *study.Tool
	figure   bool
}

// mentions are the tools that a sentence names, typed or computed, in its order.
func (e *Env) mentions(s Sentence) []mention {
	out := e.typedNames(s.Text)
	if len(s.Named) == 0 {
		return out
	}
	for _, n := range s.Named {
		for _, id := range n.Tools {
			if tool := e.tools[id]; tool != nil {
				out = append(out, mention{n.At, n.At + len("\uFFFC"), tool, n.Figure})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b mention) int { return a.from - b.from })
	return out
}

// gives reports whether the sentence computes a figure of each of the tools, so
// that a typed one beside it is about something else.
func (s Sentence) gives(tools []*study.Tool) bool {
	for _, tool := range tools {
		if !slices.ContainsFunc(s.Named, func(n Named) bool { return n.Figure && slices.Contains(n.Tools, tool.ID) }) {
			return false
		}
	}
	return len(tools) > 0
}

// typedNames finds tools by name or ID, as whole words, whatever their case.
func (e *Env) typedNames(text string) []mention {
	lower := lowerInPlace(text)
	var out []mention
	for at := 0; at < len(lower); {
		r, size := utf8.DecodeRuneInString(lower[at:])
		if !wordRune(r) {
			at += size
			continue
		}
		end := at + strings.IndexFunc(lower[at:]+" ", func(r rune) bool { return !wordRune(r) })
		if m, ok := e.toolAt(lower, at, end); ok {
			out = append(out, m)
			end = m.to
		}
		at = end
	}
	return out
}

// lowerInPlace is a text in lower case with every letter where it was: one that has
// another length in lower case stays as it is.
func lowerInPlace(text string) string {
	lower := strings.ToLower(text)
	if len(lower) == len(text) && strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return lower
	}
	out := make([]byte, 0, len(text))
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		if l := unicode.ToLower(r); utf8.RuneLen(l) == size {
			out = utf8.AppendRune(out, l)
		} else {
			out = append(out, text[i:i+size]...)
		}
	}
	return string(out)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// toolAt is the tool with the longest name that begins at a word.
func (e *Env) toolAt(lower string, at, end int) (mention, bool) {
	best := mention{}
	for _, n := range e.names()[lower[at:end]] {
		to := at + len(n.text)
		if len(n.text) <= best.to-best.from || !strings.HasPrefix(lower[at:], n.text) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(lower[to:]); to < len(lower) && wordRune(next) {
			continue
		}
		best = mention{at, to, n.tool, false}
	}
	return best, best.tool != nil
}

type toolName struct {
	text string
	tool *study.Tool
}

// named are the tools' names and IDs by their first word, in lower case.
func (e *Env) named() map[string][]toolName {
	names := map[string][]toolName{}
	for i := range e.in.Study.Tools {
		tool := &e.in.Study.Tools[i]
		for _, text := range []string{lowerInPlace(tool.Name), lowerInPlace(tool.ID)} {
			if text == "" {
				continue
			}
			first := text
			if stop := strings.IndexFunc(text, func(r rune) bool { return !wordRune(r) }); stop >= 0 {
				first = text[:stop]
			}
			names[first] = append(names[first], toolName{text, tool})
		}
	}
	return names
}

// subjectsOf are the tools that a figure is about: those named before it and
// after the figure before, typed or computed, or else those up to the next
// figure.
func subjectsOf(mentions []mention, decimals []decimal, i int) []*study.Tool {
	pick := func(from, to int) []*study.Tool {
		var tools []*study.Tool
		for _, m := range mentions {
			if m.from >= from && m.to <= to && !slices.Contains(tools, m.tool) && !versionOf(m, decimals[i]) {
				tools = append(tools, m.tool)
			}
		}
		return tools
	}
	start, end := 0, 1<<30
	if i > 0 {
		start = decimals[i-1].to
	}
	if i+1 < len(decimals) {
		end = decimals[i+1].from
	}
	for _, m := range mentions {
		switch {
		case m.figure && m.to <= decimals[i].from:
			start = max(start, m.to)
		case m.figure && m.from >= decimals[i].to:
			end = min(end, m.to)
		}
	}
	if before := pick(start, decimals[i].from); len(before) > 0 {
		return before
	}
	if after := pick(decimals[i].to, end); len(after) > 0 {
		return after
	}
	return pick(0, decimals[i].from)
}

// listed separates the items of a list.
var listed = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(?:,|;|&|/|,?\s*(?:and|or)\b)\s*$`)
})

// pairedWith is the tool that a figure belongs to where as many figures as tools
// are listed: MLflow and Airflow score 8.30 and 8.25. It is nil elsewhere.
func pairedWith(text string, mentions []mention, figures []decimal, i int) *study.Tool {
	from, to := i, i+1
	for from > 0 && listed().MatchString(text[figures[from-1].to:figures[from].from]) {
		from--
	}
	for to < len(figures) && listed().MatchString(text[figures[to-1].to:figures[to].from]) {
		to++
	}
	last := -1 // the mention before the list of figures
	for k, m := range mentions {
		if m.to <= figures[from].from {
			last = k
		}
	}
	first := last
	for first > 0 && (mentions[first-1].from == mentions[first].from || listed().MatchString(text[mentions[first-1].to:mentions[first].from])) {
		first-- // two that are computed at one place tie
	}
	if last < 0 || to-from < 2 || last+1-first != to-from || slices.ContainsFunc(mentions[first:last+1], func(m mention) bool { return m.figure }) {
		return nil
	}
	return mentions[first+i-from].tool
}

// versionOf reports whether the figure stands right behind the tool's name, as
// a version does: MLflow 3.17.
func versionOf(m mention, d decimal) bool { return m.to+1 >= d.from && m.to <= d.from }
