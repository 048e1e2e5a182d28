package study

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
)

// What holds in a step that says nothing else.
const (
	defaultTimeout = 10 * time.Minute
	defaultReady   = time.Minute
	defaultWidth   = 1280
	defaultHeight  = 800
	defaultSeed    = 1
)

// experimentFile describes experiment.yaml.
var experimentFile = sync.OnceValue(func() *shape[Experiment] {
	s := define("experiment", "One tool on one scenario, or one probe of one tool, with its versions and code pinned",
		one("schema", "Which description this file follows", schemaName(ExperimentSchema), func(*Experiment) *string { return new(string) }).need(),
		one("title", "Title as it is printed", text(), func(e *Experiment) *string { return &e.Title }),
		one("notes", "What a reader should know. Neither title nor notes make a run stale", text(), func(e *Experiment) *string { return &e.Notes }),
		one("tool", "The study's tool that is used; left out for a baseline", id(), func(e *Experiment) *string { return &e.Tool }),
		one("scenario", "The study's scenario that is carried out", id(), func(e *Experiment) *string { return &e.Scenario }),
		one("environment", "How the programs come to be there", mapping(environmentShape()), func(e *Experiment) *Environment { return &e.Environment }).or("{kind: system}"),
		one("data", "The study's data sets that the steps read", list(id()), func(e *Experiment) *[]string { return &e.Data }),
		one("uses", "Modules below experiments/ that the code imports, such as scenarios/mnist", list(inside("path")), func(e *Experiment) *[]string { return &e.Uses }),
		one("inputs", "Patterns, from the study's root, of the files that the run may read; a change of any makes it stale", list(inside("pattern")), func(e *Experiment) *[]string { return &e.Inputs }).or("the experiment's directory and what it uses"),
		one("reads", readsAbout, reads(), func(e *Experiment) *[]Read { return &e.Reads }),
		one("requires", "What the machine must have, such as chromium; where it lacks one, the experiment is not run here", list(capability()), func(e *Experiment) *[]string { return &e.Requires }),
		one("ports", "Names of ports that are assigned for each attempt; steps find each at REPORT_PORT_NAME", list(id()), func(e *Experiment) *[]string { return &e.Ports }),
		one("parameters", "Settings, kept as they are typed; steps find each at REPORT_PARAM_NAME", parameters(), func(e *Experiment) *[]Parameter { return &e.Parameters }),
		one("profiles", "What a profile of the study changes here", table(overrideShape()), func(e *Experiment) *[]Override { return &e.Overrides }),
		one("seed", "Seed of whatever is random; steps find it at REPORT_SEED", whole(0, 1<<53), func(e *Experiment) *int64 { return &e.Seed }).or("1"),
		one("env", "Environment variables of every step; ${NAME} is put in", variables(), func(e *Experiment) *[]Variable { return &e.Env }),
		one("secrets", "Variables that are passed through from the caller and redacted in all evidence", list(variableName()), func(e *Experiment) *[]string { return &e.Secrets }),
		one("steps", "What is done, in this order", list(mapping(stepShape())), func(e *Experiment) *[]Step { return &e.Steps }).need(),
	)
	s.start = func(e *Experiment) { e.Seed, e.Environment.Kind = defaultSeed, "system" }
	s.check, s.always = checkExperiment, true
	return s
})

func environmentShape() *shape[Environment] {
	s := define("environment", "How an experiment's programs come to be there",
		one("kind", "uv builds a Python environment from a lock with hashes, once per lock; system takes what the machine has", choice("kind", "uv", "system"), func(e *Environment) *string { return &e.Kind }).need(),
		one("lock", "uv: the lock with hashes, a path from the study's root", inside("path"), func(e *Environment) *string { return &e.Lock }),
		one("python", "uv: the minor version of Python, such as 3.11", text(), func(e *Environment) *string { return &e.Python }),
	)
	s.place = func(e *Environment, pos diag.Pos, _ string) { e.Pos = pos }
	s.check = checkEnvironment
	return s
}

var minorVersion = lazy(`^3\.[0-9]{1,2}$`)

