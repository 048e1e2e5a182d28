package evidence

import (
	"os"
	"path"
	"runtime"
	"sort"
	"sync"
)

// Place is the run's directory relative to the study's root.
func (r *Run) Place() string { return path.Join(r.Shelf, r.Experiment, r.Manifest.Run) }

// VerifyRuns reads every byte of some runs again, as Verify does of all: what
// an audit needs of the runs that a paper cites. What VerifyAhead has read is
// not read a second time.
func (s *Store) VerifyRuns(runs []*Run) []Problem {
	if s.ahead == nil {
		return s.verifyRuns(runs)
	}
	read := s.ahead()
	var problems []Problem
	var others []*Run
	for _, r := range runs {
		if found, known := read[r.Place()]; known {
			problems = append(problems, found.problems...)
		} else {
			others = append(others, r)
		}
	}
	if len(others) > 0 {
		problems = append(problems, s.verifyRuns(others)...)
	}
	sort.SliceStable(problems, func(i, j int) bool { return problems[i].Path < problems[j].Path })
	return problems
}

// ahead is what was read of a run before it was asked for.
type ahead struct {
	problems   []Problem
	provenance *Provenance // nil where it was not read
}

// VerifyAhead begins to read every byte of the newest successful runs of some
// experiments on another core, for VerifyRuns to take what it finds, and, if
// asked, what they were made from, for Provenance. A run that cannot be loaded
// is left to who asks for it.
func (s *Store) VerifyAhead(experiments []string, profile string, provenances bool) {
	if runtime.GOMAXPROCS(0) < 2 {
		return
	}
	s.ahead = sync.OnceValue(func() map[string]*ahead {
		read := make(map[string]*ahead, len(experiments))
		var runs []*Run
		for _, e := range experiments {
			if r, err := s.Newest(e, profile); err == nil && r != nil {
				runs = append(runs, r)
				read[r.Place()] = &ahead{}
			}
		}
		for _, p := range s.verifyRuns(runs) {
			place := p.Path
			for place != "." && read[place] == nil {
				place = path.Dir(place)
			}
			if a := read[place]; a != nil {
				a.problems = append(a.problems, p)
			}
		}
		for _, r := range runs {
			if provenances { // one that cannot be read is nil: who asks meets the error
				read[r.Place()].provenance, _ = s.readProvenance(r)
			}
		}
		return read
	})
	go s.ahead()
}

func (s *Store) verifyRuns(runs []*Run) []Problem {
	v := &verifier{files: os.DirFS(s.root), root: s.root}
	for _, r := range runs {
		v.runs = append(v.runs, &runCheck{dir: r.Place(), shelf: r.Shelf})
	}
	parallel(len(v.runs), func() func(int) { return func(i int) { v.runs[i].open(v) } })
	v.collect()
	v.readAll()
	sort.SliceStable(v.problems, func(i, j int) bool { return v.problems[i].Path < v.problems[j].Path })
	return v.problems
}
