package recall

import (
	"os"
	"path/filepath"
	"testing"
)

// Each time the pieces that are used are told, and of those the ones that were
// worked out anew.
func TestOnlyWhatChangedIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	for i, turn := range []struct {
		use  []string
		anew int
	}{
		{[]string{"a", "b", ""}, 3}, {[]string{"a", "b", ""}, 0}, {[]string{"a", "c"}, 1}, {[]string{"b", "c"}, 1},
	} {
		last, anew := In(dir).Last("test", "paper"), 0
		for _, piece := range turn.use {
			got := last.Made("twice", []byte(piece), func() string { anew++; return piece + piece })
			if got != piece+piece {
				t.Errorf("turn %d: %q became %q", i, piece, got)
			}
		}
		if last.Keep(); anew != turn.anew {
			t.Errorf("turn %d: %d pieces made anew, want %d", i, anew, turn.anew)
		}
	}
	if got := In(dir).Last("test", "paper").Made("thrice", []byte("b"), func() string { return "bbb" }); got != "bbb" {
		t.Errorf("another work gives %q", got)
	}
	if got := In("").Last("test", "paper").Made("twice", []byte("b"), func() string { return "made" }); got != "made" {
		t.Errorf("without a cache %q", got)
	}
}

func TestABrokenLastIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	made := func() string {
		last := In(dir).Last("test", "paper")
		defer last.Keep()
		return last.Made("twice", []byte("b"), func() string { return "bb" })
	}
	made()
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	if len(files) != 1 {
		t.Fatalf("%d files kept", len(files))
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-1] ^= 1
	if err := os.WriteFile(files[0], content, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := made(); got != "bb" {
		t.Errorf("a broken file gives %q", got)
	}
}
