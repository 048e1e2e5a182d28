package evidence

import (
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
	"time"

	"report/internal/digest"
	"report/internal/pin"
	"report/internal/redact"
	"report/internal/run"
	"report/internal/study"
)

// The types that provenance.json names. It is unsigned, so it claims; what
// proves is the digest of each file.
const (
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://slsa.dev/provenance/v1"
	buildType     = "urn:report:run:1"
	builderID     = "urn:report:runner:local"
)

// RuleName begins the name under which the digest of one criterion's rule is
// listed; runs that are older than that list the rubric alone.
const RuleName = "rubric/"

// The names under which locks and data sets are listed.
const (
	lockName = "lock"
	dataName = "data/"
)

// Provenance is how a run came about: an in-toto Statement about the run's
// files with a SLSA provenance predicate. The fields that SLSA does not have
// begin with report_.
type Provenance struct {
	Type          string     `json:"_type"`
	Subject       []Resource `json:"subject"`
	PredicateType string     `json:"predicateType"`
	Predicate     Predicate  `json:"predicate"`
}

// Resource is a thing known by its digest: a file, a commit, a data set.
type Resource struct {
	Name        string            `json:"name,omitempty"`
	URI         string            `json:"uri,omitempty"`
	Digest      map[string]string `json:"digest,omitempty"`
	Annotations map[string]any    `json:"annotations,omitempty"`
}

// Predicate is the SLSA part.
type Predicate struct {
	Definition Definition `json:"buildDefinition"`
	Details    Details    `json:"runDetails"`
}

// Definition is what was asked for and from what.
type Definition struct {
	BuildType string     `json:"buildType"`
	External  External   `json:"externalParameters"`
	Internal  Internal   `json:"internalParameters"`
	Resolved  []Resource `json:"resolvedDependencies"`
}

// External is what the user chose.
type External struct {
	Experiment string            `json:"experiment"`
	Profile    string            `json:"profile"`
	Tool       string            `json:"tool,omitempty"`
	Version    string            `json:"version,omitempty"`
	Scenario   string            `json:"scenario,omitempty"`
	Parameters []study.Parameter `json:"parameters,omitempty"`
	Seed       string            `json:"seed"`
	Command    []string          `json:"command,omitempty"`
	Steps      []pin.Command     `json:"steps"`
}

// Internal is what followed from it and from the machine.
type Internal struct {
	Key       digest.SHA256     `json:"key"`
	KeySchema string            `json:"key_schema"`
	Isolation run.Isolation     `json:"isolation"`
	Machine   run.Machine       `json:"machine"`
	Tools     map[string]string `json:"tools,omitempty"`
}

// Details are who ran it and when.
type Details struct {
	Builder  Builder  `json:"builder"`
	Metadata Metadata `json:"metadata"`
	// Code is what git said about the inputs at the start.
	Code     pin.Code  `json:"report_code"`
	Attempts []Attempt `json:"report_attempts"`
}

// Builder is the program that ran it.
type Builder struct {
	ID      string            `json:"id"`
	Version map[string]string `json:"version,omitempty"`
}

// Metadata names the run and its time.
type Metadata struct {
	Invocation string    `json:"invocationId"`
	Started    time.Time `json:"startedOn"`
	Finished   time.Time `json:"finishedOn"`
}

// Attempt is one try at all the steps, summed up; timings.json has the rest.
type Attempt struct {
	Number   int        `json:"number"`
	Status   run.Status `json:"status"`
	Started  time.Time  `json:"started"`
	Finished time.Time  `json:"finished"`
	Steps    int        `json:"steps"`
}

// provenance writes provenance.json; its subjects are the files written so far.
func (w *writer) provenance() error {
	o := w.Outcome
	p := Provenance{Type: statementType, PredicateType: predicateType}
	sort.Slice(w.files, func(i, j int) bool { return w.files[i].Path < w.files[j].Path })
	for _, f := range w.files {
		p.Subject = append(p.Subject, Resource{Name: f.Path, Digest: sha(f.SHA256)})
	}
	p.Predicate = Predicate{
		Definition: Definition{
			BuildType: buildType, External: w.external(), Resolved: w.resolved(),
			Internal: Internal{w.Pins.Key, pin.KeySchema, o.Isolation, o.Machine, w.tools()},
		},
		Details: Details{
			Builder:  Builder{builderID, map[string]string{"report": w.Version, "go": runtime.Version()}},
			Metadata: Metadata{o.Experiment + "/" + w.name, o.Started.UTC(), o.Finished.UTC()},
			Code:     w.code(), Attempts: attempts(o),
		},
	}
	return w.json(ProvenanceName, RoleProvenance, p)
}

