package html

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"path"
	"slices"
	"strconv"
	"strings"

	"report/internal/document"
)

// excerptBudget bounds what the page embeds of evidence files, in bytes of
// text. Beyond it each place keeps fewer lines around it.
const excerptBudget = 400 << 10

// widestLine is how much of a line is embedded, in bytes.
const widestLine = 240

// proof is what the script shows when a figure is opened: the claims by ID,
// the files behind them and the places in these, each once. Many figures rest on
// the same places: the totals of a table on all that its cells rest on.
type proof struct {
	Claims map[string]proofClaim `json:"claims"`
	Files  []*proofFile          `json:"files"`
	Parts  []proofPart           `json:"parts"`
	Places []proofSource         `json:"places"`
	Lists  [][]int               `json:"lists"` // of places
}

// proofPart is what places stand for: a metric of a score, or a thing by itself.
type proofPart struct {
	What   string `json:"what,omitempty"`
	Of     string `json:"of,omitempty"`     // the score
	Points string `json:"points,omitempty"` // of the score
	Rule   string `json:"rule,omitempty"`   // anchor of the metric in the table of its rule
}

// proofClaim is a claim; how it was computed, on what basis and why it is
// missing stands in its entry of the appendix.
type proofClaim struct {
	Text   string `json:"text"`
	Status string `json:"status"`
	At     string `json:"at,omitempty"`
	List   int    `json:"list"` // what it rests on
}

// proofFile is a file with those of its lines that some claim shows. Windows
// overlap, so a line is kept once.
type proofFile struct {
	Run    string            `json:"run,omitempty"`
	Anchor string            `json:"anchor,omitempty"` // of the run in the appendix
	Path   string            `json:"path"`
	SHA256 string            `json:"sha256,omitempty"`
	Lines  map[string]string `json:"lines,omitempty"`
}

// proofSource is a place in a file: lines From to To are shown, Line is the one
// meant.
type proofSource struct {
	File    int    `json:"file"`
	Part    int    `json:"part"`
	Pointer string `json:"pointer,omitempty"`
	Line    int    `json:"line,omitempty"`
	From    int    `json:"from,omitempty"`
	To      int    `json:"to,omitempty"`
	// Loose are lines whose numbers are not known.
	Loose []string `json:"loose,omitempty"`
}

// proofFileKey tells files apart: a path of a run may have had other bytes.
type proofFileKey struct{ run, path, sum string }

// sourceKey tells the sources of claims apart before anything is made of them;
// an excerpt that many claims show is one slice.
type sourceKey struct {
	run, path, pointer string
	part               int
	sum                [32]byte
	line, from, lines  int
	excerpt            *string
}

// key tells places apart.
func (s *proofSource) key(b []byte) []byte {
	for _, n := range []int{s.File, s.Part, s.Line, s.From, s.To} {
		b = append(strconv.AppendInt(b, int64(n), 10), ' ')
	}
	b = append(b, s.Pointer...)
	for _, line := range s.Loose {
		b = append(append(b, 0), line...)
	}
	return b
}

// proof gathers the evidence, with as many lines around each place as the
// budget allows.
func (p *page) proof() proof {
	for _, around := range []int{10, 2, 0} {
		gathered, size := p.gather(around)
		if size <= excerptBudget || around == 0 {
			return gathered
		}
	}
	return proof{}
}

// gather gathers the evidence with so many lines around each place, and says
// how many bytes the lines have.
func (p *page) gather(around int) (proof, int) {
	g := newGatherer(p, around)
	for i := range p.doc.Claims {
		c := &p.doc.Claims[i]
		claim := proofClaim{Text: c.Text, Status: string(c.Status)}
		if c.At.File != "" {
			claim.At = c.At.String()
		}
		places := make([]int, len(c.Evidence))
		for i := range c.Evidence {
			places[i] = g.source(&c.Evidence[i])
		}
		claim.List = g.list(places)
		g.out.Claims[c.ID] = claim
	}
	return g.out, g.size
}

