package main

import (
	"errors"

	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/study"
)

// misplaced are the places that judged cells name and that no run has, as
// mistakes in study.yaml. Evidence that changed is told as such, and not here.
func (p *pipeline) misplaced() diag.List {
	var list diag.List
	for _, set := range p.study.Sets {
		for _, cell := range set.Cells {
			for i, text := range cell.Evidence {
				ref, err := evidence.ParseRef(text)
				if err != nil || i >= len(cell.Places) {
					continue // told where the cell is scored
				}
				if e := p.nowhere(ref); e != nil {
					e.Pos = cell.Places[i]
					if content, err := p.files().Study(study.FileName); err == nil {
						e.In(content, len([]rune(text)))
					}
					list = append(list, e)
				}
			}
		}
	}
	return list
}

// nowhere says of a place in the evidence that it is none, nil where it is one.
func (p *pipeline) nowhere(ref evidence.Ref) *diag.Error {
	r, err := p.store.Load(ref.Experiment, ref.Run)
	if errors.Is(err, evidence.ErrNoRun) {
		e := diag.At(diag.Pos{}, "%v", err)
		if newest, err := p.store.Newest(ref.Experiment, p.study.Profile); err == nil && newest != nil {
			return e.WithHint("the newest run is %s", newest.Name())
		}
		return e.WithHint("a place is EXPERIMENT/RUN/PATH, as the files lie in evidence/")
	}
	if err != nil || ref.Path == evidence.ManifestName {
		return nil
	}
	_, err = p.store.LinesIn(r, ref, 0)
	if err == nil {
		return nil
	}
	file := r.File(ref.Path)
	if file == nil {
		file = r.File(ref.Path + ".gz")
	}
	if file == nil {
		e := diag.At(diag.Pos{}, "%v", err)
		var known []string
		for _, f := range r.Files {
			known = append(known, f.Path)
		}
		if near := diag.Nearest(ref.Path, known); near != "" {
			e.WithHint("did you mean %s?", r.Ref(near, "").String())
		}
		return e
	}
	if _, changed := evidence.At(p.study.Root).Content(ref); changed != nil {
		return nil
	}
	return diag.At(diag.Pos{}, "%v", err).WithHint("behind # comes L and a line of the uncompressed content, or a pointer into JSON")
}
