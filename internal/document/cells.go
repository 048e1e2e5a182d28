package document

import (
	"bytes"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/score"
	"report/internal/study"
)

// codeCell shows code of the paper and what it printed and wrote when `report run`
// carried it out; nothing runs here.
//
//	```{cell #tbl-classes}
//	experiment: baseline-mnist     # whose environment it runs in
//	reads: [baseline-mnist/test/*] # below $REPORT_EVIDENCE
//	echo: false
//	caption: Digits that the models confuse
//	---
//	import json, os
//	…
//	```
//
// Settings that the run hangs on are study's; the others say what is shown:
// the code, unless `echo: false`; then the standard output, and of the files
// that it wrote to $REPORT_OUT the pictures (PNG, JPEG, SVG), tables (CSV, TSV,
// Markdown, JSON) and texts. `outputs:` chooses among them, and gives several
// of them labels and captions.
func (f *fenced) codeCell(out []Block) []Block {
	rule := ruleIn(f.body.text)
	head := f.body.slice(0, 0)
	if rule >= 0 {
		head = f.body.slice(0, rule)
	}
	o := f.optionsIn(head)
	for _, key := range study.CellKeys() {
		o.get(key)
	}
	e := f.studyCell(rule)
	s := f.shownSettings(e)
	echo := o.bool("echo", true)
	o.done()
	if e == nil {
		return out
	}
	f.met[e.ID] = true
	if echo {
		l := &Listing{Code: strings.TrimRight(e.Cell.Code, "\n"), Language: e.Cell.Language, Pos: f.pos}
		if s.kind() == "lst" {
			l.Caption, l.ID, l.Number = s.take(f, "lst")
		}
		out = append(out, l)
	}
	return f.outputs(out, s)
}

// ruleIn is where the line --- stands that ends the settings of a cell, or -1.
func ruleIn(body []byte) int {
	for from := 0; from < len(body); {
		end := bytes.IndexByte(body[from:], '\n')
		if end < 0 {
			end = len(body) - from
		}
		if string(bytes.TrimRight(body[from:from+end], " \t\r")) == "---" {
			return from
		}
		from += end + 1
	}
	return -1
}

// studyCell is the experiment that study made of this block. They read the same
// text by the same rules; where a list or a quotation makes them differ, what
// is shown would not be what ran.
func (f *fenced) studyCell(rule int) *study.Experiment {
	if f.env.Study == nil {
		f.failHere("", "there is no study to show what this {cell} left")
		return nil
	}
	code := f.body.text
	if rule >= 0 {
		_, code, _ = bytes.Cut(f.body.text[rule:], []byte("\n"))
	}
	shown := strings.TrimRight(strings.ToValidUTF8(strings.ReplaceAll(string(code), "\r\n", "\n"), "\uFFFD"), "\n \t")
	for _, e := range f.env.Study.Experiments {
		if e.Cell != nil && e.Cell.Pos == f.pos && strings.TrimRight(e.Cell.Code, "\n \t") == shown {
			return e
		}
	}
	f.failHere("let it begin at the margin, outside lists, quotations and footnotes, and close its fence", "report run does not find this {cell}, or finds other code in it")
	return nil
}

// unseen refuses the cells of the study that no block of the text is.
func (b *builder) unseen() {
	if b.env.Study == nil {
		return
	}
	for _, e := range b.env.Study.Experiments {
		if e.Cell == nil || b.met[e.ID] {
			continue
		}
		f := b.files[e.Cell.Source]
		told := false
		for _, mistake := range b.failures {
			told = told || mistake.Pos.File == e.Cell.Source && mistake.Pos.Line >= e.Cell.Pos.Line && mistake.Pos.Line < e.Cell.Line+e.Cell.Lines()
		}
		if f == nil || told {
			continue
		}
		d := diag.At(e.Cell.Pos, "this {cell} runs, but the paper does not show it").
			WithHint("it stands within HTML or another block; let it begin at the margin, behind an empty line")
		b.fail(b.quoted(d))
	}
}

// output shows what a run kept, whatever experiment it is of: a picture, a
// table or a text. Of a notebook, the outputs of the cells with a tag.
//
//	```{output #fig-curve}
//	experiment: mnist-analysis
//	tag: curve                 # or file: train/curve.svg
//	caption: The loss
//	alt: A line that falls
//	```
func (f *fenced) output(out []Block) []Block {
	o := f.options()
	experiment, tag, file := o.get("experiment"), o.get("tag"), o.get("file")
	s := f.shownSettings(nil)
	o.done()
	if f.env.Study == nil || f.env.Readings == nil {
		f.failHere("", "there is no evidence to show")
		return out
	}
	switch {
	case experiment == nil:
		f.failHere("experiment: NAME", "this {output} names no experiment")
		return out
	case (tag == nil) == (file == nil):
		f.failHere("tag: TAG of a notebook's cell, or file: PATH of a file that the run kept", "this {output} does not say what it shows")
		return out
	}
	id := f.experiment(experiment)
	if id == "" {
		return out
	}
	s.experiment = f.env.Study.Experiment(id)
	if tag != nil {
		s.prefix, s.tag = "", strings.TrimSpace(tag.text.String())
		s.named = tag
	} else {
		s.items = []*shownItem{{name: strings.TrimSpace(file.text.String()), at: file}}
	}
	return f.outputs(out, s)
}