// gatherer numbers what claims rest on, so that each is embedded once.
type gatherer struct {
	page   *page
	around int // lines on either side of a place
	out    proof
	size   int // bytes of the lines

	known  map[sourceKey]int // sources that were met before, by the place that became of them
	parts  map[proofPart]int
	files  map[proofFileKey]int
	places map[string]int // by what proofSource.key writes
	lists  map[string]int // by the numbers of their places
	key    []byte         // room to write a key into
}

func newGatherer(p *page, around int) *gatherer {
	return &gatherer{
		page: p, around: around,
		out:   proof{Claims: make(map[string]proofClaim, len(p.doc.Claims)), Files: []*proofFile{}, Parts: []proofPart{}, Places: []proofSource{}, Lists: [][]int{}},
		known: map[sourceKey]int{}, parts: map[proofPart]int{}, files: map[proofFileKey]int{}, places: map[string]int{}, lists: map[string]int{},
	}
}

// source is the number of the place that a claim's source names.
func (g *gatherer) source(s *document.Ground) int {
	part := g.part(proofPart{What: s.What, Of: s.Of, Points: s.Points, Rule: g.page.ruleOf(s.Metric)})
	same := sourceKey{s.Run, s.Path, s.Pointer, part, s.SHA256, s.Line, s.From, len(s.Excerpt), nil}
	if same.lines > 0 {
		same.excerpt = &s.Excerpt[0]
	}
	at, seen := g.known[same]
	if !seen {
		at = g.place(s, part)
		g.known[same] = at
	}
	return at
}

// place is the number of a place, whose lines are kept with its file.
func (g *gatherer) place(s *document.Ground, part int) int {
	file := g.file(s)
	source := proofSource{File: file, Part: part, Pointer: s.Pointer, Line: s.Line}
	g.size += g.out.Files[file].keep(&source, s.Excerpt, s.From, g.around)
	g.key = source.key(g.key[:0])
	n, seen := g.places[string(g.key)]
	if !seen {
		n = len(g.out.Places)
		g.places[string(g.key)] = n
		g.out.Places = append(g.out.Places, source)
	}
	return n
}

// file is the number of the file that a source lies in.
func (g *gatherer) file(s *document.Ground) int {
	sum := ""
	if !s.SHA256.IsZero() {
		sum = s.SHA256.Hex()
	}
	key := proofFileKey{s.Run, s.Path, sum}
	n, seen := g.files[key]
	if !seen {
		n = len(g.out.Files)
		g.files[key] = n
		g.out.Files = append(g.out.Files, &proofFile{Run: s.Run, Anchor: g.page.runs[s.Run], Path: s.Path, SHA256: sum, Lines: map[string]string{}})
	}
	return n
}

// part is the number of what a source is a part of.
func (g *gatherer) part(part proofPart) int {
	n, seen := g.parts[part]
	if !seen {
		n = len(g.out.Parts)
		g.parts[part] = n
		g.out.Parts = append(g.out.Parts, part)
	}
	return n
}

// list is the number of a list of places, which many claims share.
func (g *gatherer) list(places []int) int {
	g.key = g.key[:0]
	for _, n := range places {
		g.key = append(strconv.AppendInt(g.key, int64(n), 10), ' ')
	}
	n, seen := g.lists[string(g.key)]
	if !seen {
		n = len(g.out.Lists)
		g.lists[string(g.key)] = n
		g.out.Lists = append(g.out.Lists, places)
	}
	return n
}

// ruleOf is the anchor of a metric in the table of its rule, "" where the paper
// prints none.
func (p *page) ruleOf(metric string) string {
	if rule := "rule:" + metric; p.anchors[rule] {
		return rule
	}
	return ""
}

