package run

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"report/internal/plainfile"
)

// The names of what a run writes about itself into its staging directory. The
// journal is for a killed runner's successor and no evidence.
const (
	JournalName = "outcome.json"
	MetricsName = "metrics.json"

	journalSchema = "report/outcome/1"
	metricsSchema = "report/metrics/1"
)

// journal is an Outcome with what redaction needs to know about the run.
type journal struct {
	*Outcome
	Roots map[string]string `json:"roots,omitempty"`
}

// Metrics is the file metrics.json.
type Metrics struct {
	Schema  string   `json:"schema"`
	Metrics []Metric `json:"metrics"`
}

// mostJournal is from which size on, in bytes, a journal begins anew.
const mostJournal = 1 << 20

// writeJournal puts the outcome so far where a successor finds it: a line more,
// of which the last whole one counts. It does not wait for the disk: a machine
// that loses power loses the run, a killed runner does not.
func (o *Outcome) writeJournal() error {
	line, err := o.journalLine()
	if err != nil {
		return err
	}
	path := filepath.Join(o.Dir, JournalName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if size, err := f.Seek(0, io.SeekEnd); err == nil && size > mostJournal {
		f.Close()
		return replace(path, line)
	}
	_, err = f.Write(line)
	return errors.Join(err, f.Close())
}

func (o *Outcome) journalLine() ([]byte, error) {
	b, err := json.Marshal(journal{o, o.Roots})
	return append(b, '\n'), err
}

// ReadJournal reads what a runner that is gone had written to a staging
// directory, as an interrupted run. The error is fs.ErrNotExist where the run
// had not begun: its first line is written whole before anything is done.
func ReadJournal(dir string) (*Outcome, error) {
	b, err := plainfile.ReadFile(filepath.Join(dir, JournalName))
	if err != nil {
		return nil, err
	}
	line := lastWhole(b)
	if line == nil {
		return nil, fmt.Errorf("%s has no whole line: %w", JournalName, fs.ErrNotExist)
	}
	j := journal{Outcome: &Outcome{}}
	if err := json.Unmarshal(line, &j); err != nil {
		return nil, fmt.Errorf("%s: %w", JournalName, err)
	}
	o := j.Outcome
	if o.Schema != journalSchema {
		return nil, fmt.Errorf("%s: schema %q is not %q", JournalName, o.Schema, journalSchema)
	}
	o.Dir, o.Roots = dir, j.Roots
	if o.Status == "" {
		o.Status = Interrupted
		o.Failure = &Failure{Attempt: max(len(o.Attempts), 1), Step: o.Now, Reason: "the runner stopped without an end: it was killed, or its disk was full"}
	}
	for i := range o.Attempts {
		if a := &o.Attempts[i]; a.Status == "" {
			a.Status, a.Finished = Interrupted, o.Written
		}
	}
	if o.Finished.IsZero() {
		o.Finished = o.Written
	}
	return o, nil
}

// lastWhole is the last line that has an end, nil where none has one.
func lastWhole(lines []byte) []byte {
	end := bytes.LastIndexByte(lines, '\n')
	if end < 0 {
		return nil
	}
	return lines[bytes.LastIndexByte(lines[:end], '\n')+1 : end]
}

// Stopped says in the journal of a run that could not go on why, for the
// successor that keeps it.
func Stopped(dir string, why error) error {
	o, err := ReadJournal(dir)
	if err != nil {
		return err
	}
	var pe *fs.PathError
	var no syscall.Errno
	switch { // of which file, and what helps, is this machine's affair
	case errors.As(why, &pe):
		why = pe.Err
	case errors.As(why, &no):
		why = no
	}
	if o.Failure == nil {
		o.Failure = &Failure{Attempt: max(len(o.Attempts), 1), Step: o.Now}
	}
	o.Status, o.Failure.Reason = Interrupted, "the runner could not go on: "+why.Error()
	line, err := o.journalLine()
	if err != nil {
		return err
	}
	return replace(filepath.Join(dir, JournalName), line) // its last line may lack its end
}

// writeMetrics writes metrics.json, unless there is nothing to write.
func writeMetrics(dir string, metrics []Metric) error {
	if len(metrics) == 0 {
		return nil
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
	return replace(path, b.Bytes())
}

// replace puts a file's new content in place in one step.
func replace(path string, content []byte) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, content, 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
