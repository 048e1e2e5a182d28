package html

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html/template"
	"slices"
	"strings"
	"sync"
	"time"

	"report/internal/document"
	"report/internal/math"
)

// The theme: one page, its style and its scripts, each readable as it stands.
//
//go:embed assets
var assets embed.FS

// asset is a theme file without its comments and indentation.
func asset(name string) string {
	content, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // our own files
	}
	return squeeze(string(content))
}

// squeeze drops blank lines, indentation and comments that have lines to
// themselves. The theme keeps to that, so it needs no parser.
func squeeze(text string) string {
	var b strings.Builder
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case inside:
			inside = !strings.HasSuffix(line, "*/")
			continue
		case line == "", strings.HasPrefix(line, "//"):
			continue
		case strings.HasPrefix(line, "/*"):
			inside = !strings.HasSuffix(line, "*/")
			continue
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// theme is what does not change from paper to paper, made at the first page.
type theme struct {
	page                                 *template.Template
	style, head, script, charts, weights string
}

var loadTheme = sync.OnceValue(func() *theme {
	content, err := assets.ReadFile("assets/page.html")
	if err != nil {
		panic(err)
	}
	return &theme{
		page:   template.Must(template.New("page.html").Parse(string(content))),
		style:  asset("base.css") + asset("text.css") + asset("figures.css") + asset("end.css") + asset("popups.css") + asset("print.css"),
		head:   asset("head.js"),
		script: asset("page.js") + asset("pop.js") + asset("preview.js") + asset("search.js"),
		charts: asset("charts.js"), weights: asset("weights.js"),
	}
})

// document writes the paper's own part of the page.
func (p *page) document() {
	p.title = p.headline(p.doc.Meta.Title, p.doc.Meta.TitleText)
	p.subtitle = p.headline(p.doc.Meta.Subtitle, p.doc.Meta.SubtitleText)
	p.abstract = p.aside(p.doc.Meta.Abstract)
	blocks := p.doc.Blocks
	if p.opts.Model != nil {
		blocks = withWeighing(blocks)
	}
	before := beforeEvidence(blocks)
	p.blocks(blocks[:before])
	if before < len(blocks) {
		p.citing()
		p.notes()
		p.blocks(blocks[before:])
	}
	if !p.placed["bibliography"] && len(p.doc.Bibliography) > 0 {
		p.ownHeading(1, "page:bibliography", "References")
		p.placeholder("bibliography")
	}
	if before == len(blocks) {
		p.citing()
		p.notes()
	}
	// Every figure leads to its entry, wherever the paper puts its evidence.
	if !p.placed["evidence"] {
		p.figures(1)
	}
}

// beforeEvidence is where the notes stand: before the section of the list of
// evidence, which is longer than the paper, or before the list itself where the
// section has parts of its own; at the end where there is none.
func beforeEvidence(blocks []document.Block) int {
	for i, b := range blocks {
		if part, ok := b.(*document.Placeholder); !ok || part.Part != "evidence" {
			continue
		}
		for k := i - 1; k > 0; k-- {
			if h, ok := blocks[k].(*document.Heading); ok && h.Level == 1 {
				return k
			} else if ok {
				break
			}
		}
		return i
	}
	return len(blocks)
}

// ownHeading heads a part that the text did not place.
func (p *page) ownHeading(level int, id, text string) {
	p.heading(&document.Heading{Level: level, ID: id, Text: []document.Inline{&document.Text{Value: text}}})
}

// view is what page.html prints.
type view struct {
	Lang, Title, Subtitle, Description, Date, Day, Root string
	PDF, Policy                                         string
	Preview                                             *Preview
	Authors                                             []document.Author
	Keywords, Notes                                     []string
	HeadScript, Script                                  template.HTML
	Style                                               template.HTML
	Heading, Below, Abstract, Contents, Body, Data      template.HTML
}

// bodyHere stands in the frame for what is too long to be copied through the
// template: the text, and the data for the scripts. Nobody's words can hold it.
const bodyHere, dataHere = "<!--body-->", "<!--data-->"

// write gives the page. A long paper's is large, so its parts are put together
// once, in their full length.
func (p *page) write() ([]byte, error) {
	t := loadTheme()
	meta := p.doc.Meta
	var policy policy
	v := view{
		Lang: meta.Lang, Title: meta.Title, Subtitle: meta.Subtitle, Authors: meta.Authors,
		Keywords: meta.Keywords, Notes: meta.Notes, Description: shortenWords(plain(meta.Abstract), 300),
		Date: meta.Date, Day: day(meta.Date), Root: strings.TrimPrefix(meta.Root, "sha256:"),
		Heading: p.title, Below: p.subtitle, Abstract: p.abstract, Contents: p.toc(), PDF: p.opts.PDF, Preview: p.opts.Preview,
	}
	if v.Lang == "" {
		v.Lang = "en"
	}
	var data writer
	if err := p.data(&data); err != nil {
		return nil, err
	}
	v.Body, v.Data = bodyHere, dataHere
	v.Style = policy.style(fontFaces(p.opts.Fonts, p.runes(), p.slanted) + t.style + p.widthRules() + squeeze(p.opts.Style))
	v.HeadScript = policy.script(t.head)
	v.Script = p.scripts(t, &policy)
	v.Policy = policy.String()
	var frame bytes.Buffer
	frame.Grow(1<<16 + len(v.Style) + len(v.HeadScript) + len(v.Script) + len(v.Abstract) + len(v.Contents))
	if err := t.page.Execute(&frame, v); err != nil {
		return nil, err
	}
	head, rest, _ := bytes.Cut(frame.Bytes(), []byte(bodyHere))
	between, foot, found := bytes.Cut(rest, []byte(dataHere))
	if !found {
		return nil, errors.New("the page's frame has no place for the text")
	}
	return slices.Concat(head, p.body.Bytes(), between, data.Bytes(), foot), nil
}

// scripts are those that this paper needs, each in an element of its own.
func (p *page) scripts(t *theme, policy *policy) template.HTML {
	all := policy.script(t.script)
	if p.interactive() {
		policy.allow(string(p.opts.ChartScript))
		all += packed("page:library", p.opts.ChartPack) + policy.script(t.charts)
	}
	if p.opts.Model != nil {
		all += policy.script(t.weights)
	}
	return all
}

// packed is bytes that a script unpacks, in an element that no browser executes.
func packed(id string, content []byte) template.HTML {
	return template.HTML(`<script type="application/gzip" id="` + id + `">` + base64.StdEncoding.EncodeToString(content) + "</script>\n")
}

// interactive reports whether the chart script has something to draw.
func (p *page) interactive() bool {
	if len(p.opts.ChartScript) == 0 || len(p.opts.ChartPack) == 0 {
		return false
	}
	for _, c := range p.charts {
		if d := p.drawings[c.ID]; d != nil && len(d.Options) > 0 {
			return true
		}
	}
	return false
}

// data writes what the scripts read, as JSON that nothing executes.
func (p *page) data(w *writer) error {
	if len(p.doc.Claims) > 0 {
		if err := p.embedOrPack(w, "page:evidence", p.proof(), packFrom); err != nil {
			return err
		}
	}
	if p.interactive() {
		options := map[string]json.RawMessage{}
		for _, c := range p.charts {
			if d := p.drawings[c.ID]; len(d.Options) > 0 {
				options[c.ID] = json.RawMessage(d.Options)
			}
		}
		if err := p.embedOrPack(w, "page:charts", options, packChartsFrom); err != nil {
			return err
		}
	}
	if p.opts.Model != nil {
		if err := embedded(w, "page:model", p.opts.Model); err != nil {
			return err
		}
	}
	return nil
}

// headline is a title whose figures open their evidence, and whose other words are
// plain.
func (p *page) headline(words string, text []document.Inline) template.HTML {
	shown := []document.Inline{}
	figures := false
	for _, one := range text {
		if _, ok := one.(*document.Figured); ok {
			figures = true
			shown = append(shown, one)
			continue
		}
		shown = append(shown, &document.Text{Value: plain([]document.Inline{one})})
	}
	if !figures {
		shown = []document.Inline{&document.Text{Value: words}}
	}
	return p.aside(shown)
}

// aside writes text apart from the body, such as the abstract.
func (p *page) aside(text []document.Inline) template.HTML {
	kept := p.body
	p.body = writer{}
	p.inlines(text)
	html := template.HTML(p.body.String())
	p.body = kept
	return html
}

// toc is the contents as nested lists.
func (p *page) toc() template.HTML {
	var w writer
	deepest := 3
	if len(p.contents) > 40 {
		deepest = 2
	}
	level := 0
	for _, e := range p.contents {
		if e.level > deepest || e.id == "" {
			continue
		}
		target := min(e.level, level+1)
		for ; level > target; level-- {
			w.raw("</li></ol>")
		}
		if level == target && level > 0 {
			w.raw("</li>")
		}
		for ; level < target; level++ {
			w.raw("<ol>")
		}
		w.raw("<li><a")
		w.attr("href", fragment(e.id))
		w.raw(">")
		if e.number != "" {
			w.raw(`<span class="number">`)
			w.text(e.number)
			w.raw("</span> ")
		}
		p.entryWords(&w, e.text)
		w.raw("</a>")
	}
	for ; level > 0; level-- {
		w.raw("</li></ol>")
	}
	return template.HTML(w.String())
}

// entryWords writes a heading in the contents: its words and formulas, but no
// marks and links, since it is one itself.
func (p *page) entryWords(w *writer, words []document.Inline) {
	for _, one := range words {
		if m, ok := one.(*document.Math); ok {
			if set := p.opts.Formulas[math.Key{TeX: m.TeX}]; set != nil && set.MathML != "" {
				w.raw(mathML(set.MathML))
				continue
			}
		}
		w.text(plain([]document.Inline{one}))
	}
}

// policy gathers the hashes of what may run or style the page.
type policy struct{ scripts, styles []string }

func hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// allow lets a script run that the page makes itself.
func (c *policy) allow(content string) { c.scripts = append(c.scripts, hash(content)) }

func (c *policy) script(content string) template.HTML {
	c.allow(content)
	return template.HTML("<script>" + content + "</script>\n")
}

func (c *policy) style(content string) template.HTML {
	c.styles = append(c.styles, hash(content))
	return template.HTML("<style>" + content + "</style>\n")
}

// String is the policy: nothing from outside, nothing inline without its hash.
func (c *policy) String() string {
	return "default-src 'none'; script-src " + strings.Join(c.scripts, " ") +
		"; style-src " + strings.Join(c.styles, " ") +
		"; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
}

// day writes 2026-11-23 as people do; what is no date stays as it is.
func day(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format("2 January 2006")
}

// shortenWords cuts a text between words.
func shortenWords(text string, longest int) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= longest {
		return text
	}
	cut := strings.LastIndexByte(text[:longest], ' ')
	if cut < 0 {
		return shorten(text)
	}
	return text[:cut] + " …"
}
