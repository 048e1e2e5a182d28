package evidence

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"report/internal/digest"
	"report/internal/pin"
	"report/internal/run"
	"report/internal/study"
)

// The states an experiment can be in.
const (
	Fresh      = "fresh"
	Stale      = "stale"
	Missing    = "missing"
	Failed     = "failed"
	NotRunHere = "not run here"
)

// State is how an experiment stands: what `report status` prints.
type State struct {
	Experiment string `json:"id"`
	State      string `json:"state"`
	Why        string `json:"why"` // in prose; "" when fresh
	Run        string `json:"run"` // the newest that counts, "" without one
	Profile    string `json:"profile"`
	Started    string `json:"started"` // RFC 3339, "" without a run
	// Requires are the capabilities that a run needs.
	Requires []string `json:"-"`
	// Lacks says what of them this machine lacks, "" for nothing. It is asked for
	// where a run is due.
	Lacks string `json:"-"`
}

// Has tells whether this machine has a capability, and if not, why.
type Has func(ctx context.Context, capability string) (ok bool, why string)

// Question is what is asked of a study at a directory.
type Question struct {
	Root    string
	Profile string                       // "" is the study's own
	Load    func() (*study.Study, error) // reads the study
	Has     Has                          // nil: "missing" is said of all that was not run
	Forced  bool                         // what is fresh is due as well
	// Beside works something out of the study and its states, which is
	// remembered with them. It reads no other file than the runs' and must be
	// the same function for the same profile. It may be nil.
	Beside func(*study.Study, []State) ([]byte, error)
}

// Answer is how a study stands.
type Answer struct {
	States []State // of all experiments, in the order of their IDs
	Beside []byte  // what Question.Beside gave
}

// States is the state of every experiment of a study. The study's files are
// read only where something changed since the last call: with nothing changed,
// none of them is opened.
func States(ctx context.Context, q Question) (*Answer, error) {
	question := statesQuestion + q.Profile
	if payload, ok := Recall(q.Root, question); ok {
		if answer, ok := decodeAnswer(payload); ok {
			answer.States = here(ctx, answer.States, q)
			return answer, nil
		}
	}
	trace := pin.NewTrace(q.Root)
	if err := watchStudy(trace, q.Root); err != nil {
		if _, told := q.Load(); told != nil { // with the mistake's place
			err = told
		}
		return nil, err
	}
	s, err := q.Load()
	if err != nil {
		return nil, err
	}
	profile := q.Profile
	if profile == "" {
		profile = s.Profile
	}
	pinner := pin.For(s)
	pinner.Watch(trace)
	store := &Store{root: s.Root, trace: trace}
	pinner.FindReads(store.Reads)
	settled := watchTexts(trace, s)
	store.trace.ReadDir(Aside, store.shelf(Aside)) // mostly not there, which then answers for all below it
	answer := &Answer{States: make([]State, 0, len(s.Experiments))}
	for _, e := range s.Experiments {
		state, err := store.State(pinner, e, profile)
		if err != nil {
			return nil, err
		}
		answer.States = append(answer.States, state)
	}
	if q.Beside != nil {
		if answer.Beside, err = q.Beside(s, answer.States); err != nil {
			return nil, err
		}
	}
	if settled {
		trace.Remember(question, encodeAnswer(answer))
	}
	answer.States = here(ctx, answer.States, q)
	return answer, nil
}

// statesQuestion, and the profile behind it, is what States asks the memo.
const statesQuestion = "states/4 "

// Watch lets a trace rest on how the study's experiments stand under its own
// profile, on every file of some runs, and on which others are committed. It is
// false where that cannot be told.
func (s *Store) Watch(trace *pin.Trace, runs []*Run) bool {
	if !trace.Rest(statesQuestion) {
		return false
	}
	s.watchCommitted(trace, Committed)
	for _, r := range runs {
		if !watchRun(trace, r) {
			return false
		}
	}
	return true
}

// watchCommitted remembers the directories in which a run could come to lie, as
// eachRun looks through them.
func (s *Store) watchCommitted(trace *pin.Trace, dir string) {
	entries, _ := trace.ReadDir(dir, s.shelf(dir))
	for _, e := range entries {
		if e.IsDir() && !IsRunName(e.Name()) {
			s.watchCommitted(trace, path.Join(dir, e.Name()))
		}
	}
}