func checkEnvironment(d *decoder, at, n *yaml.Node, e *Environment) {
	if e.Kind == "system" {
		for _, key := range []string{"lock", "python"} {
			if child(n, key) != nil {
				d.at(d.keyOf(n, key), "a system environment has no %s", key).WithHint("remove %s, or write kind: uv", key)
			}
		}
		return
	}
	if e.Lock == "" {
		d.at(at, "a uv environment lacks its lock").
			WithHint("add: lock: experiments/NAME/requirements.lock, made by uv pip compile --universal --generate-hashes")
	}
	switch {
	case e.Python == "":
		d.at(at, "a uv environment lacks the version of Python").WithHint(`add: python: "3.11"`)
	case !minorVersion().MatchString(e.Python):
		d.at(child(n, "python"), "%q is not a minor version of Python", clip(e.Python)).WithHint(`write two numbers: python: "3.11"`)
	}
}

func parameters() reader[[]Parameter] {
	return keyed(idKey, word().typ, func(d *decoder, key, value *yaml.Node) (Parameter, bool) {
		v, ok := word().read(d, value)
		return Parameter{Name: key.Value, Value: v, Pos: d.pos(key)}, ok
	})
}

var variableKey = keyType{name: "variable", pattern: `^[A-Za-z_][A-Za-z0-9_]*$`, check: checkVariable}

var variableText = lazy(`^[A-Za-z_][A-Za-z0-9_]*$`)

// modelHub is the caller's directory of models, which the requirement
// model-hub looks for: the one variable with our prefix that is not ours.
const modelHub = "REPORT_MODEL_HUB"

func checkVariable(d *decoder, n *yaml.Node) bool {
	switch {
	case !variableText().MatchString(n.Value):
		d.at(n, "%q is not the name of a variable", clip(n.Value)).WithHint("letters, digits and _, not beginning with a digit")
	case strings.HasPrefix(n.Value, "REPORT_"):
		d.at(n, "names that begin with REPORT_ are given by report itself").WithHint("choose another name; parameters: sets REPORT_PARAM_NAME")
	default:
		return true
	}
	return false
}

func variableName() reader[string] {
	schema := map[string]any{"type": "string", "pattern": variableKey.pattern}
	return scalar("name", schema, func(d *decoder, n *yaml.Node) (string, bool) {
		return n.Value, n.Value == modelHub || checkVariable(d, n)
	})
}

func variables() reader[[]Variable] {
	return keyed(variableKey, word().typ, func(d *decoder, key, value *yaml.Node) (Variable, bool) {
		v, ok := word().read(d, value)
		return Variable{Name: key.Value, Value: v, Pos: d.pos(key)}, ok
	})
}

func overrideShape() *shape[Override] {
	s := define("profile override", "What a profile changes in this experiment",
		one("parameters", "Other values for parameters that the experiment declares", parameters(), func(o *Override) *[]Parameter { return &o.Parameters }),
		one("repeat", "Repetitions of the steps that repeat", count(1, 10_000), func(o *Override) *int { return &o.Repeat }).or("theirs"),
	)
	s.place = func(o *Override, pos diag.Pos, id string) { o.Profile, o.Pos = id, pos }
	return s
}

