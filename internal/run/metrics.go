package run

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode"

	"report/internal/plainfile"
)

// The bounds of what one repetition may append to $REPORT_METRICS.
const (
	longestMetricLine = 64 << 10
	mostMetrics       = 200_000
)

// metricLine is one line as a step writes it.
type metricLine struct {
	Name   string            `json:"name"`
	Value  json.RawMessage   `json:"value"`
	Unit   string            `json:"unit"`
	Step   *int64            `json:"step"`
	Labels map[string]string `json:"labels"`
}

// readMetrics reads a repetition's $REPORT_METRICS. A file that is not there
// means none. The first bad line is an error with its number.
func readMetrics(path, step string, repetition int) ([]Metric, error) {
	f, err := plainfile.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("$REPORT_METRICS: %w", rootCause(err))
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 0, 4096), longestMetricLine)
	var metrics []Metric
	number := 0
	for lines.Scan() {
		number++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		m, err := parseMetric(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("$REPORT_METRICS:%d: %w\n  %s", number, err, short(lines.Text()))
		}
		if len(metrics) == mostMetrics {
			return nil, fmt.Errorf("$REPORT_METRICS:%d: more than %d metrics", number, mostMetrics)
		}
		m.From, m.Repetition = step, repetition
		metrics = append(metrics, m)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("$REPORT_METRICS:%d: the line is longer than %d bytes", number+1, longestMetricLine)
	}
	return metrics, lines.Err()
}

// parseMetric reads one line.
func parseMetric(line []byte) (Metric, error) {
	const shape = `{"name": "accuracy", "value": 0.98, "unit": "", "step": 1, "labels": {"model": "CNN"}}`
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	var m metricLine
	if err := d.Decode(&m); err != nil {
		if word := notFinite(line); word != "" {
			return Metric{}, fmt.Errorf("%s is not a finite number; leave the metric out where there is none", word)
		}
		return Metric{}, fmt.Errorf("%s; a line looks like %s", plainJSONError(err), shape)
	}
	if rest := bytes.TrimSpace(line[d.InputOffset():]); len(rest) > 0 {
		return Metric{}, fmt.Errorf("one JSON object a line, not %q after it", short(string(rest)))
	}
	if err := checkMetricName(m.Name); err != nil {
		return Metric{}, err
	}
	value, err := finite(m.Value)
	if err != nil {
		return Metric{}, err
	}
	return Metric{Name: m.Name, Value: value, Unit: m.Unit, Step: m.Step, Labels: m.Labels}, nil
}

// plainJSONError takes the decoder's own prefixes and names of types off.
func plainJSONError(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		if wrong.Field == "" {
			return "a metric is a JSON object, not of the kind " + wrong.Value
		}
		return fmt.Sprintf("%q must not be of the kind %s", wrong.Field, wrong.Value)
	}
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "json: "), "jsontext: ")
}

func checkMetricName(name string) error {
	if name == "" {
		return errors.New(`a metric needs a "name"`)
	}
	if len(name) > 200 || strings.ContainsFunc(name, unicode.IsControl) || strings.TrimSpace(name) != name {
		return fmt.Errorf("%q is no name for a metric: at most 200 bytes, no control characters, no blanks at its ends", short(name))
	}
	return nil
}

// finite checks that a JSON value is a number that a float64 can hold, and
// keeps its digits as they were written.
func finite(raw json.RawMessage) (Number, error) {
	if len(raw) == 0 {
		return "", errors.New(`a metric needs a "value"`)
	}
	if c := raw[0]; c != '-' && (c < '0' || c > '9') {
		return "", fmt.Errorf("the value %s is not a number", short(string(raw)))
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "", fmt.Errorf("the value %s is not a finite number", short(string(raw)))
	}
	return Number(raw), nil
}

// notFinite finds the words that some languages print for what JSON lacks.
func notFinite(line []byte) string {
	for _, word := range []string{"NaN", "-Infinity", "Infinity", "nan", "-inf", "inf"} {
		if bytes.Contains(line, []byte(": "+word)) || bytes.Contains(line, []byte(":"+word)) {
			return word
		}
	}
	return ""
}
