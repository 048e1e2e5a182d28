package redact

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// everywhere are the top directories whose contents may be named: every
// system has them, and what is below them came with a package.
var everywhere = map[string]bool{
	"usr": true, "lib": true, "lib32": true, "lib64": true, "libx32": true, "bin": true, "sbin": true,
	"etc": true, "proc": true, "dev": true, "opt": true, "sys": true, "run": true,
	"System": true, "Library": true, "Applications": true,
}

// bare are directories that may be named themselves, but not what is in them:
// /home is on every machine, and is also a page of many a server.
var bare = map[string]bool{
	"/home": true, "/root": true, "/var": true, "/tmp": true, "/mnt": true, "/media": true, "/srv": true, "/boot": true,
	"/Users": true, "/Volumes": true, "/private": true,
	"/var/log": true, "/var/lib": true, "/var/run": true, "/var/tmp": true, "/var/cache": true, "/var/spool": true,
	"/var/lock": true, "/var/opt": true, "/var/mail": true, "/var/folders": true,
}

// paths finds absolute paths that exist here. What the file system said is
// remembered, since a log names the same places again and again.
type paths struct {
	exists func(string) bool
	mu     sync.RWMutex
	known  map[string]bool
}

func newPaths(exists func(string) bool) *paths {
	return &paths{exists: exists, known: map[string]bool{}}
}

func (p *paths) has(path []byte) bool {
	p.mu.RLock()
	there, asked := p.known[string(path)]
	p.mu.RUnlock()
	if asked {
		return there
	}
	there = p.exists(string(path))
	p.mu.Lock()
	if len(p.known) < 1<<16 {
		p.known[string(path)] = there
	}
	p.mu.Unlock()
	return there
}

// refused is the length of a path at a place that exists here and may not be
// named; 0 when there is none. It asks for one name after the other, so that
// the route of a server costs one question, and an answer that is remembered.
func (p *paths) refused(text []byte, at int) int {
	if separator(text, at) == 0 || !pathMayBegin(text, at) {
		return 0
	}
	if bytes.HasPrefix(text[at:], []byte("//")) {
		return 0 // the last of several slashes opens the path, and may open a root
	}
	var room [256]byte
	path, end := room[:0], at
	for depth := 1; ; depth++ {
		step := separators(text, end)
		name := nameAt(text, end+step)
		if step == 0 || len(name) == 0 {
			return verdict(path, end-at)
		}
		trimmed := bytes.TrimRight(name, ".")
		if len(trimmed) == 0 {
			return verdict(path, end-at) // "/." exists everywhere, and stands in every other picture
		}
		if depth == 1 && everywhere[string(trimmed)] {
			return 0
		}
		longer := append(append(path, '/'), name...)
		if !p.has(longer) {
			longer = longer[:len(longer)-len(name)+len(trimmed)]
			if len(trimmed) == len(name) || !p.has(longer) {
				return 0 // what is written does not exist here
			}
			return verdict(longer, end+step+len(trimmed)-at)
		}
		path = longer
		end += step + len(name)
		if depth > 1 && !bare[string(path)] {
			return end - at
		}
	}
}

// separators is the length of one or more slashes at a place.
func separators(text []byte, at int) int {
	total := 0
	for {
		one := separator(text, at+total)
		if one == 0 {
			return total
		}
		total += one
	}
}

// verdict judges a path that exists and is written to its end.
func verdict(path []byte, length int) int {
	if len(path) == 0 || bare[string(path)] {
		return 0
	}
	return length
}

// separator is the length of a slash at a place, in one of the ways it is
// written: plain, in JSON, in JSON within JSON, in an address, escaped twice.
func separator(text []byte, at int) int {
	rest := text[min(at, len(text)):]
	switch {
	case len(rest) == 0:
		return 0
	case rest[0] == '/':
		return 1
	case rest[0] == '\\':
		if bytes.HasPrefix(rest, []byte(`\/`)) {
			return 2
		}
		if bytes.HasPrefix(rest, []byte(`\\/`)) {
			return 3
		}
	case rest[0] == '%':
		if len(rest) >= 3 && rest[1] == '2' && (rest[2] == 'F' || rest[2] == 'f') {
			return 3
		}
		if len(rest) >= 5 && strings.EqualFold(string(rest[:5]), "%252F") {
			return 5
		}
	}
	return 0
}

// nameAt is the file name that begins at a place, up to a slash or to what
// seldom stands in a name and often beside a path.
func nameAt(text []byte, at int) []byte {
	end := at
	for end < len(text) && end-at < 256 {
		b := text[end]
		if b >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(text[end:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				break
			}
			end += size
			continue
		}
		if b <= ' ' || b == 0x7f || bytes.IndexByte([]byte("/\\\"'`<>|()[]{},;:=&?*!#$"), b) >= 0 || b == '%' && escapedDelimiter(text, end) {
			break
		}
		end++
	}
	return text[at:end]
}

// escapedDelimiter reports whether an escape such as %22 or %2F ends a name.
func escapedDelimiter(text []byte, at int) bool {
	c, ok := unhex(text, at)
	return separator(text, at) > 0 || ok && !isWord(c) && c != '-' && c != '.'
}

// unhex decodes %XX.
func unhex(text []byte, at int) (byte, bool) {
	if at < 0 || at+2 >= len(text) || text[at] != '%' {
		return 0, false
	}
	high, low := hexDigit(text[at+1]), hexDigit(text[at+2])
	return byte(high<<4 | low), high >= 0 && low >= 0
}

func hexDigit(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// pathMayBegin reports whether an absolute path can begin at a place: not in
// the middle of a longer path, nor after the host of an address.
func pathMayBegin(text []byte, at int) bool {
	if at == 0 {
		return true
	}
	before := text[at-1]
	switch {
	case before == '/':
		return slashesMayBegin(text, at)
	case before == '\\':
		return pathMayBegin(text, at-1)
	case before >= utf8.RuneSelf:
		r, _ := utf8.DecodeLastRune(text[:at])
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	case isWord(before):
		return afterEscape(text, at)
	}
	return bytes.IndexByte([]byte(".-~$}*+"), before) < 0
}

// slashesMayBegin judges the last of several slashes. Two after a colon open
// the host of an address; three have no host, as in file:///tmp.
func slashesMayBegin(text []byte, at int) bool {
	start := at
	for start > 0 && text[start-1] == '/' {
		start--
	}
	if start > 0 && text[start-1] == ':' {
		return at-start >= 2
	}
	return pathMayBegin(text, start)
}

// afterEscape reports whether the letter before a place ends an escape or a
// flag instead of a name: a terminal's colour, \n and \u003d in JSON, %3D in
// an address, -I of a compiler.
func afterEscape(text []byte, at int) bool {
	last := text[at-1]
	if last == 'm' {
		i := at - 2
		for i >= 0 && (text[i] >= '0' && text[i] <= '9' || text[i] == ';') {
			i--
		}
		if i >= 1 && text[i] == '[' && (text[i-1] == 0x1b || text[i-1] == 'b' || text[i-1] == 'B' || text[i-1] == '3') {
			return true
		}
	}
	if at >= 2 && text[at-2] == '\\' && bytes.IndexByte([]byte("ntrbfv0"), last) >= 0 {
		return true
	}
	if c, ok := unhex(text, at-3); ok && !isWord(c) {
		return true
	}
	if at >= 6 && text[at-6] == '\\' && text[at-5] == 'u' {
		return true
	}
	return at >= 2 && text[at-2] == '-' && (at == 2 || !isWord(text[at-3]) && text[at-3] != '-')
}
