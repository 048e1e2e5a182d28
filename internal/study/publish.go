package study

// PublishRule is one rule of good measurement that `report check --publish`
// holds a study against; how each is looked for is in room review.
type PublishRule struct {
	Name  string
	About string // what is asked, as a sentence that follows "The rule is that"
	Why   string
	On    string // what a finding names, and a waiver can name
}

// PublishRules are all rules, sorted by name.
var PublishRules = []PublishRule{
	{"changed-rules", "weights and contexts are those that stood when the runs began, and so is each rule, or its was: says what it was",
		"rules that are fitted to results prove nothing", "rubric/CRITERION, rubric, weights or contexts"},
	{"dirty-tree", "a run's code was committed before it, in a commit that the history holds",
		"what ran can otherwise be had by nobody", "the experiment"},
	{"disturbed-timing", "nothing swapped, throttled or took time away during a timed step, or during the blocks of it that it says it took its times in",
		"the machine was then measured, not the tool", "EXPERIMENT/STEP"},
	{"few-repetitions", "a time that is scored or printed was measured often enough (publish.repetitions, 10 unless said)",
		"one time says nothing of how far the next would be from it", "the experiment, or EXPERIMENT/METRIC of a metric that is printed"},
	{"mixed-machines", "times that stand side by side are of one machine",
		"the difference can be the machine's", "CRITERION.METRIC, or paper"},
	{"no-counterpart", "a probe that every tool passes also shows, in its log, a counterpart that fails",
		"a probe that cannot fail proves nothing by passing", "EXPERIMENT/PROBE"},
	{"no-evidence", "points that were judged name what was looked at",
		"nobody else can look at it, and judge otherwise", "SET/TOOL/CRITERION"},
	{"no-reason", "points that were judged carry a reason",
		"a reader who doubts them has nothing to look at otherwise", "SET/TOOL/CRITERION"},
	{"no-seed", "an experiment that computes something says its seed",
		"a default that nobody chose is not known to matter or not", "the experiment"},
	{"old-version", "a tool is not several releases behind the newest that is known (newest: in study.yaml)",
		"readers will use the newest, and what was mended would be held against it", "the tool"},
	{"stale-evidence", "what is printed comes from runs of the study as it is now",
		"a figure of another question answers this one by chance", "the experiment"},
	{"unclaimed-number", "a number in the prose is computed, or its sentence cites who states it",
		"a typed number is where slips stand", "the number as it is typed"},
	{"unproved-comparison", "a comparison in words has an assertion in its paragraph that does not say the opposite",
		"words go on saying what the figures no longer do", "the words as they are typed"},
}

// publishRuleNames are the names of the rules.
func publishRuleNames() []string {
	names := make([]string, len(PublishRules))
	for i, r := range PublishRules {
		names[i] = r.Name
	}
	return names
}

// PublishRuleNamed is the rule with a name, or nil.
func PublishRuleNamed(name string) *PublishRule {
	for i := range PublishRules {
		if PublishRules[i].Name == name {
			return &PublishRules[i]
		}
	}
	return nil
}
