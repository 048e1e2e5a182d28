package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// element is one XML element; only what drawing needs is kept.
type element struct {
	name     string
	attrs    map[string]string
	children []*element
	text     string
}

// parseXML reads the element tree, without entities or anything outside.
func parseXML(content []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(content))
	d.Strict = true
	top := &element{}
	stack := []*element{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(stack) > maxDepth {
				return nil, fmt.Errorf("elements nested more than %d deep", maxDepth)
			}
			e := &element{name: t.Name.Local, attrs: make(map[string]string, len(t.Attr))}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			parent := stack[len(stack)-1]
			parent.children = append(parent.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			stack[len(stack)-1].text += string(t)
		}
	}
	if len(top.children) == 0 {
		return nil, errors.New("empty")
	}
	return top.children[0], nil
}

// declaration is one property of a style rule.
type declaration struct{ name, value string }

func declarations(text string) []declaration {
	var out []declaration
	for part := range strings.SplitSeq(text, ";") {
		if name, value, ok := strings.Cut(part, ":"); ok {
			out = append(out, declaration{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
	return out
}

// readRules takes the rules for single classes from a style sheet; those for
// states such as :hover do not apply on paper.
func (w *walker) readRules(sheet string) {
	for {
		selector, rest, ok := strings.Cut(sheet, "{")
		if !ok {
			return
		}
		body, after, ok := strings.Cut(rest, "}")
		if !ok {
			return
		}
		sheet = after
		for s := range strings.SplitSeq(selector, ",") {
			s = strings.TrimSpace(s)
			if class, ok := strings.CutPrefix(s, "."); ok && !strings.ContainsAny(class, ".:# >[") {
				w.rules[class] = append(w.rules[class], declarations(body)...)
			}
		}
	}
}

// number reads the number a value starts with; units other than per cent are
// taken as pixels.
func number(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	end := numberEnd(s)
	f, err := strconv.ParseFloat(s[:end], 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, false
	}
	if strings.HasPrefix(s[end:], "%") {
		f /= 100
	}
	return f, true
}

// numberEnd is how many bytes of s make a number.
func numberEnd(s string) int {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	digits := func() {
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		mark := i
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			digits()
		} else {
			i = mark
		}
	}
	return i
}

// numbers reads all numbers of a list.
func numbers(s string) []float64 {
	var out []float64
	for len(s) > 0 {
		c := s[0]
		if c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
			n := numberEnd(s)
			if n > 0 {
				if f, err := strconv.ParseFloat(s[:n], 64); err == nil && !math.IsInf(f, 0) {
					out = append(out, f)
				}
				s = s[n:]
				continue
			}
		}
		s = s[1:]
	}
	return out
}

// transform reads a list of transforms.
func transform(s string) Matrix {
	m := identity
	for {
		name, rest, ok := strings.Cut(s, "(")
		if !ok {
			return m
		}
		args, after, ok := strings.Cut(rest, ")")
		if !ok {
			return m
		}
		s = after
		m = m.times(oneTransform(strings.Trim(name, " ,\n\t"), numbers(args)))
	}
}

// oneTransform is the matrix of one transform of an attribute, angles in degrees;
// one that is not known changes nothing.
func oneTransform(name string, n []float64) Matrix {
	arg := func(i int, otherwise float64) float64 {
		if i < len(n) {
			return n[i]
		}
		return otherwise
	}
	switch name {
	case "translate":
		return Matrix{1, 0, 0, 1, arg(0, 0), arg(1, 0)}
	case "scale":
		return Matrix{arg(0, 1), 0, 0, arg(1, arg(0, 1)), 0, 0}
	case "rotate":
		sin, cos := math.Sincos(arg(0, 0) * math.Pi / 180)
		cx, cy := arg(1, 0), arg(2, 0)
		return Matrix{1, 0, 0, 1, cx, cy}.times(Matrix{cos, sin, -sin, cos, 0, 0}).times(Matrix{1, 0, 0, 1, -cx, -cy})
	case "skewX":
		return Matrix{1, 0, math.Tan(arg(0, 0) * math.Pi / 180), 1, 0, 0}
	case "skewY":
		return Matrix{1, math.Tan(arg(0, 0) * math.Pi / 180), 0, 1, 0, 0}
	case "matrix":
		if len(n) == 6 {
			return Matrix(n)
		}
	}
	return identity
}

// colours are the names that chart themes use.
var colours = map[string]Colour{
	"black": {0, 0, 0}, "white": {255, 255, 255}, "red": {255, 0, 0}, "green": {0, 128, 0}, "blue": {0, 0, 255},
	"gray": {128, 128, 128}, "grey": {128, 128, 128}, "silver": {192, 192, 192}, "yellow": {255, 255, 0},
	"orange": {255, 165, 0}, "purple": {128, 0, 128}, "currentColor": {0, 0, 0}, "currentcolor": {0, 0, 0},
}

// colour reads a colour and its opacity; false paints nothing.
func colour(s string) (Colour, float64, bool) {
	s = strings.TrimSpace(s)
	if c, ok := colours[s]; ok {
		return c, 1, true
	}
	switch {
	case strings.HasPrefix(s, "#"):
		return hex(s[1:])
	case strings.HasPrefix(s, "rgb"):
		n := numbers(s)
		if len(n) < 3 {
			return Colour{}, 0, false
		}
		opacity := 1.0
		if len(n) > 3 {
			opacity = unit(n[3])
		}
		return Colour{channel(n[0]), channel(n[1]), channel(n[2])}, opacity, true
	}
	return Colour{}, 0, false
}

func hex(s string) (Colour, float64, bool) {
	if len(s) == 3 || len(s) == 4 {
		long := make([]byte, 0, 8)
		for i := range len(s) {
			long = append(long, s[i], s[i])
		}
		s = string(long)
	}
	if len(s) != 6 && len(s) != 8 {
		return Colour{}, 0, false
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		return Colour{}, 0, false
	}
	opacity := 1.0
	if len(s) == 8 {
		opacity = float64(v&255) / 255
		v >>= 8
	}
	return Colour{uint8(v >> 16), uint8(v >> 8), uint8(v)}, opacity, true
}

func channel(f float64) uint8 { return uint8(max(0, min(255, math.Round(f)))) }

func unit(f float64) float64 { return max(0, min(1, f)) }