// watchRun remembers the files of a run, by what its manifest says of them, and
// that there are no others.
func watchRun(trace *pin.Trace, r *Run) bool {
	dirs := map[string]bool{".": true}
	for _, f := range r.Files {
		if trace.Hold(path.Join(r.Place(), f.Path), f.SHA256) != nil {
			return false
		}
		for dir := path.Dir(f.Path); !dirs[dir]; dir = path.Dir(dir) {
			dirs[dir] = true
		}
	}
	manifest, err := r.Text()
	if err != nil || trace.Hold(path.Join(r.Place(), ManifestName), digest.Bytes(manifest)) != nil {
		return false
	}
	if _, err := trace.ReadFile(path.Join(r.Place(), SumsName), filepath.Join(r.Dir, SumsName)); err != nil {
		return false
	}
	for dir := range dirs {
		if !trace.Inside(path.Join(r.Place(), dir)) {
			return false
		}
		if _, err := trace.ReadDir(path.Join(r.Place(), dir), filepath.Join(r.Dir, filepath.FromSlash(dir))); err != nil {
			return false
		}
	}
	return true
}

// Recall is what was answered before, of a study whose files are its own: what
// a link leads to may be the same and yet outside of it.
func Recall(root, question string) ([]byte, bool) {
	if study.Linked(root, study.FileName) || study.Linked(root, study.ExperimentsDir) {
		return nil, false
	}
	return pin.Recall(root, question)
}

// watchStudy remembers the study's own files: study.yaml, every
// experiment.yaml, and the directories in which another could appear.
func watchStudy(trace *pin.Trace, root string) error {
	if _, err := trace.ReadFile(study.FileName, filepath.Join(root, study.FileName)); err != nil {
		return err
	}
	files, err := study.Find(root)
	if err != nil {
		return err
	}
	experiments := map[string]bool{}
	for _, file := range files {
		experiments[path.Dir(file)] = true
		if _, err := trace.ReadFile(file, filepath.Join(root, filepath.FromSlash(file))); err != nil {
			return err
		}
	}
	return watchDirectories(trace, root, study.ExperimentsDir, experiments)
}

// watchTexts remembers the files of the paper, whose cells are experiments. It
// is false where one changed since it was looked through, or a link leads there.
func watchTexts(trace *pin.Trace, s *study.Study) bool {
	settled := true
	for name, sum := range s.Texts {
		content, err := trace.ReadText(name, filepath.Join(s.Root, filepath.FromSlash(name)))
		settled = settled && trace.Inside(name) && (err == nil && digest.Bytes(content) == sum || err != nil && sum.IsZero())
	}
	return settled
}

// watchDirectories remembers the directories above and beside experiments. It
// goes wherever study.Find does.
func watchDirectories(trace *pin.Trace, root, dir string, experiments map[string]bool) error {
	entries, err := trace.ReadDir(dir, filepath.Join(root, filepath.FromSlash(dir)))
	if err != nil {
		return nil // remembered as absent: a study without experiments
	}
	for _, entry := range entries {
		inner := path.Join(dir, entry.Name())
		passedOver := strings.HasPrefix(entry.Name(), ".") || entry.Name() == "__pycache__" || entry.Name() == "node_modules"
		if entry.IsDir() && !experiments[inner] && !passedOver {
			if err := watchDirectories(trace, root, inner, experiments); err != nil {
				return err
			}
		}
	}
	return nil
}

// here says of what is due what this machine lacks for it: "missing" becomes
// "not run here", another state keeps its name and says so behind its reason.
// Each capability is asked for once and all of them side by side: some ask a
// daemon or a cluster.
func here(ctx context.Context, states []State, q Question) []State {
	if q.Has == nil {
		return states
	}
	due := func(s *State) bool { return s.State != Fresh || q.Forced }
	lacks := map[string]func() string{} // why, by capability; "" where it is there
	for i := range states {
		for _, capability := range states[i].Requires {
			if !due(&states[i]) || lacks[capability] != nil {
				continue
			}
			answer := make(chan string, 1)
			go func() {
				ok, why := q.Has(ctx, capability)
				if ok {
					why = ""
				}
				answer <- why
			}()
			lacks[capability] = sync.OnceValue(func() string { return <-answer })
		}
	}
	for i := range states {
		s := &states[i]
		if !due(s) {
			continue
		}
		for _, capability := range s.Requires {
			if s.Lacks = lacks[capability](); s.Lacks != "" {
				s.lacking()
				break
			}
		}
	}
	return states
}

