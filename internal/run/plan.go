package run

import (
	"context"
	"io"
	"time"

	"report/internal/digest"
	"report/internal/study"
)

// Plan is all that Do needs to carry out one run of one experiment.
type Plan struct {
	Experiment *study.Experiment
	Name       string // the run's: 20261123T141300Z-standard-1a2b3c4d
	Profile    string
	Root       string  // the study's directory
	Inputs     []Input // what the work directory holds; nothing else is there
	Staging    string  // the run's directory until evidence has kept it; made by Do
	Scratch    string  // where work directories are made and removed
	// Prepare brings the environment and the data; nil needs none. What it
	// writes to log is kept as environment.log when it did something or failed.
	Prepare func(ctx context.Context, log io.Writer) (*Prepared, error)
	Secrets []string // NAME=VALUE, passed through to every step
	// Has says whether this machine has a capability, and why not.
	Has func(ctx context.Context, capability string) (bool, string)
	// Given are the variables of the caller, NAME=VALUE, that a step gets which
	// requires a capability.
	Given func(capability string) []string
	// Redact makes the function that is applied to a page's texts before its
	// picture is taken, from the roots of the Outcome.
	Redact   func(roots map[string]string) func(string) string
	KeepWork bool
	// Later takes what ends a run once its files are kept, to be called last
	// first: the removal of its directories, which nobody waits for, and giving
	// the machine back, so that nothing is kept beside a timed run; nil does
	// both at once.
	Later func(end func() error)
	Quiet string // path of the lock by which timed runs are alone on the machine; "" takes none
	// Turn is called before a run waits to have the machine to itself, and comes
	// back when nothing else is left to begin that does not want that too; it
	// calls told where that is not at once. nil waits for the lock alone.
	Turn     func(ctx context.Context, told func()) error
	LogLimit int64 // bytes of one log that are kept; 0 is DefaultLogLimit
	Events   func(Event)
}

// Input is a file of the study that a run may see, with the digest that its
// key was made from. A zero digest is not checked.
type Input struct {
	Path   string // relative to the study's root, with forward slashes
	SHA256 digest.SHA256
	// Open gives the content where it is not a file of the study: the code of a
	// cell, or what another run left.
	Open func() (io.ReadCloser, error)
}

// Prepared is an environment and data sets ready for use.
type Prepared struct {
	Bin     []string          // directories that come first on PATH
	Env     []string          // NAME=VALUE that the environment needs
	Path    string            // the rest of PATH; "" is the system's usual directories
	Data    map[string]string // data set ID → absolute path
	Clients []string          // NAME=VALUE of package clients, for steps with `network: true`
	Tools   map[string]string // interpreter, uv: version as printed
	Roots   map[string]string // names that redaction gives to directories: ENV, DATA, CACHE
	Did     bool              // something was built or fetched, so that its log is worth keeping
}

// Name is how a run is called: its UTC start, its profile and the start of its
// key.
func Name(start time.Time, profile string, key digest.SHA256) string {
	return start.UTC().Format("20060102T150405Z") + "-" + profile + "-" + key.Short()
}

// EventType says what an Event tells.
type EventType string

// The events of a run, in the order they can come.
const (
	RunStarted   EventType = "run-started"
	Waiting      EventType = "waiting"
	StepStarted  EventType = "step-started"
	ServiceReady EventType = "service-ready"
	StepFinished EventType = "step-finished"
	Retrying     EventType = "retrying"
	RunFinished  EventType = "run-finished"
)

// Event is something that happened in a run, for progress and `--json`.
type Event struct {
	Type       EventType      `json:"event"`
	Experiment string         `json:"experiment"`
	Run        string         `json:"run,omitempty"`
	Attempt    int            `json:"attempt,omitempty"`
	Step       string         `json:"step,omitempty"`
	Kind       study.StepKind `json:"kind,omitempty"`
	Repetition int            `json:"repetition,omitempty"`
	Of         int            `json:"of,omitempty"` // how many repetitions there will be
	Status     Status         `json:"status,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	Wall       float64        `json:"wall_seconds,omitempty"`
	Tail       []string       `json:"tail,omitempty"` // a failed step's last lines
	At         time.Time      `json:"at"`
}

// The kinds of record that no step stands for: what Prepare did.
const (
	preparing = "environment"

	environmentKind study.StepKind = "environment"
)

// DefaultLogLimit is how much of one log is kept: its head and its tail.
const DefaultLogLimit = 8 << 20

// tailLines is how many lines of a failed step are shown.
const tailLines = 20
