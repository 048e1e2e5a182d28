package compare

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// rules compares what the two studies declare: tools, weights, rules, sets and
// contexts.
func (c *comparison) rules() error {
	add := func(what, from, to string) {
		if from != to {
			c.diff.Rules = append(c.diff.Rules, Change{what, from, to})
		}
	}
	old, now := c.from.Study, c.to.Study
	for _, t := range now.Tools {
		was := ""
		if x := old.Tool(t.ID); x != nil {
			was = x.Version
			add("name of "+t.ID, x.Name, t.Name)
		}
		add("version of "+t.Name, was, t.Version)
	}
	for _, t := range old.Tools {
		if now.Tool(t.ID) == nil {
			add("version of "+t.Name, t.Version, "")
		}
	}
	weights := map[string]string{}
	for _, x := range old.Criteria {
		weights[x.ID] = study.Exact(x.Weight)
	}
	for _, x := range now.Criteria {
		add("weight of "+x.Name, weights[x.ID], study.Exact(x.Weight))
		c.weights = c.weights || weights[x.ID] != study.Exact(x.Weight)
		delete(weights, x.ID)
	}
	for _, x := range old.Criteria {
		if was, gone := weights[x.ID]; gone {
			add("weight of "+x.Name, was, "")
			c.weights = true
		}
	}
	c.rubric = differing(old.Rubric, now.Rubric, func(r study.Rule) string { return r.Criterion })
	c.otherwise("rule of ", c.rubric)
	c.contexts = differing(old.Contexts, now.Contexts, func(x study.Context) string { return x.ID })
	c.otherwise("context ", c.contexts)
	for _, s := range now.Sets {
		if old.Set(s.ID) == nil {
			add("score set "+s.Name, "", "new")
		}
	}
	for _, s := range old.Sets {
		if now.Set(s.ID) == nil {
			add("score set "+s.Name, "there", "")
		}
	}
	return nil
}

// otherwise adds declarations that are too long to print, by their IDs.
func (c *comparison) otherwise(what string, changed map[string]Change) {
	for _, id := range slices.Sorted(maps.Keys(changed)) {
		change := changed[id]
		change.What = what + id
		c.diff.Rules = append(c.diff.Rules, change)
	}
}

// differing are the IDs whose declarations are not the same, places in files
// and sentences of reason aside, each with whether it was and is there.
func differing[T any](old, now []T, id func(T) string) map[string]Change {
	text := func(list []T) map[string]string {
		m := map[string]string{}
		for _, one := range list {
			m[id(one)] = declared(one)
		}
		return m
	}
	was, is := text(old), text(now)
	out := map[string]Change{}
	for name := range is {
		switch {
		case was[name] == "":
			out[name] = Change{To: "new"}
		case was[name] != is[name]:
			out[name] = within(was[name], is[name])
		}
	}
	for name := range was {
		if _, there := is[name]; !there {
			out[name] = Change{From: "there"}
		}
	}
	return out
}

// within tells where two declarations, as declared gives them, first differ, and in
// how many places more.
func within(was, is string) Change {
	var old, now any
	if json.Unmarshal([]byte(was), &old) != nil || json.Unmarshal([]byte(is), &now) != nil {
		return Change{From: "another", To: "as it is now"}
	}
	var found []Change
	var walk func(at string, old, now any)
	walk = func(at string, old, now any) {
		if a, ok := old.(map[string]any); ok {
			if b, ok := now.(map[string]any); ok {
				keys := maps.Clone(a)
				maps.Copy(keys, b)
				for _, key := range slices.Sorted(maps.Keys(keys)) {
					walk(strings.TrimPrefix(at+"."+strings.ToLower(key), "."), a[key], b[key])
				}
				return
			}
		}
		if a, ok := old.([]any); ok {
			if b, ok := now.([]any); ok && len(a) == len(b) {
				for i := range a {
					walk(fmt.Sprintf("%s[%d]", at, i), a[i], b[i])
				}
				return
			}
		}
		if !reflect.DeepEqual(old, now) {
			found = append(found, Change{What: at, From: leaf(old), To: leaf(now)})
		}
	}
	walk("", old, now)
	if len(found) == 0 {
		return Change{From: "another", To: "as it is now"}
	}
	change := Change{From: found[0].What + " " + found[0].From, To: found[0].To}
	if more := len(found) - 1; more > 0 {
		change.To += fmt.Sprintf(", and %d more", more)
	}
	return change
}

