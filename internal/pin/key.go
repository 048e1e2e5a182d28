// Package pin knows whether the code and tool versions at hand are the ones
// the study names, and makes the key under which a run is fresh. A study and
// its files come in; keys, the list of inputs with their digests, and what git
// says about them go out. Whether a run of that key exists is for evidence.
//
// The key is the SHA-256 of this document in its canonical form (RFC 8785),
// schema report/key/1:
//
//	{"schema":     "report/key/1",
//	 "experiment": experiment.yaml with defaults, less title, notes and seed,
//	 "version":    the tool's version in study.yaml, "" for a baseline,
//	 "parameters": {NAME: value under the profile},
//	 "profile":    the profile's name,
//	 "seed":       the seed in decimal digits, as text,
//	 "lock":       SHA-256 of the lock file, "" without one,
//	 "data":       {ID: "sha256:…", or "tree:…" and the pattern of its members},
//	 "inputs":     {PATH: SHA-256 of the file's content}}
//
// Paths are relative to the study's root, with forward slashes. What a run
// reads of others is among the inputs, as evidence/EXPERIMENT/FILE, without the
// other run's name: a run that leaves the same content makes nothing stale. The
// code of a cell of the paper is there as cells/NAME.py, and a notebook that a
// step executes by its code, its tags and its kernel. Nothing else
// is in it: not when or where a file was written, not the commit, the machine
// or the version of report.
package pin

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"sync"

	"github.com/gowebpki/jcs"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/study"
)

// KeySchema is the schema of the document that a key digests. Its number
// changes only when every run is to become stale.
const KeySchema = "report/key/1"

// Pinner computes the keys and facts of one study. It reads each file once, so
// a file that changes during its life is seen as it was at first.
type Pinner struct {
	study *study.Study
	root  string // of the study, symbolic links resolved

	mu     sync.Mutex
	ignore *ignorer
	files  map[string]digest.SHA256 // by path relative to root
	repo   *repository
	seen   *Trace // nil unless a trace is kept

	ruled    sync.Once
	rules    Rules
	ruledErr error
	find     Finder // nil where nothing is read of other runs
}

// Finder finds the files of an experiment's newest successful run under a
// profile that a pattern names, with the digests of their content. Where there
// is no such run, or no such file, why says so.
type Finder func(read study.Read, profile string) (found []ReadPin, why string, err error)

// FindReads lets the pinner ask for what runs read of each other.
func (p *Pinner) FindReads(find Finder) { p.find = find }

// ReadPin is a file of another run that a run reads.
type ReadPin struct {
	Path    string        // in the work directory: evidence/EXPERIMENT/FILE
	Run     string        // EXPERIMENT/RUN, which the key does not hold
	File    string        // in the run, as it is kept
	Content digest.SHA256 // of the decompressed content
}

// For makes the pinner of a study.
func For(s *study.Study) *Pinner {
	root := s.Root
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	return &Pinner{study: s, root: root, files: map[string]digest.SHA256{}}
}

// Key is the key of an experiment under a profile, with the inputs it covers,
// sorted by path.
func (p *Pinner) Key(e *study.Experiment, profile string) (digest.SHA256, []digest.Entry, error) {
	pins, err := p.Pins(e, profile)
	if err != nil {
		return digest.SHA256{}, nil, err
	}
	return pins.Key, pins.Inputs, nil
}

// Pins is all that fixes a run before it starts.
type Pins struct {
	Experiment string
	Profile    string
	Tool       string // its ID, "" for a baseline
	Version    string
	Scenario   string
	Parameters []study.Parameter // under the profile
	Seed       int64
	Key        digest.SHA256
	// Definition digests experiment.yaml with defaults, less title and notes.
	Definition digest.SHA256
	Lock       digest.Entry // of no path without one
	Data       []DataPin
	Inputs     []digest.Entry // sorted by path
	// Reads are those of the inputs that are files of other runs, and Unready
	// says which of them are not there yet.
	Reads   []ReadPin `json:",omitempty"`
	Unready string    `json:",omitempty"`
	// Code is the path of a cell's code among the inputs.
	Code string `json:",omitempty"`
	// Places are the directories and files that the inputs were selected from.
	Places []string
	// Commands are the steps' argument lists, by step.
	Commands []Command
}

// Files are those of the inputs that are files of the study: not what is read
// of other runs, nor the code of a cell.
func (pins *Pins) Files() []digest.Entry {
	elsewhere := map[string]bool{}
	for _, read := range pins.Reads {
		elsewhere[read.Path] = true
	}
	if pins.Code != "" {
		elsewhere[pins.Code] = true
	}
	if len(elsewhere) == 0 {
		return pins.Inputs
	}
	var files []digest.Entry
	for _, input := range pins.Inputs {
		if !elsewhere[input.Path] {
			files = append(files, input)
		}
	}
	return files
}

