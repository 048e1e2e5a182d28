package document

import (
	"fmt"
	"runtime"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"

	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/score"
)

// evidence says where the list of runs behind the paper goes; without it the
// list stands at the end.
func (f *fenced) evidence(out []Block) []Block {
	f.options().done()
	return append(out, &Placeholder{Part: "evidence"})
}

// runs makes the evidence appendix: each run that a claim points into, with
// the files that claims cite, sorted by name.
func (b *builder) runs() {
	byRun := map[string]map[string][]string{} // run, path, claim IDs
	for _, c := range b.doc.Claims {
		for _, s := range c.Evidence {
			if s.Run == "" {
				continue
			}
			if byRun[s.Run] == nil {
				byRun[s.Run] = map[string][]string{}
			}
			ids := byRun[s.Run][s.Path]
			if len(ids) == 0 || ids[len(ids)-1] != c.ID {
				byRun[s.Run][s.Path] = append(ids, c.ID)
			}
		}
	}
	names := make([]string, 0, len(byRun))
	for name := range byRun {
		names = append(names, name)
	}
	sort.Strings(names)
	b.doc.Evidence = make([]EvidenceRun, len(names))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range names {
		group.Go(func() error {
			b.doc.Evidence[i] = b.run(name, byRun[name])
			return nil
		})
	}
	_ = group.Wait() // what cannot be read is left out of a run's entry
}

// run is one entry of the appendix. A run that is not the one its experiment
// counts by now is still listed, with what the claims know of it.
func (b *builder) run(name string, files map[string][]string) EvidenceRun {
	e := EvidenceRun{Run: name, ID: "run-" + anchor(name), Files: []EvidenceFile{}}
	slash := strings.LastIndexByte(name, '/')
	experiment, run := name[:max(slash, 0)], name[slash+1:]
	var manifest *evidence.Manifest
	if r := b.reading(experiment); r != nil && r.Run == run {
		manifest = r.Manifest
	}
	if manifest != nil {
		e.Status, e.Profile = string(manifest.Status), manifest.Profile
		e.Started = manifest.Started.UTC().Format("2006-01-02T15:04:05Z")
		e.Tool = strings.TrimSpace(manifest.Tool + " " + manifest.Version)
		e.Manifest = b.manifestSum(experiment, run)
		b.origins(&e, experiment, run)
	}
	for path, claims := range files {
		f := EvidenceFile{Path: path, Claims: claims}
		if manifest != nil {
			for _, kept := range manifest.Files {
				if kept.Path == path {
					f.SHA256, f.Size = kept.SHA256.Hex(), kept.Size
				}
			}
		}
		e.Files = append(e.Files, f)
	}
	sort.Slice(e.Files, func(i, j int) bool { return e.Files[i].Path < e.Files[j].Path })
	return e
}

func (b *builder) reading(experiment string) *score.Reading {
	if b.env.Readings == nil {
		return nil
	}
	r, err := b.env.Readings.Reading(experiment)
	if err != nil {
		return nil
	}
	return r
}

// manifestSum is the digest of the run's manifest, which covers its files'.
func (b *builder) manifestSum(experiment, run string) string {
	content, err := b.env.Files.Evidence(experiment, run, evidence.ManifestName)
	if err != nil {
		return ""
	}
	return digest.Bytes(content).Hex()
}

// origins fill in what a run was made from, from its provenance.
func (b *builder) origins(e *EvidenceRun, experiment, run string) {
	content, err := b.env.Files.Evidence(experiment, run, evidence.ProvenanceName)
	if err != nil {
		return
	}
	from := evidence.OriginsIn(content)
	e.Machine, e.Commit = machine(from.Machine.CPU, from.Machine.Cores), from.Code.Commit
	e.MachineAt, e.CodeAt = from.MachineAt, from.CodeAt
	for _, t := range from.Code.Trees {
		if t.ID != "" {
			e.Code = append(e.Code, Origin{Name: t.Path, Digest: t.ID})
		}
	}
	for _, l := range from.Locks {
		e.Locks = append(e.Locks, Origin{l.URI, l.Sum(), l.At})
	}
	for _, d := range from.Data {
		id, _ := d.IsData()
		e.Data = append(e.Data, Origin{id, d.Sum(), d.At})
	}
}

// machine says in words what a run ran on.
func machine(cpu string, cores int) string {
	switch {
	case cpu == "" || cores < 1:
		return cpu
	case cores == 1:
		return cpu + ", 1 core"
	}
	return fmt.Sprintf("%s, %d cores", cpu, cores)
}

// anchor is a name as an anchor: letters, digits, and dashes for the rest.
func anchor(name string) string {
	out := []byte(name)
	for i, c := range out {
		if !isWordByte(c) && c != '-' || c >= 0x80 {
			out[i] = '-'
		}
	}
	return string(out)
}
