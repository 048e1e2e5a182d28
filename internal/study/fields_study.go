package study

import (
	"encoding/json"
	"math/big"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
	"report/internal/digest"
)

// studyFile describes study.yaml.
var studyFile = sync.OnceValue(func() *shape[Study] {
	s := define("study", "One question: the tools compared, on which scenarios, by which criteria and rules",
		one("schema", "Which description this file follows", schemaName(Schema), func(*Study) *string { return new(string) }).need(),
		one("title", "Title of the study and of its paper", text(), func(s *Study) *string { return &s.Title }).need(),
		one("question", "What is to be found out, in a sentence or two", text(), func(s *Study) *string { return &s.Question }),
		one("authors", "Who signs the paper", list(mapping(authorShape())), func(s *Study) *[]Author { return &s.Authors }),
		one("licence", "Licence of the study's text and evidence, as an SPDX name", text(), func(s *Study) *string { return &s.Licence }),
		one("profile", "The profile whose runs count for scores", id(), func(s *Study) *string { return &s.Profile }).or("standard"),
		one("profiles", "Sizes in which the experiments can be run", table(profileShape()), func(s *Study) *[]Profile { return &s.Profiles }).or("the one that profile names"),
		one("tools", "What is compared, in the order of the tables", table(toolShape()), func(s *Study) *[]Tool { return &s.Tools }).need(),
		one("scenarios", "The workloads that every tool is given", table(scenarioShape()), func(s *Study) *[]Scenario { return &s.Scenarios }),
		one("data", "Data sets, pinned by their content; steps find each at REPORT_DATA_NAME", table(dataShape()), func(s *Study) *[]DataSet { return &s.Data }),
		one("criteria", "The axes judged. Their weights add up to 100", table(criterionShape()), func(s *Study) *[]Criterion { return &s.Criteria }).need(),
		one("rubric", "For each criterion the rule that turns evidence into points, the same for all tools", table(ruleShape()), func(s *Study) *[]Rule { return &s.Rubric }),
		one("sets", "Ways of filling the score table: from a publication, from the rubric, from judgement", table(setShape()), func(s *Study) *[]ScoreSet { return &s.Sets }).or("measured, filled by the rubric"),
		one("contexts", "Kinds of users, each with weights of its own, who get a recommendation", table(contextShape()), func(s *Study) *[]Context { return &s.Contexts }),
		one("outputs", "Formats of the paper", list(choice("format", "md", "html", "pdf")), func(s *Study) *[]string { return &s.Outputs }).or("[md, html, pdf]"),
		one("paper", "The paper's source, a path from the study's root", inside("path"), func(s *Study) *string { return &s.Paper }).or("paper/paper.md"),
		one("publish", "What report check --publish is told (report help publish)", mapping(publishShape()), func(s *Study) *Publish { return &s.Publish }),
	)
	s.start = func(s *Study) { s.Profile, s.Paper = "standard", "paper/paper.md" }
	s.check = func(_ *decoder, _, _ *yaml.Node, s *Study) { s.setDefaults() }
	s.always = true
	return s
})

// setDefaults fills what follows from other fields.
func (s *Study) setDefaults() {
	if len(s.Profiles) == 0 {
		s.Profiles = []Profile{{ID: s.Profile}}
	}
	if len(s.Sets) == 0 {
		s.Sets = []ScoreSet{{ID: "measured", Name: "Measured", Rubric: true}}
	}
	if len(s.Outputs) == 0 {
		s.Outputs = []string{"md", "html", "pdf"}
	}
}

// schemaName reads the name of the file's schema. What it says was held
// against the file's kind before the fields are read.
func schemaName(name string) reader[string] {
	return scalar("text", map[string]any{"const": name}, func(_ *decoder, n *yaml.Node) (string, bool) { return n.Value, true })
}

func authorShape() *shape[Author] {
	return define("author", "One name on the paper",
		one("name", "Name as it is printed", text(), func(a *Author) *string { return &a.Name }).need(),
		one("affiliation", "Institution", text(), func(a *Author) *string { return &a.Affiliation }),
		one("email", "Address for readers", text(), func(a *Author) *string { return &a.Email }),
	)
}

