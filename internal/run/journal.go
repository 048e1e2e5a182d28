package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// The names of what a run writes about itself into its staging directory. The
// journal is for a killed runner's successor and no evidence.
const (
	JournalName = "outcome.json"
	TimingsName = "timings.json"
	MetricsName = "metrics.json"

	journalSchema = "report/outcome/1"
	timingsSchema = "report/timings/1"
	metricsSchema = "report/metrics/1"
)

// journal is an Outcome with what redaction needs to know about the run.
type journal struct {
	*Outcome
	Roots map[string]string `json:"roots,omitempty"`
}

// Timings is the file timings.json: every attempt's records in order.
type Timings struct {
	Schema  string   `json:"schema"`
	Records []Record `json:"records"`
}

// Metrics is the file metrics.json.
type Metrics struct {
	Schema  string   `json:"schema"`
	Metrics []Metric `json:"metrics"`
}

// writeJournal puts the outcome so far where a successor finds it. It replaces
// the file in one step but does not wait for the disk: a machine that loses
// power loses the run, a killed runner does not.
func (o *Outcome) writeJournal() error {
	return writeJSON(filepath.Join(o.Dir, JournalName), journal{o, o.Roots})
}

// ReadJournal reads what a runner that is gone had written to a staging
// directory, as an interrupted run. It completes timings.json.
func ReadJournal(dir string) (*Outcome, error) {
	b, err := os.ReadFile(filepath.Join(dir, JournalName))
	if err != nil {
		return nil, err
	}
	j := journal{Outcome: &Outcome{}}
	if err := json.Unmarshal(b, &j); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, JournalName), err)
	}
	o := j.Outcome
	if o.Schema != journalSchema {
		return nil, fmt.Errorf("%s: schema %q is not %q", filepath.Join(dir, JournalName), o.Schema, journalSchema)
	}
	o.Dir, o.Roots = dir, j.Roots
	if o.Status == "" {
		o.Status = Interrupted
		o.Failure = &Failure{Attempt: max(len(o.Attempts), 1), Step: o.Now, Reason: "the runner was killed"}
	}
	for i := range o.Attempts {
		if a := &o.Attempts[i]; a.Status == "" {
			a.Status, a.Finished = Interrupted, o.Written
		}
	}
	if o.Finished.IsZero() {
		o.Finished = o.Written
	}
	if err := o.writeTimings(); err != nil {
		return nil, err
	}
	return o, nil
}

// writeTimings writes timings.json from the attempts.
func (o *Outcome) writeTimings() error {
	t := Timings{Schema: timingsSchema, Records: []Record{}}
	for _, a := range o.Attempts {
		t.Records = append(t.Records, a.Steps...)
	}
	return writeJSON(filepath.Join(o.Dir, TimingsName), t)
}

func writeMetrics(dir string, metrics []Metric) error {
	if metrics == nil {
		metrics = []Metric{}
	}
	return writeJSON(filepath.Join(dir, MetricsName), Metrics{metricsSchema, metrics})
}

// writeJSON replaces a file in one step. Arrays of records are a line a field,
// so that a reader can point at a line.
func writeJSON(path string, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, b.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
