// Package run carries out one experiment in a clean directory and tells what
// happened: exit, timings, logs, screenshots, machine. A study.Experiment with
// everything it needs comes in, an Outcome in a staging directory goes out;
// redaction, digests and the place in evidence/ belong to the rooms below.
package run

import (
	"strings"
	"time"

	"report/internal/study"
)

// Status is how a run, an attempt or a step ended.
type Status string

// The ways to end. A step that was not reached has no record; one whose
// requirement this machine lacks is NotRun and says so in Reason.
const (
	Succeeded   Status = "succeeded"
	Failed      Status = "failed"
	TimedOut    Status = "timed out"
	Interrupted Status = "interrupted"
	NotRun      Status = "not run here"
	Refused     Status = "refused" // a probe that exited 10: the tool does not do it
)

// Outcome is all that a run left, with its files in Dir. It is also the
// journal: written to Dir after every step, so that a killed runner's run can
// be kept as interrupted.
type Outcome struct {
	Schema     string            `json:"schema"` // report/outcome/1
	Experiment string            `json:"experiment"`
	Name       string            `json:"run"` // 20261123T141300Z-standard-1a2b3c4d
	Profile    string            `json:"profile"`
	Parameters []study.Parameter `json:"parameters,omitempty"`
	Seed       int64             `json:"seed"`
	Status     Status            `json:"status"`
	Failure    *Failure          `json:"failure,omitempty"`
	Started    time.Time         `json:"started"`
	Finished   time.Time         `json:"finished"`
	Attempts   []Attempt         `json:"attempts"`
	Machine    Machine           `json:"machine"`
	Isolation  Isolation         `json:"isolation"`
	Tools      map[string]string `json:"tools,omitempty"` // interpreter, uv, browser: version as printed

	// Now is the step under way when the journal was last written, and Written
	// the time of that: what a killed runner's successor goes by.
	Now     string    `json:"now,omitempty"`
	Written time.Time `json:"written,omitzero"`

	Dir string `json:"-"` // staging directory
	// Roots are the directories whose paths must not be kept, by the name that
	// takes their place: WORK, HOME, TMP, ENV, DATA, CACHE, REPO. A name may
	// carry a suffix after a dash where it stands for several.
	Roots map[string]string `json:"-"`
	// Work is where the last attempt's directories were left, "" when removed.
	Work string `json:"-"`
}

// Failure says which step ended a run and why, in one sentence.
type Failure struct {
	Attempt int    `json:"attempt"`
	Step    string `json:"step"`
	Reason  string `json:"reason"`
	Log     string `json:"log,omitempty"` // path of the log below Dir
}

// Said is what a reason says without its hint, which is for whoever can mend it.
func Said(reason string) string {
	said, _, _ := strings.Cut(reason, "\nhint: ")
	return said
}

// Attempt is one try at all the steps, in one work directory and HOME.
type Attempt struct {
	Number   int       `json:"number"` // from 1
	Status   Status    `json:"status"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished,omitzero"`
	Steps    []Record  `json:"steps"`
}

// Record is one repetition of one step: what timings.json lists.
type Record struct {
	Step       string         `json:"step"`
	Kind       study.StepKind `json:"kind"`
	Repetition int            `json:"repetition"` // from 1
	Warmup     bool           `json:"warmup,omitempty"`
	Status     Status         `json:"status"`
	Exit       *int           `json:"exit,omitempty"`
	Signal     string         `json:"signal,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	Started    time.Time      `json:"started"`
	Wall       float64        `json:"wall_seconds"`
	CPUUser    float64        `json:"cpu_user_seconds"`
	CPUSystem  float64        `json:"cpu_system_seconds"`
	// PeakMemory is of all the step's processes together where a cgroup counts
	// it (page cache included), else MaxRSS, that of the largest process.
	PeakMemory int64 `json:"peak_memory_bytes,omitempty"`
	MaxRSS     int64 `json:"max_rss_bytes,omitempty"`
	// MemoryFrom and CPUFrom name the kernel's counter: cgroup-v2, cgroup-v1 or rusage.
	MemoryFrom string   `json:"memory_from,omitempty"`
	CPUFrom    string   `json:"cpu_from,omitempty"`
	Timed      *Quiet   `json:"timed,omitempty"`
	Log        string   `json:"log,omitempty"`           // path below the run's directory
	LogCut     int64    `json:"log_cut_bytes,omitempty"` // taken out of the middle of the log
	Files      []string `json:"files,omitempty"`         // screenshots, texts, kept files
	Metrics    int      `json:"metrics,omitempty"`       // how many it appended
	Ready      float64  `json:"ready_seconds,omitempty"` // services: until they answered
}

// Quiet is what else went on during a timed step.
type Quiet struct {
	LoadBefore   float64 `json:"load_before"` // 1-minute average
	LoadAfter    float64 `json:"load_after"`
	SwapInPages  int64   `json:"swap_in_pages"`
	SwapOutPages int64   `json:"swap_out_pages"`
	Throttled    float64 `json:"throttled_seconds"`
	StealSeconds float64 `json:"steal_seconds"`
}

// Machine is what ran it. Neither host nor user name is kept.
type Machine struct {
	CPU         string `json:"cpu"`
	Cores       int    `json:"cores"`
	MemoryBytes int64  `json:"memory_bytes"`
	Kernel      string `json:"kernel"`
	OS          string `json:"os"`
	Arch        string `json:"arch"`
}

// Isolation is the strongest that the machine allowed.
type Isolation struct {
	Processes string `json:"processes"`        // pid-namespace, subreaper or process-group
	Network   string `json:"network"`          // namespace (loopback only) or open
	Cgroup    string `json:"cgroup"`           // v2, hybrid, v1 or none
	Limits    string `json:"limits,omitempty"` // why something stronger was not to be had
}

// Metric is one line that a step appended to $REPORT_METRICS, with where it
// came from: what metrics.json lists.
type Metric struct {
	Name       string            `json:"name"`
	Value      Number            `json:"value"`
	Unit       string            `json:"unit,omitempty"`
	Step       *int64            `json:"step,omitempty"` // the tool's own step: epoch, batch
	Labels     map[string]string `json:"labels,omitempty"`
	From       string            `json:"from"`       // the experiment's step
	Repetition int               `json:"repetition"` // from 1
}

// Number is a finite decimal, kept as it was written so that 0.8937 stays
// 0.8937; it marshals as a JSON number.
type Number string

// MarshalJSON writes the number as it was read.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// UnmarshalJSON keeps the number's own digits.
func (n *Number) UnmarshalJSON(b []byte) error {
	*n = Number(b)
	return nil
}
