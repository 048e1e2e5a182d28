package study

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// checkExperiment holds the parts of one experiment.yaml against each other.
// It runs also when fields have mistakes of their own, so names are looked up
// in the file's nodes, where they stand whether or not they were read.
func checkExperiment(d *decoder, _, n *yaml.Node, e *Experiment) {
	e.Seeded = child(n, "seed") != nil
	e.notebooks()
	for _, s := range scalars(child(n, "inputs")) {
		e.InputPos = append(e.InputPos, d.pos(s))
	}
	e.checkSteps(d, n)
	e.checkOverrides(d, n)
	e.checkReferences(d, n)
	checkOrder(d, child(n, "env"), e.Env)
	for _, key := range []string{"data", "uses", "inputs", "reads", "requires", "ports", "secrets"} {
		checkTwice(d, key, child(n, key))
	}
	for _, key := range []string{"data", "ports"} {
		checkClash(d, key, scalars(child(n, key)))
	}
	checkClash(d, "parameters", keyNodes(child(n, "parameters")))
	for _, s := range scalars(child(n, "secrets")) {
		if key := child(child(n, "env"), s.Value); key != nil {
			d.at(s, "%s is in env and in secrets", s.Value).WithHint("a secret's value comes from the caller; remove it from env")
		}
	}
}

// scalars are the entries of a list that are text.
func scalars(n *yaml.Node) []*yaml.Node {
	var out []*yaml.Node
	if n != nil && n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			if c.Kind == yaml.ScalarNode {
				out = append(out, c)
			}
		}
	}
	return out
}

// keyNodes are the keys of a mapping.
func keyNodes(n *yaml.Node) []*yaml.Node {
	var out []*yaml.Node
	if n != nil && n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			out = append(out, n.Content[i])
		}
	}
	return out
}

func values(nodes []*yaml.Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = n.Value
	}
	return out
}

func checkTwice(d *decoder, key string, n *yaml.Node) {
	first := map[string]int{}
	for _, s := range scalars(n) {
		if line, twice := first[s.Value]; twice {
			d.at(s, "%q stands in %s twice", clip(s.Value), key).WithHint("it stands on line %d already; remove one", line)
			continue
		}
		first[s.Value] = s.Line
	}
}

// EnvName is how a name appears in the environment of a step: REPORT_DATA_,
// REPORT_PORT_ or REPORT_PARAM_ and the name in capitals, - and . as _.
func EnvName(prefix, name string) string {
	return prefix + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(name))
}

// checkClash refuses two names that would become one variable.
func checkClash(d *decoder, key string, names []*yaml.Node) {
	first := map[string]*yaml.Node{}
	for _, n := range names {
		variable := EnvName("", n.Value)
		if other := first[variable]; other != nil && other.Value != n.Value {
			d.at(n, "%q and %q of %s would be one variable, …_%s", clip(n.Value), clip(other.Value), key, clip(variable)).WithHint("rename one")
			continue
		}
		first[variable] = n
	}
}

// notebooks gives the steps with a notebook the command that executes it.
func (e *Experiment) notebooks() {
	python := "python"
	if e.Environment.Kind == "system" {
		python = "python3"
	}
	for i := range e.Steps {
		if s := &e.Steps[i]; s.Notebook != "" {
			s.Command = []string{python, "${" + NotebookVariable + "}", s.Notebook, "${REPORT_OUT}"}
			s.Keep = []string{"**"}
		}
	}
}

func (e *Experiment) checkSteps(d *decoder, n *yaml.Node) {
	steps := child(n, "steps")
	if steps == nil || steps.Kind != yaml.SequenceNode {
		return
	}
	if len(steps.Content) == 0 {
		d.at(d.keyOf(n, "steps"), "the experiment has no step").WithHint("begin with: steps: [{id: work, run: [python, work.py]}]")
	}
	first := map[string]int{}
	ports := scalars(child(n, "ports"))
	teardown := ""
	for _, s := range steps.Content {
		if id := child(s, "id"); id != nil && id.Kind == yaml.ScalarNode {
			if line, twice := first[id.Value]; twice {
				d.at(id, "two steps have the ID %q", clip(id.Value)).WithHint("the first stands on line %d; rename one", line)
			} else {
				first[id.Value] = id.Line
			}
			switch {
			case child(s, string(Teardown)) != nil:
				teardown = id.Value
			case teardown != "":
				d.at(id, "step %q comes after teardown %q", clip(id.Value), clip(teardown)).WithHint("move it above; teardown steps are the last")
			}
		}
		if port := child(child(s, "ready"), "port"); port != nil && !slices.Contains(values(ports), port.Value) {
			e := unknown(d.at(port, "no port %q", clip(port.Value)), port.Value, values(ports), "ports")
			if len(values(ports)) == 0 {
				e.WithHint("declare it in this file: ports: [%s]", clip(port.Value))
			}
		}
	}
}

