package study

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
)

// Read is a file, or a pattern of files, of another experiment's newest
// successful run that a run may read. It finds them at
// $REPORT_EVIDENCE/EXPERIMENT/PATH.
type Read struct {
	Experiment string   `json:"experiment"`
	Path       string   `json:"path"`
	Pos        diag.Pos `json:"-"`
}

// EvidenceDir is where the work directory holds what a run reads of others.
const EvidenceDir = "evidence"

// reads reads EXPERIMENT/PATH; which part is the experiment is settled when all
// are known.
func reads() reader[[]Read] {
	r := inside("pattern")
	one := reader[Read]{typ: r.typ, read: func(d *decoder, n *yaml.Node) (Read, bool) {
		v, ok := r.read(d, n)
		return Read{Path: v, Pos: d.pos(n)}, ok
	}}
	return list(one)
}

// readsAbout describes `reads:` for cells and experiments alike.
const readsAbout = "Files of other experiments' newest runs, as EXPERIMENT/PATH or a pattern; it finds them below REPORT_EVIDENCE, and is stale when their content changes"

// checkReads settles which experiment each `reads:` names, and refuses circles.
func (s *Study) checkReads(all []parsed) {
	var ids []string
	for _, p := range all {
		ids = append(ids, p.experiment.ID)
	}
	next := map[string][]string{}
	for _, p := range all {
		upToEnough(func() {
			for i := range p.experiment.Reads {
				if p.settle(&p.experiment.Reads[i], ids) {
					next[p.experiment.ID] = append(next[p.experiment.ID], p.experiment.Reads[i].Experiment)
				}
			}
		})
	}
	if len(next) == 0 {
		return
	}
	for _, p := range all {
		if len(p.experiment.Reads) == 0 {
			continue
		}
		if round := cycle(p.experiment.ID, next); round != nil {
			p.at(p.find("reads"), "runs read each other in a circle: %s", strings.Join(round, " → ")).
				WithHint("let a third write what both read")
			return
		}
	}
}

// settle parts EXPERIMENT/PATH: the experiment is the longest that fits.
func (p parsed) settle(r *Read, ids []string) bool {
	whole := r.Path
	for _, id := range ids {
		if strings.HasPrefix(whole, id+"/") && len(id) > len(r.Experiment) {
			r.Experiment, r.Path = id, whole[len(id)+1:]
		}
	}
	if r.Experiment != "" {
		return true
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: whole, Line: r.Pos.Line, Column: r.Pos.Col}
	if slices.Contains(ids, whole) {
		p.at(n, "%q names an experiment and no file of its run", clip(whole)).WithHint("for example: %s/metrics.json", whole)
		return false
	}
	name, _, _ := strings.Cut(whole, "/")
	unknown(p.at(n, "no experiment that %q is a file of", clip(whole)), name, ids, "experiments")
	return false
}