func stepShape() *shape[Step] {
	s := define("step", "One thing that an experiment does: exactly one of setup, service, run, notebook, probe, screenshot and teardown",
		one("id", "Name of the step; its log is ID.log", stepID(), func(s *Step) *string { return &s.ID }).need(),
		command(Setup, "Prepares: the command as a list, without a shell; ${NAME} is put in"),
		command(Service, "Starts something that stays up until the attempt ends"),
		command(Run, "The work itself"),
		notebookField(),
		command(Probe, "Finds out whether the tool does something: exit 0 passed, 10 the tool does not do it, anything else is a broken probe"),
		screenshotField(),
		command(Teardown, "Runs at the end, whatever happened before"),
		one("dir", "Working directory, a path from the experiment's", inside("path"), func(s *Step) *string { return &s.Dir }).or("the experiment's"),
		one("env", "Environment variables of this step; ${NAME} is put in", variables(), func(s *Step) *[]Variable { return &s.Env }),
		one("timeout", "Longest time of one repetition", duration(), func(s *Step) *time.Duration { return &s.Timeout }).or("10m"),
		one("retries", "How often the attempt is begun again when this step fails", count(0, 100), func(s *Step) *int { return &s.Retries }).or("0"),
		one("repeat", "Repetitions that count", count(1, 10_000), func(s *Step) *int { return &s.Repeat }).or("1"),
		one("warmup", "Repetitions before those, which do not count", count(0, 10_000), func(s *Step) *int { return &s.Warmup }).or("0"),
		one("timed", "Whether the step runs alone on the machine, with load, throttling and swap recorded", boolean(), func(s *Step) *bool { return &s.Timed }).or("false"),
		one("alone", "Whether the step has the machine to itself though its times do not matter, as where what runs beside may make it fail", boolean(), func(s *Step) *bool { return &s.Alone }).or("false"),
		one("network", "Whether it may go beyond loopback, with the package clients' own variables", boolean(), func(s *Step) *bool { return &s.Network }).or("false"),
		one("user", "Unprivileged user that it runs as", text(), func(s *Step) *string { return &s.User }).or("the caller"),
		one("requires", "What the machine must have for this step; where it lacks one, the step alone is not run here", list(capability()), func(s *Step) *[]string { return &s.Requires }),
		one("keep", "Patterns, below REPORT_OUT, of the files that become evidence", list(inside("pattern")), func(s *Step) *[]string { return &s.Keep }),
		one("ready", "Services: when the service is up", pointer(mapping(readyShape())), func(s *Step) **Ready { return &s.Ready }).or("once it was started"),
		one("proves", "Probes: the capability in words", text(), func(s *Step) *string { return &s.Proves }),
		one("cites", "Probes: the page or help text that documents it", text(), func(s *Step) *string { return &s.Cites }),
	)
	s.place = func(s *Step, pos diag.Pos, _ string) { s.Pos = pos }
	s.start = func(s *Step) { s.Timeout, s.Repeat = defaultTimeout, 1 }
	s.check = checkStep
	return s
}

var attemptName = lazy(`^attempt-[0-9]+$`)

// stepID reads a step's ID. It has no dot, because STEP.2.log is the log of
// the second repetition, and is not attempt-1, the folder of an attempt.
func stepID() reader[string] {
	r := id()
	return scalar("ID", map[string]any{"type": []string{"string", "number"}, "pattern": strings.ReplaceAll(idPattern, "._", "_")}, func(d *decoder, n *yaml.Node) (string, bool) {
		v, ok := r.read(d, n)
		switch {
		case ok && strings.Contains(v, "."):
			d.within(n, ".", "the ID of a step has no dot").WithHint("write: %s", strings.ReplaceAll(v, ".", "-"))
			return "", false
		case ok && attemptName().MatchString(v):
			d.at(n, "%q is where the evidence of an attempt lies", v).WithHint("choose another name")
			return "", false
		}
		return v, ok
	})
}

// command is the field of one kind of step.
func command(kind StepKind, about string) field[Step] {
	argv := list(word())
	return field[Step]{
		spec: &spec{key: string(kind), about: about, typ: argv.typ},
		read: func(d *decoder, key, value *yaml.Node, s *Step) {
			if !oneKind(d, key, kind, s) {
				return
			}
			if value.Kind == yaml.ScalarNode {
				d.at(value, "a command is a list of its words, not text").WithHint("no shell reads it: %s: %s", key.Value, splitWords(value.Value))
				return
			}
			words, ok := argv.read(d, value)
			if ok && (len(words) == 0 || words[0] == "") {
				d.at(key, "the command of %q is empty", key.Value).WithHint("name a program: %s: [python, train.py]", key.Value)
			}
			s.Command = words
		},
	}
}

// notebookField is the work of a step as a notebook.
func notebookField() field[Step] {
	file := inside("path")
	return field[Step]{
		spec: &spec{key: "notebook", about: "The work as a Jupyter notebook, a path from the experiment's directory, executed by nbclient in the kernel it names; all that it leaves in REPORT_OUT is kept", typ: file.typ},
		read: func(d *decoder, key, value *yaml.Node, s *Step) {
			if !oneKind(d, key, Run, s) {
				return
			}
			if v, ok := file.read(d, value); ok {
				s.Notebook = v
			}
		},
	}
}

