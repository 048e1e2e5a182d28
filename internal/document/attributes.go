package document

import (
	"slices"
	"strings"
	"unicode"
)

// attribute is one `key=value` with its places in the fragment.
type attribute struct {
	key, value  string
	at, valueAt int
}

// attributes is what stands in `{#label .class key=value -}`.
type attributes struct {
	id      string
	idAt    int
	classes []string
	pairs   []attribute
	// bare marks a `-`: without a number.
	bare bool
}

// has reports whether a class is set.
func (a attributes) has(class string) bool {
	return slices.Contains(a.classes, class)
}

// get is the value of a key, or nil.
func (a attributes) get(key string) *attribute {
	for i := range a.pairs {
		if a.pairs[i].key == key {
			return &a.pairs[i]
		}
	}
	return nil
}

// parseAttributes reads the inside of `{…}` that starts at a place of the
// fragment. What is not a list of attributes is text, and ok is false.
func parseAttributes(b []byte, at int) (a attributes, ok bool) {
	text := string(b)
	for i := 0; i < len(text); {
		if isBlank(text[i]) {
			i++
			continue
		}
		n := attributeLength(text[i:])
		word := text[i : i+n]
		switch {
		case word == "-":
			a.bare = true
		case word[0] == '#' && len(word) > 1 && isName(word[1:]):
			a.id, a.idAt = word[1:], at+i
		case word[0] == '.' && len(word) > 1 && isName(word[1:]):
			a.classes = append(a.classes, word[1:])
		default:
			key, value, found := strings.Cut(word, "=")
			if !found || !isName(key) {
				return attributes{}, false
			}
			pair := attribute{key: key, value: value, at: at + i, valueAt: at + i + len(key) + 1}
			if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
				pair.value, pair.valueAt = value[1:len(value)-1], pair.valueAt+1
			}
			a.pairs = append(a.pairs, pair)
		}
		i += n
	}
	return a, a.id != "" || a.bare || len(a.classes) > 0 || len(a.pairs) > 0
}

// attributesEnd is the place of the `}` that closes the `{` at the start,
// outside quotes, or -1.
func attributesEnd(line []byte) int {
	var quote byte
	for i := 1; i < len(line); i++ {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && line[i-1] == '=':
			quote = c
		case c == '}':
			return i
		case c == '{':
			return -1
		}
	}
	return -1
}

// attributeLength is the length of one attribute: up to a blank outside quotes.
func attributeLength(text string) int {
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && i > 0 && text[i-1] == '=':
			quote = c
		case isBlank(c):
			return i
		}
	}
	return len(text)
}

// isName accepts what a label, class or key is made of.
func isName(s string) bool {
	for i, r := range s {
		if unicode.IsLetter(r) || r == '_' || i > 0 && (unicode.IsDigit(r) || strings.ContainsRune("-:.", r)) {
			continue
		}
		return false
	}
	return s != ""
}
