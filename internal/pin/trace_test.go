package pin

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// An answer that rests on another one, which was given anew because of a change
// in the meantime, may be made from what was there before.
func TestTraceSeesThatTheAnswerBelowIsNewer(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	root := t.TempDir()
	file := filepath.Join(root, "a")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	below := func() {
		trace := NewTrace(root)
		if _, err := trace.ReadFile("a", file); err != nil {
			t.Fatal(err)
		}
		trace.Remember("below", nil)
	}
	write("old")
	time.Sleep(2 * coarse)
	below()
	trace := NewTrace(root)
	if !trace.Rest("below") || !trace.Still() {
		t.Error("nothing changed, and it is said to have")
	}
	write("new")
	below()
	trace.Rest("below")
	if trace.Still() {
		t.Error("the answer below is made from newer files, and that is not seen")
	}
}
