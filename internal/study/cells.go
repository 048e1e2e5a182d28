package study

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
	"report/internal/digest"
)

// CellsDir begins the ID of every cell, and the place where its code stands
// while it runs.
const CellsDir = "cells"

// The one step of a cell, and the file of its standard output.
const (
	CellStep   = "cell"
	CellStdout = "stdout.txt"
)

// CellCode is the file of a cell's run that holds the code which ran.
const CellCode = "code"

// CodeCell is what makes an experiment of a fenced {cell} in the paper: code that
// runs in another experiment's environment. Its ID is CellsDir/NAME. Where the
// code stands in the text is not part of what makes a run stale.
type CodeCell struct {
	Name       string
	Experiment string // whose environment it is
	Language   string
	Code       string
	File       string // of the code in the work directory: cells/NAME.py
	Source     string // the paper's file that holds it
	Line       int    // of its first line there
	Indent     int    // blanks that its lines have more there
	Pos        diag.Pos
}

// Place is where a line of the code, from 1, stands in the paper.
func (c *CodeCell) Place(line int) diag.Pos {
	return diag.Pos{File: c.Source, Line: c.Line + line - 1, Col: 1 + c.Indent}
}

// Lines is how many lines the code has.
func (c *CodeCell) Lines() int { return strings.Count(c.Code, "\n") }

// OutputsDir is the folder below REPORT_OUT of what a notebook's cells with a
// tag left: OutputsDir/TAG/1.txt.
const OutputsDir = "outputs"

// language is how code of one language is run.
type language struct {
	name    string
	ext     string
	command []string // in the environment of a lock
	system  []string // with what the machine has, where that is called otherwise
}

var cellLanguages = []language{
	{"python", ".py", []string{"python"}, []string{"python3"}},
	{"r", ".R", []string{"Rscript", "--vanilla"}, nil},
	{"julia", ".jl", []string{"julia"}, nil},
	{"bash", ".sh", []string{"bash"}, nil},
	{"sh", ".sh", []string{"sh"}, nil},
	{"javascript", ".js", []string{"node"}, nil},
	{"perl", ".pl", []string{"perl"}, nil},
	{"ruby", ".rb", []string{"ruby"}, nil},
	{"awk", ".awk", []string{"awk", "-f"}, nil},
}

func languageNames() []string {
	names := make([]string, len(cellLanguages))
	for i, l := range cellLanguages {
		names[i] = l.name
	}
	return names
}

// cellSettings is what stands above the code of a cell, as far as its run
// hangs on it. The experiment that the cell becomes takes the rest.
type cellSettings struct {
	name, experiment, language string
	command                    []string
	timeout                    time.Duration
	made                       Experiment // reads, inputs, uses and data
}

// cellHead describes the settings of a cell: those that its run hangs on, and
// those that only say how the paper shows it, which document reads.
var cellHead = sync.OnceValue(func() *shape[cellSettings] {
	shown := func(key, about string) field[cellSettings] {
		return one(key, about, text(), func(*cellSettings) *string { return new(string) })
	}
	s := define("code cell", "Code in the paper that runs in an experiment's environment",
		one("name", "Name of the cell, whose ID is cells/NAME", id(), func(h *cellSettings) *string { return &h.name }).or("its label"),
		one("experiment", "The experiment whose environment it has, with what that requires of the machine", text(), func(h *cellSettings) *string { return &h.experiment }).need(),
		one("language", "Language of the code", choice("language", languageNames()...), func(h *cellSettings) *string { return &h.language }).or("python"),
		one("command", "The program that runs the code, as a list; the file of the code comes last", list(word()), func(h *cellSettings) *[]string { return &h.command }).or("the language's"),
		one("reads", readsAbout, reads(), func(h *cellSettings) *[]Read { return &h.made.Reads }),
		one("inputs", "Patterns, from the study's root, of other files that it reads", list(inside("pattern")), func(h *cellSettings) *[]string { return &h.made.Inputs }),
		one("uses", "Modules below experiments/ that it imports", list(inside("path")), func(h *cellSettings) *[]string { return &h.made.Uses }),
		one("data", "The study's data sets that it reads", list(id()), func(h *cellSettings) *[]string { return &h.made.Data }),
		one("timeout", "Longest time that it may take", duration(), func(h *cellSettings) *time.Duration { return &h.timeout }).or("10m"),
		shown("echo", "Whether the code is printed").or("true"),
		shown("outputs", "What is printed, in this order: names of files below REPORT_OUT, and stdout; each may be a mapping of file, label, caption, alt and width. none prints nothing").or("standard output, then the files by name"),
		shown("caption", "Caption of what the label names"),
		shown("alt", "What a picture shows, for readers who do not see it"),
		shown("width", "Width of a picture, such as 60%"),
	)
	s.start = func(h *cellSettings) { h.language, h.timeout = "python", defaultTimeout }
	return s
})