func sha(sum digest.SHA256) map[string]string { return map[string]string{"sha256": sum.Hex()} }

func (w *writer) external() External {
	p := w.Pins
	e := External{
		Experiment: p.Experiment, Profile: p.Profile, Tool: p.Tool, Version: p.Version, Scenario: p.Scenario,
		Parameters: p.Parameters, Seed: fmt.Sprint(p.Seed), Steps: []pin.Command{},
	}
	for _, word := range w.Command {
		e.Command = append(e.Command, w.safe(word))
	}
	for _, c := range p.Commands {
		clean := pin.Command{Step: c.Step, Kind: c.Kind}
		for _, word := range c.Command {
			clean.Command = append(clean.Command, w.safe(word))
		}
		e.Steps = append(e.Steps, clean)
	}
	return e
}

func (w *writer) tools() map[string]string {
	clean := map[string]string{}
	for name, version := range w.Outcome.Tools {
		clean[name] = w.safe(version)
	}
	return clean
}

// resolved are the pins of all that went in, in a fixed order.
func (w *writer) resolved() []Resource {
	p := w.Pins
	var list []Resource
	if w.Code.Commit != "" {
		list = append(list, Resource{Name: "commit", Digest: map[string]string{"gitCommit": w.Code.Commit}})
		for _, tree := range w.Code.Trees {
			if tree.ID != "" {
				list = append(list, Resource{Name: "tree", URI: tree.Path, Digest: map[string]string{"gitTree": tree.ID}})
			}
		}
	}
	list = append(list, Resource{Name: "definition", Digest: sha(p.Definition)})
	if p.Lock.Path != "" {
		list = append(list, Resource{Name: lockName, URI: p.Lock.Path, Digest: sha(p.Lock.SHA256)})
	}
	for _, d := range p.Data {
		r := Resource{Name: dataName + d.ID, URI: w.safe(d.URL), Digest: sha(d.SHA256)}
		if !d.Tree.IsZero() {
			r.Digest = map[string]string{"dirHash": d.Tree.Hex()}
			r.Annotations = map[string]any{"members": d.Members}
		}
		list = append(list, r)
	}
	list = append(list,
		Resource{Name: "rubric", Digest: sha(w.Rules.Rubric)})
	for _, criterion := range slices.Sorted(maps.Keys(w.Rules.Each)) {
		list = append(list, Resource{Name: RuleName + criterion, Digest: sha(w.Rules.Each[criterion])})
	}
	list = append(list,
		Resource{Name: "weights", Digest: sha(w.Rules.Weights)},
		Resource{Name: "contexts", Digest: sha(w.Rules.Contexts)})
	for _, input := range p.Inputs {
		list = append(list, Resource{Name: "input", URI: input.Path, Digest: sha(input.SHA256)})
	}
	for _, read := range p.Reads {
		list = append(list, readResource(read))
	}
	return list
}

// code is what git said, with its diff redacted: code may name places too.
func (w *writer) code() pin.Code {
	code := w.Code
	code.Unknown = w.safe(code.Unknown)
	if code.Diff != "" {
		clean, counts, err := w.Redactor.Text("the diff", code.Diff)
		if err != nil {
			clean = "# left out: the diff names a path of this machine\n"
			counts = redact.Counts{}
		}
		code.Diff = clean
		w.counts.Add(counts)
	}
	return code
}

func attempts(o *run.Outcome) []Attempt {
	list := []Attempt{}
	for _, a := range o.Attempts {
		list = append(list, Attempt{a.Number, a.Status, a.Started.UTC(), a.Finished.UTC(), len(a.Steps)})
	}
	return list
}

// Provenance reads how a run came about.
func (s *Store) Provenance(r *Run) (*Provenance, error) {
	if s.ahead != nil {
		if read := s.ahead()[r.Place()]; read != nil && read.provenance != nil {
			return read.provenance, nil
		}
	}
	return s.readProvenance(r)
}

