package score

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/study"
)

// Query is a source with the two filters that only prose needs.
type Query struct {
	study.Source
	At         *int64 // the tool's own step (epoch, batch) that the metric must carry
	Repetition int    // of the experiment's step; 0 takes all
}

// Sample is one measured value and the place it stands at.
type Sample struct {
	Value *big.Rat
	Refs  []evidence.Ref
}

// Finding is what a query found.
type Finding struct {
	Value    *big.Rat // nil where there is none
	Unit     string
	Samples  []Sample       // all that matched, in the order of the file
	Evidence []evidence.Ref // of the samples that decide Value
	Take     string         // the aggregation that made Value
	Run      string
	Missing  string // why there is no value, in prose
	Stale    string // why the run is not the one the study now asks for
	// Unknown is set when a successful run is there and holds nothing of that
	// name: for a rule a gap, for a sentence a slip of the pen. Known are the
	// names it does hold.
	Unknown bool
	Known   []string
}

// Passed reports whether a probe's finding says that the tool does it.
func (f Finding) Passed() bool { return f.Value != nil && f.Value.Sign() > 0 }

// interval is what the value may be by its samples: around a median its
// interval, around a mean the samples' range, else the value alone.
func (f Finding) interval() Span {
	if len(f.Samples) > 1 {
		switch f.Take {
		case "median":
			low, high, _ := Interval(f.Values())
			return Span{low, high}
		case "mean":
			values := f.Values()
			return Span{slices.MinFunc(values, (*big.Rat).Cmp), slices.MaxFunc(values, (*big.Rat).Cmp)}
		}
	}
	return Span{f.Value, f.Value}
}

// Find looks a query up in the readings. A probe's value is 1 or 0.
func Find(q Query, readings Readings) (Finding, error) {
	r, err := readings.Reading(q.Experiment)
	if err != nil {
		return Finding{}, err
	}
	f := Finding{Run: r.Run, Missing: r.Missing, Stale: r.Stale, Take: q.Take}
	if r.Missing != "" {
		return f, nil
	}
	switch {
	case q.Probe != "":
		f.probe(q, r)
	case q.Timing != "":
		err = f.timing(q, r)
	default:
		err = f.metric(q, r)
	}
	if err != nil || f.Missing != "" {
		return f, err
	}
	return f, f.aggregate()
}

// notRun explains a step without a value by how it ended, if that is why.
func (f *Finding) notRun(r *Reading, step string) bool {
	s := r.Step(step)
	if s == nil || s.Status == run.Succeeded || s.Status == run.Refused {
		return false
	}
	f.Missing = fmt.Sprintf("step %s of %s: %s", step, r.Experiment, s.Status)
	reason := run.Said(s.Reason)
	if s.Status == run.NotRun {
		// What the machine said when it was asked is for status and doctor.
		reason, _, _ = strings.Cut(reason, ": ")
	}
	if reason != "" {
		f.Missing += ": " + reason
	}
	return true
}

func (f *Finding) unknown(known []string, format string, args ...any) {
	f.Unknown, f.Known = true, slices.Compact(slices.Sorted(slices.Values(known)))
	f.Missing = fmt.Sprintf(format, args...)
}

// probe finds 1 for a probe that passed and 0 for one that did not.
func (f *Finding) probe(q Query, r *Reading) {
	f.Take = "last"
	step := r.Step(q.Probe)
	if step == nil {
		var known []string
		for _, s := range r.Manifest.Steps {
			if s.Kind == study.Probe {
				known = append(known, s.ID)
			}
		}
		f.unknown(known, "the run of %s has no probe %q", q.Experiment, q.Probe)
		return
	}
	if f.notRun(r, q.Probe) {
		return
	}
	value := big.NewRat(0, 1)
	if step.Status == run.Succeeded {
		value = big.NewRat(1, 1)
	}
	f.Samples = []Sample{{Value: value, Refs: probeRefs(r, step)}}
}

// probeRefs are the exit code of the probe, which decides, and its log.
func probeRefs(r *Reading, step *evidence.StepSummary) []evidence.Ref {
	var refs []evidence.Ref
	for i, record := range r.Timings {
		if record.Step == step.ID && !Earlier(record) && record.Status == step.Status {
			refs = append(refs, r.Ref(evidence.TimingsName, pointer("records", i, "status")))
			break
		}
	}
	if step.Log != "" {
		refs = append(refs, evidence.Ref{Experiment: r.Experiment, Run: r.Run, Path: step.Log})
	}
	return refs
}

// Earlier reports whether a record is of an attempt that was tried again: its
// files lie below attempt-N/.
func Earlier(record run.Record) bool { return strings.HasPrefix(record.Log, "attempt-") }

func pointer(list string, index int, field string) string {
	return "/" + list + "/" + strconv.Itoa(index) + "/" + field
}

// TimingFields are the names that a timing can be asked by.
var TimingFields = []string{"wall", "cpu", "memory"}

