package study

import (
	"time"

	"report/internal/diag"
)

// Experiment is one tool on one scenario, or one probe of one tool, with its
// versions and code pinned. Its ID is its directory below experiments/, with
// forward slashes.
type Experiment struct {
	ID          string      `json:"id"`
	Dir         string      `json:"dir"` // relative to the study's root
	Title       string      `json:"title,omitempty"`
	Notes       string      `json:"notes,omitempty"`
	Tool        string      `json:"tool,omitempty"` // "" for a baseline
	Scenario    string      `json:"scenario,omitempty"`
	Environment Environment `json:"environment"`
	Data        []string    `json:"data,omitempty"` // IDs of the study's data sets
	// Uses are modules below experiments/ that the code imports, such as
	// scenarios/mnist. Inputs are patterns relative to the study's root; empty
	// means the experiment's directory and what it uses.
	Uses       []string    `json:"uses,omitempty"`
	Inputs     []string    `json:"inputs,omitempty"`
	InputPos   []diag.Pos  `json:"-"`                  // of each input
	Reads      []Read      `json:"reads,omitempty"`    // files of other experiments' runs
	Requires   []string    `json:"requires,omitempty"` // capabilities; missing ones make it `not run here`
	Ports      []string    `json:"ports,omitempty"`    // names; each becomes REPORT_PORT_NAME
	Parameters []Parameter `json:"parameters,omitempty"`
	Overrides  []Override  `json:"profiles,omitempty"`
	Seed       int64       `json:"seed"`
	Env        []Variable  `json:"env,omitempty"`     // for every step, ${NAME} expanded
	Secrets    []string    `json:"secrets,omitempty"` // variables passed through and redacted
	Steps      []Step      `json:"steps"`

	// Cell is set where the experiment is a cell of the paper.
	Cell *CodeCell `json:"-"`
	// Source is the path of experiment.yaml relative to the study's root, or of
	// the paper's file that holds the cell.
	Source string   `json:"-"`
	Seeded bool     `json:"-"` // Seed is written, not the default
	Pos    diag.Pos `json:"-"`
}

// Environment says how an experiment's programs come to be there.
type Environment struct {
	Kind   string   `json:"kind"`             // uv or system
	Lock   string   `json:"lock,omitempty"`   // uv: hash-locked requirements, relative to the study's root
	Python string   `json:"python,omitempty"` // uv: a minor version, "3.11"
	Pos    diag.Pos `json:"-"`
}

// Parameter is a named setting of an experiment, kept as it was typed.
type Parameter struct {
	Name  string   `json:"name"`
	Value string   `json:"value"`
	Pos   diag.Pos `json:"-"`
}

// Variable is an environment variable of an experiment or a step.
type Variable struct {
	Name  string   `json:"name"`
	Value string   `json:"value"`
	Pos   diag.Pos `json:"-"`
}

// Override is what one profile changes.
type Override struct {
	Profile    string      `json:"profile"`
	Parameters []Parameter `json:"parameters,omitempty"`
	Repeat     int         `json:"repeat,omitempty"` // of the steps that repeat; 0 leaves theirs
	Pos        diag.Pos    `json:"-"`
}

// StepKind is what a step is for.
type StepKind string

// The kinds of step. Each is also the key under which the step's command
// stands in experiment.yaml.
const (
	Setup      StepKind = "setup"      // prepares; may use the network where `network: true`
	Service    StepKind = "service"    // stays up until the attempt ends
	Run        StepKind = "run"        // the work itself
	Probe      StepKind = "probe"      // exits 0 passed, 10 the tool does not do it
	Screenshot StepKind = "screenshot" // opens a page and keeps its picture and text
	Teardown   StepKind = "teardown"   // runs whatever happened before
)

// NotebookVariable is where a step with a notebook finds the program that
// executes it.
const NotebookVariable = "REPORT_NOTEBOOK"

// Step is one thing that an experiment does, in order.
type Step struct {
	ID         string        `json:"id"`
	Kind       StepKind      `json:"kind"`
	Notebook   string        `json:"notebook,omitempty"` // path of an .ipynb from the experiment's directory, which Command executes
	Command    []string      `json:"command,omitempty"`  // argv, no shell; ${NAME} expands from the step's environment
	Dir        string        `json:"dir,omitempty"`      // working directory, relative to the experiment's
	Env        []Variable    `json:"env,omitempty"`
	Timeout    time.Duration `json:"timeout"`            // of one repetition; 10 min unless said
	Retries    int           `json:"retries,omitempty"`  // further attempts when this step fails
	Repeat     int           `json:"repeat"`             // repetitions, 1 unless said
	Warmup     int           `json:"warmup,omitempty"`   // repetitions before those, not counted
	Timed      bool          `json:"timed,omitempty"`    // alone on the machine, load and throttling recorded
	Alone      bool          `json:"alone,omitempty"`    // alone on the machine, though none of its times matters
	Network    bool          `json:"network,omitempty"`  // beyond loopback, with the package clients' variables
	User       string        `json:"user,omitempty"`     // an unprivileged user
	Requires   []string      `json:"requires,omitempty"` // missing ones skip this step alone
	Keep       []string      `json:"keep,omitempty"`     // patterns below REPORT_OUT
	Stdout     string        `json:"stdout,omitempty"`   // file below REPORT_OUT that has the standard output too; cells only
	Ready      *Ready        `json:"ready,omitempty"`    // services only
	Screenshot *Shot         `json:"screenshot,omitempty"`
	Proves     string        `json:"proves,omitempty"` // probes: the capability in words
	Cites      string        `json:"cites,omitempty"`  // probes: the page or help text that documents it
	Pos        diag.Pos      `json:"-"`
}

// Ready says when a service is up: the first of Port, HTTP and Log that is set.
type Ready struct {
	Port    string        `json:"port,omitempty"` // a name from `ports`
	HTTP    string        `json:"http,omitempty"` // an address that answers below 400
	Log     string        `json:"log,omitempty"`  // a regular expression over the service's log lines
	Timeout time.Duration `json:"timeout"`        // 1 min unless said
}

// Shot is a picture of a page.
type Shot struct {
	URL      string   `json:"url"`
	WaitFor  string   `json:"wait_for,omitempty"` // CSS selector that must be visible
	Click    []string `json:"click,omitempty"`    // CSS selectors clicked in order before the picture
	Width    int      `json:"width"`              // CSS pixels, 1280 unless said
	Height   int      `json:"height"`             // CSS pixels, 800 unless said
	Theme    string   `json:"theme,omitempty"`    // light or dark
	FullPage bool     `json:"full_page,omitempty"`
}

// Params are the parameters under a profile, in the order of the file.
func (e *Experiment) Params(profile string) []Parameter {
	params := append([]Parameter(nil), e.Parameters...)
	for _, o := range e.Overrides {
		if o.Profile != profile {
			continue
		}
		for _, p := range o.Parameters {
			for i := range params {
				if params[i].Name == p.Name {
					params[i] = p
				}
			}
		}
	}
	return params
}

// Step returns the step with an ID, or nil.
func (e *Experiment) Step(id string) *Step {
	for i := range e.Steps {
		if e.Steps[i].ID == id {
			return &e.Steps[i]
		}
	}
	return nil
}
