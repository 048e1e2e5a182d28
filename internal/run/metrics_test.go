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