// keep embeds an excerpt's lines, at most around of them on either side of the
// place, and says how many bytes that added.
func (f *proofFile) keep(s *proofSource, excerpt []string, from, around int) int {
	size := 0
	if from < 1 {
		for _, line := range excerpt[:min(len(excerpt), max(around, 1))] {
			s.Loose = append(s.Loose, shorten(line))
			size += len(line)
		}
		return size
	}
	for i, line := range excerpt {
		n := from + i
		if s.Line > 0 && (n < s.Line-around || n > s.Line+around) || s.Line == 0 && i > around {
			continue
		}
		if s.From == 0 {
			s.From = n
		}
		s.To = n
		key := strconv.Itoa(n)
		if _, have := f.Lines[key]; !have {
			f.Lines[key] = shorten(line)
			size += len(f.Lines[key])
		}
	}
	return size
}

// shorten cuts a long line, between characters.
func shorten(line string) string {
	line = strings.ToValidUTF8(line, "\uFFFD")
	if len(line) <= widestLine {
		return line
	}
	cut := widestLine
	for cut > 0 && line[cut]&0xC0 == 0x80 {
		cut--
	}
	return line[:cut] + "…"
}

// placeholder puts in a part that is generated.
func (p *page) placeholder(part string) {
	p.placed[part] = true
	switch part {
	case "bibliography":
		p.bibliography()
	case "evidence":
		p.appendix()
	case weighing:
		p.weigh()
	}
}

// bibliography lists the works cited.
func (p *page) bibliography() {
	if len(p.doc.Bibliography) == 0 {
		return
	}
	w := &p.body
	numbered := p.doc.Bibliography[0].Label != ""
	w.raw(`<ul class="bibliography`)
	if numbered {
		w.raw(" numbered")
	}
	w.raw("\" role=\"list\">\n")
	for _, e := range p.doc.Bibliography {
		w.raw("<li")
		w.attr("id", "cite:"+e.Key)
		w.raw(">")
		if numbered {
			w.raw(`<span class="label">[`)
			w.text(e.Label)
			w.raw("]</span> ")
		}
		w.raw(`<span class="work">`)
		p.inlines(e.Text)
		w.raw("</span></li>\n")
	}
	w.raw("</ul>\n")
}

// appendix lists the runs behind the paper, then every computed figure: what a
// figure leads to where no script runs.
func (p *page) appendix() {
	for _, run := range p.doc.Evidence {
		p.run(run)
	}
	p.figures(2)
}

func (p *page) run(run document.EvidenceRun) {
	w := &p.body
	w.raw(`<section class="run"`)
	w.attrIf("id", run.ID)
	w.attr("aria-label", "Run "+run.Run)
	w.raw(`><p class="name"><code>`)
	p.path(run.Run)
	w.raw("</code></p>\n")
	end := p.fold(len(p.doc.Evidence), strings.TrimLeft(run.Status+", "+fileCount(len(run.Files)), ", "))
	w.raw("<dl class=\"facts\">")
	for _, fact := range [][2]string{
		{"Status", run.Status}, {"Profile", run.Profile}, {"Started", run.Started}, {"Tool", run.Tool}, {"Machine", run.Machine},
	} {
		if fact[1] != "" {
			w.raw("<div><dt>", fact[0], "</dt><dd>")
			w.text(fact[1])
			if fact[0] == "Machine" {
				p.inProvenance(run.MachineAt)
			}
			w.raw("</dd></div>")
		}
	}
	if run.Commit != "" {
		w.raw("<div><dt>Commit</dt><dd>")
		p.digest(run.Commit)
		p.inProvenance(run.CodeAt)
		w.raw("</dd></div>")
	}
	p.origins("Code", run.Code, shortID)
	p.origins("Lock", run.Locks, 0)
	p.origins("Data", run.Data, 0)
	if run.Manifest != "" {
		w.raw("<div><dt>Manifest</dt><dd>")
		p.digest(run.Manifest)
		w.raw("</dd></div>")
	}
	w.raw("</dl>\n")
	p.files(run, end != "")
	w.raw(end, "</section>\n")
}