func (s *Store) readProvenance(r *Run) (*Provenance, error) {
	content, err := s.trace.ReadFile(path.Join(r.Shelf, r.Name(), ProvenanceName), filepath.Join(r.Dir, ProvenanceName))
	if err != nil {
		return nil, fmt.Errorf("reading the provenance of %s: %w", r.Name(), s.orChanged(r, ProvenanceName, err))
	}
	if listed := r.File(ProvenanceName); listed != nil && !s.unheld && digest.Bytes(content) != listed.SHA256 {
		return nil, fmt.Errorf("reading the provenance of %s: %w", r.Name(), s.changed(r, ProvenanceName))
	}
	var p Provenance
	if err := ReadJSON(content, &p); err != nil {
		return nil, fmt.Errorf("reading the provenance of %s: %w", r.Name(), err)
	}
	if p.Type != statementType || p.PredicateType != predicateType || p.Predicate.Definition.BuildType != buildType {
		return nil, fmt.Errorf("reading the provenance of %s: it is a %s of %s, which this version of report does not know", r.Name(), p.PredicateType, p.Predicate.Definition.BuildType)
	}
	return &p, nil
}

// Where a provenance.json says what a run was made from, as JSON Pointers.
const (
	CodeAt    = "/predicate/runDetails/report_code"
	MachineAt = "/predicate/buildDefinition/internalParameters/machine"
)

// ResolvedAt is the JSON Pointer of a resolved dependency, counted from 0.
func ResolvedAt(i int) string {
	return fmt.Sprintf("/predicate/buildDefinition/resolvedDependencies/%d", i)
}

// IsLock reports whether a dependency is an environment's lock.
func (r *Resource) IsLock() bool { return r.Name == lockName }

// IsData is the data set that a dependency is, and whether it is one.
func (r *Resource) IsData() (id string, is bool) { return strings.CutPrefix(r.Name, dataName) }

// Origins are what a run was made from, and where its provenance says so, as
// LINE:COL; "" where it does not.
type Origins struct {
	Machine           run.Machine
	Code              pin.Code
	Locks             []Origin
	Data              []Origin
	MachineAt, CodeAt string
}

// Origin is one dependency and its place.
type Origin struct {
	Resource
	At string
}

// OriginsIn are the origins in the bytes of a provenance.json, and nothing of the
// rest; none where it cannot be read.
func OriginsIn(content []byte) Origins {
	var p struct {
		Predicate struct {
			Definition struct {
				Internal struct {
					Machine run.Machine `json:"machine"`
				} `json:"internalParameters"`
				Resolved []Resource `json:"resolvedDependencies"`
			} `json:"buildDefinition"`
			Details struct {
				Code pin.Code `json:"report_code"`
			} `json:"runDetails"`
		} `json:"predicate"`
	}
	if ReadJSON(content, &p) != nil {
		return Origins{}
	}
	o := Origins{Machine: p.Predicate.Definition.Internal.Machine, Code: p.Predicate.Details.Code}
	text := NewText(content)
	o.MachineAt, o.CodeAt = text.lineCol(MachineAt), text.lineCol(CodeAt)
	for i, r := range p.Predicate.Definition.Resolved {
		if r.IsLock() {
			o.Locks = append(o.Locks, Origin{r, text.lineCol(ResolvedAt(i))})
		} else if _, is := r.IsData(); is {
			o.Data = append(o.Data, Origin{r, text.lineCol(ResolvedAt(i))})
		}
	}
	return o
}

// lineCol is the place of a value as LINE:COL, "" where it is not there.
func (t *Text) lineCol(pointer string) string {
	_, offset, err := t.Pointer(pointer)
	if err != nil {
		return ""
	}
	line, col := t.At(offset)
	return fmt.Sprintf("%d:%d", line, col)
}

// Sum is the resource's digest in hex: of its bytes, or of its tree.
func (r *Resource) Sum() string {
	if sum := r.Digest["sha256"]; sum != "" {
		return sum
	}
	return r.Digest["dirHash"]
}

// Named are the resolved dependencies of a name, in the order of the file.
func (p *Provenance) Named(name string) []Resource {
	var list []Resource
	for _, r := range p.Predicate.Definition.Resolved {
		if r.Name == name {
			list = append(list, r)
		}
	}
	return list
}

// Digest is the SHA-256 of the first dependency of a name, "" where none is
// listed.
func (p *Provenance) Digest(name string) string {
	if list := p.Named(name); len(list) > 0 {
		return list[0].Digest["sha256"]
	}
	return ""
}

// Differs reports whether a dependency is listed with another digest.
func (p *Provenance) Differs(name, sum string) bool {
	then := p.Digest(name)
	return then != "" && then != sum
}

// TellsRules reports whether the digest of each rule is listed, not only that of
// all together.
func (p *Provenance) TellsRules() bool {
	return slices.ContainsFunc(p.Predicate.Definition.Resolved, func(r Resource) bool { return strings.HasPrefix(r.Name, RuleName) })
}
