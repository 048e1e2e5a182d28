package run

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// FuzzParseMetric: a line that a tool wrote is a metric that says the same when it
// is written and read again, or is refused.
func FuzzParseMetric(f *testing.F) {
	f.Add(`{"name": "accuracy", "value": 0.98, "unit": "", "step": 1, "labels": {"model": "CNN"}}`)
	f.Add(`{"name": "a", "value": -1e308}`)
	f.Add(`{"name": "a", "value": NaN}`)
	f.Add(`{"name": "a", "value": 1} {`)
	f.Fuzz(func(t *testing.T, line string) {
		m, err := parseMetric([]byte(line))
		if err != nil {
			return
		}
		value, err := json.Number(m.Value).Float64()
		if err != nil || math.IsInf(value, 0) || m.Name == "" {
			t.Fatalf("%q is taken for %+v", line, m)
		}
		text, err := json.Marshal(metricLine{m.Name, json.RawMessage(m.Value), m.Unit, m.Step, m.Labels})
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseMetric(text)
		if err != nil || again.Name != m.Name || again.Value != m.Value || again.Unit != m.Unit || len(again.Labels) != len(m.Labels) {
			t.Fatalf("%q became %+v: %v", text, again, err)
		}
	})
}

// FuzzEnvironmentFile: what steps append to $REPORT_ENV gives names that a shell
// takes, and values of one line.
func FuzzEnvironmentFile(f *testing.F) {
	f.Add("PORT=8080\r\n\nURL=http://localhost:8080/?a=b\n")
	f.Add("1A=x")
	f.Fuzz(func(t *testing.T, content string) {
		variables, err := parseEnv(content)
		if err != nil {
			return
		}
		for name, value := range variables {
			if !validName(name) || strings.Contains(value, "\n") {
				t.Fatalf("%q is set to %q", name, value)
			}
		}
	})
}

// FuzzExpand: what ${NAME} stands for is put in as it is, and is not expanded.
func FuzzExpand(f *testing.F) {
	f.Add("http://127.0.0.1:${PORT}/$${x}", "8080")
	f.Add("${PORT", "${PORT}")
	f.Fuzz(func(t *testing.T, text, value string) {
		got, err := variables{"PORT": value}.expand(text)
		if err == nil && !strings.Contains(text, "${") && got != text {
			t.Fatalf("%q became %q", text, got)
		}
		if got, err := (variables{"PORT": value}).expand("<${PORT}>"); err != nil || got != "<"+value+">" {
			t.Fatalf("%q became %q, %v", value, got, err)
		}
	})
}