func profileShape() *shape[Profile] {
	s := define("profile", "A size of run, such as standard or smoke; what it changes stands in each experiment",
		one("about", "What it is for", text(), func(p *Profile) *string { return &p.About }),
	)
	s.place = func(p *Profile, pos diag.Pos, id string) { p.ID, p.Pos = id, pos }
	return s
}

func toolShape() *shape[Tool] {
	s := define("tool", "A thing compared, at a pinned version",
		one("name", "Name as it is printed", text(), func(t *Tool) *string { return &t.Name }).need(),
		one("version", "The version that is measured; a part of every run's key", text(), func(t *Tool) *string { return &t.Version }).need(),
		one("homepage", "Address of the tool's own page", text(), func(t *Tool) *string { return &t.Homepage }),
		one("about", "What it is, in a sentence", text(), func(t *Tool) *string { return &t.About }),
		one("newest", "The newest version that was known on a day, by which report check --publish tells whether the pinned one is old", pointer(mapping(newestShape())), func(t *Tool) **Newest { return &t.Newest }),
	)
	s.place = func(t *Tool, pos diag.Pos, id string) { t.ID, t.Pos = id, pos }
	return s
}

func newestShape() *shape[Newest] {
	s := define("newest", "The newest version of a tool that was known on a day",
		one("version", "The version", text(), func(n *Newest) *string { return &n.Version }).need(),
		one("on", "The day on which it was the newest, such as 2026-11-23", day(), func(n *Newest) *string { return &n.On }).need(),
	)
	s.place = func(n *Newest, pos diag.Pos, _ string) { n.Pos = pos }
	return s
}

// day reads a calendar day.
func day() reader[string] {
	schema := map[string]any{"type": "string", "format": "date"}
	return scalar("day", schema, func(d *decoder, n *yaml.Node) (string, bool) {
		if _, err := time.Parse(time.DateOnly, n.Value); err != nil {
			d.at(n, "%q is not a day", clip(n.Value)).WithHint("year, month and day: 2026-11-23")
			return "", false
		}
		return n.Value, true
	})
}

func publishShape() *shape[Publish] {
	return define("publish", "What report check --publish is told",
		one("repetitions", "Fewest repetitions of a time that is scored", count(2, 1000), func(p *Publish) *int { return &p.Repetitions }).or("10"),
		one("waive", "Rules that this study does not keep, and why", list(mapping(waiverShape())), func(p *Publish) *[]Waiver { return &p.Waive }),
	)
}

func waiverShape() *shape[Waiver] {
	s := define("waiver", "A rule that is not kept, in writing; the paper prints it",
		one("rule", "Name of the rule", choice("rule", publishRuleNames()...), func(w *Waiver) *string { return &w.Rule }).need(),
		one("on", "What it is waived for: experiments, tools, cells or words as the rule names them; * stands for any letters", list(text()), func(w *Waiver) *[]string { return &w.On }).or("all that the rule finds"),
		one("reason", "Why, in a sentence that readers of the paper will see", text(), func(w *Waiver) *string { return &w.Reason }).need(),
	)
	s.place = func(w *Waiver, pos diag.Pos, _ string) { w.Pos = pos }
	return s
}

func scenarioShape() *shape[Scenario] {
	s := define("scenario", "A workload that every tool is given",
		one("name", "Name as it is printed", text(), func(s *Scenario) *string { return &s.Name }).need(),
		one("about", "What is done, in a sentence or two", text(), func(s *Scenario) *string { return &s.About }),
		one("agree", "Metrics that every run of the scenario must measure alike to the last digit, on one CPU model with the same parameters and seed", list(text()), func(s *Scenario) *[]string { return &s.Agree }),
		one("where", "Metrics, such as the number of threads, that have to be equal before runs must agree", list(text()), func(s *Scenario) *[]string { return &s.Where }),
	)
	s.place = func(s *Scenario, pos diag.Pos, id string) { s.ID, s.Pos = id, pos }
	return s
}

