package claim

import (
	"slices"
	"strings"
	"unicode"
)

// thing is what was measured and is no tool: a scenario, an experiment, or what
// a metric's label tells apart, such as a model. Its name is in
// lower case.
type thing struct{ id, name string }

// thingNames are the things that the study and its newest runs name, the longest
// first. Labels that are plain words, as a text has them anyway, are none.
func (e *Env) thingNames() []thing {
	var out []thing
	seen := map[thing]bool{}
	add := func(id, name string) {
		name = strings.ToLower(name)
		if t := (thing{id, name}); len(name) > 1 && !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	for _, s := range e.in.Study.Scenarios {
		add(s.ID, s.ID)
		add(s.ID, s.Name)
	}
	for _, x := range e.in.Study.Experiments {
		if strings.ContainsAny(x.ID, "-_/") {
			add(x.ID, x.ID)
		}
		reading, err := e.in.Readings.Reading(x.ID)
		if err != nil || reading == nil { // what asks for its figures says so
			continue
		}
		for _, m := range reading.Metrics {
			for _, value := range m.Labels {
				if aName(value) && e.tools[value] == nil {
					add(value, value)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b thing) int {
		if len(a.name) != len(b.name) {
			return len(b.name) - len(a.name)
		}
		return strings.Compare(a.name+a.id, b.name+b.id)
	})
	return out
}

// aName tells SimpleNN and cnn_2 from a plain word or number.
func aName(label string) bool {
	return strings.IndexFunc(label, unicode.IsLetter) == 0 && !strings.ContainsAny(label, " /") &&
		strings.IndexFunc(label[1:], func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) || r == '_' }) >= 0
}

// thingsIn are the IDs of the things that a text names as whole words, whatever
// their case, the longer name where two overlap.
func (e *Env) thingsIn(text string) []string {
	lower := strings.ToLower(text)
	var ids []string
	var taken [][2]int
	for _, t := range e.things() {
		at := wordsAt(lower, t.name)
		if at < 0 || within([]int{at, at + len(t.name)}, taken) {
			continue
		}
		taken = append(taken, [2]int{at, at + len(t.name)})
		if !slices.Contains(ids, t.id) {
			ids = append(ids, t.id)
		}
	}
	return ids
}