// timing finds a step's times or memory, one sample for each repetition that counts:
// seconds or bytes, the median unless said otherwise.
func (f *Finding) timing(q Query, r *Reading) error {
	if f.Take == "" {
		f.Take = "median"
	}
	var steps []string
	for i, record := range r.Timings {
		steps = append(steps, record.Step)
		if record.Step != q.Step || record.Warmup || Earlier(record) || record.Status != run.Succeeded {
			continue
		}
		if q.Repetition != 0 && record.Repetition != q.Repetition {
			continue
		}
		sample, unit, err := timingSample(q.Timing, i, record, r)
		if err != nil {
			return err
		}
		if f.Unit = unit; sample.Value != nil {
			f.Samples = append(f.Samples, sample)
		}
	}
	switch {
	case len(f.Samples) > 0 || f.notRun(r, q.Step):
	case !slices.Contains(steps, q.Step):
		f.unknown(steps, "the run of %s has no step %q", q.Experiment, q.Step)
	default:
		f.Missing = fmt.Sprintf("the run of %s recorded no %s of step %s", q.Experiment, timingWords[q.Timing], q.Step)
	}
	return nil
}

var timingWords = map[string]string{"wall": "wall time", "cpu": "processor time", "memory": "peak memory"}

// timingSample is one record's figure with its unit, s or B; no value where the
// memory was not measured.
func timingSample(field string, index int, record run.Record, r *Reading) (Sample, string, error) {
	ref := func(name string) evidence.Ref {
		return r.Ref(evidence.TimingsName, pointer("records", index, name))
	}
	switch field {
	case "wall":
		return Sample{shortest(record.Wall), []evidence.Ref{ref("wall_seconds")}}, "s", nil
	case "cpu":
		sum := new(big.Rat).Add(shortest(record.CPUUser), shortest(record.CPUSystem))
		return Sample{sum, []evidence.Ref{ref("cpu_user_seconds"), ref("cpu_system_seconds")}}, "s", nil
	case "memory":
		if record.PeakMemory == 0 {
			return Sample{}, "B", nil
		}
		return Sample{new(big.Rat).SetInt64(record.PeakMemory), []evidence.Ref{ref("peak_memory_bytes")}}, "B", nil
	}
	return Sample{}, "", fmt.Errorf("a timing is wall, cpu or memory, not %q", field)
}

// shortest is the decimal that JSON shows for a float, exactly: 0.1 is 1/10.
func shortest(x float64) *big.Rat {
	value, _ := new(big.Rat).SetString(strconv.FormatFloat(x, 'f', -1, 64))
	return value
}

// metric finds what a run measured under a name, one sample a line of its metrics,
// the last unless said otherwise.
func (f *Finding) metric(q Query, r *Reading) error {
	if f.Take == "" {
		f.Take = "last"
	}
	var names []string
	var near []run.Metric // of that name and step, whatever the labels
	for i, m := range r.Metrics {
		if q.Step != "" && m.From != q.Step {
			continue
		}
		names = append(names, m.Name)
		if m.Name != q.Metric {
			continue
		}
		if near = append(near, m); !matches(m, q) {
			continue
		}
		value, err := Number(string(m.Value))
		if err != nil {
			return fmt.Errorf("%s/%s/%s: metric %d: %w", r.Experiment, r.Run, evidence.MetricsName, i, err)
		}
		f.Unit = m.Unit
		f.Samples = append(f.Samples, Sample{value, []evidence.Ref{r.Ref(evidence.MetricsName, pointer("metrics", i, "value"))}})
	}
	if len(f.Samples) == 0 && !f.notRun(r, q.Step) {
		f.noMetric(q, names, near)
	}
	return nil
}

func (f *Finding) noMetric(q Query, names []string, near []run.Metric) {
	if len(near) == 0 {
		where := "the run of " + q.Experiment
		if q.Step != "" {
			where = fmt.Sprintf("step %s of %s", q.Step, q.Experiment)
		}
		f.unknown(names, "%s gave no metric %q", where, q.Metric)
		return
	}
	var known []string
	for _, m := range near {
		known = append(known, LabelText(m.Labels))
	}
	f.unknown(known, "no %q of %s has %s", q.Metric, q.Experiment, wanted(q))
}

func wanted(q Query) string {
	var parts []string
	if len(q.Labels) > 0 {
		parts = append(parts, LabelText(q.Labels))
	}
	if q.At != nil {
		parts = append(parts, "at="+strconv.FormatInt(*q.At, 10))
	}
	if q.Repetition != 0 {
		parts = append(parts, "repetition="+strconv.Itoa(q.Repetition))
	}
	return strings.Join(parts, " ")
}

// LabelText is labels as `name=value`, sorted.
func LabelText(labels map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		parts = append(parts, k+"="+labels[k])
	}
	return strings.Join(parts, " ")
}

func matches(m run.Metric, q Query) bool {
	for k, v := range q.Labels {
		if got, ok := m.Labels[k]; !ok || got != v {
			return false
		}
	}
	if q.At != nil && (m.Step == nil || *m.Step != *q.At) {
		return false
	}
	return q.Repetition == 0 || m.Repetition == q.Repetition
}