func dataShape() *shape[DataSet] {
	s := define("data set", "One file or archive, pinned by its content",
		one("url", "Official address", text(), func(s *DataSet) *string { return &s.URL }).need(),
		one("mirror", "Path below the directory that REPORT_DATA names, looked at first", inside("path"), func(s *DataSet) *string { return &s.Mirror }).or("the address's last part"),
		one("sha256", "Digest of the decompressed file", sha256(), func(s *DataSet) *digest.SHA256 { return &s.SHA256 }),
		one("tree", "Tree digest of an archive's members, in place of sha256", sha256(), func(s *DataSet) *digest.SHA256 { return &s.Tree }),
		one("members", "Pattern of the archive's members that are used", inside("pattern"), func(s *DataSet) *string { return &s.Member }).or("** (all)"),
		one("size", "Bytes once decompressed", whole(1, 1<<50), func(s *DataSet) *int64 { return &s.Size }).or("not held against anything"),
	)
	s.place = func(s *DataSet, pos diag.Pos, id string) { s.ID, s.Pos = id, pos }
	s.check = checkData
	return s
}

func checkData(d *decoder, at, n *yaml.Node, s *DataSet) {
	if u := child(n, "url"); !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
		d.at(u, "%q is not a web address", clip(s.URL)).WithHint("it begins with https://")
	}
	switch {
	case s.SHA256.IsZero() && s.Tree.IsZero():
		d.at(at, "data set %q has no pin", clip(at.Value)).WithHint("add sha256: (of the decompressed file) or tree: (of an archive's members)")
	case !s.SHA256.IsZero() && !s.Tree.IsZero():
		d.at(child(n, "tree"), "data set %q has both sha256 and tree", clip(at.Value)).WithHint("a file has sha256, an archive has tree; remove the other")
	case s.Tree.IsZero() && s.Member != "":
		d.at(child(n, "members"), "members belongs to an archive, which is pinned by tree").WithHint("replace sha256 by tree, or remove members")
	}
	if !s.Tree.IsZero() && s.Member == "" {
		s.Member = "**"
	}
	if s.Mirror == "" {
		s.Mirror = path.Base(strings.SplitN(s.URL, "?", 2)[0])
	}
}

func criterionShape() *shape[Criterion] {
	s := define("criterion", "One axis judged",
		one("name", "Name as it is printed", text(), func(c *Criterion) *string { return &c.Name }).need(),
		one("weight", "Percent of the total, an exact decimal", bounded(0, 100, false), func(c *Criterion) **big.Rat { return &c.Weight }).need(),
		one("about", "What is judged, in a sentence", text(), func(c *Criterion) *string { return &c.About }),
	)
	s.place = func(c *Criterion, pos diag.Pos, id string) { c.ID, c.Pos = id, pos }
	return s
}

func ruleShape() *shape[Rule] {
	s := define("rule", "The written rule of one criterion: the weighted mean of its metrics' points, rounded half up to tenths",
		one("why", "The reason for the rule", text(), func(r *Rule) *string { return &r.Why }),
		one("metrics", "What is measured; each gives 0 to 10 points", table(metricShape()), func(r *Rule) *[]RuleMetric { return &r.Metrics }).need(),
		one("was", "The rules that were in force before, in the order in which they were given up; the tables mark a changed rule and print what it was", list(mapping(formerShape())), func(r *Rule) *[]Former { return &r.Was }),
	)
	s.place = func(r *Rule, pos diag.Pos, id string) { r.Criterion, r.Pos = id, pos }
	s.check = func(d *decoder, at, n *yaml.Node, r *Rule) {
		if len(r.Metrics) == 0 {
			d.at(at, "the rule of %q has no metric", clip(at.Value)).WithHint("add one below metrics:, or remove the rule")
		}
		checkFormers(d, child(n, "was"), r)
	}
	return s
}