// DataPin is the pin of one data set at the start.
type DataPin struct {
	ID      string
	URL     string
	SHA256  digest.SHA256 // of a file's content
	Tree    digest.SHA256 // of an archive's members
	Members string
}

// Command is what a step runs.
type Command struct {
	Step    string   `json:"step"`
	Kind    string   `json:"kind"`
	Command []string `json:"command,omitempty"`
}

// String is the pin as the key holds it.
func (d DataPin) String() string {
	if d.Tree.IsZero() {
		return d.SHA256.String()
	}
	return "tree:" + d.Tree.Hex() + " " + d.Members
}

// Pins collects what fixes a run of an experiment under a profile.
func (p *Pinner) Pins(e *study.Experiment, profile string) (*Pins, error) {
	pins, err := p.collect(e, profile)
	if err != nil {
		return nil, err
	}
	return pins, pins.seal(e)
}

// collect is Pins without its digests of the whole.
func (p *Pinner) collect(e *study.Experiment, profile string) (*Pins, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pins := &Pins{
		Experiment: e.ID, Profile: profile, Tool: e.Tool, Scenario: e.Scenario,
		Parameters: e.Params(profile), Seed: e.Seed,
	}
	if tool := p.study.Tool(e.Tool); tool != nil {
		pins.Version = tool.Version
	}
	for _, id := range e.Data {
		set := p.study.DataSet(id)
		if set == nil {
			return nil, diag.At(e.Pos, "data set %q is not in study.yaml", id)
		}
		pins.Data = append(pins.Data, DataPin{id, set.URL, set.SHA256, set.Tree, set.Member})
	}
	for _, s := range e.Steps {
		pins.Commands = append(pins.Commands, Command{s.ID, string(s.Kind), s.Command})
	}
	if err := p.lock(e, pins); err != nil {
		return nil, err
	}
	var err error
	if pins.Inputs, pins.Places, err = p.inputs(e); err != nil {
		return nil, err
	}
	return pins, p.reads(e, pins)
}

// reads adds what a run reads of others, and the code of a cell, to its inputs.
func (p *Pinner) reads(e *study.Experiment, pins *Pins) error {
	if e.Cell != nil {
		pins.Code = e.Cell.File
		pins.Inputs = append(pins.Inputs, digest.Entry{Path: e.Cell.File, SHA256: digest.Bytes([]byte(e.Cell.Code))})
	}
	seen := map[string]bool{}
	for _, read := range e.Reads {
		if p.find == nil {
			return fmt.Errorf("pinning %s: there is no evidence at hand to read %s from", e.ID, read.Experiment)
		}
		found, why, err := p.find(read, pins.Profile)
		if err != nil {
			return fmt.Errorf("looking for what %s reads: %w", e.ID, err)
		}
		if why != "" && pins.Unready == "" {
			pins.Unready = why
		}
		for _, one := range found {
			if !seen[one.Path] {
				pins.Reads = append(pins.Reads, one)
				pins.Inputs = append(pins.Inputs, digest.Entry{Path: one.Path, SHA256: one.Content})
			}
			seen[one.Path] = true
		}
	}
	sort.Slice(pins.Inputs, func(i, j int) bool { return pins.Inputs[i].Path < pins.Inputs[j].Path })
	return nil
}

// lock digests the lock file.
func (p *Pinner) lock(e *study.Experiment, pins *Pins) error {
	if e.Environment.Lock == "" {
		return nil
	}
	sum, err := p.file(e.Environment.Lock)
	if os.IsNotExist(err) {
		return diag.At(e.Environment.Pos, "lock %s is not there", e.Environment.Lock).
			WithHint("make it with: uv pip compile --universal --generate-hashes --no-header --no-annotate requirements.in -o %s", e.Environment.Lock)
	}
	if err != nil {
		return fmt.Errorf("reading the lock of %s: %w", e.ID, err)
	}
	pins.Lock = digest.Entry{Path: e.Environment.Lock, SHA256: sum}
	return nil
}

