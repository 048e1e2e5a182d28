package main

import (
	"os"
	"os/exec"
	"testing"

	"report/internal/need"
)

// TestScenarios runs the tests of the Python modules that the experiments of
// the first study share: what they count becomes points.
func TestScenarios(t *testing.T) {
	python := need.Program(t, "python3", "python3")
	cmd := exec.Command(python, "-m", "unittest", "discover", "-s", "scenarios/tests", "-t", ".")
	cmd.Dir = "../../experiments"
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