// cellsOf finds the cells of the paper and what it includes, in the order of
// the text, and makes each an experiment. The files looked through are noted
// in the study with their digests.
func (s *Study) cellsOf(disk *disk) ([]parsed, error) {
	t := &texts{study: s, disk: disk}
	s.Texts = map[string]digest.SHA256{}
	if s.Paper == "" {
		return nil, nil
	}
	err := t.file(path.Clean(s.Paper))
	return t.cells, err
}

// texts goes through the paper's files.
type texts struct {
	study *Study
	disk  *disk
	cells []parsed
}

// largestText is the size of a file of the paper, in bytes, beyond which it is
// not looked at; document refuses it.
const largestText = 64 << 20

// file goes through one file, once. One that cannot be read is for document to
// tell.
func (t *texts) file(name string) error {
	if _, seen := t.study.Texts[name]; seen || !fs.ValidPath(name) {
		return nil
	}
	t.study.Texts[name] = digest.SHA256{}
	f, err := t.disk.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(f, largestText+1))
	if err != nil || len(content) > largestText {
		return err
	}
	t.study.Texts[name] = digest.Bytes(content)
	for _, block := range runBlocks(content) {
		switch block.name {
		case "cell":
			t.cells = append(t.cells, t.cell(name, content, block))
		case "include":
			for _, line := range block.lines {
				if line = strings.TrimSpace(line); line != "" {
					if err := t.file(path.Join(path.Dir(name), line)); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// runBlocks are the blocks of a file that are cells or include other files.
func runBlocks(content []byte) []fencedBlock {
	if !bytes.Contains(content, []byte("{cell")) && !bytes.Contains(content, []byte("{include")) {
		return nil // most files
	}
	return slices.DeleteFunc(fencedBlocks(content), func(b fencedBlock) bool { return b.name != "cell" && b.name != "include" })
}

// CellText is what the experiments of a study hang on in a file of its paper:
// the blocks that are cells, and those that include other files, wherever they
// stand in the text.
func CellText(content []byte) []byte {
	var text []byte
	for _, block := range runBlocks(content) {
		for _, line := range append([]string{block.info, strconv.Itoa(len(block.lines))}, block.lines...) {
			text = append(append(text, line...), '\n')
		}
	}
	return text
}

// cell makes the experiment of one block.
func (t *texts) cell(file string, content []byte, block fencedBlock) parsed {
	e := &Experiment{Source: file, Seed: defaultSeed, Dir: "."}
	e.Pos = diag.Pos{File: file, Line: block.line, Col: block.col}
	e.Cell = &CodeCell{Source: file, Pos: e.Pos, Indent: block.indent}
	d := &decoder{file: file, content: content}
	label := labelIn(block.info)
	settings := cellSettings{name: label}
	upToEnough(func() {
		code := d.cellHead(block)
		at := &yaml.Node{Kind: yaml.MappingNode, Line: block.line, Column: block.col}
		if name := child(d.root, "name"); name != nil && name.Value != "" {
			at.Kind, at.Value = yaml.ScalarNode, name.Value
		} else if label != "" {
			at.Kind, at.Value = yaml.ScalarNode, label
		}
		e.Cell.Code, e.Cell.Line = strings.TrimRight(strings.Join(block.lines[code:], "\n"), "\n \t")+"\n", block.line+1+code
		cellHead().decode(d, at, d.root, &settings)
		if settings.name == "" && label != "" && child(d.root, "name") == nil {
			settings.name = label
		}
		e.takeCell(d, at, block, settings)
	})
	return parsed{d, e}
}

// takeCell gives the experiment what a cell's settings say.
func (e *Experiment) takeCell(d *decoder, at *yaml.Node, block fencedBlock, h cellSettings) {
	c := e.Cell
	switch {
	case h.name == "" && child(d.root, "name") == nil:
		d.at(at, "the cell has neither a name nor a label").WithHint("name: summary, above its line ---, or {cell #tbl-summary}")
	case h.name != "" && child(d.root, "name") == nil && !validID(h.name):
		d.at(at, "the label %q cannot be the name of a cell", clip(h.name)).WithHint("name: %s", asID(h.name))
	}
	if strings.TrimSpace(c.Code) == "" {
		d.at(at, "the cell holds no code").WithHint("code follows a line --- below the settings")
	}
	c.Name, c.Experiment, c.Language = h.name, h.experiment, h.language
	e.ID = CellsDir + "/" + c.Name
	for _, l := range cellLanguages {
		if l.name == c.Language {
			c.File = e.ID + l.ext
		}
	}
	e.Reads, e.Inputs, e.Uses, e.Data = h.made.Reads, h.made.Inputs, h.made.Uses, h.made.Data
	e.Steps = []Step{{ID: CellStep, Kind: Run, Command: h.command, Timeout: h.timeout, Repeat: 1, Keep: []string{"**"}, Stdout: CellStdout, Pos: c.Pos}}
	if child(d.root, "command") != nil && len(h.command) == 0 {
		d.at(d.find("command"), "the command is empty").WithHint("command: [%s]", strings.Join(cellLanguages[0].command, ", "))
	}
	for _, key := range []string{"inputs", "uses", "data", "reads"} {
		checkTwice(d, key, child(d.root, key))
	}
}

// join gives a cell the environment of its experiment; with a mistake there,
// nothing more is said of the cell.
func (e *Experiment) join(d *decoder, all map[string]*Experiment, ids []string) {
	c := e.Cell
	n := child(d.root, "experiment")
	if n == nil || n.Kind != yaml.ScalarNode {
		return
	}
	if !slices.Contains(ids, c.Experiment) {
		unknown(d.at(n, "no experiment %q", clip(c.Experiment)), c.Experiment, ids, "experiments")
		return
	}
	of := all[c.Experiment]
	if of == nil {
		return
	}
	e.Environment, e.Requires, e.Seed, e.Seeded = of.Environment, of.Requires, of.Seed, of.Seeded
	s := &e.Steps[0]
	if len(s.Command) == 0 {
		for _, l := range cellLanguages {
			if l.name == c.Language {
				s.Command = l.command
				if of.Environment.Kind == "system" && l.system != nil {
					s.Command = l.system
				}
			}
		}
	}
	s.Command = append(append([]string(nil), s.Command...), c.File)
}

// cellHead reads the settings of a block that a run hangs on into d.root and
// returns which of the block's lines the code begins at. Captions and other
// text for readers are left to document, whose settings need no quotes.
func (d *decoder) cellHead(block fencedBlock) (code int) {
	d.root = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: block.line, Column: block.col}
	rule := -1
	for i, line := range block.lines {
		if strings.TrimRight(line, " \t") == "---" {
			rule = i
			break
		}
	}
	if rule < 0 {
		return 0
	}
	var head strings.Builder
	head.WriteString(strings.Repeat("\n", block.line)) // so that lines count as in the file
	taken, any := false, false
	for i, line := range block.lines[:rule] {
		if key, ok := settingKey(line); ok {
			taken = d.takesKey(key, block, i)
		} else if line != "" && line[0] != ' ' && line[0] != '\t' && line[0] != '-' {
			taken = false
		}
		if taken {
			head.WriteString(strings.Repeat(" ", block.indent) + line)
			any = any || strings.TrimSpace(line) != ""
		}
		head.WriteByte('\n')
	}
	if any {
		inner := &decoder{file: d.file, content: []byte(head.String())}
		if root := inner.parse(); root != nil && root.Kind == yaml.MappingNode {
			d.root = root
		}
		d.errs = append(d.errs, inner.errs...)
	}
	return rule + 1
}

// settingKey is the key that a line at the margin begins with.
func settingKey(line string) (string, bool) {
	key, _, found := strings.Cut(line, ":")
	if !found || key == "" || strings.ContainsAny(key, " \t#-\"'[]{}") {
		return "", false
	}
	return key, true
}

// shownKeys are the settings of a cell that only say how it is shown.
var shownKeys = []string{"echo", "outputs", "caption", "alt", "width"}

// takesKey reports whether a run hangs on a setting, and refuses one that no
// cell has.
func (d *decoder) takesKey(key string, block fencedBlock, line int) bool {
	if slices.Contains(shownKeys, key) {
		return false
	}
	if slices.Contains(cellHead().keys(), key) {
		return true
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: key, Line: block.line + 1 + line, Column: 1 + block.indent}
	d.unknownKey(n, "the code cell", &cellHead().shapeInfo)
	return false
}

// CellKeys are the settings of a cell that its run hangs on.
func CellKeys() []string {
	var keys []string
	for _, key := range cellHead().keys() {
		if !slices.Contains(shownKeys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// labelIn is the label in the braces of a block: {cell #tbl-x}.
func labelIn(info string) string {
	for word := range strings.FieldsSeq(strings.Trim(info, "{}")) {
		if strings.HasPrefix(word, "#") {
			return word[1:]
		}
	}
	return ""
}

// checkCells holds the cells against the experiments, the disk and each other.
func (s *Study) checkCells(cells []parsed, experiments []parsed, disk *disk, study *decoder) {
	sound := map[string]*Experiment{}
	var ids []string
	for _, p := range experiments {
		ids = append(ids, p.experiment.ID)
		if len(p.errs) == 0 {
			sound[p.experiment.ID] = p.experiment
		}
	}
	first := map[string]diag.Pos{}
	for _, p := range cells {
		e := p.experiment
		upToEnough(func() {
			if other, twice := first[e.ID]; twice && e.Cell.Name != "" {
				p.atLine(e.Pos.Line, e.Pos.Col, "two cells are called %q", e.Cell.Name).WithHint("the first stands at %s; rename one", other)
			}
			first[e.ID] = e.Pos
			e.join(p.decoder, sound, ids)
			e.checkAgainst(p.decoder, study)
			for i, use := range e.Uses {
				e.checkUse(p.decoder, disk, p.find("uses", i), use)
			}
			for i, pattern := range e.Inputs {
				e.checkInput(p.decoder, disk, p.find("inputs", i), pattern)
			}
		})
	}
}
