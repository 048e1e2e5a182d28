package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Pointer finds the value that a JSON pointer (RFC 6901) names, and the offset
// at which it begins.
func Pointer(content []byte, pointer string) (json.RawMessage, int, error) {
	return NewText(content).Pointer(pointer)
}

// Text is the content of a file in which places are looked up, many times:
// where the parts of a JSON value begin is found once for each value.
// It is safe for use by many goroutines.
type Text struct {
	content []byte
	ends    func() []int // offsets of the line ends

	mu    sync.Mutex
	parts map[int]parts // by where a value begins
}

// parts are where the members or the elements of a value begin.
type parts struct {
	members map[string]int // nil of a list
	items   []int
}

// NewText makes the content ready to be looked up in.
func NewText(content []byte) *Text {
	t := &Text{content: content, parts: map[int]parts{}}
	t.ends = sync.OnceValue(t.findEnds)
	return t
}

// LineAt is the number, from 1, of the line on which an offset lies.
func (t *Text) LineAt(offset int) int {
	return 1 + sort.SearchInts(t.ends(), offset)
}

func (t *Text) findEnds() []int {
	ends := make([]int, 0, bytes.Count(t.content, []byte{'\n'}))
	for at := 0; ; at++ {
		next := bytes.IndexByte(t.content[at:], '\n')
		if next < 0 {
			return ends
		}
		at += next
		ends = append(ends, at)
	}
}

// At is the line of an offset and the column on it, in characters, from 1.
func (t *Text) At(offset int) (line, col int) {
	line = t.LineAt(offset)
	from := 0
	if line > 1 {
		from = t.ends()[line-2] + 1
	}
	return line, utf8.RuneCount(t.content[from:min(max(offset, from), len(t.content))]) + 1
}

// Pointer finds the value that a JSON pointer (RFC 6901) names, and the offset
// at which it begins.
func (t *Text) Pointer(pointer string) (json.RawMessage, int, error) {
	if pointer != "" && pointer[0] != '/' {
		return nil, 0, fmt.Errorf("a JSON pointer begins with a slash, not %q", pointer)
	}
	at := blanks(t.content, 0)
	for rest := pointer; rest != ""; {
		name := rest[1:]
		if end := strings.IndexByte(name, '/'); end >= 0 {
			name = name[:end]
		}
		rest = rest[1+len(name):]
		var err error
		if at, err = t.child(at, strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~")); err != nil {
			return nil, 0, err
		}
	}
	end, err := skipValue(t.content, at)
	if err != nil {
		return nil, 0, err
	}
	value := json.RawMessage(t.content[at:end])
	if !json.Valid(value) {
		return nil, 0, errNotJSON
	}
	return value, at, nil
}

// child is where a member or an element of the value at an offset begins.
func (t *Text) child(at int, name string) (int, error) {
	inside, err := t.partsAt(at)
	if errors.Is(err, errNoParts) {
		return 0, fmt.Errorf("%q is asked of a value that has no parts", name)
	}
	if err != nil {
		return 0, err
	}
	if inside.members != nil {
		if found, ok := inside.members[name]; ok {
			return found, nil
		}
		return 0, fmt.Errorf("there is no %q", name)
	}
	index, err := strconv.Atoi(name)
	if err != nil || index < 0 || strconv.Itoa(index) != name {
		return 0, fmt.Errorf("%q is no place in a list", name)
	}
	if index >= len(inside.items) {
		return 0, fmt.Errorf("the list has no place %d", index)
	}
	return inside.items[index], nil
}

// partsAt are those of the value at an offset.
func (t *Text) partsAt(at int) (parts, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	inside, known := t.parts[at]
	if known {
		return inside, nil
	}
	inside, err := partsOf(t.content, at)
	if err == nil {
		t.parts[at] = inside
	}
	return inside, err
}

var (
	errNotJSON = errors.New("the file is no JSON")
	errNoParts = errors.New("neither a list nor an object")
)

// partsOf reads over the members or elements of the value at an offset.
func partsOf(b []byte, at int) (parts, error) {
	var inside parts
	if at >= len(b) || b[at] != '{' && b[at] != '[' {
		return inside, errNoParts
	}
	end := byte(']')
	if b[at] == '{' {
		end, inside.members = '}', map[string]int{}
	}
	at = blanks(b, at+1)
	for at < len(b) && b[at] != end {
		if inside.members != nil {
			stop, err := skipString(b, at)
			if err != nil {
				return inside, err
			}
			name := b[at:stop]
			if at = blanks(b, stop); at >= len(b) || b[at] != ':' {
				return inside, errNotJSON
			}
			at = blanks(b, at+1)
			if err := inside.member(name, at); err != nil {
				return inside, err
			}
		} else {
			inside.items = append(inside.items, at)
		}
		stop, err := skipValue(b, at)
		if err != nil {
			return inside, err
		}
		at = blanks(b, stop)
		switch {
		case at < len(b) && b[at] == ',':
			at = blanks(b, at+1)
		case at >= len(b) || b[at] != end:
			return inside, errNotJSON
		}
	}
	if at >= len(b) {
		return inside, errNotJSON
	}
	return inside, nil
}

// member notes where the value of a name begins; of two, the first.
func (p *parts) member(quoted []byte, at int) error {
	name := string(quoted[1 : len(quoted)-1])
	if strings.IndexByte(name, '\\') >= 0 {
		if err := json.Unmarshal(quoted, &name); err != nil {
			return errNotJSON
		}
	}
	if _, twice := p.members[name]; !twice {
		p.members[name] = at
	}
	return nil
}

// blanks is where the next byte that is no blank stands.
func blanks(b []byte, at int) int {
	for at < len(b) && (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t') {
		at++
	}
	return at
}

// skipString is where the string that begins at an offset is over.
func skipString(b []byte, at int) (int, error) {
	if at >= len(b) || b[at] != '"' {
		return 0, errNotJSON
	}
	for at++; at < len(b); at++ {
		switch b[at] {
		case '\\':
			at++
		case '"':
			return at + 1, nil
		}
	}
	return 0, errNotJSON
}

// skipValue is where the value that begins at an offset is over. It counts
// brackets and knows strings; what else is between them it does not judge.
func skipValue(b []byte, at int) (int, error) {
	start, depth := at, 0
	for at < len(b) {
		switch b[at] {
		case '"':
			end, err := skipString(b, at)
			if err != nil {
				return 0, err
			}
			at = end
		case '{', '[':
			depth++
			at++
		case '}', ']':
			if depth == 0 { // the end of what the value is in
				return ended(start, at)
			}
			depth--
			at++
		case ',', ' ', '\n', '\r', '\t':
			if depth == 0 {
				return ended(start, at)
			}
			at++
			continue
		default:
			at++
			if depth == 0 {
				continue // a number or a word goes on
			}
		}
		if depth == 0 {
			return at, nil
		}
	}
	if depth > 0 {
		return 0, errNotJSON
	}
	return ended(start, at)
}

// ended is the end of a number or a word, which has at least one byte.
func ended(start, at int) (int, error) {
	if at == start {
		return 0, errNotJSON
	}
	return at, nil
}
