package score

import (
	"fmt"

	"report/internal/evidence"
	"report/internal/study"
)

// State says whether a tool does what a kind of user requires.
type State string

// The states of a requirement, and of a tool's requirements together. What was
// not run is unknown, never a no.
const (
	Met      State = "met"
	RuledOut State = "ruled out"
	Unknown  State = "unknown"
)

// Need is one hard requirement of a context, asked of one tool.
type Need struct {
	Experiment string         `json:"experiment"`
	Probe      string         `json:"probe"`
	State      State          `json:"state"`
	Why        string         `json:"why,omitempty"` // why it is ruled out or unknown, in prose
	Evidence   []evidence.Ref `json:"evidence,omitempty"`
	Stale      bool           `json:"stale,omitempty"` // the run's key is not the key now
}

// Needs asks of one tool what a context requires, in the context's order; no
// context requires nothing.
func Needs(s *study.Study, readings Readings, c *study.Context, tool string) ([]Need, error) {
	needs := []Need{}
	if c == nil {
		return needs, nil
	}
	for _, source := range c.Requires {
		source.Experiment = Expand(source.Experiment, tool)
		need, err := asked(s, readings, source)
		if err != nil {
			return nil, fmt.Errorf("asking whether %s passes %s of %s: %w", tool, source.Probe, source.Experiment, err)
		}
		needs = append(needs, need)
	}
	return needs, nil
}

func asked(s *study.Study, readings Readings, source study.Source) (Need, error) {
	need := Need{Experiment: source.Experiment, Probe: source.Probe, State: Unknown}
	if s.Experiment(source.Experiment) == nil {
		need.Why = "the study has no experiment " + source.Experiment
		return need, nil
	}
	found, err := Find(Query{Source: source}, readings)
	need.Evidence, need.Stale = found.Evidence, found.Stale != ""
	switch {
	case found.Missing != "":
		need.Why = found.Missing
	case found.Passed():
		need.State = Met
	default:
		need.State = RuledOut
		need.Why = fmt.Sprintf("does not pass %s of %s", source.Probe, source.Experiment)
	}
	return need, err
}

// together is the state of all of a tool's requirements: one no is enough, and
// one that is not known leaves the whole unknown.
func together(needs []Need) State {
	state := Met
	for _, n := range needs {
		switch {
		case n.State == RuledOut:
			return RuledOut
		case n.State == Unknown:
			state = Unknown
		}
	}
	return state
}