// formerShape describes a rule that was in force before.
func formerShape() *shape[Former] {
	old := define("former rule", "A rule as it was, with its texts",
		one("why", "The reason for the rule", text(), func(r *Rule) *string { return &r.Why }),
		one("metrics", "What was measured", table(metricShape()), func(r *Rule) *[]RuleMetric { return &r.Metrics }).need(),
	)
	old.check = func(d *decoder, at, _ *yaml.Node, r *Rule) {
		if len(r.Metrics) == 0 {
			d.at(at, "the former rule has no metric").WithHint("write it as it was; git log -p -- %s has it", FileName)
		}
	}
	s := define("change of a rule", "A rule that was in force before, and why it no longer is",
		one("on", "The day or the commit of the change, such as 2026-11-24", dayOrCommit(), func(f *Former) *string { return &f.On }).need(),
		one("why", "Why the rule was changed", text(), func(f *Former) *string { return &f.Why }).need(),
		one("rule", "The rule as it was, with its texts", mapping(old), func(f *Former) *Rule { return &f.Rule }).need(),
	)
	s.place = func(f *Former, pos diag.Pos, _ string) { f.Pos = pos }
	return s
}

// checkFormers holds a rule's former ones against each other and the one in
// force, and tells each of which criterion it was.
func checkFormers(d *decoder, n *yaml.Node, r *Rule) {
	for i := range r.Was {
		r.Was[i].Rule.Criterion = r.Criterion
		next, named := Rule{Criterion: r.Criterion, Why: r.Why, Metrics: r.Metrics}, "the one in force"
		if i+1 < len(r.Was) {
			next, named = r.Was[i+1].Rule, "the next"
			next.Criterion = r.Criterion
			a, b := r.Was[i].On, r.Was[i+1].On
			if isDay(a) && isDay(b) && a > b {
				d.at(child(n.Content[i+1], "on"), "the change of %s stands after that of %s", b, a).WithHint("put the changes in the order in which they were made")
			}
		}
		if sameJSON(r.Was[i].Rule, next) {
			d.at(n.Content[i], "the former rule is the same as %s", named).WithHint("write it as it was; git log -p -- %s has it", FileName)
		}
	}
}

func sameJSON(a, b any) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && string(x) == string(y)
}

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

var commitText = lazy(`^[0-9a-f]{7,64}$`)

// dayOrCommit reads when something was changed: a calendar day, or the ID of
// the commit that changed it.
func dayOrCommit() reader[string] {
	schema := map[string]any{"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9a-f]{7,64})$"}
	return scalar("day or commit", schema, func(d *decoder, n *yaml.Node) (string, bool) {
		if !isDay(n.Value) && !commitText().MatchString(n.Value) {
			d.at(n, "%q is neither a day nor a commit", clip(n.Value)).WithHint("year, month and day: 2026-11-24; or at least seven digits of the commit's ID")
			return "", false
		}
		return n.Value, true
	})
}

func metricShape() *shape[RuleMetric] {
	s := define("rule metric", "One measurement of a rule and how it gives points",
		one("name", "Name as it is printed", text(), func(m *RuleMetric) *string { return &m.Name }),
		one("from", "Where the measurement is found", mapping(sourceShape()), func(m *RuleMetric) *Source { return &m.From }).need(),
		one("minus", "A measurement that is subtracted, such as the baseline's", pointer(mapping(sourceShape())), func(m *RuleMetric) **Source { return &m.Minus }),
		one("weight", "Share within the rule", bounded(0, 1_000_000, false), func(m *RuleMetric) **big.Rat { return &m.Weight }).or("1"),
		one("points", "Anchors `value: points` in order of value. Points between two anchors lie on the line between them, outside they stay at the last. A probe has none: passed gives 10, not passed 0", anchors(), func(m *RuleMetric) *[]Anchor { return &m.Points }),
		one("unit", "Unit of the measurement as it is printed", text(), func(m *RuleMetric) *string { return &m.Unit }),
		one("why", "The reason for the anchors", text(), func(m *RuleMetric) *string { return &m.Why }),
	)
	s.place = func(m *RuleMetric, pos diag.Pos, id string) { m.ID, m.Pos = id, pos }
	s.start = func(m *RuleMetric) { m.Weight = big.NewRat(1, 1) }
	s.check = checkMetric
	return s
}