// lacking puts what the machine lacks into the state and its reason.
func (s *State) lacking() {
	switch s.State {
	case Missing:
		s.State, s.Why = NotRunHere, s.Lacks
	case Stale, Failed:
		said := run.Said(s.Why)
		s.Why = said + ", and cannot be run here: " + s.Lacks + s.Why[len(said):]
	}
}

// State is how one experiment stands under a profile, but for what this
// machine lacks.
func (s *Store) State(pinner *pin.Pinner, e *study.Experiment, profile string) (State, error) {
	state := State{Experiment: e.ID, Profile: profile, Requires: e.Requires}
	pins, err := pinner.Pins(e, profile)
	if err != nil {
		return state, err
	}
	newest, last, err := s.ends(e.ID, profile)
	var broken *Changed
	if errors.As(err, &broken) { // it can be carried out again, and restored
		state.State, state.Run = Failed, path.Base(path.Dir(broken.Path))
		state.Why = broken.Error() + "\nhint: " + broken.Hint
		return state, nil
	}
	if err != nil {
		return state, err
	}
	switch {
	case newest != nil && newest.Key == pins.Key:
		state.State = Fresh
		if last != newest && last.Key == pins.Key {
			state.Why = "a newer run of the same failed, " + last.Manifest.Run + ": " + last.why()
		}
	case last != nil && last.Status != run.Succeeded && (newest == nil || last.Key == pins.Key):
		state.State, state.Why = Failed, last.why()
		newest = last
	case newest != nil:
		state.State = Stale
		state.Why = s.Changes(newest, pins)
	case pins.Unready != "":
		state.State, state.Why = Missing, pins.Unready
	default:
		state.State, state.Why = Missing, "it has not been run under the profile "+profile
	}
	if newest != nil {
		state.Run, state.Started = newest.Manifest.Run, newest.Started.UTC().Format(time.RFC3339)
	}
	return state, nil
}

// ends are the newest successful run and the newest run, reading no manifest
// more than it takes.
func (s *Store) ends(experiment, profile string) (newest, last *Run, err error) {
	places, err := s.places(experiment, profile)
	if err != nil {
		return nil, nil, err
	}
	for i := len(places) - 1; i >= 0; i-- {
		r, err := s.present(places[i].shelf, experiment, places[i].run)
		if err != nil {
			return nil, nil, err
		}
		if last == nil {
			last = r
		}
		if r.Status == run.Succeeded {
			return r, last, nil
		}
	}
	return nil, last, nil
}

// why says how a run failed.
func (m *Manifest) why() string {
	if m.Failure == nil {
		return "the run " + string(m.Status)
	}
	if m.Failure.Step == "" {
		return m.Failure.Reason
	}
	return "step " + m.Failure.Step + ": " + m.Failure.Reason
}

// Changes says what makes a run stale: what differs between its provenance and
// the pins now. It is "" for a fresh run.
func (s *Store) Changes(r *Run, now *pin.Pins) string {
	if r.Key == now.Key {
		return ""
	}
	p, err := s.Provenance(r)
	if err != nil {
		return "its key is another, and its provenance cannot be read"
	}
	list := changes(p, now)
	if len(list) == 0 {
		return "keys are now made in another way"
	}
	if len(list) > 4 {
		list = append(list[:3], fmt.Sprintf("%d more", len(list)-3))
	}
	return strings.Join(list, ", ")
}

// changes lists the differences, the most telling first.
func changes(p *Provenance, now *pin.Pins) []string {
	then := p.Predicate.Definition.External
	var list []string
	if then.Version != now.Version {
		list = append(list, fmt.Sprintf("%s is %s, was %s", now.Tool, or(now.Version, "of no version"), or(then.Version, "of no version")))
	}
	list = append(list, parameterChanges(then.Parameters, now.Parameters)...)
	if seed := fmt.Sprint(now.Seed); seed != then.Seed {
		list = append(list, fmt.Sprintf("seed is %s, was %s", seed, then.Seed))
	}
	lock := digest.Entry{}
	if locks := p.Named("lock"); len(locks) > 0 {
		lock = entry(locks[0])
	}
	if lock != now.Lock {
		list = append(list, "lock "+or(now.Lock.Path, lock.Path)+" changed")
	}
	list = append(list, dataChanges(p, now.Data)...)
	files := fileChanges(p.Named("input"), now)
	definition := p.Named("definition")
	if (len(definition) == 0 || definition[0].Digest["sha256"] != now.Definition.Hex()) && !slices.ContainsFunc(list, func(s string) bool { return strings.HasPrefix(s, "parameter ") }) {
		list = append(list, or(defined(now.Experiment), study.ExperimentFileName)+" changed")
	}
	return append(list, files...)
}

