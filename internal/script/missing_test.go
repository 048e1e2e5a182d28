package script

import (
	"errors"
	"testing"
	"testing/fstest"
)

// A binary that was built without its scripts says so instead of drawing nothing.
func TestScriptMissingIsSaid(t *testing.T) {
	e := New("", nil)
	e.built = fstest.MapFS{}
	for _, b := range []Bundle{Charts, Formulas} {
		if got, err := e.Call(b, "draw", "{}"); !errors.Is(err, ErrNotBuilt) || got != "" {
			t.Errorf("%s gives %q, %v, not ErrNotBuilt", b, got, err)
		}
	}
}
