package study

import "testing"

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		fits, selects bool
	}{
		{"a/*.py", "a/b.py", true, true}, {"a/*.py", "a/b/c.py", false, false}, {"a/**", "a/b/c.py", true, true},
		{"a/**/*.py", "a/c.py", true, true}, {"a/**/*.py", "a/b/d/c.py", true, true}, {"a/**/*.py", "a/b/c.txt", false, false},
		{"a/*", "a/b/c.py", false, true}, {"**/c.py", "c.py", true, true}, {"**/c.py", "a/b/c.py", true, true}, {"a/?.py", "a/bb.py", false, false},
		{"a", "a/b", false, true}, {"a/b", "a", false, false}, {"**", "a", true, true}, {"a/**", "a", true, true}, {"[ab]/*", "b/c", true, true},
		{"a/{b,c}.py", "a/c.py", true, true}, {"a/{b,c}", "a/d", false, false}, {"{a,b}/*.py", "b/x/c.py", false, false},
	} {
		if got := Fits(c.pattern, c.name); got != c.fits {
			t.Errorf("%s fits %s: %v", c.name, c.pattern, got)
		}
		if got := Selects(c.pattern, c.name); got != c.selects {
			t.Errorf("%s selects %s: %v", c.pattern, c.name, got)
		}
	}
}
