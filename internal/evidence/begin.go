package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"report/internal/pin"
	"report/internal/plainfile"
	"report/internal/run"
)

// PinsName is the file in a staging directory that remembers what a run was
// pinned to, for the case that its runner does not live to keep it.
const PinsName = "pins.json"

// begun is PinsName as JSON.
type begun struct {
	Schema  string    `json:"schema"`
	Pins    *pin.Pins `json:"pins"`
	Code    pin.Code  `json:"code"`
	Rules   pin.Rules `json:"rules"`
	Command []string  `json:"command,omitempty"`
	Aside   bool      `json:"aside,omitempty"`
}

const begunSchema = "report/pins/1"

// Begin writes what a run is pinned to into its staging directory, before it
// starts. Outcome and Redactor need not be there yet.
func Begin(staging string, k Keeping) error {
	content, err := json.Marshal(begun{begunSchema, k.Pins, k.Code, k.Rules, k.Command, k.Aside})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(staging, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(staging, PinsName), content, 0o644)
}

// Begun reads what Begin wrote, for a run whose runner is gone; with its
// outcome and a redactor it can be kept. It is nil without an error where the
// runner had not come so far.
func Begun(staging string) (*Keeping, error) {
	content, err := plainfile.ReadFile(filepath.Join(staging, PinsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var b begun
	if err := json.Unmarshal(content, &b); err != nil {
		return nil, fmt.Errorf("%s: %w", PinsName, err)
	}
	if b.Schema != begunSchema || b.Pins == nil {
		return nil, fmt.Errorf("%s: schema %q is not %q", PinsName, b.Schema, begunSchema)
	}
	return &Keeping{Pins: b.Pins, Code: b.Code, Rules: b.Rules, Command: b.Command, Aside: b.Aside}, nil
}

// KeptAs is the run that an outcome was kept as already, nil where it was not: its
// runner was killed after the run had come to its place and before the staging
// directory was gone.
func (s *Store) KeptAs(o *run.Outcome) (*Run, error) {
	places, err := s.places(o.Experiment, o.Profile)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		r, err := s.load(p.shelf, o.Experiment, p.run)
		if err == nil && r.Started.Equal(o.Started) { // by the nanosecond
			return r, nil
		}
	}
	return nil, nil
}

// Clear removes what runners that were killed while they kept a run had written
// of it so far. Nobody else may be keeping runs.
func (s *Store) Clear() error {
	scratch := s.shelf(keepDir)
	left, err := os.ReadDir(scratch)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, d := range left {
		err = errors.Join(err, os.RemoveAll(filepath.Join(scratch, d.Name())))
	}
	return err
}
