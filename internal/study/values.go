package study

import (
	"math/big"
	"path"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"report/internal/digest"
)

const idPattern = `^[a-z0-9][a-z0-9._-]{0,63}$`

// validID holds a name against idPattern, without a regular expression: it
// runs for every key of every file.
func validID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		letter := 'a' <= s[i] && s[i] <= 'z' || '0' <= s[i] && s[i] <= '9'
		if !letter && (i == 0 || s[i] != '-' && s[i] != '.' && s[i] != '_') {
			return false
		}
	}
	return true
}

var notID = lazy(`[^a-z0-9._]+`)

// asID is the nearest valid ID to what was typed, for hints.
func asID(s string) string {
	if len(s) > 64 {
		s = s[:64]
	}
	s = strings.Trim(notID().ReplaceAllString(strings.ToLower(s), "-"), "-._")
	if s == "" {
		return "a-name"
	}
	return s
}

func checkID(d *decoder, n *yaml.Node) bool {
	if validID(n.Value) {
		return true
	}
	d.at(n, "%q is not an ID: lower-case letters, digits, - . and _, at most 64, a letter or digit first", clip(n.Value)).
		WithHint("for example: %s", asID(n.Value))
	return false
}

var idKey = keyType{name: "ID", pattern: idPattern, check: checkID}

// example shows a value of a type in a hint.
func (t typ) example() string {
	if only, ok := t.schema()["const"].(string); ok {
		return only
	}
	switch {
	case strings.HasPrefix(t.name, "list"):
		return "[…]"
	case t.inner != nil:
		return "{…}"
	}
	return "…"
}

func (t typ) plural() string {
	switch t.name {
	case "mapping":
		return "mappings"
	case "ID", "pattern", "path", "name":
		return t.name + "s"
	}
	return t.name
}

// scalar reads one value that is neither a mapping nor a list.
func scalar[V any](name string, schema map[string]any, parse func(d *decoder, n *yaml.Node) (V, bool)) reader[V] {
	return reader[V]{
		typ: typ{name: name, schema: func() map[string]any { return schema }},
		read: func(d *decoder, n *yaml.Node) (V, bool) {
			if n.Kind != yaml.ScalarNode {
				var zero V
				d.at(n, "%s is wanted here, not %s", article(name), typeName(n)).WithHint("%s", scalarHint(n))
				return zero, false
			}
			return parse(d, n)
		},
	}
}

// scalarHint guesses why a mapping or list stands where text belongs.
func scalarHint(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle != 0:
		return `text that begins with { is quoted: "{…}"`
	case n.Kind == yaml.SequenceNode && n.Style&yaml.FlowStyle != 0:
		return `text that begins with [ is quoted: "[…]"`
	}
	return "write the value on the line of its key"
}

