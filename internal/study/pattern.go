package study

import (
	"path"
	"strings"
)

// validPattern reports whether each part of a pattern can be matched.
func validPattern(pattern string) bool {
	for part := range strings.SplitSeq(pattern, "/") {
		if _, err := path.Match(part, ""); err != nil {
			return false
		}
	}
	return true
}

// Fits reports whether a path is what a pattern names: * and ? stand for
// characters of a name, ** for any number of directories.
func Fits(pattern, name string) bool {
	return fits(strings.Split(pattern, "/"), strings.Split(name, "/"), false)
}

// Selects reports whether a path fits a pattern or lies below a directory that
// fits it, as `inputs:` and `reads:` have it.
func Selects(pattern, name string) bool {
	return fits(strings.Split(pattern, "/"), strings.Split(name, "/"), true)
}

// fits matches part by part; below lets parts be left over.
func fits(pattern, name []string, below bool) bool {
	switch {
	case len(pattern) == 0:
		return below || len(name) == 0
	case pattern[0] == "**":
		for i := range len(name) + 1 {
			if fits(pattern[1:], name[i:], below) {
				return true
			}
		}
		return false
	case len(name) == 0:
		return false
	}
	ok, _ := path.Match(pattern[0], name[0])
	return ok && fits(pattern[1:], name[1:], below)
}
