package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"report/internal/pin"
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
	content, err := os.ReadFile(filepath.Join(staging, PinsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var b begun
	if err := json.Unmarshal(content, &b); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(staging, PinsName), err)
	}
	if b.Schema != begunSchema || b.Pins == nil {
		return nil, fmt.Errorf("%s: schema %q is not %q", filepath.Join(staging, PinsName), b.Schema, begunSchema)
	}
	return &Keeping{Pins: b.Pins, Code: b.Code, Rules: b.Rules, Command: b.Command, Aside: b.Aside}, nil
}
