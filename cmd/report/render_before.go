package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"report/internal/digest"
	"report/internal/document"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/publish"
	"report/internal/study"
)

// before is a render as it may have been asked for before: where nothing that
// it was made from has changed since, nor anything that it made, its answer is
// what it was. Files count as the same as they do for `report status`, by what
// the system says of them; `report verify` reads every byte.
type before struct {
	question string
	trace    *pin.Trace // begun before anything is read; nil for a render that is not remembered
}

// askedBefore is what is known of a render before it begins, and what it said
// if that still holds.
func (a *app) askedBefore(f renderFlags) (before, *said) {
	root, err := study.Root(a.dir)
	if err != nil || a.passing || f.anonymous { // what is left out of that is told each time
		return before{}, nil
	}
	if f.out != "" {
		if f.out, err = filepath.Abs(outputIn(a.dir, f.out)); err != nil {
			return before{}, nil
		}
	}
	asked, err := json.Marshal([]any{f.to, f.out, f.template})
	if err != nil {
		return before{}, nil
	}
	b := before{question: "render/1 " + string(asked)}
	if payload, ok := evidence.Recall(root, b.question); ok {
		var s said
		if json.Unmarshal(payload, &s) == nil {
			return b, &s
		}
	}
	b.trace = pin.NewTrace(root)
	return b, nil
}

// sources remembers all that a paper was made from, and reports whether that can
// be told for certain; else the paper is made again the next time.
func (b before) sources(p *pipeline, doc *document.Document, inputs map[string]digest.SHA256) (bool, error) {
	if b.trace == nil || len(doc.Doubts) > 0 {
		return false, nil
	}
	runs, err := p.runsRead(doc)
	if err != nil || !p.store.Watch(b.trace, runs) {
		return false, err
	}
	for name, sum := range inputs {
		if !b.trace.Inside(name) || b.trace.Hold(name, sum) != nil {
			return false, nil
		}
	}
	// What is not there yet would change the paper as well: works beside it, a
	// theme that comes before a built-in one.
	works := document.WorksBeside(p.study.Paper)
	_, _ = b.trace.ReadFile(works, filepath.Join(p.study.Root, filepath.FromSlash(works)))
	return b.watchTree(p.study.Root, document.TemplatesDir) && b.trace.Still(), nil
}

// remember keeps what a render said, with its sources and with all that it made.
func (b before) remember(r *renderedPaper, s said) error {
	if !r.settled {
		return nil
	}
	sums, err := publish.Read(r.out)
	if err != nil {
		return fmt.Errorf("reading what was written: %w", err)
	}
	folders := map[string]bool{".": true}
	for name, sum := range sums.Outputs {
		if b.trace.Hold(filepath.Join(r.out, filepath.FromSlash(name)), sum) != nil {
			return nil
		}
		for dir := path.Dir(name); !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	if _, err := b.trace.ReadFile(filepath.Join(r.out, evidence.PaperSumsName), filepath.Join(r.out, evidence.PaperSumsName)); err != nil {
		return nil
	}
	for dir := range folders {
		full := filepath.Join(r.out, filepath.FromSlash(dir))
		if _, err := b.trace.ReadDir(full, full); err != nil {
			return nil
		}
	}
	payload, err := json.Marshal(s)
	if err != nil {
		return err
	}
	b.trace.Remember(b.question, payload)
	return nil
}

// runsRead are the runs that a paper may rest on: those that it names, and all
// that are committed.
func (p *pipeline) runsRead(doc *document.Document) ([]*evidence.Run, error) {
	runs, err := p.runsBehind(doc)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, r := range runs {
		named[r.Place()] = true
	}
	for _, entry := range p.digested { // the manifests
		place := path.Dir(entry.Path)
		if named[place] {
			continue
		}
		r, err := p.store.Load(strings.TrimPrefix(path.Dir(place), evidence.Committed+"/"), path.Base(place))
		if err != nil {
			return nil, err
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// watchTree remembers which files there are below a directory of the study, also
// where it is not there. It is false where a link leads elsewhere.
func (b before) watchTree(root, name string) bool {
	entries, _ := b.trace.ReadDir(name, filepath.Join(root, filepath.FromSlash(name)))
	for _, e := range entries {
		if e.Type()&fs.ModeSymlink != 0 || e.IsDir() && !b.watchTree(root, path.Join(name, e.Name())) {
			return false
		}
	}
	return b.trace.Inside(name)
}