// seal writes the canonical document and digests it.
func (pins *Pins) seal(e *study.Experiment) error {
	plain, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("writing the definition of %s: %w", e.ID, err)
	}
	definition := map[string]json.RawMessage{}
	if err := json.Unmarshal(plain, &definition); err != nil {
		return fmt.Errorf("writing the definition of %s: %w", e.ID, err)
	}
	// The canonical form keeps numbers as doubles: a large seed would lose
	// digits, so it stands beside the definition, as text.
	for _, name := range []string{"title", "notes", "seed"} {
		delete(definition, name)
	}
	if pins.Definition, err = canonicalDigest(definition); err != nil {
		return err
	}
	parameters, data, inputs := map[string]string{}, map[string]string{}, map[string]string{}
	for _, one := range pins.Parameters {
		parameters[one.Name] = one.Value
	}
	for _, one := range pins.Data {
		data[one.ID] = one.String()
	}
	for _, one := range pins.Inputs {
		inputs[one.Path] = one.SHA256.Hex()
	}
	lock := ""
	if pins.Lock.Path != "" {
		lock = pins.Lock.SHA256.Hex()
	}
	pins.Key, err = canonicalDigest(map[string]any{
		"schema": KeySchema, "experiment": definition, "version": pins.Version,
		"parameters": parameters, "profile": pins.Profile, "seed": strconv.FormatInt(pins.Seed, 10),
		"lock": lock, "data": data, "inputs": inputs,
	})
	return err
}

// canonicalDigest digests a value's canonical JSON.
func canonicalDigest(v any) (digest.SHA256, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return digest.SHA256{}, err
	}
	canonical, err := jcs.Transform(plain)
	if err != nil {
		return digest.SHA256{}, fmt.Errorf("writing canonical JSON: %w", err)
	}
	return digest.Bytes(canonical), nil
}

// Rules are the digests of what turns evidence into advice, as it stood when a
// run began. They never make a run stale; a rule changed afterwards shows.
type Rules struct {
	Rubric   digest.SHA256
	Weights  digest.SHA256
	Contexts digest.SHA256
	// Each is of every criterion's rule by itself, and of what gives points in
	// it alone: a sentence of reason may be worded better.
	Each map[string]digest.SHA256 `json:"Each,omitempty"`
}

// Former are the digests of the rules that the study says were in force before.
type Former struct {
	Rubrics []digest.SHA256            // of the whole rubric, as it may have been
	Each    map[string][]digest.SHA256 // of a criterion's rule by itself
}

// Rules digests the study's rubric, weights and contexts, once.
func (p *Pinner) Rules() (Rules, error) {
	p.ruled.Do(func() { p.rules, p.ruledErr = p.digestRules() })
	return p.rules, p.ruledErr
}

func (p *Pinner) digestRules() (Rules, error) {
	weights := map[string]any{}
	for _, c := range p.study.Criteria {
		weights[c.ID] = c.Weight
	}
	rules := Rules{Each: map[string]digest.SHA256{}}
	rubric, err := p.rubric(nil)
	if err != nil {
		return rules, err
	}
	rules.Rubric = rubric
	for i := range p.study.Rubric {
		if rules.Each[p.study.Rubric[i].Criterion], err = ruleDigest(p.study.Rubric[i]); err != nil {
			return rules, err
		}
	}
	if rules.Weights, err = canonicalDigest(weights); err != nil {
		return rules, err
	}
	rules.Contexts, err = canonicalDigest(p.study.Contexts)
	return rules, err
}

// mostRubrics bounds in how many ways old rules are put in place of new ones.
const mostRubrics = 4096

// Former digests the rules that study.yaml says were in force before, and the
// rubric as it was with them: which of several changes came first is not asked,
// so that every combination counts.
func (p *Pinner) Former() (Former, error) {
	former := Former{Each: map[string][]digest.SHA256{}}
	ways := []map[string]*study.Rule{{}}
	for i := range p.study.Rubric {
		rule := &p.study.Rubric[i]
		before := ways
		for j := range rule.Was {
			old := &rule.Was[j].Rule
			sum, err := ruleDigest(*old)
			if err != nil {
				return former, err
			}
			former.Each[rule.Criterion] = append(former.Each[rule.Criterion], sum)
			for _, way := range before {
				if len(ways) == mostRubrics {
					break
				}
				with := maps.Clone(way)
				with[rule.Criterion] = old
				ways = append(ways, with)
			}
		}
	}
	for _, way := range ways[1:] {
		sum, err := p.rubric(way)
		if err != nil {
			return former, err
		}
		former.Rubrics = append(former.Rubrics, sum)
	}
	return former, nil
}

// rubric digests the study's rules, some of them replaced. What they were
// before is no part of them.
func (p *Pinner) rubric(instead map[string]*study.Rule) (digest.SHA256, error) {
	rules := slices.Clone(p.study.Rubric)
	for i := range rules {
		if old := instead[rules[i].Criterion]; old != nil {
			rules[i] = *old
		}
		rules[i].Was = nil
	}
	return canonicalDigest(rules)
}

// ruleDigest digests what gives points in a rule.
func ruleDigest(rule study.Rule) (digest.SHA256, error) {
	bare := study.Rule{Criterion: rule.Criterion, Metrics: slices.Clone(rule.Metrics)}
	for i := range bare.Metrics {
		bare.Metrics[i].Name, bare.Metrics[i].Why = "", ""
	}
	return canonicalDigest(bare)
}
