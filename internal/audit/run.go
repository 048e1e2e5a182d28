package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/plainfile"
	"report/internal/study"
)

// checkedRun is a run whose files were read again.
type checkedRun struct {
	*evidence.Run
	problems map[string]evidence.Problem // by path below the study's root
	broken   string                      // why the run cannot be read at all
}

// FileOr is the manifest's entry of a path, or of its compressed form.
func (r *checkedRun) FileOr(name string) *evidence.File {
	if f := r.File(name); f != nil {
		return f
	}
	return r.File(name + ".gz")
}

// runs are those that were read, and their links, which chains share.
type runs struct {
	mu    sync.Mutex
	known map[string]*checkedRun // by EXPERIMENT/RUN

	linking sync.Mutex
	links   map[string]*Link
}

// run reads a run and every byte of it again, once.
func (a *Auditor) run(experiment, name string) (*checkedRun, error) {
	a.runs.mu.Lock()
	defer a.runs.mu.Unlock()
	if r := a.runs.known[experiment+"/"+name]; r != nil {
		return r, nil
	}
	r, err := a.load(experiment, name)
	if err == nil && r.Run != nil {
		a.check(r)
	}
	return r, err
}

// load reads a run's manifest.
func (a *Auditor) load(experiment, name string) (*checkedRun, error) {
	r := &checkedRun{problems: map[string]evidence.Problem{}}
	a.runs.known[experiment+"/"+name] = r
	loaded, err := a.in.Store.Load(experiment, name)
	if err != nil {
		var missing *fs.PathError
		if errors.As(err, &missing) && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		r.broken = err.Error()
		return r, nil
	}
	r.Run = loaded
	return r, nil
}

// check reads every byte of some runs again, together on all cores.
func (a *Auditor) check(runs ...*checkedRun) {
	byPlace := make(map[string]*checkedRun, len(runs))
	loaded := make([]*evidence.Run, len(runs))
	for i, r := range runs {
		loaded[i], byPlace[r.Place()] = r.Run, r
	}
	for _, p := range a.in.Store.VerifyRuns(loaded) {
		place := p.Path
		for place != "." && byPlace[place] == nil {
			place = path.Dir(place)
		}
		if r := byPlace[place]; r != nil {
			if _, seen := r.problems[p.Path]; !seen {
				r.problems[p.Path] = p
			}
		}
	}
}

// Read reads every byte of the runs that a document rests on, by their names,
// together on all cores; Trace reads each other run when it comes to it.
func (a *Auditor) Read(runs []string) error {
	var list []*checkedRun
	for _, name := range runs {
		if a.runs.known[name] != nil {
			continue
		}
		slash := strings.LastIndexByte(name, '/')
		r, err := a.load(name[:max(slash, 0)], name[slash+1:])
		if err != nil {
			return err
		}
		if r.Run != nil {
			list = append(list, r)
		}
	}
	a.check(list...)
	return nil
}

// runLink is the run with what it was made from; chains share it.
func (a *Auditor) runLink(r *checkedRun) *Link {
	a.runs.linking.Lock()
	defer a.runs.linking.Unlock()
	return a.link(r)
}

// link makes the link of a run where it is not made yet, and before it those of
// the runs that it read. One that reads itself in the end, by a provenance that
// somebody wrote, finds its own link begun.
func (a *Auditor) link(r *checkedRun) *Link {
	if l := a.runs.links[r.Name()]; l != nil {
		return l
	}
	link := &Link{Kind: Run, At: within(r, evidence.ManifestName)("/run"), What: fmt.Sprintf("run %s of %s, %s, begun %s, key %s",
		r.Manifest.Run, r.Experiment, r.Status, r.Started.UTC().Format(time.RFC3339), r.Key.Short())}
	a.runs.links[r.Name()] = link
	for _, name := range []string{evidence.ManifestName, evidence.SumsName, evidence.ProvenanceName} {
		if p, bad := r.problems[path.Join(r.Place(), name)]; bad {
			link.At, link.Broken, link.Hint = p.Path, p.Problem, p.Hint
			return link
		}
	}
	if reading, err := a.in.Readings.Reading(r.Experiment); err == nil && reading.Run == r.Manifest.Run {
		link.Doubt = reading.Stale
	}
	provenance, err := a.in.Store.Provenance(r.Run)
	if err != nil {
		link.Broken = err.Error()
		return link
	}
	link.Next = a.origins(r, provenance)
	for _, read := range provenance.Named("read") {
		link.Next = append(link.Next, a.read(r, read))
	}
	return link
}

// within tells the places of values in a JSON file of a run, or the file where
// they cannot be told: that is a problem of the file's, told elsewhere.
func within(r *checkedRun, name string) func(pointer string) string {
	file := path.Join(r.Place(), name)
	read := r.Text // the manifest is at hand
	if name != evidence.ManifestName {
		read = func() ([]byte, error) { return plainfile.ReadFile(filepath.Join(r.Dir, name)) }
	}
	content, err := read()
	text := evidence.NewText(content)
	return func(pointer string) string {
		if err != nil {
			return file
		}
		_, offset, err := text.Pointer(pointer)
		if err != nil {
			return file
		}
		return diag.Offset(file, content, offset).String()
	}
}

