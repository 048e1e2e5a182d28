package claim

import (
	"regexp"
	"strconv"
	"strings"
)

// place reads match= and line= of a quotation.
func (e *Env) place(c *Call) (*regexp.Regexp, int, error) {
	match, line := c.Arg("match"), c.Arg("line")
	switch {
	case match != nil && line != nil, match == nil && line == nil:
		return nil, 0, wrong(c.At, len(c.Function), "quote needs match=PATTERN or line=NUMBER").mend(`for example: {{ quote experiment=ID step=ID match="accuracy: ([0-9.]+)" }}`)
	case line != nil:
		n, err := strconv.Atoi(line.Value)
		if err != nil || n < 1 {
			return nil, 0, wrong(line.ValueAt, len(line.Value), "line= is a number from 1, not %q", line.Value)
		}
		return nil, n, nil
	}
	pattern, err := regexp.Compile(match.Value)
	if err != nil {
		return nil, 0, wrong(match.ValueAt, len(match.Value), "%v", err)
	}
	return pattern, 0, nil
}

// match is the number of the first line that fits, 0 for none, and the words
// quoted: the first part in parentheses, or the line without its margins.
func (c *content) match(pattern *regexp.Regexp, line int) (int, string) {
	if pattern == nil {
		text, there := c.text.Line(line)
		if !there {
			return 0, ""
		}
		return line, strings.TrimSpace(text)
	}
	for number := 1; number <= c.text.Lines(); number++ {
		text, _ := c.text.Line(number)
		parts := pattern.FindStringSubmatch(text)
		if len(parts) > 1 {
			return number, strings.TrimSpace(parts[1])
		}
		if parts != nil {
			return number, strings.TrimSpace(text)
		}
	}
	return 0, ""
}
