// Package bundle packs a study with its evidence into one file, opens it again
// elsewhere, and signs the evidence root. Names of a study's files come in, an
// archive goes out; and back. What the evidence means is for other rooms.
//
// A bundle is a zip archive in one fixed form: bundle.json first, then every
// file in the order of its path, all stored as they are. So its bytes follow
// from bundle.json and the files alone, and each byte of it can be checked.
package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"report/internal/digest"
	"report/internal/evidence"
)

// Schema is the schema of bundle.json.
const Schema = "report/bundle/1"

// ManifestName is the first file of a bundle.
const ManifestName = "bundle.json"

// mostManifest bounds bundle.json, so that reading it is safe.
const mostManifest = 64 << 20

// Manifest lists what a bundle holds.
type Manifest struct {
	Schema string        `json:"schema"`
	Title  string        `json:"title"`
	Root   digest.SHA256 `json:"evidence_root"`
	Date   time.Time     `json:"date"` // of the archive's entries: the newest evidence's, or SOURCE_DATE_EPOCH
	Files  []File        `json:"files"`
}

// File is one file of a bundle.
type File struct {
	Path       string        `json:"path"` // relative to the study's root
	SHA256     digest.SHA256 `json:"sha256"`
	Size       int64         `json:"size"`
	Executable bool          `json:"executable,omitempty"`
}

// encode writes a manifest in its one form: what encoding/json writes, indented
// by two spaces and with HTML's characters as they are. The many files are
// written here, because opening a bundle compares every byte of the list.
func (m *Manifest) encode() ([]byte, error) {
	if len(m.Files) == 0 {
		return evidence.WriteJSON(m)
	}
	head := *m
	head.Files = []File{}
	b, err := evidence.WriteJSON(head)
	if err != nil {
		return nil, err
	}
	b = append(make([]byte, 0, len(b)+len(m.Files)*200), bytes.TrimSuffix(b, []byte("[]\n}\n"))...)
	for i, f := range m.Files {
		b = append(b, separator(i)...)
		if b, err = f.append(b); err != nil {
			return nil, err
		}
	}
	return append(b, "\n  ]\n}\n"...), nil
}

func separator(i int) string {
	if i == 0 {
		return "[\n"
	}
	return ",\n"
}

// append writes a file's entry in the list.
func (f *File) append(b []byte) ([]byte, error) {
	b = append(b, "    {\n      \"path\": "...)
	if plain(f.Path) {
		b = append(append(append(b, '"'), f.Path...), '"')
	} else {
		quoted, err := evidence.WriteJSON(f.Path)
		if err != nil {
			return nil, err
		}
		b = append(b, bytes.TrimSuffix(quoted, []byte("\n"))...)
	}
	b = append(b, ",\n      \"sha256\": \""...)
	b, err := f.SHA256.AppendText(b)
	if err != nil {
		return nil, err
	}
	b = append(b, "\",\n      \"size\": "...)
	b = strconv.AppendInt(b, f.Size, 10)
	if f.Executable {
		b = append(b, ",\n      \"executable\": true"...)
	}
	return append(b, "\n    }"...), nil
}

// plain reports whether JSON writes a text as it is.
func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// parse reads a manifest and refuses what could do harm.
func parse(text []byte) (*Manifest, error) {
	m, ok := read(text)
	if !ok {
		m = new(Manifest)
		if err := evidence.ReadJSON(text, m); err != nil {
			return nil, fmt.Errorf("it is no JSON of a bundle: %w", err)
		}
	}
	if m.Schema != Schema {
		return nil, fmt.Errorf("schema %q is not known to this version of report (it knows %s)", m.Schema, Schema)
	}
	directories := map[string]bool{}
	for i, f := range m.Files {
		switch {
		case unsafe(f.Path) != "":
			return nil, fmt.Errorf("path %q %s", f.Path, unsafe(f.Path))
		case f.Size < 0:
			return nil, fmt.Errorf("the size of %s is negative", f.Path)
		case i > 0 && m.Files[i-1].Path == f.Path:
			return nil, fmt.Errorf("path %q is listed twice", f.Path)
		case i > 0 && m.Files[i-1].Path > f.Path:
			return nil, fmt.Errorf("paths are not in order: %q before %q", m.Files[i-1].Path, f.Path)
		}
		for dir := above(f.Path); dir != "" && !directories[dir]; dir = above(dir) {
			directories[dir] = true
		}
	}
	for _, f := range m.Files {
		if directories[f.Path] {
			return nil, fmt.Errorf("path %q is a file and a directory", f.Path)
		}
	}
	return m, nil
}

// above is the directory of a path, "" at the top.
func above(name string) string {
	return name[:max(0, strings.LastIndexByte(name, '/'))]
}

// unsafe says why a path may not be in a bundle; "" where it may.
func unsafe(name string) string {
	switch {
	case name == "." || !fs.ValidPath(name):
		return "leads out of the bundle, or is no plain path"
	case strings.ContainsAny(name, "\\:\x00"):
		return "is no plain path on every system"
	case name == ManifestName:
		return "is the bundle's own list"
	case slices.ContainsFunc(strings.Split(name, "/"), repository):
		return "is of a git repository, whose settings name programs that git runs"
	}
	return ""
}

// repository reports whether a name is .git on some system: whatever its case,
// with points and blanks behind it, with characters that nobody sees, or in the
// short form of Windows. Whoever reads a study asks git about it.
func repository(name string) bool {
	if ascii(name) && !strings.HasPrefix(name, ".") && !strings.Contains(name, "~") {
		return false // as nearly all, which are not looked at letter by letter
	}
	seen := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
	seen = strings.TrimRight(seen, " .")
	return seen == ".git" || seen == "git~1"
}

// line is the line of bundle.json on which a file's digest stands.
func (m *Manifest) line(i int, text []byte) int {
	quoted, err := json.Marshal(m.Files[i].Path)
	at := bytes.Index(text, append([]byte(`"path": `), quoted...))
	if err != nil || at < 0 {
		return 1
	}
	at += max(0, bytes.Index(text[at:], []byte(`"sha256"`)))
	return 1 + bytes.Count(text[:at], []byte{'\n'})
}
