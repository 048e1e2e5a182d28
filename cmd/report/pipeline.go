package main

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"report/internal/cite"
	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
	"report/internal/document"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/plainfile"
	"report/internal/score"
	"report/internal/study"
)

// pipeline is the road from the study's files to its paper, walked as far as a
// command needs: study → readings → scores → claims → document.
type pipeline struct {
	study     *study.Study
	store     *evidence.Store
	pinner    *pin.Pinner
	readings  score.Readings
	env       *claim.Env
	published bool                             // the paper's formats lie beside each other for its readers
	siteURL   string                           // where the site is read that it is published to, with a slash at its end; "" not known
	drafts    bool                             // figures that cannot be worked out are marked in the text
	states    func() map[string]evidence.State // remembered, by experiment; nil for a study in passing
	cited     struct {                         // what library read
		lists    []string
		works    *cite.Library
		mistakes diag.List
	}
	// Once claims was called: the evidence root and the day of its newest run.
	root, newest string
	digested     []digest.Entry // what the root is the digest of
}

// open loads the study and makes ready what reads its evidence; nothing of the
// evidence is read before it is asked for.
func (a *app) open() (*pipeline, error) {
	s, err := study.Load(a.dir)
	if err != nil {
		return nil, err
	}
	p := pipelineOf(s)
	if !a.passing {
		p.remember()
	}
	return p, nil
}

// remember lets the pipeline believe what `report status` worked out of the
// same files before, and keeps it for the next command.
func (p *pipeline) remember() {
	p.states = sync.OnceValue(func() map[string]evidence.State {
		answer, err := evidence.States(context.Background(), evidence.Question{
			Root: p.study.Root, Beside: disagreeingBeside(""),
			Load: func() (*study.Study, error) { return p.study, nil },
		})
		if err != nil {
			return nil // told by whoever asks for the pins of an experiment
		}
		return byExperiment(answer.States)
	})
}

func byExperiment(states []evidence.State) map[string]evidence.State {
	known := make(map[string]evidence.State, len(states))
	for _, s := range states {
		known[s.Experiment] = s
	}
	return known
}

// verifyAhead begins to read the evidence that the paper will rest on while the
// paper is built, and for an audit what the runs were made from.
func (p *pipeline) verifyAhead(provenances bool) {
	p.store.VerifyAhead(experimentIDs(p.study), p.study.Profile, provenances)
}

// pipelineOf is the road from a study that is loaded.
func pipelineOf(s *study.Study) *pipeline {
	p := &pipeline{study: s, store: evidence.At(s.Root).Remember(), pinner: pin.For(s)}
	p.pinner.FindReads(p.store.Reads)
	p.readings = score.FromStore(p.store, s, p.stale)
	return p
}

// stale says why a run's key is not the key now.
func (p *pipeline) stale(e *study.Experiment, r *evidence.Run) (string, error) {
	if p.states != nil {
		if s := p.states()[e.ID]; s.State == evidence.Fresh && s.Run == r.Manifest.Run {
			return p.staleBelow(e)
		}
	}
	pins, err := p.pinner.Pins(e, p.study.Profile)
	if err != nil {
		return p.changedBelow(e, err)
	}
	if pins.Key != r.Key {
		return "since the run of " + e.ID + ": " + p.store.Changes(r, pins), nil
	}
	return p.staleBelow(e)
}

// changedBelow says what a run read that cannot be read any more, since it
// changed; else the error stays.
func (p *pipeline) changedBelow(e *study.Experiment, err error) (string, error) {
	for _, read := range e.Reads {
		if r, of := p.readings.Reading(read.Experiment); of == nil && r.Changed != nil {
			return e.ID + " reads " + read.Experiment + ", and " + r.Missing, nil
		}
	}
	return "", err
}

// staleBelow says why what a run read of others is not up to date: the run is
// fresh, and what it shows is not.
func (p *pipeline) staleBelow(e *study.Experiment) (string, error) {
	for _, read := range e.Reads {
		r, err := p.readings.Reading(read.Experiment)
		if err != nil {
			return "", err
		}
		if r.Stale != "" {
			return e.ID + " reads " + read.Experiment + ", and " + r.Stale, nil
		}
	}
	return "", nil
}

// claims makes the environment in which the paper's figures are resolved.
func (p *pipeline) claims() (*claim.Env, error) {
	if p.env != nil {
		return p.env, nil
	}
	var err error
	if p.root, p.newest, err = p.evidenceFacts(); err != nil {
		return nil, p.unreadable(err)
	}
	p.env = claim.NewEnv(claim.Inputs{Study: p.study, Readings: p.readings, Files: p.files(), Works: p.works, Root: p.root, Newest: p.newest, Digested: p.digested, Kept: kept()})
	return p.env, nil
}

