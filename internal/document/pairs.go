package document

import (
	"report/internal/score"
	"report/internal/study"
)

// pairTable compares all pairs of tools of which an experiment took a metric
// block by block: the median paired difference with its interval, the p of the
// test over all pairs together, and what it says.
//
//	```{table #tbl-overhead-pairs}
//	pairs: overhead-times
//	name: run_added_seconds
//	```
func (f *fenced) pairTable(t *Table, experiment *value) {
	name := f.options().get("name")
	e := f.env.Study.Experiment(experiment.text.String())
	if e == nil || name == nil {
		f.failHere("pairs: EXPERIMENT with name: METRIC", "this {table} does not say which metric of which experiment it compares")
		return
	}
	metric := name.text.String()
	pairs, missing, err := score.PairsToTest(score.Query{Source: study.Source{Experiment: e.ID, Metric: metric}}, "tool", f.env.Readings)
	if err != nil {
		f.failHere("", "%v", err)
		return
	}
	t.Columns = []Column{{Left}, {Left}, {Left}, {Decimal}}
	t.Head = [][]Cell{{{Text: plainly("Pair")}, {Text: plainly("Difference")}, {Text: plainly("The first is")}, {Text: plainly("p")}}}
	t.Body = [][]Cell{}
	if missing != "" {
		t.Notes = append(t.Notes, plainly("Not measured: "+missing+"."))
		return
	}
	names := map[string]string{}
	for _, tool := range f.env.Study.Tools {
		names[tool.ID] = nameOr(tool.Name, tool.ID)
	}
	for _, p := range pairs {
		row := []Cell{{Text: plainly(nameOr(names[p.A], p.A) + " and " + nameOr(names[p.B], p.B)), Head: true}}
		for _, of := range []string{"difference", "words", "p"} {
			row = append(row, f.cell(f.env.Claims.Pair(e.ID, metric, p.A, p.B, of, f.pos)))
		}
		row[2].Text = append(row[2].Text, plainly(" the second")...)
		t.Body = append(t.Body, row)
	}
	t.Notes = append(t.Notes, plainly("Difference: median over the blocks of the first less the second, with its 95% bootstrap interval or, of fewer than six blocks, the range. p: exact Wilcoxon signed-rank test, corrected by Holm over the pairs of the table; told apart where it is below 0.05."))
}
