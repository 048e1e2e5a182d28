package claim

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

var (
	lackingText = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`not run here[:,] requires ([a-z0-9][a-z0-9._-]*)|has not been run \(it requires ([^)]+)\)`)
	})
	notRunText = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:^|\(|; |: )([a-z0-9][a-z0-9._/-]*) has not been run\b`)
	})
)

// Causes are what is behind the reason for which a figure is missing, however
// many steps and points it names: capabilities that the machine lacks, and
// experiments that have not been run, each once and in the reason's order.
// Both are empty for a reason of another kind.
func Causes(reason string) (lacking, notRun []string) {
	add := func(to *[]string, name string) {
		if name != "" && !slices.Contains(*to, name) {
			*to = append(*to, name)
		}
	}
	for _, m := range lackingText().FindAllStringSubmatch(reason, -1) {
		add(&lacking, strings.TrimRight(m[1], ".")) // a sentence may end here
		for name := range strings.SplitSeq(m[2], ", ") {
			add(&lacking, name)
		}
	}
	for _, m := range notRunText().FindAllStringSubmatchIndex(reason, -1) {
		if !strings.HasPrefix(reason[m[1]:], " (it requires ") {
			add(&notRun, reason[m[2]:m[3]])
		}
	}
	return lacking, notRun
}
