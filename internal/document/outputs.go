package document

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/score"
	"report/internal/study"
	"report/internal/svg"
)

// outputs shows what a run left: all that can be shown, or what is named.
func (f *fenced) outputs(out []Block, s *shown) []Block {
	if s.none {
		return out
	}
	if f.env.Readings == nil || f.env.Files == nil {
		f.failHere("", "there is no evidence at hand to show")
		return out
	}
	r, err := f.env.Readings.Reading(s.experiment.ID)
	if err != nil {
		f.failHere("report verify tells what happened to it", "the evidence of %s cannot be read: %v", s.experiment.ID, err)
		return out
	}
	if r.Manifest == nil || r.Run == "" {
		return f.absentOutputs(out, s, r.Missing)
	}
	have := s.have(r.Manifest)
	items := s.items
	if items == nil {
		for _, h := range have {
			if h.as = formOf(h.name, h.file); h.as != "" && h.file.Size > 0 {
				items = append(items, &shownItem{name: h.name, as: h.as})
			}
		}
	}
	if len(items) == 0 && (s.tag != "" || !s.used && (s.kind() != "" || s.main.caption != nil)) {
		return f.nothing(out, s, r)
	}
	s.lend(items, have)
	for _, item := range items {
		out = f.outputItem(out, s, r, have, item)
	}
	if kind := s.kind(); kind != "" && !s.used && len(items) > 0 {
		f.nothing(nil, s, r)
	}
	return f.staleOutputs(out, s, r, len(items))
}

// kept is a file of the run under the name that the text has for it.
type keptName struct {
	name string
	file *evidence.File
	as   string
}

// have lists what the run kept below the block's place, standard output first.
func (s *shown) have(m *evidence.Manifest) []keptName {
	var first, rest []keptName
	for i := range m.Files {
		file := &m.Files[i]
		switch {
		case s.tag != "":
			if parts := strings.Split(file.Path, "/"); len(parts) < 3 || parts[len(parts)-2] != s.tag || parts[len(parts)-3] != study.OutputsDir {
				continue
			}
			rest = append(rest, keptName{name: file.Path, file: file})
		case s.prefix != "" && file.Path == s.prefix+study.CellStdout:
			first = append(first, keptName{name: "stdout", file: file})
		case strings.HasPrefix(file.Path, s.prefix):
			rest = append(rest, keptName{name: strings.TrimPrefix(file.Path, s.prefix), file: file})
		}
	}
	return append(first, rest...)
}

// The forms in which a file is shown, by its extension.
var forms = map[string]string{".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".svg": "picture",
	".csv": "csv", ".tsv": "tsv", ".md": "markdown", ".json": "json", ".txt": "text", ".log": "text"}

func formOf(name string, file *evidence.File) string {
	if name == "stdout" {
		return "text"
	}
	return forms[strings.ToLower(path.Ext(strings.TrimSuffix(file.Path, ".gz")))]
}

// kindOfForm is the kind of label that a form has.
func kindOfForm(as string) string {
	switch as {
	case "picture":
		return "fig"
	case "csv", "tsv", "markdown", "json":
		return "tbl"
	}
	return "lst"
}

// lend gives the block's own label and words to one of the items: the first of
// the label's kind, or without a label the first picture or table, or the first.
func (s *shown) lend(items []*shownItem, have []keptName) {
	if s.used {
		return
	}
	kind, caption := s.kind(), s.main.caption
	var to *shownItem
	for _, item := range items {
		if item.label.text != nil || item.caption != nil {
			continue
		}
		own := kindOfForm(item.form(have))
		switch {
		case kind != "" && own != kind:
		case kind == "" && own == "lst" && to == nil && caption != nil && len(items) == 1, kind != "", kind == "" && own != "lst":
			to = item
		}
		if to != nil {
			break
		}
	}
	if to == nil && kind == "" && caption != nil && len(items) > 0 {
		to = items[0]
	}
	if to == nil {
		return
	}
	s.used = true
	to.label, to.caption = s.main.label, caption
	if to.alt == nil {
		to.alt = s.main.alt
	}
	if to.width == nil {
		to.width = s.main.width
	}
}