func checkMetric(d *decoder, at, n *yaml.Node, m *RuleMetric) {
	switch probe := m.From.Probe != ""; {
	case m.Weight.Sign() == 0:
		d.at(child(n, "weight"), "a metric with weight 0 gives nothing").WithHint("remove the metric, or give it a share such as 1")
	case probe && len(m.Points) > 0:
		d.at(d.keyOf(n, "points"), "a probe has no points: passed gives 10, not passed 0").WithHint("remove points")
	case probe && m.Minus != nil:
		d.at(d.keyOf(n, "minus"), "nothing can be subtracted from a probe").WithHint("remove minus")
	case !probe && len(m.Points) == 0:
		d.at(at, "rule metric %q has no points", clip(at.Value)).WithHint("add at least two anchors: points: {0: 10, 60: 5, 600: 0}")
	}
	if m.Minus != nil && m.Minus.Probe != "" {
		d.at(d.keyOf(child(n, "minus"), "probe"), "a probe cannot be subtracted").WithHint("name a metric or a timing")
	}
}

// keyOf is the key node of a field, or the mapping itself.
func (d *decoder) keyOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i]
		}
	}
	return n
}

func sourceShape() *shape[Source] {
	s := define("source", "A measurement: exactly one of metric, timing and probe",
		one("experiment", "The experiment's ID; {tool} stands for the tool's", experimentPattern(), func(s *Source) *string { return &s.Experiment }).need(),
		one("step", "The step that measured; a timing needs it", id(), func(s *Source) *string { return &s.Step }),
		one("metric", "A name that the step wrote to REPORT_METRICS", text(), func(s *Source) *string { return &s.Metric }),
		one("labels", "Labels that the metric must carry", labels(), func(s *Source) *map[string]string { return &s.Labels }),
		one("timing", "wall and cpu in seconds, memory (its peak) in bytes", choice("timing", "wall", "cpu", "memory"), func(s *Source) *string { return &s.Timing }),
		one("probe", "ID of the probe step", id(), func(s *Source) *string { return &s.Probe }),
		one("take", "Which of several values", choice("choice", "last", "first", "min", "max", "mean", "median", "sum", "count"), func(s *Source) *string { return &s.Take }).or("last"),
	)
	s.place = func(s *Source, pos diag.Pos, _ string) { s.Pos = pos }
	s.check = checkSource
	return s
}

func checkSource(d *decoder, at, n *yaml.Node, s *Source) {
	kinds := 0
	for _, name := range []string{s.Metric, s.Timing, s.Probe} {
		if name != "" {
			kinds++
		}
	}
	switch {
	case kinds == 0:
		d.at(at, "the source names no measurement").WithHint("add one of metric: NAME, timing: wall, probe: STEP")
	case kinds > 1:
		d.at(at, "the source names %d measurements", kinds).WithHint("keep one of metric, timing and probe")
	case s.Timing != "" && s.Step == "":
		d.at(child(n, "timing"), "a timing needs the step that was timed").WithHint("add: step: ID")
	case s.Probe != "" && s.Step != "":
		d.at(d.keyOf(n, "step"), "a probe is a step itself").WithHint("remove step")
	case s.Probe != "" && s.Take != "":
		d.at(d.keyOf(n, "take"), "a probe has one answer").WithHint("remove take")
	case s.Metric == "" && len(s.Labels) > 0:
		d.at(d.keyOf(n, "labels"), "only metrics have labels").WithHint("remove labels")
	}
}

// experimentPattern reads an experiment's ID in which {tool} may stand.
func experimentPattern() reader[string] {
	schema := map[string]any{"type": "string", "pattern": `^([a-z0-9._/-]|\{tool\})+$`}
	return scalar("ID", schema, func(d *decoder, n *yaml.Node) (string, bool) {
		plain := strings.ReplaceAll(n.Value, "{tool}", "t")
		if open := strings.IndexByte(plain, '{'); open >= 0 {
			part := plain[open:]
			if end := strings.IndexByte(part, '}'); end >= 0 {
				part = part[:end+1]
			}
			d.within(n, part, "%q stands for nothing", clip(part)).WithHint("only {tool} does: %s", clip(strings.Replace(n.Value, part, "{tool}", 1)))
			return "", false
		}
		if !validExperimentID(plain) {
			d.at(n, "%q is not an experiment's ID", clip(n.Value)).
				WithHint("it is the directory below experiments/, such as mlflow-mnist or {tool}-mnist")
			return "", false
		}
		return n.Value, true
	})
}

