package run

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVariablesOfEarlierStepsAreReadWithinBounds: a step that floods $REPORT_ENV
// fails in words, and does not fill the memory.
func TestVariablesOfEarlierStepsAreReadWithinBounds(t *testing.T) {
	name := filepath.Join(t.TempDir(), "env")
	if got, err := readEnv(name); err != nil || len(got) > 0 {
		t.Errorf("nobody appended anything: %v, %v", got, err)
	}
	write := func(content string) {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("PORT=1\nPORT=2\n")
	if got, err := readEnv(name); err != nil || got["PORT"] != "2" {
		t.Errorf("the last value counts: %v, %v", got, err)
	}
	write(strings.Repeat("A=x\n", mostEnv/4+1))
	if _, err := readEnv(name); err == nil || !strings.Contains(err.Error(), "$REPORT_ENV has more than 1048576 bytes") {
		t.Errorf("a flood: %v", err)
	}
	if _, err := readEnv(filepath.Dir(name)); err == nil || strings.Contains(err.Error(), filepath.Dir(name)) {
		t.Errorf("a directory: %v", err)
	}
}