func (e *Experiment) checkOverrides(d *decoder, n *yaml.Node) {
	declared := values(keyNodes(child(n, "parameters")))
	profiles := child(n, "profiles")
	for _, profile := range keyNodes(profiles) {
		for _, name := range keyNodes(child(child(profiles, profile.Value), "parameters")) {
			if !slices.Contains(declared, name.Value) {
				unknown(d.at(name, "profile %q changes a parameter %q that is not declared", clip(profile.Value), clip(name.Value)),
					name.Value, declared, "parameters")
			}
		}
	}
}

// checkStep holds the fields of a step against its kind.
func checkStep(d *decoder, at, n *yaml.Node, s *Step) {
	if s.Kind == "" {
		d.at(child(n, "id"), "step %q does nothing", s.ID).
			WithHint("add one of setup, service, run, notebook, probe, screenshot, teardown: run: [python, train.py]")
		return
	}
	for _, rule := range stepRules {
		if child(n, rule.key) != nil && !slices.Contains(rule.kinds, string(s.Kind)) {
			d.at(d.keyOf(n, rule.key), "a %s has no %s", s.Kind, rule.key).WithHint("%s", rule.hint)
		}
	}
}

// stepRules says which kinds a field of a step belongs to.
var stepRules = []struct {
	key   string
	kinds []string
	hint  string
}{
	{"ready", []string{"service"}, "only services become ready; remove it"},
	{"proves", []string{"probe"}, "probes prove something; remove it, or make the step a probe"},
	{"cites", []string{"probe"}, "probes cite their documentation; remove it, or make the step a probe"},
	{"timeout", []string{"setup", "run", "probe", "screenshot", "teardown"}, "a service stays up until the attempt ends; the time to become ready is ready: {timeout: 90s}"},
	{"repeat", []string{"setup", "run", "probe", "screenshot"}, "remove it; setup, run, probe and screenshot can be repeated"},
	{"warmup", []string{"setup", "run", "probe", "screenshot"}, "remove it; setup, run, probe and screenshot can be repeated"},
	{"timed", []string{"setup", "run", "probe"}, "remove it; setup, run and probe can be timed"},
	{"alone", []string{"setup", "run", "probe"}, "remove it; setup, run and probe can be alone"},
	{"keep", []string{"setup", "run", "probe", "service", "teardown"}, "remove it; picture and text of a page are always kept"},
	{"dir", []string{"setup", "run", "probe", "service", "teardown"}, "remove it; a screenshot has no working directory"},
	{"user", []string{"setup", "run", "probe", "service", "teardown"}, "remove it; a screenshot is taken by the browser"},
}

// reference finds each ${NAME}; $${ stands for a plain ${ and is no reference.
var reference = lazy(`\$?\$\{([^}]*)(\}?)`)

// references are the ${NAME} of a text: the whole, the name, the brace.
func references(text string) [][]string {
	if !strings.Contains(text, "${") {
		return nil
	}
	var found [][]string
	for _, m := range reference().FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[0], "$$") {
			found = append(found, m)
		}
	}
	return found
}

// checkReferences holds every ${REPORT_…} against what the file declares.
// Other names may come from the step before, through REPORT_ENV.
func (e *Experiment) checkReferences(d *decoder, n *yaml.Node) {
	given := givenVariables(n)
	check := func(s *yaml.Node) {
		if s != nil && s.Kind == yaml.ScalarNode {
			checkReference(d, s, given)
		}
	}
	environment := func(env *yaml.Node) {
		for _, key := range keyNodes(env) {
			check(child(env, key.Value))
		}
	}
	environment(child(n, "env"))
	steps := child(n, "steps")
	if steps == nil || steps.Kind != yaml.SequenceNode {
		return
	}
	for _, s := range steps.Content {
		for _, kind := range []StepKind{Setup, Service, Run, Probe, Teardown} {
			for _, word := range scalars(child(s, string(kind))) {
				check(word)
			}
		}
		check(child(child(s, "screenshot"), "url"))
		check(child(child(s, "ready"), "http"))
		environment(child(s, "env"))
		for i := range e.Steps {
			if env := child(s, "env"); env != nil && e.Steps[i].Pos == d.pos(s) {
				checkOrder(d, env, e.Steps[i].Env)
			}
		}
	}
}

// alwaysGiven are the variables that every step has.
var alwaysGiven = []string{"REPORT_OUT", "REPORT_METRICS", "REPORT_ENV", "REPORT_SEED", "REPORT_PROFILE"}

// EvidenceVariable is where a step finds what its experiment reads of others.
const EvidenceVariable = "REPORT_EVIDENCE"