// shortID is how much of a git object's name is printed: git knows it by that.
const shortID = 12

// origins lists what a run was made from, with so many digits of each digest; 0
// prints all.
func (p *page) origins(kind string, origins []document.Origin, digits int) {
	if len(origins) == 0 {
		return
	}
	w := &p.body
	w.raw("<div><dt>", kind, "</dt><dd>")
	for i, o := range origins {
		if i > 0 {
			w.raw(", ")
		}
		w.text(o.Name)
		w.raw(" <code>")
		if digits > 0 && digits < len(o.Digest) {
			w.text(o.Digest[:digits])
		} else {
			w.text(o.Digest)
		}
		w.raw("</code>")
		p.inProvenance(o.At)
	}
	w.raw("</dd></div>")
}

// inProvenance is the place of a fact in the run's provenance, as LINE:COL.
func (p *page) inProvenance(at string) {
	if at != "" {
		p.body.raw(` <span class="aside">provenance.json:`, at, "</span>")
	}
}

// files lists what of a run the paper rests on; folded tells that the run is.
func (p *page) files(run document.EvidenceRun, folded bool) {
	if len(run.Files) == 0 {
		return
	}
	w := &p.body
	end := ""
	if !folded {
		end = p.fold(len(run.Files), fileCount(len(run.Files)))
	}
	w.raw(`<ul class="files" role="list">`, "\n")
	for _, f := range run.Files {
		w.raw(`<li><code>`)
		p.path(f.Path)
		w.raw("</code>")
		if f.Size > 0 {
			w.raw(` <span class="aside">`, count(f.Size), " bytes</span>")
		}
		if len(f.Claims) > 0 {
			w.raw(` <span class="uses">`)
			p.usesOf(f.Claims)
			w.raw("</span>")
		}
		if f.SHA256 != "" {
			w.raw("<br>")
			p.digest(f.SHA256)
		}
		w.raw("</li>\n")
	}
	w.raw("</ul>\n", end)
}

func fileCount(n int) string {
	if n == 1 {
		return "1 file"
	}
	return strconv.Itoa(n) + " files"
}

// usesOf links the figures that rest on a file, each wording once; of many the
// first few, since the list below the runs has them all.
func (p *page) usesOf(ids []string) {
	const most = 6
	w := &p.body
	seen := map[string]bool{}
	for _, id := range ids {
		text := p.claimText(id)
		if seen[text] {
			continue
		}
		seen[text] = true
		switch {
		case len(seen) > most:
			continue
		case len(seen) > 1:
			w.raw(", ")
		}
		p.anchor(fragment("claim:"+id), "", "", func() { w.text(text) })
	}
	if len(seen) > most {
		w.raw(" and ", strconv.Itoa(len(seen)-most), " more")
	}
}

// longList is from how many entries on a list of the appendix is closed until
// the reader wants it.
const longList = 8

// fold closes what follows under a line, where there are many entries. It gives
// what has to stand at its end.
func (p *page) fold(entries int, summary string) (end string) {
	if entries < longList {
		return ""
	}
	p.body.raw(`<details class="list"><summary>`)
	p.body.text(summary)
	p.body.raw("</summary>\n")
	return "</details>\n"
}

