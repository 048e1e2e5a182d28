package run

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"report/internal/diag"
)

// variables is a step's environment while it is put together: later values
// replace earlier ones and may use them as ${NAME}.
type variables map[string]string

// set takes NAME=VALUE entries as they are.
func (v variables) set(entries ...string) {
	for _, e := range entries {
		if name, value, ok := strings.Cut(e, "="); ok && name != "" {
			v[name] = value
		}
	}
}

// list is the environment as a process gets it, sorted by name.
func (v variables) list() []string {
	out := make([]string, 0, len(v))
	for name, value := range v {
		out = append(out, name+"="+value)
	}
	slices.Sort(out)
	return out
}

// expand replaces ${NAME} by its value; $${ is a literal ${. A name that
// nothing set is an error, because an empty address or path does harm.
func (v variables) expand(text string) (string, error) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "${")
		if !found {
			b.WriteString(text)
			return b.String(), nil
		}
		if strings.HasSuffix(before, "$") {
			b.WriteString(before + "{")
			text = after
			continue
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed {
			return "", fmt.Errorf("${%s has no closing brace; $${ stands for a plain ${", after)
		}
		value, known := v[name]
		if !known {
			return "", v.unknown(name)
		}
		b.WriteString(before)
		b.WriteString(value)
		text = rest
	}
}

// unknown names what was meant, or where variables come from.
func (v variables) unknown(name string) error {
	if near := diag.Nearest(name, slices.Sorted(maps.Keys(v))); near != "" {
		return fmt.Errorf("${%s} is not set; did you mean ${%s}?", name, near)
	}
	return fmt.Errorf("${%s} is not set; a variable comes from ports, data, parameters or env of the experiment, "+
		"or from a line %s=VALUE that an earlier step appended to $REPORT_ENV", name, name)
}

// expandAll expands every argument of a command.
func (v variables) expandAll(args []string) ([]string, error) {
	out := make([]string, len(args))
	for i, a := range args {
		var err error
		if out[i], err = v.expand(a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// validName reports whether a shell would take it as a variable's name.
func validName(name string) bool {
	for i, r := range name {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

// short cuts a quoted line so that an error stays readable.
func short(line string) string {
	const most = 120
	if runes := []rune(line); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return line
}
