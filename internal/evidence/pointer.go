package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Pointer finds the value that a JSON pointer (RFC 6901) names, and the offset
// at which it begins.
func Pointer(content []byte, pointer string) (json.RawMessage, int, error) {
	if pointer != "" && pointer[0] != '/' {
		return nil, 0, fmt.Errorf("a JSON pointer begins with a slash, not %q", pointer)
	}
	value, start := content, 0
	if pointer == "" {
		return raw(content, 0)
	}
	for _, part := range strings.Split(pointer[1:], "/") {
		name := strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		offset, err := child(value, name)
		if err != nil {
			return nil, 0, err
		}
		start += offset
		value = content[start:]
	}
	return raw(content, start)
}

// raw is the value that begins at an offset.
func raw(content []byte, start int) (json.RawMessage, int, error) {
	var value json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(content[start:])).Decode(&value); err != nil {
		return nil, 0, err
	}
	return value, start + skip(content[start:]), nil
}

// skip is how many bytes of blanks, commas and colons come before a value.
func skip(content []byte) int {
	return len(content) - len(bytes.TrimLeft(content, " \t\r\n,:"))
}

// child is the offset of a member or an element in the value that content
// begins with.
func child(content []byte, name string) (int, error) {
	d := json.NewDecoder(bytes.NewReader(content))
	open, err := d.Token()
	if err != nil {
		return 0, err
	}
	switch open {
	case json.Delim('{'):
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return 0, err
			}
			if key == name {
				at := int(d.InputOffset())
				return at + skip(content[at:]), nil
			}
			if err := d.Decode(new(ignored)); err != nil {
				return 0, err
			}
		}
		return 0, fmt.Errorf("there is no %q", name)
	case json.Delim('['):
		index, err := strconv.Atoi(name)
		if err != nil || index < 0 || strconv.Itoa(index) != name {
			return 0, fmt.Errorf("%q is no place in a list", name)
		}
		for i := 0; d.More(); i++ {
			at := int(d.InputOffset())
			if i == index {
				return at + skip(content[at:]), nil
			}
			if err := d.Decode(new(ignored)); err != nil {
				return 0, err
			}
		}
		return 0, fmt.Errorf("the list has no place %d", index)
	}
	return 0, fmt.Errorf("%q is asked of a value that has no parts", name)
}

// ignored is a value that is read over.
type ignored struct{}

// UnmarshalJSON takes any value.
func (*ignored) UnmarshalJSON([]byte) error { return nil }