// form is how an item is shown.
func (item *shownItem) form(have []keptName) string {
	if item.as == "" {
		for _, h := range have {
			if h.name == item.name || h.name == item.name+".gz" {
				item.as = formOf(h.name, h.file)
			}
		}
	}
	return item.as
}

// nothing says that the run left nothing of what the block is to show: a
// mistake, unless the run is stale and another may leave it.
func (f *fenced) nothing(out []Block, s *shown, r *score.Reading) []Block {
	if r.Stale != "" {
		return f.absentOutputs(out, s, r.Stale)
	}
	what := map[string]string{"fig": "a picture", "tbl": "a table", "lst": "a text"}[s.kind()]
	switch {
	case s.tag != "":
		e := s.named.text.errorAt(0, max(1, len(s.named.text.text)), "the run %s of %s has no output of a cell tagged %q", r.Run, s.experiment.ID, s.tag)
		if near := nearestOf(s.tag, tagsOf(r.Manifest)); near != "" {
			e.WithHint("did you mean %s?", near)
		} else {
			e.WithHint("give the cell the tag, and let it print or show something")
		}
		f.fail(e)
	case what == "":
		f.failHere("let the code print, or write files to $REPORT_OUT", "the run %s of %s left nothing to show", r.Run, s.experiment.ID)
	default:
		f.failHere("let the code write it to $REPORT_OUT, or give the label the prefix of what it leaves: fig-, tbl- or lst-", "the run %s of %s left nothing that is %s", r.Run, s.experiment.ID, what)
	}
	return out
}

// tagsOf are the tags whose outputs a notebook's run kept.
func tagsOf(m *evidence.Manifest) []string {
	var tags []string
	for _, file := range m.Files {
		if parts := strings.Split(file.Path, "/"); len(parts) >= 3 && parts[len(parts)-3] == study.OutputsDir {
			tags = append(tags, parts[len(parts)-2])
		}
	}
	return tags
}

// outputItem shows one file.
func (f *fenced) outputItem(out []Block, s *shown, r *score.Reading, have []keptName, item *shownItem) []Block {
	as, file := item.form(have), fileOf(item.name, have)
	switch {
	case file == nil && r.Stale != "":
		_, _, number := f.words(item, kindOfForm(as))
		return append(out, f.notMeasured(kinds[kindOfForm(as)], number, []Inline{&Text{Value: item.name}}, r.Stale))
	case file == nil:
		names := make([]string, len(have))
		for i, h := range have {
			names[i] = h.name
		}
		hint := "it left " + strings.Join(names, ", ")
		if near := nearestOf(item.name, names); near != "" {
			hint = "did you mean " + near + "?"
		}
		f.failAt(item, hint, "the run %s of %s left no file %q", r.Run, s.experiment.ID, item.name)
		return out
	case as == "":
		f.failAt(item, "shown are .png, .jpg, .svg, .csv, .tsv, .md, .json and .txt; or say as: text", "%s cannot be shown: its name does not say what it is", item.name)
		return out
	}
	k, ok := f.keptBytes(s.experiment.ID, r.Run, r.Stale, file)
	if !ok {
		return out
	}
	switch as {
	case "picture":
		return f.outputPicture(out, item, k)
	case "text":
		return append(out, f.outputText(item, k, ""))
	}
	return f.outputTable(out, item, k, as)
}

// fileOf is the file of a name, or nil; a long log is kept compressed.
func fileOf(name string, have []keptName) *evidence.File {
	var file *evidence.File
	for _, h := range have {
		if h.name == name || h.name == name+".gz" {
			file = h.file
		}
	}
	return file
}

// outputTable shows a file of rows as a table; what is no table and has no label
// of one is shown as it is.
func (f *fenced) outputTable(out []Block, item *shownItem, k keptFile, as string) []Block {
	t, err := tableOf(k.bytes, as)
	if err == errNoTable && item.label.text == nil {
		language := ""
		if as == "json" {
			language = as
		}
		return append(out, f.outputText(item, k, language))
	}
	if err != nil {
		f.failAt(item, "let the code write a smaller or a proper one and run it again", "%s is no table that can be shown: %v", k.source, err)
		return out
	}
	t.Pos = f.pos
	t.Caption, t.ID, t.Number = f.words(item, "tbl")
	claimed(t, k.claim)
	return append(out, t)
}