// shown is what a block shows of a run, and how.
type shown struct {
	experiment *study.Experiment
	prefix     string       // of the files' paths, which names leave out
	tag        string       // of a notebook's cells
	named      *value       // where the tag stands
	items      []*shownItem // nil for whatever there is
	none       bool
	main       *shownItem // the block's own label and caption
	used       bool       // main was given to a block
}

// shownItem is one output with the words around it.
type shownItem struct {
	name    string
	as      string
	label   fragment
	caption *value
	alt     *value
	width   *value
	at      *value // where it is named; nil for the block's own
}

// kind is the kind of thing that the block's label names, "" without a label.
func (s *shown) kind() string { return kindOf(s.main.label.String()) }

// shownSettings reads what the block says of the outputs it shows.
func (f *fenced) shownSettings(e *study.Experiment) *shown {
	o := f.options()
	s := &shown{experiment: e, main: &shownItem{caption: o.get("caption"), alt: o.get("alt"), width: o.get("width")}}
	if f.attrs.id != "" {
		s.main.label = f.g.slice(f.attrs.idAt+1, f.attrs.idAt+1+len(f.attrs.id))
	}
	if e == nil {
		return s
	}
	s.prefix = study.CellStep + "/"
	outputs := o.get("outputs")
	switch {
	case outputs == nil:
	case outputs.items == nil && outputs.settings == nil && outputs.text.String() == "none":
		s.none = true
	default:
		for _, v := range o.list("outputs") {
			s.items = append(s.items, f.shownItem(v))
		}
	}
	return s
}

func (f *fenced) shownItem(v value) *shownItem {
	item := &shownItem{at: &v}
	if v.settings == nil {
		item.name = strings.TrimSpace(v.text.String())
		return item
	}
	o := &options{b: f.builder, what: "an output", all: v.settings}
	if file := o.get("file"); file != nil {
		item.name, item.at = strings.TrimSpace(file.text.String()), file
	} else {
		f.fail(v.text.errorAt(0, 1, "this output names no file").WithHint("- file: curve.svg"))
	}
	item.as = o.choice("as", "", "picture", "csv", "tsv", "markdown", "json", "text")
	item.caption, item.alt, item.width = o.get("caption"), o.get("alt"), o.get("width")
	if label := o.get("label"); label != nil {
		item.label = label.text
		if trimmed := bytes.TrimPrefix(label.text.text, []byte("#")); len(trimmed) < len(label.text.text) {
			item.label = label.text.slice(1, len(label.text.text))
		}
	}
	o.done()
	return item
}

// take gives the block's own label and caption to what is shown as their kind,
// once.
func (s *shown) take(f *fenced, kind string) ([]Inline, string, string) {
	s.used = true
	return f.words(s.main, kind)
}

// words are the caption, label and number of an output.
func (f *fenced) words(item *shownItem, kind string) (caption []Inline, id, number string) {
	if item.caption != nil {
		caption = f.builder.text(item.caption.text)
	}
	id = item.label.String()
	if id == "" && caption == nil {
		return nil, "", ""
	}
	pos, file := f.pos, f.g.file
	if id != "" {
		pos, file = item.label.pos(0), item.label.file
	}
	return caption, id, f.labelled(id, kind, f.counter(kind), file, pos)
}

func (f *fenced) counter(kind string) *int {
	switch kind {
	case "fig":
		return &f.counts.figure
	case "tbl":
		return &f.counts.table
	}
	return &f.counts.listing
}

// optionsIn are the settings of a part of the body, and of the braces.
func (f *fenced) optionsIn(head fragment) *options {
	body := f.body
	f.body = head
	o := f.options()
	f.body = body
	return o
}

// absentOutputs stands where a run is not there: what was to be shown, and why.
func (f *fenced) absentOutputs(out []Block, s *shown, why string) []Block {
	expr := "output experiment=" + s.experiment.ID
	c := claim.Claim{ID: f.blockClaim(expr), Expr: expr, Text: "not measured", Basis: string(score.Missing), Status: claim.Missing, Reason: why,
		What: "what " + s.experiment.ID + " left", At: f.pos, Subject: claim.Subject{Experiment: s.experiment.ID}}
	f.keep(c)
	any := false
	add := func(item *shownItem) {
		kind := kindOf(item.label.String())
		if kind == "" {
			kind = "lst"
		}
		caption, _, number := f.words(item, kind)
		if number == "" {
			return
		}
		any = true
		out = append(out, f.notMeasured(kinds[kind], number, caption, why))
	}
	if !s.used {
		add(s.main)
	}
	for _, item := range s.items {
		add(item)
	}
	if any {
		return out
	}
	p := &Paragraph{Pos: f.pos, Text: []Inline{&Text{Value: "Output of "}, &Code{Value: s.experiment.ID}, &Text{Value: ": "},
		&Figured{Claim: c.ID, Value: c.Text, Mark: MarkMissing}}}
	p.Text = append(p.Text, f.reason(doubtWords(MarkMissing)+why)...)
	return append(out, p)
}