// validExperimentID reports whether each directory of an experiment's ID is an ID.
func validExperimentID(s string) bool {
	for part := range strings.SplitSeq(s, "/") {
		if !validID(part) {
			return false
		}
	}
	return true
}

var anyKey = keyType{name: "name", pattern: ".", check: func(d *decoder, key *yaml.Node) bool {
	if strings.TrimSpace(key.Value) == "" {
		d.at(key, "the name is empty").WithHint("write one, or remove the line")
		return false
	}
	return true
}}

// labels reads name → text.
func labels() reader[map[string]string] {
	type label struct{ name, value string }
	r := keyed(anyKey, word().typ, func(d *decoder, key, value *yaml.Node) (label, bool) {
		v, ok := word().read(d, value)
		return label{key.Value, v}, ok
	})
	return reader[map[string]string]{typ: r.typ, read: func(d *decoder, n *yaml.Node) (map[string]string, bool) {
		list, ok := r.read(d, n)
		m := make(map[string]string, len(list))
		for _, l := range list {
			m[l.name] = l.value
		}
		return m, ok
	}}
}

var valueKey = keyType{name: "value", pattern: `^-?[0-9]+(\.[0-9]+)?$`, check: func(*decoder, *yaml.Node) bool { return true }}

// anchors reads value → points, at least two, in order of value.
func anchors() reader[[]Anchor] {
	points := bounded(0, 10, true)
	r := keyed(valueKey, points.typ, func(d *decoder, key, value *yaml.Node) (Anchor, bool) {
		v, ok := decimal(nil).read(d, key)
		p, ok2 := points.read(d, value)
		return Anchor{Value: v, Points: p}, ok && ok2
	})
	inner := r.read
	r.name = "value → points"
	r.read = func(d *decoder, n *yaml.Node) ([]Anchor, bool) {
		list, ok := inner(d, n)
		if !ok {
			return nil, false
		}
		if len(list) < 2 {
			d.at(n, "points need at least two anchors, not %d", len(list)).WithHint("one where the best begins and one where the worst does: {0: 10, 600: 0}")
			return nil, false
		}
		return list, anchorsInOrder(d, n, list)
	}
	return r
}

func anchorsInOrder(d *decoder, n *yaml.Node, list []Anchor) bool {
	for i := 1; i < len(list); i++ {
		if list[i].Value.Cmp(list[i-1].Value) > 0 {
			continue
		}
		sorted := append([]Anchor(nil), list...)
		sort.SliceStable(sorted, func(a, b int) bool { return sorted[a].Value.Cmp(sorted[b].Value) < 0 })
		words := make([]string, len(sorted))
		for j, a := range sorted {
			words[j] = Exact(a.Value) + ": " + Exact(a.Points)
		}
		e := d.at(n.Content[2*i], "anchor %s comes after %s", n.Content[2*i].Value, n.Content[2*i-2].Value)
		if list[i].Value.Cmp(list[i-1].Value) == 0 {
			e.Message = "anchor " + n.Content[2*i].Value + " is given twice"
			e.WithHint("a value has one number of points; remove one")
		} else {
			e.WithHint("in order of value: {%s}", clip(strings.Join(words, ", ")))
		}
		return false
	}
	return true
}

func setShape() *shape[ScoreSet] {
	s := define("score set", "One way of filling the score table",
		one("name", "Name as it is printed", text(), func(s *ScoreSet) *string { return &s.Name }).need(),
		one("rubric", "Whether cells that are not listed come from the rubric", boolean(), func(s *ScoreSet) *bool { return &s.Rubric }).or("false"),
		one("source", "Citation key of the publication that the cells are taken from", text(), func(s *ScoreSet) *string { return &s.Source }),
		one("raters", "Those whose ratings the cells list, where several judged", table(raterShape()), func(s *ScoreSet) *[]Rater { return &s.Raters }),
		one("level", "How ratings differ from each other, for the raters' agreement", choice("level", "nominal", "ordinal", "interval"), func(s *ScoreSet) *string { return &s.Level }).or("interval"),
		one("cells", "Points that are written down instead of computed, by tool and criterion", cells(), func(s *ScoreSet) *[]Cell { return &s.Cells }),
	)
	s.place = func(s *ScoreSet, pos diag.Pos, id string) { s.ID, s.Pos = id, pos }
	s.check = checkSet
	return s
}

