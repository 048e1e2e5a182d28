package claim

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"report/internal/study"
)

// cellPatterns are compiled when a cell is first checked.
var cellPatterns = sync.OnceValue(func() *cellWords {
	return &cellWords{
		other: regexp.MustCompile(`(?i)%|\b(accurac(y|ies)|loss(es)?|precision|recall|f1|auc|seconds?|minutes?|hours?|times?|duration|s|ms|min|[kmgt]i?b|bytes?|memory|size|` +
			`versions?|releases?|packages?|commands?|lines?|statements?|epochs?|images?|rates?|shares?|percent|stars|commits?|dates?|years?|count|number of|weights?|` +
			`differences?|margins?|gaps?|leads?|distances?|p|deviation|error|factor|speed-?up|threshold)\b`),
		plain: regexp.MustCompile(`(?i)\b(tools?|names?|frameworks?|systems?|platforms?|criteri(on|a))\b`),
	}
})

// cellWords tell what the heads of a table speak of: other are words for what
// is no score, plain those that say nothing of what stands below them.
type cellWords struct{ other, plain *regexp.Regexp }

// inCell is a figure of a table with the words at the heads of its row and
// column behind it, and the tools that it is a score of by these. There are
// none where two heads name tools, which compares them, or where the heads
// speak of something else.
func (e *Env) inCell(s Sentence, d decimal) (Sentence, []*study.Tool) {
	var tools []*study.Tool
	var words strings.Builder
	for _, head := range s.Heads {
		in := e.mentions(head)
		if len(in) > 0 && tools != nil {
			return s, nil
		}
		for _, m := range in {
			tools = append(tools, m.tool)
		}
		words.WriteString(" | " + without(head.Text, in))
	}
	heads := words.String()
	p := cellPatterns()
	if tools == nil || p.other.MatchString(heads) {
		return s, nil
	}
	about := s
	about.Text += heads + " | " + s.Caption
	switch {
	case p.other.MatchString(s.Caption) && !prosePatterns().scores.MatchString(s.Caption):
		return s, nil
	case prosePatterns().scores.MatchString(heads), len(e.criteriaIn(heads)) > 0, len(e.setsNamed(heads)) > 0:
		return about, tools
	case strings.ContainsFunc(p.plain.ReplaceAllString(heads, ""), unicode.IsLetter):
		return s, nil // it says what it is, in words that we do not know
	case prosePatterns().scores.MatchString(s.Caption):
		return about, tools
	case d.places < 2: // nothing says that it is a score, and too many figures have one decimal
		return s, nil
	}
	return s, tools
}

// without is a text with blanks for the tools it names.
func without(text string, in []mention) string {
	for _, m := range in {
		text = text[:m.from] + strings.Repeat(" ", m.to-m.from) + text[m.to:]
	}
	return text
}