// read is a file of another run that this one read, with that run behind it.
// Where that run was dropped since, another that left the same bytes stands in.
func (a *Auditor) read(r *checkedRun, resource evidence.Resource) *Link {
	what := fmt.Sprintf("read by %s, %s", r.Experiment, digestWords(resource))
	ref, err := evidence.ParseRef(resource.URI)
	if err != nil {
		return &Link{Kind: Evidence, At: resource.URI, What: what, Broken: err.Error()}
	}
	if _, err := a.in.Store.Load(ref.Experiment, ref.Run); err != nil {
		newest, err := a.in.Store.Newest(ref.Experiment, r.Profile)
		if err != nil || newest == nil {
			return &Link{Kind: Experiment, At: resource.URI, What: what, Doubt: "that run is not kept any more"}
		}
		file := newest.File(ref.Path)
		same := file != nil && (file.SHA256.Hex() == resource.Digest["sha256"] || file.Content.Hex() == resource.Digest["sha256"])
		if !same {
			return &Link{Kind: Experiment, At: resource.URI, What: what, Doubt: "that run is not kept any more, and the newest left something else"}
		}
		ref.Run = newest.Manifest.Run
	}
	c, err := a.lookUp(ref)
	if err != nil {
		return &Link{Kind: Evidence, At: resource.URI, What: what, Broken: err.Error()}
	}
	link := c.said(what)
	if c.run.broken == "" {
		link.Next = []*Link{a.link(c.run)}
	}
	return link
}

// cellCode is the code of a cell as its run kept it, held against the paper.
func (a *Auditor) cellCode(r *checkedRun, p *evidence.Provenance) *Link {
	link := &Link{Kind: Code, At: path.Join(r.Place(), study.CellCode), What: "the code that ran"}
	for _, f := range r.Files {
		if strings.HasPrefix(f.Path, study.CellCode+".") {
			link.At = path.Join(r.Place(), f.Path)
		}
	}
	e := a.in.Study.Experiment(r.Experiment)
	if e == nil || e.Cell == nil {
		link.Doubt = "the paper has no such cell any more"
		return link
	}
	link.What = fmt.Sprintf("the cell at %s", e.Cell.Pos)
	now := digest.Bytes([]byte(e.Cell.Code)).Hex()
	for _, input := range p.Named("input") {
		if strings.HasPrefix(input.URI, e.ID+".") && input.Digest["sha256"] != now {
			link.Doubt = "its code in the paper is another now"
		}
	}
	return link
}

// origins are what the run was made from: code, lock, data and machine.
func (a *Auditor) origins(r *checkedRun, p *evidence.Provenance) []*Link {
	at := within(r, evidence.ProvenanceName)
	var links []*Link
	if strings.HasPrefix(r.Experiment, study.CellsDir+"/") {
		links = append(links, a.cellCode(r, p))
	}
	if code := p.Predicate.Details.Code; len(links) == 0 || len(code.Trees) > 0 {
		links = append(links, a.code(at(evidence.CodeAt), code))
	}
	for i, pinned := range p.Predicate.Definition.Resolved {
		words := pinned.URI + ", " + digestWords(pinned)
		if pinned.IsLock() {
			links = append(links, &Link{Kind: Lock, At: at(evidence.ResolvedAt(i)), What: words})
		} else if id, is := pinned.IsData(); is {
			links = append(links, &Link{Kind: Data, At: at(evidence.ResolvedAt(i)), What: id + ", " + words})
		}
	}
	m := p.Predicate.Definition.Internal.Machine
	return append(links, &Link{Kind: Machine, At: at(evidence.MachineAt), What: fmt.Sprintf("%s, %d cores, %.1f GB, %s", m.CPU, m.Cores, float64(m.MemoryBytes)/1e9, m.Kernel)})
}

func digestWords(r evidence.Resource) string {
	for _, kind := range []string{"sha256", "dirHash"} {
		if sum := r.Digest[kind]; sum != "" {
			return kind + ":" + sum
		}
	}
	return "no digest"
}

// code is the commit and trees that the inputs came from. That HEAD no longer
// has them weakens the road without ending it: the inputs' digests are kept.
func (a *Auditor) code(at string, c pin.Code) *Link {
	link := &Link{Kind: Code, At: at}
	if c.Unknown != "" {
		link.What, link.Doubt = "code", "git could not be asked when it ran: "+c.Unknown
		return link
	}
	var trees []string
	for _, t := range c.Trees {
		if t.ID != "" {
			trees = append(trees, fmt.Sprintf("%s %.12s", t.Path, t.ID))
		}
	}
	link.What = fmt.Sprintf("commit %.12s, trees %s", c.Commit, strings.Join(trees, ", "))
	if a.in.Holds == nil {
		return link
	}
	switch holds, why := a.in.Holds(c); holds {
	case pin.Holds:
		link.What += "; the code at hand has them"
	case pin.Differs:
		link.Doubt = "the code at hand differs: " + why
	default:
		link.Doubt = why
	}
	return link
}