// variableNames are sorted.
type variableNames []string

func (v variableNames) has(name string) bool {
	_, found := slices.BinarySearch(v, name)
	return found
}

func givenVariables(n *yaml.Node) variableNames {
	given := append(variableNames(nil), alwaysGiven...)
	if child(n, "reads") != nil {
		given = append(given, EvidenceVariable)
	}
	for _, s := range scalars(child(n, "data")) {
		given = append(given, EnvName("REPORT_DATA_", s.Value))
	}
	for _, s := range scalars(child(n, "ports")) {
		given = append(given, EnvName("REPORT_PORT_", s.Value))
	}
	for _, k := range keyNodes(child(n, "parameters")) {
		given = append(given, EnvName("REPORT_PARAM_", k.Value))
	}
	for _, s := range scalars(child(n, "secrets")) {
		given = append(given, s.Value)
	}
	slices.Sort(given)
	return given
}

// declaredBy names the field that brings a variable of report's own.
var declaredBy = []struct{ prefix, field string }{
	{"REPORT_DATA_", "data"}, {"REPORT_PORT_", "ports"}, {"REPORT_PARAM_", "parameters"},
}

func checkReference(d *decoder, s *yaml.Node, given variableNames) {
	for _, m := range references(s.Value) {
		whole, name := m[0], m[1]
		switch {
		case m[2] == "":
			d.within(s, "${", "a ${ is not closed").WithHint("close it: ${NAME}; a plain ${ is written $${")
		case !variableText().MatchString(name):
			d.within(s, clip(whole), "%q is not the name of a variable", clip(name)).WithHint("letters, digits and _: ${%s}", asVariable(name))
		case strings.HasPrefix(name, "REPORT_") && !given.has(name):
			e := d.within(s, whole, "no step is given %s", name)
			e.WithHint("%s", referenceHint(name, given))
		}
	}
}

// referenceHint looks for what was meant among the names of the same sort.
func referenceHint(name string, given []string) string {
	for _, by := range declaredBy {
		if !strings.HasPrefix(name, by.prefix) {
			continue
		}
		var same, short []string
		for _, g := range given {
			if rest, ok := strings.CutPrefix(g, by.prefix); ok {
				same, short = append(same, "${"+g+"}"), append(short, rest)
			}
		}
		if near := nearest(strings.TrimPrefix(name, by.prefix), short); near != "" {
			return fmt.Sprintf("did you mean ${%s%s}?", by.prefix, near)
		}
		if len(same) == 0 {
			return fmt.Sprintf("declare it in %s:", by.field)
		}
		return fmt.Sprintf("declare it in %s:, or use %s", by.field, listed(same))
	}
	if near := nearest(name, given); near != "" {
		return fmt.Sprintf("did you mean ${%s}?", near)
	}
	return "known: " + listed(given)
}

// asVariable is the nearest name of a variable to what was typed.
func asVariable(name string) string {
	if plain := notVariable().ReplaceAllString(clip(name), "_"); variableText().MatchString(plain) {
		return plain
	}
	return "NAME"
}

var notVariable = lazy(`[^A-Za-z0-9_]+`)

// checkOrder finds variables that are put into each other for ever, and those
// that are used above the line that sets them. A variable that names itself
// extends what the step is given: ${PATH}:/more.
func checkOrder(d *decoder, env *yaml.Node, variables []Variable) {
	next := map[string][]string{}
	for _, v := range variables {
		for _, m := range references(v.Value) {
			if m[1] != v.Name {
				next[v.Name] = append(next[v.Name], m[1])
			}
		}
	}
	for _, v := range variables {
		if round := cycle(v.Name, next); round != nil {
			d.at(d.keyOf(env, v.Name), "variable %s is made of itself: %s", v.Name, strings.Join(round, " → ")).
				WithHint("write the value of one of them out")
			return
		}
	}
	place := map[string]int{}
	for i, v := range variables {
		place[v.Name] = i
	}
	for i, v := range variables {
		for _, to := range next[v.Name] {
			if at, here := place[to]; here && at > i {
				d.within(child(env, v.Name), "${"+to+"}", "%s is set below %s, which uses it", to, v.Name).
					WithHint("variables are set from top to bottom; move %s above %s", to, v.Name)
			}
		}
	}
}

// cycle is the way from a name back to itself, or nil.
func cycle(start string, next map[string][]string) []string {
	seen := map[string]bool{}
	var walk func(name string, way []string) []string
	walk = func(name string, way []string) []string {
		for _, to := range next[name] {
			if to == start {
				return append(way, to)
			}
			if !seen[to] {
				seen[to] = true
				if found := walk(to, append(way[:len(way):len(way)], to)); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return walk(start, []string{start})
}