func article(name string) string {
	switch name {
	case "text":
		return name
	case "ID":
		return "an ID"
	}
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

// text keeps what was typed: 3.10 stays 3.10, whatever YAML thinks it is.
func text() reader[string] {
	schema := map[string]any{"type": []string{"string", "number", "boolean"}}
	return scalar("text", schema, func(d *decoder, n *yaml.Node) (string, bool) {
		value := strings.TrimRight(n.Value, "\n")
		if strings.TrimSpace(value) == "" {
			d.at(n, "the text is empty").WithHint("write something, or remove the line")
			return "", false
		}
		return value, true
	})
}

// word is text that may be empty: a parameter, a variable, an argument.
func word() reader[string] {
	schema := map[string]any{"type": []string{"string", "number", "boolean"}}
	return scalar("text", schema, func(_ *decoder, n *yaml.Node) (string, bool) { return n.Value, true })
}

// id reads the name of something that the study declares.
func id() reader[string] {
	schema := map[string]any{"type": []string{"string", "number"}, "pattern": idPattern}
	return scalar("ID", schema, func(d *decoder, n *yaml.Node) (string, bool) { return n.Value, checkID(d, n) })
}

// choice reads one of a few words.
func choice(name string, words ...string) reader[string] {
	return scalar(name, map[string]any{"enum": words}, func(d *decoder, n *yaml.Node) (string, bool) {
		for _, w := range words {
			if n.Value == w {
				return w, true
			}
		}
		unknown(d.at(n, "%q is not %s", clip(n.Value), article(name)), n.Value, words, "known")
		return "", false
	})
}

func boolean() reader[bool] {
	return scalar("true or false", map[string]any{"type": "boolean"}, func(d *decoder, n *yaml.Node) (bool, bool) {
		if !quoted(n) && (n.Value == "true" || n.Value == "false") {
			return n.Value == "true", true
		}
		mend := "true"
		switch strings.ToLower(n.Value) {
		case "no", "off", "false", "0", "n":
			mend = "false"
		}
		d.at(n, "%q is neither true nor false", clip(n.Value)).WithHint("write: %s", mend)
		return false, false
	})
}

func quoted(n *yaml.Node) bool {
	return n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

var (
	decimalText = lazy(`^-?[0-9]{1,15}(\.[0-9]{1,15})?$`)
	exponent    = lazy(`^[-+]?[0-9.]+[eE][-+]?[0-9]+$`)
	firstNumber = lazy(`-?[0-9]+(\.[0-9]+)?`)
)

// decimal reads an exact decimal; what it may be is for the caller to check.
func decimal(schema map[string]any) reader[*big.Rat] {
	return scalar("number", schema, func(d *decoder, n *yaml.Node) (*big.Rat, bool) {
		if !quoted(n) && decimalText().MatchString(n.Value) {
			v, ok := new(big.Rat).SetString(n.Value)
			return v, ok
		}
		e := d.at(n, "%q is not a decimal number", clip(n.Value))
		if exponent().MatchString(n.Value) {
			e.WithHint("write it out, without a power of ten%s", writtenOut(n.Value))
		} else if found := firstNumber().FindString(n.Value); found != "" && decimalText().MatchString(found) {
			e.WithHint("write it with neither quotes nor unit: %s", found)
		} else {
			e.WithHint("write digits with a point: 12.5")
		}
		return nil, false
	})
}

// writtenOut is a number with a power of ten in digits, behind a colon; "" where
// it has more of them than a decimal may.
func writtenOut(text string) string {
	_, power, _ := strings.Cut(strings.ToLower(text), "e")
	if p, err := strconv.Atoi(power); err != nil || p < -15 || p > 15 {
		return ""
	}
	v, ok := new(big.Rat).SetString(text)
	if !ok {
		return ""
	}
	digits := v.FloatString(15)
	if digits = strings.TrimSuffix(strings.TrimRight(digits, "0"), "."); !decimalText().MatchString(digits) {
		return ""
	}
	return ": " + digits
}

// bounded reads a decimal between two whole numbers, in tenths where only
// those are allowed.
func bounded(lowest, highest int64, tenths bool) reader[*big.Rat] {
	schema := map[string]any{"type": "number", "minimum": lowest, "maximum": highest}
	if tenths {
		schema["multipleOf"] = 0.1
	}
	r := decimal(schema)
	inner := r.read
	r.read = func(d *decoder, n *yaml.Node) (*big.Rat, bool) {
		v, ok := inner(d, n)
		if !ok {
			return nil, false
		}
		if v.Cmp(big.NewRat(lowest, 1)) < 0 || v.Cmp(big.NewRat(highest, 1)) > 0 {
			d.at(n, "%s does not lie between %d and %d", n.Value, lowest, highest).
				WithHint("the scale has both ends: %d and %d are allowed", lowest, highest)
			return nil, false
		}
		if point := strings.IndexByte(n.Value, '.'); tenths && point >= 0 && len(strings.TrimRight(n.Value[point+1:], "0")) > 1 {
			d.at(n, "%s has more than one decimal", n.Value).
				WithHint("points are given in tenths: %s", v.FloatString(1))
			return nil, false
		}
		return v, true
	}
	return r
}

// whole reads a whole number within bounds.
func whole(lowest, highest int64) reader[int64] {
	schema := map[string]any{"type": "integer", "minimum": lowest, "maximum": highest}
	return scalar("whole number", schema, func(d *decoder, n *yaml.Node) (int64, bool) {
		v, err := strconv.ParseInt(n.Value, 10, 64)
		if quoted(n) || err != nil {
			e := d.at(n, "%q is not a whole number", clip(n.Value))
			if found := firstNumber().FindString(n.Value); found != "" {
				e.WithHint("write digits alone: %s", strings.SplitN(found, ".", 2)[0])
			} else {
				e.WithHint("write digits alone: %d", lowest)
			}
			return 0, false
		}
		if v < lowest || v > highest {
			d.at(n, "%d does not lie between %d and %d", v, lowest, highest).
				WithHint("nearest that is allowed: %d", min(max(v, lowest), highest))
			return 0, false
		}
		return v, true
	})
}

// count reads a whole number as an int.
func count(lowest, highest int64) reader[int] {
	r := whole(lowest, highest)
	return reader[int]{typ: r.typ, read: func(d *decoder, n *yaml.Node) (int, bool) {
		v, ok := r.read(d, n)
		return int(v), ok
	}}
}

var bareSeconds = lazy(`^[0-9]+$`)

const durationPattern = `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`

// duration reads 90s, 20m, 1h30m: positive, with its unit, at most a week.
func duration() reader[time.Duration] {
	schema := map[string]any{"type": "string", "pattern": durationPattern}
	return scalar("duration", schema, func(d *decoder, n *yaml.Node) (time.Duration, bool) {
		v, err := time.ParseDuration(n.Value)
		const longest = 7 * 24 * time.Hour
		switch {
		case bareSeconds().MatchString(n.Value):
			d.at(n, "the duration %q has no unit", clip(n.Value)).WithHint("seconds: %ss; minutes: %[1]sm", clip(n.Value))
		case err != nil:
			d.at(n, "%q is not a duration", clip(n.Value)).WithHint("write 500ms, 90s, 20m, or 1h30m")
		case v <= 0 || v > longest:
			d.at(n, "the duration %s does not lie above 0 and up to %dh", clip(n.Value), int(longest.Hours())).
				WithHint("write 90s, 20m, or 1h30m")
		default:
			return v, true
		}
		return 0, false
	})
}

func sha256() reader[digest.SHA256] {
	schema := map[string]any{"type": "string", "pattern": "^(sha256:)?[0-9a-fA-F]{64}$"}
	return scalar("SHA-256", schema, func(d *decoder, n *yaml.Node) (digest.SHA256, bool) {
		sum, err := digest.Parse(n.Value)
		if err != nil {
			d.at(n, "%v", err).WithHint("sha256sum FILE prints it; all 64 digits are wanted")
			return sum, false
		}
		return sum, true
	})
}

// inside reads a path with forward slashes that cannot leave the directory it
// starts from. Whether symbolic links lead out is checked where files are read.
func inside(name string) reader[string] {
	schema := map[string]any{"type": "string", "minLength": 1, "not": map[string]any{"pattern": `^/|(^|/)\.\.(/|$)|\\`}}
	return scalar(name, schema, func(d *decoder, n *yaml.Node) (string, bool) {
		return checkInside(d, n, name)
	})
}

func checkInside(d *decoder, n *yaml.Node, name string) (string, bool) {
	value := n.Value
	switch clean := path.Clean(value); {
	case strings.TrimSpace(value) == "":
		d.at(n, "the %s is empty", name).WithHint("write one, or remove the line")
	case strings.Contains(value, `\`):
		d.within(n, `\`, "a backslash in a %s", name).WithHint("write slashes: %s", strings.ReplaceAll(value, `\`, "/"))
	case path.IsAbs(value), len(value) > 1 && value[1] == ':':
		d.at(n, "the %s %q is absolute", name, clip(value)).WithHint("paths are relative, so that a clone elsewhere works")
	case clean == "..", strings.HasPrefix(clean, "../"), strings.Contains("/"+value+"/", "/../"):
		d.within(n, "..", "the %s %q goes up with ..", name, clip(value)).WithHint("what a study uses lies inside it; copy the file into the study")
	default:
		if name == "pattern" && !ValidPattern(value) {
			d.at(n, "%q is not a pattern", clip(value)).WithHint("* and ? match within a name, ** any directories, [a-z] one character, {a,b} either")
			return "", false
		}
		return clean, true
	}
	return "", false
}