// defined names the settings of a cell; "" for an experiment with a file of its
// own.
func defined(experiment string) string {
	if name, ok := strings.CutPrefix(experiment, study.CellsDir+"/"); ok {
		return "the settings of the cell " + name
	}
	return ""
}

// or is the first text that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// entry is a dependency as a path and digest.
func entry(r Resource) digest.Entry {
	sum, _ := digest.Parse(r.Digest["sha256"])
	return digest.Entry{Path: r.URI, SHA256: sum}
}

func parameterChanges(then, now []study.Parameter) []string {
	was := map[string]string{}
	for _, p := range then {
		was[p.Name] = p.Value
	}
	var list []string
	for _, p := range now {
		old, known := was[p.Name]
		if delete(was, p.Name); !known {
			list = append(list, fmt.Sprintf("parameter %s is new", p.Name))
		} else if old != p.Value {
			list = append(list, fmt.Sprintf("parameter %s is %s, was %s", p.Name, p.Value, old))
		}
	}
	for _, p := range then {
		if _, gone := was[p.Name]; gone {
			list = append(list, fmt.Sprintf("parameter %s is gone", p.Name))
		}
	}
	return list
}

func dataChanges(p *Provenance, now []pin.DataPin) []string {
	var list []string
	for _, d := range now {
		want := d.SHA256
		if !d.Tree.IsZero() {
			want = d.Tree
		}
		then := p.Named("data/" + d.ID)
		if len(then) == 0 || then[0].Digest["sha256"] != want.Hex() && then[0].Digest["dirHash"] != want.Hex() {
			list = append(list, "data "+d.ID+" changed")
		}
	}
	return list
}

// fileChanges lists inputs that changed, came or went; the lock is named by
// itself.
func fileChanges(then []Resource, now *pin.Pins) []string {
	was := map[string]digest.SHA256{}
	for _, r := range then {
		was[r.URI] = entry(r).SHA256
	}
	var list []string
	for _, input := range now.Inputs {
		old, known := was[input.Path]
		delete(was, input.Path)
		switch {
		case input.Path == now.Lock.Path:
		case !known:
			list = append(list, inputWords(now.Experiment, input.Path)+" is new")
		case old != input.SHA256:
			list = append(list, inputWords(now.Experiment, input.Path)+" changed")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		list = append(list, inputWords(now.Experiment, name)+" is gone")
	}
	return list
}

// inputWords is an input's path, in words where it is a cell's code.
func inputWords(experiment, name string) string {
	if strings.HasPrefix(name, study.CellsDir+"/") && strings.HasPrefix(name, experiment+".") {
		return "its code"
	}
	return name
}

// encodeAnswer writes an answer for the memo: each text with its length.
func encodeAnswer(a *Answer) []byte {
	var b []byte
	add := func(text string) { b = append(binary.AppendUvarint(b, uint64(len(text))), text...) }
	add(string(a.Beside))
	b = binary.AppendUvarint(b, uint64(len(a.States)))
	for _, s := range a.States {
		for _, text := range []string{s.Experiment, s.State, s.Why, s.Run, s.Profile, s.Started, strings.Join(s.Requires, "\n")} {
			add(text)
		}
	}
	return b
}

// decodeAnswer reads what encodeAnswer wrote.
func decodeAnswer(payload []byte) (*Answer, bool) {
	rest := string(payload)
	whole := true
	number := func() int {
		value, n := binary.Uvarint([]byte(rest[:min(len(rest), binary.MaxVarintLen64)]))
		if n <= 0 || value > uint64(len(rest)-n) { // a count is of things of a byte or more
			whole, rest = false, ""
			return 0
		}
		rest = rest[n:]
		return int(value)
	}
	text := func() string {
		length := number()
		found := rest[:length]
		rest = rest[length:]
		return found
	}
	a := &Answer{Beside: []byte(text())}
	a.States = make([]State, number())
	for i := range a.States {
		s := &a.States[i]
		for _, field := range []*string{&s.Experiment, &s.State, &s.Why, &s.Run, &s.Profile, &s.Started} {
			*field = text()
		}
		if requires := text(); requires != "" {
			s.Requires = strings.Split(requires, "\n")
		}
	}
	return a, whole && rest == ""
}