func cellShape() *shape[Cell] {
	s := define("cell", "Points of one tool on one criterion that are written down",
		one("points", "0 to 10, in tenths", bounded(0, 10, true), func(c *Cell) **big.Rat { return &c.Points }).or("the mean of the ratings, rounded half up to tenths"),
		one("basis", "What the points rest on", choice("basis", "published", "judged"), func(c *Cell) *string { return &c.Basis }).or("published where the set has a source, else judged"),
		one("at", "Published: the place in the publication", text(), func(c *Cell) *string { return &c.At }),
		one("reason", "Judged: why", text(), func(c *Cell) *string { return &c.Reason }),
		one("by", "Judged: by whom, as a role", text(), func(c *Cell) *string { return &c.By }),
		one("evidence", "Judged: what was looked at, each EXPERIMENT/RUN/PATH with #L12 or #/pointer", list(text()), func(c *Cell) *[]string { return &c.Evidence }),
		one("ratings", "Judged by several: rater → points, in place of points", ratings(), func(c *Cell) *[]Rating { return &c.Ratings }),
	)
	s.place = func(c *Cell, pos diag.Pos, id string) { c.Criterion, c.Pos = id, pos }
	return s
}

func raterShape() *shape[Rater] {
	s := define("rater", "One who judged",
		one("role", "In what role, such as: practitioner, two years with MLflow", text(), func(r *Rater) *string { return &r.Role }).need(),
	)
	s.place = func(r *Rater, pos diag.Pos, id string) { r.ID, r.Pos = id, pos }
	return s
}

// ratings reads rater → points.
func ratings() reader[[]Rating] {
	points := bounded(0, 10, true)
	return keyed(idKey, points.typ, func(d *decoder, key, value *yaml.Node) (Rating, bool) {
		p, ok := points.read(d, value)
		return Rating{Rater: key.Value, Points: p, Pos: d.pos(key)}, ok
	})
}

// cells reads tool → criterion → cell into one list.
func cells() reader[[]Cell] {
	inner := table(cellShape())
	r := keyed(idKey, inner.typ, func(d *decoder, key, value *yaml.Node) ([]Cell, bool) {
		row, ok := inner.read(d, value)
		for i := range row {
			row[i].Tool = key.Value
		}
		return row, ok
	})
	return reader[[]Cell]{
		partial: true,
		typ:     typ{name: "tool → criterion → mapping", inner: r.inner, schema: r.schema},
		read: func(d *decoder, n *yaml.Node) ([]Cell, bool) {
			rows, ok := r.read(d, n)
			var all []Cell
			for _, row := range rows {
				all = append(all, row...)
			}
			return all, ok
		},
	}
}

func checkSet(d *decoder, at, n *yaml.Node, s *ScoreSet) {
	for i := range s.Cells {
		c := &s.Cells[i]
		if c.Basis == "" && s.Source != "" && len(c.Ratings) == 0 && c.By == "" && c.Reason == "" {
			c.Basis = "published"
		} else if c.Basis == "" {
			c.Basis = "judged"
		}
		key, cell := d.keyOf(child(child(n, "cells"), c.Tool), c.Criterion), child(child(child(n, "cells"), c.Tool), c.Criterion)
		if list := child(cell, "evidence"); list != nil {
			for _, item := range list.Content {
				c.Places = append(c.Places, d.pos(item))
			}
		}
		checkRatings(d, key, child(cell, "ratings"), s, c)
		checkCell(d, key, s, c)
	}
	if len(s.Raters) > 0 && s.Level == "" {
		s.Level = "interval"
	}
	if !s.Rubric && len(s.Cells) == 0 {
		d.at(at, "score set %q has neither cells nor the rubric", clip(at.Value)).WithHint("add cells:, or rubric: true")
	}
}

