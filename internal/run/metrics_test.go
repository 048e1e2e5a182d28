package run

import (
	"strings"
	"testing"
)

// TestBadMetricIsToldInWordsOfJSON: no name of ours stands in what is said of a
// line, which is kept and printed.
func TestBadMetricIsToldInWordsOfJSON(t *testing.T) {
	for line, want := range map[string]string{
		`[1]`:                            "a metric is a JSON object, not of the kind array",
		`7`:                              "a metric is a JSON object, not of the kind number",
		`{"name": 7, "value": 1}`:        `"name" must not be of the kind number`,
		`{"name": "a", "step": "first"}`: `"step" must not be of the kind string`,
	} {
		_, err := parseMetric([]byte(line))
		if err == nil || !strings.HasPrefix(err.Error(), want+"; a line looks like {") || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// TestNothingFollowsAMetricOnItsLine, however far behind it.
func TestNothingFollowsAMetricOnItsLine(t *testing.T) {
	const one = `{"name": "a", "value": 1}`
	for _, between := range []string{"", " ", strings.Repeat(" ", 5000)} {
		if _, err := parseMetric([]byte(one + between + "\r")); err != nil {
			t.Errorf("%d blanks behind it: %v", len(between), err)
		}
		_, err := parseMetric([]byte(one + between + `{"name": "b", "value": 2}`))
		if want := `one JSON object a line, not "{\"name\": \"b\", \"value\": 2}" after it`; err == nil || err.Error() != want {
			t.Errorf("%d blanks and another metric behind it: %v", len(between), err)
		}
	}
}