// figures is one entry a claim, or for those that are the same in several places.
func (p *page) figures(level int) {
	if len(p.doc.Claims) == 0 {
		return
	}
	p.ownHeading(level, "page:figures", "Computed figures")
	w := &p.body
	behind := groundsOf(p.doc)
	entries, twins := behind.entries(p.doc)
	end := p.fold(len(entries), count(int64(len(entries)))+" figures, each with what it rests on")
	w.raw(`<ol class="claims" role="list">`, "\n")
	for _, i := range entries {
		c := &p.doc.Claims[i]
		w.raw("<li")
		w.attr("id", "claim:"+c.ID)
		w.raw("><b>")
		p.use(c.ID, "", p.claimText(c.ID))
		for n, twin := range twins[i] {
			w.raw(" ")
			id, place := p.doc.Claims[twin].ID, strconv.Itoa(n+2)
			if n == 0 {
				place = "place " + place
			}
			p.use(id, "claim:"+id, place)
		}
		w.raw("</b><div><i>")
		p.standing(string(c.Status), c.Basis)
		w.raw("</i> <code>")
		w.text(c.Expr)
		w.raw("</code>")
		if c.Reason != "" {
			w.raw(`<br><span class="reason">`)
			w.text(c.Reason)
			w.raw("</span>")
		}
		figures, left := behind.of(i)
		p.sharing(figures, len(behind.lists[i])-len(left))
		p.restsOn(left)
		w.raw("</div></li>\n")
	}
	w.raw("</ol>\n", end)
}

// use leads back to where a figure stands in the text, if it does.
func (p *page) use(claim, id, text string) {
	w := &p.body
	if !p.used[claim] && id == "" {
		w.text(text)
		return
	}
	w.raw("<a")
	w.attrIf("id", id)
	if p.used[claim] {
		w.attr("href", fragment("use:"+claim))
	}
	w.raw(">")
	w.text(text)
	w.raw("</a>")
}

// sharing names the figures that rest on the same places.
func (p *page) sharing(figures []int, places int) {
	if len(figures) == 0 {
		return
	}
	w := &p.body
	words, verb := "the figure ", " rests on, "
	if len(figures) > 1 {
		words, verb = "the figures ", " rest on, "
	}
	w.raw("<br>on what ", words)
	for i, figure := range figures {
		switch {
		case i > 0 && i == len(figures)-1:
			w.raw(" and ")
		case i > 0:
			w.raw(", ")
		}
		c := p.doc.Claims[figure]
		p.anchor(fragment("claim:"+c.ID), "", "", func() { w.text(c.Text) })
	}
	w.raw(verb, strconv.Itoa(places), " places")
}

// standing says how well a figure is supported.
func (p *page) standing(status, basis string) {
	words := []string{}
	for _, word := range []string{basis, status} {
		if word != "" && word != "supported" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		words = []string{status}
	}
	p.body.text(strings.Join(words, ", "))
}

// place is where in which file a figure stands.
type place struct {
	run, path string
	line      int
	pointer   string
}

// fragment is the part of a reference behind the path.
func (l place) fragment() string {
	switch {
	case l.line > 0:
		return "#L" + strconv.Itoa(l.line)
	case l.pointer != "":
		return "#" + l.pointer
	}
	return ""
}

// byFile puts the places of one file behind its first.
func byFile(places []place) []place {
	type file struct{ run, path string }
	order := make(map[file]int, len(places))
	for _, one := range places {
		if f := (file{one.run, one.path}); order[f] == 0 {
			order[f] = len(order) + 1
		}
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return order[file{a.run, a.path}] - order[file{b.run, b.path}]
	})
	return places
}

// restsOn names the places behind a figure; those in one run, and in one file,
// stand together.
func (p *page) restsOn(places []place) {
	const most = 6
	w := &p.body
	for i := 0; i < len(places); {
		last := i + 1
		for last < len(places) && places[last].run == places[i].run && places[last].path == places[i].path {
			last++
		}
		again := i > 0 && places[i].run != "" && places[i-1].run == places[i].run
		switch id := p.runs[places[i].run]; {
		case again:
			w.raw(", <code>")
		case id != "":
			w.raw("<br><code>")
			p.anchor(fragment(id), "", "", func() { p.path(p.runName(places[i].run)) })
			w.raw("/<wbr>")
		default:
			w.raw("<br><code>")
			if places[i].run != "" {
				p.path(places[i].run + "/")
			}
		}
		p.path(places[i].path)
		for n, one := range places[i:min(last, i+most)] {
			where := one.fragment()
			if n > 0 && where != "" {
				w.raw(", ")
			}
			p.path(where)
		}
		w.raw("</code>")
		if last > i+most {
			w.raw(" and ", strconv.Itoa(last-i-most), " more")
		}
		i = last
	}
}