// checkRatings fills a cell's points in from its ratings.
func checkRatings(d *decoder, key, n *yaml.Node, s *ScoreSet, c *Cell) {
	switch {
	case len(c.Ratings) == 0 && c.Points == nil:
		d.at(key, "the cell of %s on %s has no points", c.Tool, c.Criterion).WithHint("add: points: 0 to 10, or ratings: {RATER: points}")
		c.Points = new(big.Rat)
		return
	case len(c.Ratings) == 0:
		return
	case c.Points != nil:
		d.at(key, "the cell of %s on %s has both points and ratings", c.Tool, c.Criterion).WithHint("remove points: they are the mean of the ratings")
	case c.Basis == "published":
		d.at(key, "published points have no ratings").WithHint("remove ratings, or the basis")
	}
	var known []string
	for _, r := range s.Raters {
		known = append(known, r.ID)
	}
	sum := new(big.Rat)
	for _, r := range c.Ratings {
		if !slices.Contains(known, r.Rater) {
			unknown(d.at(d.keyOf(n, r.Rater), "no rater %q", r.Rater), r.Rater, known, "raters")
		}
		sum.Add(sum, r.Points)
	}
	if c.Points == nil {
		c.Points = tenths(sum.Quo(sum, big.NewRat(int64(len(c.Ratings)), 1)))
	}
}

// tenths rounds half up to one decimal.
func tenths(x *big.Rat) *big.Rat {
	scaled := new(big.Rat).Mul(x, big.NewRat(20, 1))
	scaled.Add(scaled, big.NewRat(1, 1))
	half := new(big.Int).Quo(scaled.Num(), new(big.Int).Mul(scaled.Denom(), big.NewInt(2)))
	return new(big.Rat).SetFrac(half, big.NewInt(10))
}

func checkCell(d *decoder, key *yaml.Node, s *ScoreSet, c *Cell) {
	lacks := func(field, mend string) {
		d.at(key, "the %s points of %s on %s lack %q", c.Basis, c.Tool, c.Criterion, field).WithHint("add: %s", mend)
	}
	if c.Basis == "published" {
		if s.Source == "" {
			d.at(key, "published points need the publication").WithHint("add to score set %q: source: CITATION-KEY", s.ID)
		}
		if c.At == "" {
			lacks("at", `at: "Table 2"`)
		}
		return
	}
	if len(c.Ratings) > 0 {
		return // the raters are the set's, with their roles
	}
	if c.Reason == "" {
		lacks("reason", "reason: why these points, in a sentence")
	}
	if c.By == "" {
		lacks("by", "by: authors")
	}
	for _, e := range c.Evidence {
		if strings.Count(e, "/") < 2 || strings.Contains(e, "..") || strings.ContainsAny(e, " \\") {
			d.at(key, "%q is not a place in the evidence", clip(e)).WithHint("EXPERIMENT/RUN/PATH, then #L12 for a line or #/pointer in JSON")
		}
	}
}

func contextShape() *shape[Context] {
	s := define("context", "A kind of user, as a set of weights",
		one("name", "Name as it is printed", text(), func(c *Context) *string { return &c.Name }).need(),
		one("who", "Who they are, in a sentence", text(), func(c *Context) *string { return &c.Who }),
		one("weights", "Percent of every criterion; together 100", weights(), func(c *Context) *[]Weight { return &c.Weights }).need(),
		one("requires", "Probes that a tool must pass to be recommended", list(mapping(sourceShape())), func(c *Context) *[]Source { return &c.Requires }),
	)
	s.place = func(c *Context, pos diag.Pos, id string) { c.ID, c.Pos = id, pos }
	s.check = func(d *decoder, _, n *yaml.Node, c *Context) {
		for i, r := range c.Requires {
			if r.Probe == "" {
				d.at(child(n, "requires").Content[i], "a requirement is a probe").WithHint("write {experiment: \"{tool}-…\", probe: STEP}")
			}
		}
	}
	return s
}

// weights reads criterion → percent.
func weights() reader[[]Weight] {
	percent := bounded(0, 100, false)
	return keyed(idKey, percent.typ, func(d *decoder, key, value *yaml.Node) (Weight, bool) {
		p, ok := percent.read(d, value)
		return Weight{Criterion: key.Value, Percent: p, Pos: d.pos(key)}, ok
	})
}
