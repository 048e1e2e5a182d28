package bundle

import (
	"bytes"
	"strconv"

	"report/internal/evidence"
)

// read reads a list in the form in which encode writes it, file by file, because
// a list has one for each of a study's files. What is in no such form is false,
// and for a reader of any JSON.
func read(text []byte) (*Manifest, bool) {
	head, rest, ok := bytes.Cut(text, []byte("\n  \"files\": [\n"))
	if !ok {
		return nil, false
	}
	var m Manifest
	head = append(bytes.Clone(head), "\n  \"files\": []\n}\n"...)
	if evidence.ReadJSON(head, &m) != nil {
		return nil, false
	}
	m.Files = make([]File, 0, bytes.Count(rest, []byte("\n      \"sha256\": ")))
	l := lines{rest}
	for {
		f, ok := l.file()
		if !ok {
			return nil, false
		}
		m.Files = append(m.Files, f)
		if !l.take(separator(1)) {
			return &m, string(l.left) == "\n  ]\n}\n"
		}
	}
}

// lines is what is left of a list.
type lines struct{ left []byte }

// take takes a text from the front, where it stands there.
func (l *lines) take(text string) bool {
	if len(l.left) < len(text) || string(l.left[:len(text)]) != text {
		return false
	}
	l.left = l.left[len(text):]
	return true
}

// until takes what stands before a text, and the text.
func (l *lines) until(text string) (before []byte, ok bool) {
	before, after, ok := bytes.Cut(l.left, []byte(text))
	if ok {
		l.left = after
	}
	return before, ok
}

// file takes a file as append writes it.
func (l *lines) file() (f File, ok bool) {
	if !l.take("    {\n      \"path\": \"") {
		return f, false
	}
	name, ok := l.until("\",\n      \"sha256\": \"")
	if f.Path = string(name); ok && !plain(f.Path) {
		ok = evidence.ReadJSON([]byte(`"`+f.Path+`"`), &f.Path) == nil
	}
	if !ok {
		return f, false
	}
	sum, ok := l.until("\",\n      \"size\": ")
	if !ok || f.SHA256.UnmarshalText(sum) != nil {
		return f, false
	}
	digits := 0
	for digits < len(l.left) && '0' <= l.left[digits] && l.left[digits] <= '9' {
		digits++
	}
	if digits > 1 && l.left[0] == '0' {
		return f, false
	}
	size, err := strconv.ParseInt(string(l.left[:digits]), 10, 64)
	f.Size, l.left = size, l.left[digits:]
	f.Executable = l.take(",\n      \"executable\": true")
	return f, l.take("\n    }") && err == nil
}