// leaf is a value of a declaration in a few words.
func leaf(v any) string {
	switch v := v.(type) {
	case nil:
		return "none"
	case []any:
		return fmt.Sprintf("%d entries", len(v))
	case map[string]any:
		return "another"
	default:
		return fmt.Sprint(v)
	}
}

// declared is a declaration as canonical JSON, less the words that explain it
// and what it was before.
func declared(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	var tree any
	if json.Unmarshal(raw, &tree) != nil {
		return string(raw)
	}
	var strip func(any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, words := range []string{"why", "who", "name", "about", "was"} {
				delete(v, words)
			}
			for _, inner := range v {
				strip(inner)
			}
		case []any:
			for _, inner := range v {
				strip(inner)
			}
		}
	}
	strip(tree)
	raw, _ = json.Marshal(tree)
	return string(raw)
}

// allRuns finds the experiments whose run is another than before.
func (c *comparison) allRuns() error {
	seen := map[string]bool{}
	for _, list := range [][]*study.Experiment{c.to.Study.Experiments, c.from.Study.Experiments} {
		for _, e := range list {
			if seen[e.ID] {
				continue
			}
			seen[e.ID] = true
			if err := c.run(e.ID); err != nil {
				return err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.runs)) {
		c.diff.Runs = append(c.diff.Runs, *c.runs[id])
	}
	return nil
}

func (c *comparison) run(id string) error {
	old, err := c.from.Readings.Reading(id)
	if err != nil {
		return err
	}
	now, err := c.to.Readings.Reading(id)
	if err != nil || old.Run == now.Run {
		return err
	}
	m := &RunMove{Experiment: id, From: old.Run, To: now.Run}
	switch {
	case old.Run == "":
		m.Causes = []string{"measured for the first time"}
		was, err := c.counterpart(id, c.to, c.from)
		if err != nil {
			return err
		}
		if was != "" {
			m.Causes = []string{"called " + was + " before, with the same code"}
		}
	case now.Run == "":
		m.Causes = []string{"no longer measured: " + now.Missing}
		is, err := c.counterpart(id, c.from, c.to)
		if err != nil {
			return err
		}
		if is != "" {
			m.Causes = []string{"called " + is + " now, with the same code"}
		}
	default:
		before, err := c.from.Provenance(id)
		if err != nil {
			return err
		}
		after, err := c.to.Provenance(id)
		if err != nil {
			return err
		}
		m.Causes = Causes(before, after)
	}
	c.runs[id] = m
	return nil
}

// counterpart is the experiment of the other edition that has the code of one
// that it lacks, and is lacking here itself: the same by another name. It is ""
// where there is none, or more than one.
func (c *comparison) counterpart(id string, here, there Edition) (string, error) {
	own, err := here.Provenance(id)
	if err != nil || own == nil || there.Study.Experiment(id) != nil {
		return "", err
	}
	found := ""
	for _, e := range there.Study.Experiments {
		if here.Study.Experiment(e.ID) != nil {
			continue
		}
		other, err := there.Provenance(e.ID)
		if err != nil {
			return "", err
		}
		if other == nil || !maps.Equal(given(other, e.ID), given(own, id)) {
			continue
		}
		if found != "" {
			return "", nil
		}
		found = e.ID
	}
	return found, nil
}

// given is what a run was given: tool, settings, commands, and the digest of each
// file by its place below the experiment's folder, less the experiment's description.
func given(p *evidence.Provenance, experiment string) map[string]string {
	folder := study.ExperimentsDir + "/" + experiment + "/"
	x := p.Predicate.Definition.External
	files := map[string]string{"": x.Tool + "\n" + settings(x) + strings.ReplaceAll(fmt.Sprint(x.Steps), folder, "")}
	for _, r := range p.Named("input") {
		path, own := strings.CutPrefix(r.URI, folder)
		if !own || path != "experiment.yaml" {
			files[path] = r.Digest["sha256"]
		}
	}
	return files
}

// Causes are what differs in how two runs of an experiment came about. Where
// nothing does, the measurement was repeated.
func Causes(old, now *evidence.Provenance) []string {
	a, b := old.Predicate.Definition, now.Predicate.Definition
	out := []string{}
	if a.External.Version != b.External.Version {
		out = append(out, fmt.Sprintf("%s is %s, was %s", name(b.External.Tool), b.External.Version, a.External.Version))
	}
	if settings(a.External) != settings(b.External) {
		out = append(out, "parameters or seed changed")
	}
	scenario, own, reads := changedInputs(old, now)
	if scenario {
		out = append(out, "scenario code changed")
	}
	for _, id := range reads {
		out = append(out, "what it reads of "+id+" changed")
	}
	if own {
		out = append(out, "the experiment's own code changed")
	} else if digests(old, "definition") != digests(now, "definition") && settings(a.External) == settings(b.External) && a.External.Version == b.External.Version {
		out = append(out, "experiment.yaml changed")
	}
	if digests(old, "lock") != digests(now, "lock") {
		out = append(out, "environment: the lock changed")
	}
	for _, tool := range slices.Sorted(maps.Keys(b.Internal.Tools)) {
		if was := a.Internal.Tools[tool]; was != b.Internal.Tools[tool] && was != "" {
			out = append(out, fmt.Sprintf("environment: %s is %s, was %s", tool, b.Internal.Tools[tool], was))
		}
	}
	if data(old) != data(now) {
		out = append(out, "data changed")
	}
	if machine(a.Internal.Machine) != machine(b.Internal.Machine) {
		out = append(out, fmt.Sprintf("machine: %s, was %s", machine(b.Internal.Machine), machine(a.Internal.Machine)))
	} else if a.Internal.Machine.Kernel != b.Internal.Machine.Kernel {
		out = append(out, fmt.Sprintf("machine: kernel %s, was %s", b.Internal.Machine.Kernel, a.Internal.Machine.Kernel))
	}
	if a.Internal.Isolation != b.Internal.Isolation {
		out = append(out, "machine: other isolation")
	}
	if len(out) == 0 {
		out = append(out, "measured again, with nothing else changed")
	}
	return out
}

func name(tool string) string {
	if tool == "" {
		return "the version"
	}
	return tool
}

func settings(e evidence.External) string {
	var b strings.Builder
	for _, p := range e.Parameters {
		fmt.Fprintf(&b, "%s=%s\n", p.Name, p.Value)
	}
	return b.String() + e.Seed + "\n" + e.Profile
}

// digests are those of the dependencies of a name, in one text.
func digests(p *evidence.Provenance, name string) string {
	var b strings.Builder
	for _, r := range p.Named(name) {
		b.WriteString(r.URI)
		for _, k := range slices.Sorted(maps.Keys(r.Digest)) {
			b.WriteString(" " + k + ":" + r.Digest[k])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func data(p *evidence.Provenance) string {
	var b strings.Builder
	for _, r := range p.Predicate.Definition.Resolved {
		if strings.HasPrefix(r.Name, "data/") {
			b.WriteString(r.Name + digests(p, r.Name))
		}
	}
	return b.String()
}

// changedInputs tells whether code of a scenario, or the experiment's own,
// is not what it was, and of which experiments it reads something else.
func changedInputs(old, now *evidence.Provenance) (scenario, own bool, reads []string) {
	was := map[string]string{}
	for _, r := range old.Named("input") {
		was[r.URI] = r.Digest["sha256"]
	}
	lock := ""
	if l := now.Named("lock"); len(l) > 0 {
		lock = l[0].URI
	}
	note := func(path string) {
		read, is := strings.CutPrefix(path, study.EvidenceDir+"/")
		switch {
		case path == lock:
		case is:
			reads = append(reads, readOf(now, old, read))
		case strings.HasPrefix(path, study.ExperimentsDir+"/scenarios/"):
			scenario = true
		default:
			own = true
		}
	}
	for _, r := range now.Named("input") {
		if was[r.URI] != r.Digest["sha256"] {
			note(r.URI)
		}
		delete(was, r.URI)
	}
	for path := range was {
		note(path)
	}
	slices.Sort(reads)
	return scenario, own, slices.Compact(reads)
}

// readOf is the experiment that a file that was read is of: EXPERIMENT/PATH, as
// the runs say that they read EXPERIMENT/RUN/PATH.
func readOf(now, old *evidence.Provenance, file string) string {
	for _, p := range []*evidence.Provenance{now, old} {
		for _, r := range p.Named("read") {
			if ref, err := evidence.ParseRef(r.URI); err == nil && strings.HasPrefix(file, ref.Experiment+"/") {
				return ref.Experiment
			}
		}
	}
	return path.Dir(file)
}

func machine(m run.Machine) string {
	return fmt.Sprintf("%s, %d cores, %.1f GB", m.CPU, m.Cores, float64(m.MemoryBytes)/1e9)
}

// causes are why a cell moved: its rule, its writing, or the runs under it.
func (c *comparison) causes(criterion string, old, now score.Cell) []string {
	written := func(b score.Basis) bool { return b == score.Judged || b == score.Published }
	out := []string{}
	switch {
	case written(old.Basis) && written(now.Basis):
		return []string{"the written points changed"}
	case written(old.Basis) || written(now.Basis):
		out = append(out, fmt.Sprintf("%s, was %s", now.Basis, old.Basis))
	}
	if change, is := c.rubric[criterion]; is {
		out = append(out, c.ruled(criterion, change))
	}
	for _, id := range experimentsOf(old, now) {
		if m := c.runs[id]; m != nil {
			for _, cause := range m.Causes {
				out = append(out, id+": "+cause)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, "nothing that is on record")
	}
	return out
}

// ruled says what happened to the rule of a criterion.
func (c *comparison) ruled(criterion string, change Change) string {
	for _, x := range c.to.Study.Criteria {
		if x.ID == criterion {
			criterion = x.Name
		}
	}
	switch {
	case change.From == "":
		return "the rule of " + criterion + " is new"
	case change.To == "":
		return "the rule of " + criterion + " is gone"
	}
	return "the rule of " + criterion + " changed"
}

// experimentsOf are the experiments that the cells' evidence is from.
func experimentsOf(cells ...score.Cell) []string {
	seen := map[string]bool{}
	for _, cell := range cells {
		for _, r := range cell.Evidence {
			seen[r.Experiment] = true
		}
		for _, p := range cell.Parts {
			for _, r := range p.Evidence {
				seen[r.Experiment] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// doubtCauses are why totals may lie elsewhere than before: a measurement may keep
// its points, and what surrounds it still be another.
func (c *comparison) doubtCauses(old, now *score.Advice) []string {
	out := []string{}
	for _, o := range now.Options {
		was := old.Option(o.Tool)
		if was == nil || same(was.Doubt, o.Doubt) {
			continue
		}
		before, after := old.Table.Row(o.Tool), now.Table.Row(o.Tool)
		for _, column := range now.Table.Criteria {
			x, y := before.Cells[column.ID], after.Cells[column.ID]
			if x.Doubt.Low != nil && y.Doubt.Low != nil && !same(x.Doubt, y.Doubt) {
				out = union(out, c.causes(column.ID, x, y))
			}
		}
	}
	return out
}

// needCauses are the causes of all requirements that moved.
func (c *comparison) needCauses(old, now *score.Advice) []string {
	out := []string{}
	for i := range now.Options {
		if was := old.Option(now.Options[i].Tool); was != nil && was.State != now.Options[i].State {
			out = union(out, c.needsOf(was, &now.Options[i]))
		}
	}
	return out
}

func (c *comparison) needsOf(old, now *score.Option) []string {
	out := []string{}
	for _, n := range append(slices.Clone(old.Needs), now.Needs...) {
		if m := c.runs[n.Experiment]; m != nil {
			for _, cause := range m.Causes {
				out = union(out, []string{n.Experiment + ": " + cause})
			}
		}
	}
	return out
}
