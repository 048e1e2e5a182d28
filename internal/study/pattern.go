package study

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// ValidPattern reports whether a pattern can be matched.
func ValidPattern(pattern string) bool { return doublestar.ValidatePattern(pattern) }

// IsPattern reports whether a path has signs that stand for others.
func IsPattern(path string) bool { return strings.ContainsAny(path, "*?[{") }

// Fits reports whether a path is what a pattern names: * and ? stand for
// characters of a name, ** for any number of directories, {a,b} for either.
func Fits(pattern, name string) bool {
	ok, _ := doublestar.Match(pattern, name)
	return ok
}

// Selects reports whether a path fits a pattern or lies below a directory that
// fits it, as `inputs:` and `reads:` have it.
func Selects(pattern, name string) bool {
	return Fits(pattern, name) || Fits(pattern+"/**", name)
}