// runName names a run by its experiment, where the list of runs, to which it
// leads, has one run of that.
func (p *page) runName(run string) string {
	if experiment := path.Dir(run); p.byName[experiment] == 1 {
		return experiment
	}
	return run
}

// path lets a long path break behind its slashes.
func (p *page) path(text string) { p.breakable(text, "/") }

// breakable lets a text break behind the given characters.
func (p *page) breakable(text, behind string) {
	for {
		at := strings.IndexAny(text, behind)
		if at < 0 || at == len(text)-1 {
			p.body.text(text)
			return
		}
		p.body.text(text[:at+1])
		p.body.raw("<wbr>")
		text = text[at+1:]
	}
}

// digest writes a SHA-256 so that it can break anywhere.
func (p *page) digest(sum string) {
	p.body.raw(`<code class="digest">`)
	p.body.text(strings.TrimPrefix(sum, "sha256:"))
	p.body.raw("</code>")
}

// notes lists the footnotes, each with a way back.
func (p *page) notes() {
	if len(p.doc.Footnotes) == 0 {
		return
	}
	w := &p.body
	p.contents = append(p.contents, entry{1, "page:notes", "", []document.Inline{&document.Text{Value: "Notes"}}})
	w.raw(`<section class="endnotes" role="doc-endnotes" aria-labelledby="page:notes">`, "\n", `<h2 id="page:notes">Notes</h2>`, "\n<ol>\n")
	for i, note := range p.doc.Footnotes {
		number := strconv.Itoa(i + 1)
		w.raw(`<li id="note:`, number, `" tabindex="-1">`)
		p.blocks(note.Blocks)
		w.raw(`<a class="back" role="doc-backlink" href="#noteref:`, number, `" aria-label="Back to the text, note `, number, `">↩</a></li>`, "\n")
	}
	w.raw("</ol>\n</section>\n")
}

// packFrom is from how many bytes on evidence is embedded packed: most of what
// lies behind a long paper is paths and digests again and again. What is short can
// be read in the page's source. Of charts, most is the looks of their labels.
var packFrom, packChartsFrom = 128 << 10, 8 << 10

// packLevel packs in a third of the time of the best level, and 3 % larger.
const packLevel = 5

// embedOrPack embeds what a script reads, packed from so many bytes on.
func (p *page) embedOrPack(w *writer, id string, value any, from int) error {
	before := w.Len()
	if err := embedded(w, id, value); err != nil || w.Len()-before < from {
		return err
	}
	content := w.Bytes()[before:]
	content = content[bytes.IndexByte(content, '>')+1 : bytes.LastIndexByte(content, '<')]
	zipped := p.zipped(content)
	w.Truncate(before)
	w.raw(string(packed(id, []byte(zipped))))
	return nil
}

func (p *page) zipped(content []byte) string {
	pack := func() string { return zip(content) }
	if p.opts.Packed == nil {
		return pack()
	}
	return p.opts.Packed("gzip "+strconv.Itoa(packLevel), content, pack)
}

// zip compresses in memory, where neither a level that there is nor a write fails.
func zip(content []byte) string {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, packLevel)
	z.Write(content)
	z.Close()
	return out.String()
}

// embedded writes JSON into an element that no browser executes. encoding/json
// escapes <, > and &, so the element cannot be closed from inside.
func embedded(w *writer, id string, value any) error {
	w.raw(`<script type="application/json" id="`, id, `">`)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		return err
	}
	w.Truncate(w.Len() - 1) // the encoder's line end
	w.raw("</script>\n")
	return nil
}
