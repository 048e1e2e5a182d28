package evidence

import (
	"os"
	"path"
	"sort"
)

// Place is the run's directory relative to the study's root.
func (r *Run) Place() string { return path.Join(r.Shelf, r.Experiment, r.Manifest.Run) }

// VerifyRuns reads every byte of some runs again, as Verify does of all: what
// an audit needs of the runs that a paper cites.
func (s *Store) VerifyRuns(runs []*Run) []Problem {
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
