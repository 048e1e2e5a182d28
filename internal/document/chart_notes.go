package document

import (
	"slices"
	"strings"

	"report/internal/claim"
)

// fewNotes is how many footnotes a caption carries, one for each reason. Where
// there are more, one names the points instead.
const fewNotes = 3

// notes are the footnotes behind a chart's caption: why points are missing or
// stale.
func (m *chartMaker) notes() []Inline {
	reasons := map[claim.Status][]string{}
	all := 0
	for _, c := range m.doubtful {
		if !slices.Contains(reasons[c.Status], c.Reason) {
			reasons[c.Status] = append(reasons[c.Status], c.Reason)
			all++
		}
	}
	var refs []Inline
	told := map[claim.Status]bool{}
	for _, c := range m.doubtful {
		if all <= fewNotes || len(reasons[c.Status]) == 1 {
			refs = append(refs, m.figured(c)...)
		} else if !told[c.Status] {
			told[c.Status] = true
			refs = append(refs, m.reason(gatheredWords[c.Status]+m.gathered(c.Status))...)
		}
	}
	refs = slices.DeleteFunc(refs, func(i Inline) bool { _, note := i.(*NoteRef); return !note })
	number := func(i Inline) int { return i.(*NoteRef).Number }
	slices.SortFunc(refs, func(a, b Inline) int { return number(a) - number(b) })
	return slices.CompactFunc(refs, func(a, b Inline) bool { return number(a) == number(b) })
}

// gatheredWords begin a note of many points.
var gatheredWords = map[claim.Status]string{
	claim.Missing: "Not measured, or not in full: ", claim.Stale: "Stale: ", claim.Unsupported: "Does not hold: ",
}

// gathered names the points of a status, by series, and what is behind them.
func (m *chartMaker) gathered(status claim.Status) string {
	of := map[string]bool{}
	for _, c := range m.doubtful {
		if c.Status == status {
			of[c.ID] = true
		}
	}
	var parts []string
	for _, s := range m.chart.Series {
		var at []string
		for i, p := range s.Points {
			if of[p.Claim] && i < len(m.chart.Categories) {
				at = append(at, m.chart.Categories[i])
			}
		}
		switch {
		case len(at) == len(s.Points) && len(at) > 1:
			parts = append(parts, "all of "+s.Name)
		case len(at) > 0:
			parts = append(parts, s.Name+" in "+listed(at))
		}
	}
	return strings.TrimPrefix(strings.Join(parts, "; ")+m.causes(status), ". ")
}

// causes are the reasons of a status, once each, behind the names of the points:
// what the machine lacks and which experiments wait, and others in full.
func (m *chartMaker) causes(status claim.Status) string {
	var lacking, notRun, others []string
	for _, c := range m.doubtful {
		if c.Status != status {
			continue
		}
		lacks, waits := claim.Causes(c.Reason)
		if len(lacks)+len(waits) == 0 {
			others = append(others, c.Reason)
		}
		lacking, notRun = append(lacking, lacks...), append(notRun, waits...)
	}
	words := ""
	if once := unrepeated(lacking); len(once) > 0 {
		words += ". What is missing requires " + listed(once) + ", and was not run here"
	}
	if once := unrepeated(notRun); len(once) > 0 {
		words += ". Not yet run: " + listed(once)
	}
	if once := unrepeated(others); len(once) > 0 {
		words += " (" + strings.Join(once, "; ") + ")"
	}
	return words
}

// unrepeated drops what came before.
func unrepeated(names []string) []string {
	var once []string
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
