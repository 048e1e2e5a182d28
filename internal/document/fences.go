package document

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"report/internal/diag"
)

// fenced is a ```{name} block: what stands in its braces and in its body.
type fenced struct {
	*reader
	name  string
	at    int        // of the name, in the fragment
	attrs attributes // of the braces
	body  fragment
	pos   diag.Pos
	opts  *options // of the body and of the braces, made when first asked for
}

// fence makes a fenced block. One that starts with `{name}` puts in what the
// evidence or another file holds; every other is code, shown as it stands,
// with an optional label and caption:
//
//	```python {#lst-loop caption="The training loop"}
func (r *reader) fence(out []Block, n *ast.FencedCodeBlock) []Block {
	if n.Info == nil {
		return append(out, &Listing{Code: r.code(n), Pos: r.fencePos(n)})
	}
	segment := n.Info.Segment
	info := segment.Value(r.g.text)
	if info[0] != '{' || len(info) > 1 && strings.IndexByte(".#", info[1]) >= 0 {
		return append(out, r.codeFence(n, info, segment.Start))
	}
	f := r.openFence(n, info, segment.Start)
	if f == nil {
		return out
	}
	return f.build(out)
}

func (r *reader) fencePos(n *ast.FencedCodeBlock) diag.Pos {
	if n.Info != nil {
		return r.g.pos(n.Info.Segment.Start)
	}
	return r.posOf(n)
}

// codeFence is code with its language, label and caption.
func (r *reader) codeFence(n *ast.FencedCodeBlock, info []byte, at int) Block {
	l := &Listing{Code: r.code(n), Pos: r.g.pos(at)}
	brace := bytes.IndexByte(info, '{')
	words := info
	if brace >= 0 {
		words = info[:brace]
		end := attributesEnd(info[brace:])
		a, ok := attributes{}, false
		if end > 0 {
			a, ok = parseAttributes(info[brace+1:brace+end], at+brace+1)
		}
		if !ok {
			r.fail(r.g.errorAt(at+brace, 1, "these braces hold no label and no attributes").
				WithHint("```python {#lst-name caption=\"…\"}"))
		}
		if len(a.classes) > 0 {
			l.Language = a.classes[0]
		}
		if c := a.get("caption"); c != nil {
			l.Caption = r.builder.text(r.attributeText(c))
		}
		if a.id != "" || l.Caption != nil {
			pos := l.Pos
			if a.id != "" {
				pos = r.g.pos(a.idAt)
			}
			l.ID, l.Number = a.id, r.labelled(a.id, "lst", &r.counts.listing, r.g.file, pos)
		}
	}
	if fields := strings.Fields(string(words)); len(fields) > 0 {
		l.Language = strings.ToValidUTF8(fields[0], "\uFFFD")
	}
	return l
}

// openFence reads the braces and the body of a ```{name} block.
func (r *reader) openFence(n *ast.FencedCodeBlock, info []byte, at int) *fenced {
	end := attributesEnd(info)
	if end < 0 {
		r.fail(r.g.errorAt(at, len(info), "the braces of this block are not closed").WithHint("```{table #tbl-name}"))
		return nil
	}
	inner := info[1:end]
	name := inner[:attributeLength(string(inner))]
	f := &fenced{reader: r, name: string(name), at: at + 1, pos: r.g.pos(at)}
	if rest := inner[len(name):]; len(bytes.TrimSpace(rest)) > 0 {
		a, ok := parseAttributes(rest, at+1+len(name))
		if !ok {
			r.fail(r.g.errorAt(at+1+len(name), max(1, len(bytes.TrimSpace(rest))), "{%s …} takes a label and attributes", f.name).
				WithHint("{%s #label key=value}", f.name))
		}
		f.attrs = a
	}
	f.body = r.bodyOf(n, at)
	return f
}

// bodyOf is the text of a fenced block with its places, also where it stands
// further in.
func (r *reader) bodyOf(n ast.Node, at int) fragment {
	body := fragment{file: r.g.file}
	lines := n.Lines()
	for i := 0; i < lines.Len(); i++ {
		s := lines.At(i)
		body.spans = append(body.spans, span{len(body.text), r.g.offset(s.Start)})
		body.text = append(body.text, s.Value(r.g.text)...)
	}
	if len(body.spans) == 0 {
		body.spans = []span{{0, r.g.offset(at)}}
	}
	return body
}

