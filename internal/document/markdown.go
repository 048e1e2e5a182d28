package document

import (
	"bytes"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// typography is what goldmark's typographer puts in, as characters instead of
// its HTML entities.
var typography = map[extension.TypographicPunctuation]string{
	extension.LeftSingleQuote: "‘", extension.RightSingleQuote: "’",
	extension.LeftDoubleQuote: "“", extension.RightDoubleQuote: "”",
	extension.EnDash: "–", extension.EmDash: "\u2014", extension.Ellipsis: "…",
	extension.LeftAngleQuote: "«", extension.RightAngleQuote: "»",
	extension.Apostrophe: "’",
}

// flowParser reads whole files. It is safe for one use after another.
var flowParser = sync.OnceValue(func() parser.Parser {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify,
		extension.TaskList, extension.DefinitionList,
		extension.NewTypographer(extension.WithTypographicSubstitutions(typography))))
	md.Parser().AddOptions(
		// goldmark's own footnote references search all notes each; ours look up a label.
		parser.WithBlockParsers(
			util.Prioritized(mathBlockParser{}, 690), // before the fences
			util.Prioritized(extension.NewFootnoteBlockParser(), 999)),
		ownInlines())
	return md.Parser()
})

// lineParser reads running text alone: a caption, a title, an abstract. A line
// that starts with a number or a dash is text there.
var lineParser = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewStrikethroughParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(), 999),
			util.Prioritized(extension.NewTypographerParser(extension.WithTypographicSubstitutions(typography)), 9999)),
		ownInlines())
})

// ownInlines are the marks that Markdown lacks. They come before links,
// emphasis and code have a say in what stands between their ends, but after
// code spans, in which they are text.
func ownInlines() parser.Option {
	return parser.WithInlineParsers(
		util.Prioritized(braceParser{}, 110),
		util.Prioritized(bracketParser{}, 110),
		util.Prioritized(atParser{}, 110),
		util.Prioritized(mathParser{}, 110))
}

// masked stands for a `|` inside `{{ … }}` while goldmark parses, so that a
// claim's format does not end a table's cell. It has one byte like the bar, so
// that all places stay what they are.
const masked = '\x1e'

// mask hides the bars in claims. It allocates only where there are any.
func mask(text []byte) []byte {
	out, own := text, false
	for from := 0; ; {
		open := bytes.Index(out[from:], []byte("{{"))
		if open < 0 {
			return out
		}
		open += from
		end := bytes.IndexByte(out[open:], '\n')
		if end < 0 {
			end = len(out) - open
		}
		closing := closingIn(out[open:open+min(end, longest)], claimEnd)
		if closing < 0 {
			from = open + end
			continue
		}
		for i := open; i < open+closing; i++ {
			if out[i] != '|' && out[i] != masked {
				continue
			}
			if !own {
				out, own = bytes.Clone(text), true
			}
			if out[i] == masked {
				out[i] = ' '
			} else if out[i-1] != '\\' {
				out[i] = masked
			}
		}
		from = open + closing + 2
	}
}

// unmask is the text of a claim as it was typed; in a table a bar may also be
// escaped, as GitHub wants it.
func unmask(text []byte) string {
	text = bytes.ReplaceAll(text, []byte{masked}, []byte{'|'})
	return string(bytes.ReplaceAll(text, []byte(`\|`), []byte{'|'}))
}