// works are the keys that the paper may cite, with their places. A list that
// has mistakes is told of when the paper is read.
func (p *pipeline) works() map[string]diag.Pos {
	works := map[string]diag.Pos{}
	root, err := os.OpenRoot(p.study.Root)
	if err != nil {
		return works
	}
	defer root.Close()
	lists := document.Bibliography(document.Source{Files: root.FS(), Path: p.study.Paper})
	lib, _ := p.library(root.FS(), lists)
	for _, key := range lib.Keys() {
		works[key] = lib.Get(key).Pos
	}
	return works
}

// library reads lists of works, those of the last time only once.
func (p *pipeline) library(files fs.FS, lists []string) (*cite.Library, diag.List) {
	if p.cited.works == nil || !slices.Equal(p.cited.lists, lists) {
		p.cited.lists = lists
		p.cited.works, p.cited.mistakes = cite.Read(files, lists)
	}
	return p.cited.works, p.cited.mistakes
}

// evidenceFacts are what the paper prints of its evidence: the root, and the
// day of the newest run behind any reading.
func (p *pipeline) evidenceFacts() (root, newest string, err error) {
	score.Warm(p.readings, experimentIDs(p.study))
	var last time.Time
	for _, e := range p.study.Experiments {
		r, err := p.readings.Reading(e.ID)
		if err != nil {
			return "", "", err
		}
		if r.Manifest != nil && r.Manifest.Started.After(last) {
			last = r.Manifest.Started
		}
	}
	if last.IsZero() {
		return "", "", nil
	}
	p.digested, err = p.store.Digested()
	return digest.Tree(p.digested).String(), last.UTC().Format(time.DateOnly), err
}

// paper builds the document with its citations. With mistakes in the text, the
// error is a diag.List that tells all of them, and the document holds what
// could be made; evidence that cannot be read outweighs them.
func (p *pipeline) paper() (*document.Document, error) {
	env, err := p.claims()
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(p.study.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	doc, mistakes := document.Build(document.Source{Files: root.FS(), Path: p.study.Paper}, document.Env{
		Study: p.study, Claims: env, Readings: p.readings, Files: p.files(), Root: p.root, Newest: p.newest, Kept: kept(), Draft: p.drafts,
	})
	if env.Err() != nil {
		return nil, p.unreadable(env.Err())
	}
	if doc.Changed != nil && p.store.Held() {
		return nil, p.unreadable(doc.Changed)
	}
	mistakes = append(mistakes, p.misplaced()...)
	works, more := p.library(root.FS(), doc.Meta.Bibliography)
	mistakes = append(append(mistakes, more...), cite.Resolve(doc, works, doc.Meta.Style)...)
	mistakes.Sort()
	return doc, mistakes.Err()
}

// theme reads how the paper looks; its files become inputs of the paper. A
// theme with mistakes is a diag.List.
func (p *pipeline) theme(doc *document.Document) (*document.Theme, error) {
	root, err := os.OpenRoot(p.study.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	theme, mistakes := document.ReadTheme(root.FS(), doc.Meta.Template)
	maps.Copy(doc.Inputs, theme.Inputs)
	return theme, mistakes.Err()
}

func (p *pipeline) files() files { return files{p.store, p.study.Root} }

// files reads what claims point into.
type files struct {
	store *evidence.Store
	root  string
}

// Evidence is a file of a run, decompressed.
func (f files) Evidence(experiment, run, path string) ([]byte, error) {
	if path == evidence.ManifestName { // it does not list itself
		r, err := f.store.Load(experiment, run)
		if err != nil {
			return nil, err
		}
		return r.Text()
	}
	return f.store.Content(evidence.Ref{Experiment: experiment, Run: run, Path: path})
}

// Study is a file of the study; a path that leads out of it is refused.
func (f files) Study(path string) ([]byte, error) {
	root, err := os.OpenRoot(f.root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return plainfile.ReadIn(root.FS(), path)
}

// unknownName is the mistake of a command line that names something the study
// does not have.
func unknownName(kind, name string, known []string) error {
	hint := ""
	if near := diag.Nearest(name, known); near != "" {
		hint = "\nhint: did you mean " + near + "?"
	} else if len(known) > 0 {
		hint = "\nhint: known: " + diag.Few(known, 12)
	}
	return usage("no %s is called %q%s", kind, name, hint)
}

// unreadable turns an error in reading evidence into the complaint that names
// the changed file, where there is one.
func (p *pipeline) unreadable(err error) error { return unreadable(p.store, err) }

func unreadable(store *evidence.Store, err error) error {
	if err == nil {
		return nil
	}
	found, verifyErr := store.Verify()
	if verifyErr != nil || len(found.Problems) == 0 {
		return err
	}
	return doesNotHold(problemList(found.Problems))
}

func problemList(problems []evidence.Problem) diag.List {
	var list diag.List
	for _, one := range hintedOnce(problems) {
		e := diag.At(diag.Pos{File: one.Path}, "%s", one.Problem)
		e.Hint = one.Hint
		list = append(list, e)
	}
	return list
}
