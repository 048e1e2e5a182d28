package evidence

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

func TestTextFindsEveryPart(t *testing.T) {
	const file = "{\n  \"a/b\": [1, {\"b~\": \"x,]}\\\"\"}, [ ] ],\n  \"\\u0063\": -2.5e3,\n  \"c\": 7,\n  \"\": true\n}\n"
	text := NewText([]byte(file))
	for _, c := range []struct {
		pointer, value string
		line           int
	}{
		{"/a~1b/0", "1", 2}, {"/a~1b/1", `{"b~": "x,]}\""}`, 2}, {"/a~1b/1/b~0", `"x,]}\""`, 2}, {"/a~1b/2", "[ ]", 2},
		{"/c", "-2.5e3", 3}, // of two, the first
		{"/", "true", 5},
		{"", strings.TrimSpace(file), 1},
	} {
		value, offset, err := text.Pointer(c.pointer)
		if err != nil || string(value) != c.value || text.LineAt(offset) != c.line || !strings.HasPrefix(file[offset:], c.value) {
			t.Errorf("%q is %q at %d on line %d (%v), not %q on line %d", c.pointer, value, offset, text.LineAt(offset), err, c.value, c.line)
		}
	}
}

func TestTextTellsLineAndColumn(t *testing.T) {
	text := NewText([]byte("{\"ä\": 1,\n \"b\": [2, 3]}"))
	for pointer, want := range map[string][2]int{"/ä": {1, 7}, "/b": {2, 7}, "/b/1": {2, 11}, "": {1, 1}} {
		_, offset, err := text.Pointer(pointer)
		if line, col := text.At(offset); err != nil || line != want[0] || col != want[1] {
			t.Errorf("%q is at %d:%d (%v), not %v", pointer, line, col, err, want)
		}
	}
}

func TestTextRefusesWhatIsNotThere(t *testing.T) {
	for file, pointers := range map[string]map[string]string{
		`{"a": [1, 2]}`: {
			"/b": `there is no "b"`, "/a/2": "no place 2", "/a/-": "no place in a list", "/a/01": "no place in a list",
			"/a/0/x": `"x" is asked of a value that has no parts`, "a": "begins with a slash",
		},
		`{"a": [1, 2}`:   {"/a/1": "no JSON", "/b": "no JSON"},
		`{"a" [1]}`:      {"/a": "no JSON"},
		`{"a": "x`:       {"/a": "no JSON"},
		`{"a": nil}`:     {"/a": "no JSON"},
		`{"a": 1 "b":2}`: {"/b": "no JSON"},
		``:               {"": "no JSON", "/a": "no parts"},
	} {
		for pointer, want := range pointers {
			value, _, err := NewText([]byte(file)).Pointer(pointer)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q in %s gave %s, %v; want %q", pointer, file, value, err, want)
			}
		}
	}
}

// FuzzText holds what is found against the decoder of the standard library.
func FuzzText(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":[]}," ] "],"c":{}}`), "a", uint8(1))
	f.Fuzz(func(t *testing.T, content []byte, name string, index uint8) {
		var members map[string][]json.RawMessage
		if strings.ContainsAny(name, "~/") || json.Unmarshal(content, &members) != nil || len(members[name]) <= int(index) {
			return
		}
		if strings.Count(string(content), `"`+name+`"`) != 1 || strings.Contains(string(content), `\`) {
			return // of two members the decoder takes the last
		}
		value, _, err := NewText(content).Pointer("/" + name + "/" + strconv.Itoa(int(index)))
		if err != nil || string(value) != string(members[name][index]) {
			t.Fatalf("%q has %q, %v; the decoder says %q", content, value, err, members[name][index])
		}
	})
}
