package typeset

import (
	"strings"
)

// The fewest letters that stay before and go after a hyphen.
const (
	leftMin  = 2
	rightMin = 3
)

// letters of a pattern: a to z, and the dot for a word's edge.
const letters = 27

// Hyphens says where a word may be divided, by Liang's method: patterns give a
// level to each place between letters, the highest wins, odd ones divide. A
// nil one divides nothing.
type Hyphens struct {
	next       [][letters]uint16
	levels     []string // by node, one byte a place
	exceptions map[string][]int
	kept       map[string][]int
}

// NewHyphens reads patterns, one a line, as TeX writes them: ".ach4", "a1b2c";
// a line "=ta-ble" is a word with all its places. Lines that are neither are
// left out.
func NewHyphens(patterns string) *Hyphens {
	h := &Hyphens{exceptions: map[string][]int{}, kept: map[string][]int{}}
	size := strings.Count(patterns, "\n")*2 + 2
	h.next = make([][letters]uint16, 1, size)
	h.levels = make([]string, 1, size)
	for len(patterns) > 0 {
		line, rest, _ := strings.Cut(patterns, "\n")
		patterns = rest
		if word, ok := strings.CutPrefix(line, "="); ok {
			h.except(word)
		} else {
			h.add(line)
		}
	}
	return h
}

func (h *Hyphens) except(word string) {
	var places []int
	plain := 0
	for part := range strings.SplitSeq(word, "-") {
		plain += len(part)
		places = append(places, plain)
	}
	h.exceptions[strings.ReplaceAll(word, "-", "")] = places[:len(places)-1]
}

// add puts a pattern into the trie: letters lead to a node, and the digits between
// them are its levels (Liang 1983).
func (h *Hyphens) add(pattern string) {
	node := uint16(0)
	levels := make([]byte, 1, len(pattern)+1)
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		if c >= '0' && c <= '9' {
			levels[len(levels)-1] = c - '0'
			continue
		}
		at := letter(c)
		if at < 0 || len(h.next) >= 1<<16-1 {
			return
		}
		if h.next[node][at] == 0 {
			h.next = append(h.next, [letters]uint16{})
			h.levels = append(h.levels, "")
			h.next[node][at] = uint16(len(h.next) - 1)
		}
		node = h.next[node][at]
		levels = append(levels, 0)
	}
	if node != 0 {
		h.levels[node] = string(levels)
	}
}

func letter(c byte) int {
	switch {
	case c >= 'a' && c <= 'z':
		return int(c - 'a')
	case c >= 'A' && c <= 'Z':
		return int(c - 'A')
	case c == '.':
		return letters - 1
	}
	return -1
}

// Places are the offsets at which an ASCII word may be divided. A word with a
// capital inside (MLflow) or anything but letters is a name and stays whole.
func (h *Hyphens) Places(word string) []int {
	if h == nil || len(word) < leftMin+rightMin || len(word) > 60 || !isPlain(word) {
		return nil
	}
	if places, ok := h.kept[word]; ok {
		return places
	}
	places, ok := h.exceptions[strings.ToLower(word)]
	if !ok {
		places = h.divide(word)
	}
	h.kept[strings.Clone(word)] = places
	return places
}

func isPlain(word string) bool {
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= 'A' && c <= 'Z' && i == 0 {
			continue
		}
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// divide are the offsets whose highest level of all patterns that match is odd.
func (h *Hyphens) divide(word string) []int {
	dotted := "." + word + "."
	var levels [64]byte
	for i := range dotted {
		node := uint16(0)
		for j := i; j < len(dotted); j++ {
			node = h.next[node][letter(dotted[j])]
			if node == 0 {
				break
			}
			for k := 0; k < len(h.levels[node]); k++ {
				levels[i+k] = max(levels[i+k], h.levels[node][k])
			}
		}
	}
	var places []int
	for i := leftMin; i <= len(word)-rightMin; i++ {
		if levels[i+1]%2 == 1 {
			places = append(places, i)
		}
	}
	return places
}