// splitWords shows a shell line as a list.
func splitWords(line string) string {
	words := strings.Fields(clip(line))
	for i, w := range words {
		w = strings.Trim(w, `"'`)
		words[i] = w
		if strings.ContainsAny(w, ",[]{}:#&*!|>'\"%@`") {
			words[i] = fmt.Sprintf("%q", w)
		}
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func oneKind(d *decoder, key *yaml.Node, kind StepKind, s *Step) bool {
	if s.Kind != "" {
		d.at(key, "the step is a %s already; it cannot be a %s too", s.Kind, kind).WithHint("begin another step: - id: …")
		return false
	}
	s.Kind = kind
	return true
}

func screenshotField() field[Step] {
	shot := mapping(shotShape())
	return field[Step]{
		spec: &spec{key: string(Screenshot), about: "Opens a page and keeps its picture and text", typ: shot.typ},
		read: func(d *decoder, key, value *yaml.Node, s *Step) {
			if !oneKind(d, key, Screenshot, s) {
				return
			}
			if v, ok := shot.read(d, value); ok {
				s.Screenshot = &v
			}
		},
	}
}

func shotShape() *shape[Shot] {
	s := define("screenshot", "A picture of a page",
		one("url", "Address; ${NAME} is put in", text(), func(s *Shot) *string { return &s.URL }).need(),
		one("wait_for", "CSS selector of what must be visible before", text(), func(s *Shot) *string { return &s.WaitFor }),
		one("click", "CSS selectors that are clicked, in this order, before", list(text()), func(s *Shot) *[]string { return &s.Click }),
		one("width", "Width of the window in CSS pixels", count(100, 10_000), func(s *Shot) *int { return &s.Width }).or("1280"),
		one("height", "Height of the window in CSS pixels", count(100, 10_000), func(s *Shot) *int { return &s.Height }).or("800"),
		one("theme", "What the page is told that the reader prefers", choice("theme", "light", "dark"), func(s *Shot) *string { return &s.Theme }).or("not said"),
		one("full_page", "Whether all of the page is taken, not the window alone", boolean(), func(s *Shot) *bool { return &s.FullPage }).or("false"),
	)
	s.start = func(s *Shot) { s.Width, s.Height = defaultWidth, defaultHeight }
	return s
}

func readyShape() *shape[Ready] {
	s := define("ready", "When a service is up: exactly one of port, http and log",
		one("port", "A name from ports: that accepts connections", id(), func(r *Ready) *string { return &r.Port }),
		one("http", "An address that answers with a status below 400; ${NAME} is put in", text(), func(r *Ready) *string { return &r.HTTP }),
		one("log", "A regular expression that a line of the service's log matches", text(), func(r *Ready) *string { return &r.Log }),
		one("timeout", "Longest time until then", duration(), func(r *Ready) *time.Duration { return &r.Timeout }).or("1m"),
	)
	s.start = func(r *Ready) { r.Timeout = defaultReady }
	s.check = checkReady
	return s
}

func checkReady(d *decoder, at, n *yaml.Node, r *Ready) {
	ways := 0
	for _, way := range []string{r.Port, r.HTTP, r.Log} {
		if way != "" {
			ways++
		}
	}
	if ways != 1 {
		d.at(at, "ready names %d ways to tell, not one", ways).WithHint("keep one of port: NAME, http: ADDRESS, log: EXPRESSION")
		return
	}
	if r.Log != "" {
		if _, err := regexp.Compile(r.Log); err != nil {
			d.at(child(n, "log"), "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: ")).
				WithHint("brackets, braces and backslashes of the text itself are written with a backslash before them")
		}
	}
	if r.HTTP != "" && !strings.HasPrefix(r.HTTP, "http://") && !strings.HasPrefix(r.HTTP, "https://") && !strings.HasPrefix(r.HTTP, "${") {
		d.at(child(n, "http"), "%q is not a web address", clip(r.HTTP)).WithHint("it begins with http://")
	}
}