// blockMakers are the kinds of block, by name. A function, because the blocks
// read Markdown, which holds blocks.
func blockMakers() map[string]func(*fenced, []Block) []Block {
	return map[string]func(*fenced, []Block) []Block{
		"include":         (*fenced).include,
		"bibliography":    (*fenced).bibliography,
		"evidence":        (*fenced).evidence,
		"table":           (*fenced).table,
		"chart":           (*fenced).chart,
		"figure":          (*fenced).figure,
		"listing":         (*fenced).listing,
		"cell":            (*fenced).codeCell,
		"output":          (*fenced).output,
		"recommendations": (*fenced).recommendations,
		"sensitivity":     (*fenced).sensitivity,
		"left-out":        (*fenced).leftOut,
		"agreement":       (*fenced).agreement,
		"waivers":         (*fenced).waivers,
	}
}

func (f *fenced) build(out []Block) []Block {
	makers := blockMakers()
	if make := makers[f.name]; make != nil {
		return make(f, out)
	}
	e := f.g.errorAt(f.at, len(f.name), "there is no block {%s}", f.name)
	known := slices.Sorted(maps.Keys(makers))
	if near := diag.Nearest(f.name, known); near != "" {
		e.WithHint("did you mean {%s}?", near)
	} else {
		e.WithHint("the blocks are {%s}", strings.Join(known, "}, {"))
	}
	f.fail(e)
	return out
}

// options are the settings of the body and, as key=value, of the braces.
func (f *fenced) options() *options {
	if f.opts != nil {
		return f.opts
	}
	f.opts = &options{b: f.builder, what: "{" + f.name + "}", all: f.settings(f.body)}
	for i := range f.attrs.pairs {
		p := &f.attrs.pairs[i]
		v := value{text: f.reader.attributeText(p)}
		if text := v.text.text; len(text) > 1 && text[0] == '[' && text[len(text)-1] == ']' {
			list := &settingsReader{b: f.builder, g: v.text}
			v.items = list.flow(1, len(text)-1)
		}
		f.opts.all = append(f.opts.all, &setting{key: f.g.slice(p.at, p.at+len(p.key)), value: v})
	}
	return f.opts
}

// failHere notes a mistake about the block as a whole.
func (f *fenced) failHere(hint, format string, args ...any) {
	e := f.g.errorAt(f.at, len(f.name), format, args...)
	e.Hint = hint
	f.fail(e)
}

// caption is the block's caption, label and number.
func (f *fenced) caption(kind string, count *int) (caption []Inline, id, number string) {
	if v := f.options().get("caption"); v != nil {
		caption = f.builder.text(v.text)
	}
	id = f.attrs.id
	if id == "" && caption == nil {
		return nil, "", ""
	}
	pos := f.pos
	if id != "" {
		pos = f.g.pos(f.attrs.idAt)
	}
	return caption, id, f.labelled(id, kind, count, f.g.file, pos)
}

// one is a setting that names something the study declares. The words that
// were not found get the nearest as a hint.
func (b *builder) one(v *value, kind string, known []string) string {
	typed := strings.TrimSpace(v.text.String())
	if slices.Contains(known, typed) {
		return typed
	}
	e := v.text.errorAt(0, max(1, len(v.text.text)), "the study declares no %s %q", kind, typed)
	if near := diag.Nearest(typed, known); near != "" {
		e.WithHint("did you mean %q?", near)
	} else if len(known) > 0 {
		e.WithHint("it declares %s", strings.Join(known, ", "))
	}
	b.fail(e)
	return ""
}

// some are the settings of a list that name what the study declares, or all.
func (b *builder) some(values []value, kind string, known []string) []string {
	if values == nil {
		return known
	}
	var out []string
	for i := range values {
		if id := b.one(&values[i], kind, known); id != "" {
			out = append(out, id)
		}
	}
	return out
}

// ids lists what the study declares.
func ids[T any](list []T, id func(*T) string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = id(&list[i])
	}
	return out
}

// include puts in other Markdown files, a line each, named relative to this one:
//
//	```{include}
//	sections/method.md
//	```
func (f *fenced) include(out []Block) []Block {
	for from := 0; from < len(f.body.text); {
		end := bytes.IndexByte(f.body.text[from:], '\n')
		if end < 0 {
			end = len(f.body.text) - from
		}
		line := f.body.text[from : from+end]
		left := len(line) - len(bytes.TrimLeft(line, " \t"))
		if name := bytes.TrimSpace(line); len(name) > 0 {
			out = append(out, f.builder.include(f.body.slice(from+left, from+left+len(name)))...)
		}
		from += end + 1
	}
	return out
}

// bibliography says where the list of cited works goes; without it the list
// stands at the end, before the appendices.
func (f *fenced) bibliography(out []Block) []Block {
	return append(out, &Placeholder{Part: "bibliography"})
}
