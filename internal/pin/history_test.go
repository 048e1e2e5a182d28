package pin

import (
	"slices"
	"testing"
)

// A commit that was written anew is in no clone; where the history is cut, or
// there is none, nothing can be said.
func TestLostCommits(t *testing.T) {
	s, _ := committed(t, ".")
	before := gitDo(t, s.Root, "rev-parse", "HEAD")
	lost := func(root string) []string {
		t.Helper()
		p := &Pinner{root: root}
		list, err := p.Lost([]string{before})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	gitDo(t, s.Root, "commit", "-q", "--allow-empty", "-m", "second")
	if list := lost(s.Root); len(list) > 0 {
		t.Errorf("lost %v, though HEAD descends from it", list)
	}
	gitDo(t, s.Root, "checkout", "-q", "--orphan", "other")
	gitDo(t, s.Root, "commit", "-q", "-m", "the same from nothing")
	if list := lost(s.Root); !slices.Equal(list, []string{before}) {
		t.Errorf("lost %v, not %s", list, before)
	}
	gitDo(t, s.Root, "commit", "-q", "--allow-empty", "-m", "one more")
	shallow := t.TempDir()
	gitDo(t, shallow, "clone", "-q", "--depth", "1", "file://"+s.Root, "clone")
	for _, root := range []string{shallow + "/clone", t.TempDir()} {
		if list := lost(root); list != nil {
			t.Errorf("%s: lost %v", root, list)
		}
	}
}