// failAt notes a mistake about an output, where it is named.
func (f *fenced) failAt(item *shownItem, hint, format string, args ...any) {
	if item.at == nil {
		f.failHere(hint, format, args...)
		return
	}
	e := item.at.text.errorAt(0, max(1, len(item.at.text.text)), format, args...)
	e.Hint = hint
	f.fail(e)
}

// outputPicture shows a picture that a run left. A drawing must be one and
// nothing more: it was made by code, not by the author.
func (f *fenced) outputPicture(out []Block, item *shownItem, k keptFile) []Block {
	fig := &Figure{Pos: f.pos}
	fig.Caption, fig.ID, fig.Number = f.words(item, "fig")
	if item.alt != nil {
		fig.Alt = f.plainFigured(item.alt.text)
	}
	if fig.Alt == "" {
		f.failAt(item, "alt: what it shows, for readers who do not see it; with several outputs: {file: …, alt: …} below outputs:", "the picture %s has no alternative text", path.Base(k.source))
	}
	if item.width != nil {
		fig.Width = f.widthOf(item.width)
	}
	img := f.images[k.source]
	if img == nil {
		var err error
		if img, err = f.newImage(k.source, k.source, k.bytes); err == nil && img.MediaType == "image/svg+xml" {
			if err = svg.Check(k.bytes); err != nil {
				delete(f.images, k.source)
			}
		}
		if err != nil {
			f.failAt(item, "write a PNG, or a drawing of paths and text alone, and run it again", "%s cannot be shown: %v", k.source, err)
			return out
		}
	}
	shown := *img // the same picture twice is two claims
	shown.Claim = k.claim
	fig.Image = &shown
	return append(out, fig)
}

// longestOutput is how many lines of an output are printed.
const longestOutput = 300

// outputText shows text that a run left, as a terminal would at the end:
// without colours, and where a line was written over, its last state.
func (f *fenced) outputText(item *shownItem, k keptFile, language string) *Listing {
	text := strings.ToValidUTF8(strings.ReplaceAll(string(k.bytes), "\r\n", "\n"), "\uFFFD")
	lines := strings.Split(strings.TrimRight(diag.Uncoloured(text), "\n"), "\n")
	left := len(lines) - longestOutput
	if left > 0 {
		lines = lines[:longestOutput]
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(strings.Map(printable, diag.LastState(line)), " \t")
	}
	if left > 0 {
		lines = append(lines, fmt.Sprintf("[… %d more in the evidence]", left))
	}
	l := &Listing{Code: strings.Join(lines, "\n"), Language: language, Source: k.source, Pos: f.pos}
	l.Caption, l.ID, l.Number = f.words(item, "lst")
	return l
}

func printable(r rune) rune {
	if r == '\t' || !unicode.IsControl(r) {
		return r
	}
	return -1
}

// staleOutputs says below outputs that they are not up to date, and why.
func (f *fenced) staleOutputs(out []Block, s *shown, r *score.Reading, items int) []Block {
	if r.Stale == "" || items == 0 || len(f.doc.Claims) == 0 {
		return out
	}
	last := f.doc.Claims[len(f.doc.Claims)-1]
	if last.Status != claim.Stale {
		return out
	}
	p := &Paragraph{Pos: f.pos, Text: []Inline{&Text{Value: "What stands above is not up to date: "},
		&Figured{Claim: last.ID, Value: s.experiment.ID, Mark: MarkStale}}}
	p.Text = append(p.Text, f.reason(doubtWords(MarkStale)+r.Stale)...)
	return append(out, p)
}

// widthOf reads the width of a picture.
func (f *fenced) widthOf(v *value) int {
	w := width(attributes{pairs: []attribute{{key: "width", value: v.text.String()}}})
	if w == 0 {
		f.fail(v.text.errorAt(0, max(1, len(v.text.text)), "a width is a share of the text's, from 1%% to 100%%").WithHint("width: 50%%"))
	}
	return w
}
