package redact

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what must stand around a literal for it to count.
type kind int

const (
	anywhere kind = iota
	deepRoot      // a path: no further letter of a name after it
	topRoot       // a path of one segment: nothing of a path before it either
	word          // neither a letter nor a digit beside it
)

// literal is a known text and the name that replaces it.
type literal struct {
	text []byte
	name string
	kind kind
	fold bool // letters of either case
}

// literalsOf lists what the options name in all the forms it may be written,
// the longest first.
func literalsOf(o Options) []literal {
	found := map[string]literal{}
	add := func(text, name string, k kind, fold bool) {
		if _, taken := found[text]; text != "" && !taken {
			found[text] = literal{[]byte(text), name, k, fold}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Secrets)) {
		addSecret(name, o.Secrets[name], add)
	}
	for _, address := range o.Indexes {
		addAddress("INDEX", address, add)
	}
	for _, address := range o.Proxies {
		addAddress("PROXY", address, add)
	}
	for _, name := range slices.Sorted(maps.Keys(o.Roots)) {
		addRoot(name, o.Roots[name], add)
	}
	if distinctiveHost(o.Host) {
		add(o.Host, "HOST", word, true)
		if label, _, ok := strings.Cut(o.Host, "."); ok && distinctiveHost(label) {
			add(label, "HOST", word, true)
		}
	}
	list := slices.Collect(maps.Values(found))
	slices.SortFunc(list, func(a, b literal) int {
		return cmp.Or(cmp.Compare(len(b.text), len(a.text)), bytes.Compare(a.text, b.text))
	})
	return list
}

type addFunc func(text, name string, k kind, fold bool)

// addRoot lists a directory as it is written plainly, in JSON, in addresses,
// and with its symbolic links resolved.
func addRoot(name, path string, add addFunc) {
	name, _, _ = strings.Cut(name, "-")
	forms := []string{path}
	if real, err := filepath.EvalSymlinks(path); err == nil && real != path {
		forms = append(forms, real)
	}
	for _, form := range forms {
		form = strings.TrimRight(filepath.ToSlash(form), "/")
		if !strings.HasPrefix(form, "/") {
			continue
		}
		k := deepRoot
		if strings.Count(form, "/") == 1 {
			k = topRoot
		}
		segments := strings.Split(form, "/")
		for _, inner := range segmentForms(segments) {
			for _, separator := range []string{"/", `\/`, `\\/`, "%2F", "%252F"} {
				add(strings.Join(inner, separator), name, k, strings.HasPrefix(separator, "%"))
			}
		}
	}
}

// segmentForms are a path's names as they are, and as addresses and JSON
// escape them.
func segmentForms(segments []string) [][]string {
	escapes := []func(string) string{
		func(s string) string { return s },
		url.PathEscape, url.QueryEscape,
		func(s string) string { return quoted(s, false) },
		func(s string) string { return quoted(s, true) },
	}
	var forms [][]string
	for _, escape := range escapes {
		form := make([]string, len(segments))
		for i, s := range segments {
			form[i] = escape(s)
		}
		forms = append(forms, form)
	}
	return forms
}

// quoted is a text inside a JSON string, with other letters than ASCII as
// \uXXXX where asked.
func quoted(s string, ascii bool) string {
	b, err := json.Marshal(s)
	if err != nil {
		return s
	}
	inner := string(b[1 : len(b)-1])
	if !ascii {
		return inner
	}
	var out strings.Builder
	const hex = "0123456789abcdef"
	for _, r := range inner {
		if r < utf8.RuneSelf {
			out.WriteRune(r)
			continue
		}
		units := []rune{r}
		if r > 0xffff {
			r -= 0x10000
			units = []rune{0xd800 + r>>10, 0xdc00 + r&0x3ff}
		}
		for _, u := range units {
			out.WriteString(`\u` + string([]byte{hex[u>>12&15], hex[u>>8&15], hex[u>>4&15], hex[u&15]}))
		}
	}
	return out.String()
}

// addSecret lists a value as it is, escaped, and in base64. A value of several
// lines counts line by line. A short one would be found inside other words, so
// it must stand alone.
func addSecret(name, value string, add addFunc) {
	name, _, _ = strings.Cut(name, "-") // a suffix tells several of a name apart
	for line := range strings.SplitSeq(value, "\n") {
		line = strings.TrimSpace(line)
		k := anywhere
		if len(line) < 6 {
			k = word
		}
		if len(line) == 0 {
			continue
		}
		forms := []string{line, url.QueryEscape(line), url.PathEscape(line), quoted(line, false), quoted(line, true)}
		if len(line) >= 6 {
			forms = append(forms, base64.StdEncoding.EncodeToString([]byte(line)), base64.URLEncoding.EncodeToString([]byte(line)))
		}
		for _, form := range forms {
			add(form, "SECRET_"+name, k, false)
		}
	}
}

// addAddress lists an index or proxy by its whole address and by its host.
// A host of this machine counts only with its port: 127.0.0.1 is everybody's.
func addAddress(name, address string, add addFunc) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return
	}
	if u.Scheme != "" {
		whole := strings.TrimRight(address, "/")
		bare := *u
		bare.User = nil
		for _, form := range []string{whole, strings.TrimRight(bare.String(), "/")} {
			add(form, name, wholeAddress, false)
			add(strings.ReplaceAll(form, "/", `\/`), name, wholeAddress, false)
			add(url.QueryEscape(form), name, wholeAddress, true)
		}
	}
	if u.Port() != "" {
		add(u.Host, name, word, true)
	}
	if host := u.Hostname(); !loopback(host) && strings.Contains(host, ".") {
		add(host, name, word, true)
	}
	if password, ok := u.User.Password(); ok && password != "" {
		addSecret(name, password, add)
	}
}

// wholeAddress is the kind of an address: like a path, its last name must end.
const wholeAddress = deepRoot

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}

// distinctiveHost reports whether a host name would not also be an everyday word.
func distinctiveHost(host string) bool {
	return len(host) >= 5 && strings.ContainsAny(host, "0123456789-.") && !strings.HasPrefix(host, "localhost") && net.ParseIP(host) == nil
}

// pairs are the first two bytes that the literal may be written with.
func (l *literal) pairs() []uint16 {
	forms := [][]byte{l.text[:min(2, len(l.text))]}
	if l.fold {
		lower, upper := bytes.ToLower(forms[0]), bytes.ToUpper(forms[0])
		forms = [][]byte{lower, upper}
		if len(lower) == 2 {
			forms = append(forms, []byte{lower[0], upper[1]}, []byte{upper[0], lower[1]})
		}
	}
	var pairs []uint16
	for _, form := range forms {
		first := uint16(form[0]) << 8
		if len(form) == 2 {
			pairs = append(pairs, first|uint16(form[1]))
			continue
		}
		for second := range uint16(256) {
			pairs = append(pairs, first|second)
		}
	}
	slices.Sort(pairs)
	return slices.Compact(pairs)
}

// leastInBinary is how many bytes a name or a path has to have to be looked
// for in a file that is not text: any two or three turn up in a picture.
const leastInBinary = 6

// at reports whether the literal stands at a place of a text.
func (l *literal) at(text []byte, at int, binary bool) bool {
	end := at + len(l.text)
	if end > len(text) {
		return false
	}
	if l.fold {
		if !bytes.EqualFold(text[at:end], l.text) {
			return false
		}
	} else if !bytes.Equal(text[at:end], l.text) {
		return false
	}
	switch l.kind {
	case deepRoot:
		return !nameGoesOn(text, end)
	case topRoot:
		return !nameGoesOn(text, end) && pathMayBegin(text, at)
	case word:
		if binary && len(l.text) < leastInBinary {
			return false
		}
		return !wordByte(text, at-1) && !wordByte(text, end)
	}
	return true
}

// wordByte reports whether there is a letter, digit or underscore at a place.
func wordByte(text []byte, at int) bool {
	return at >= 0 && at < len(text) && isWord(text[at])
}

func isWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b >= utf8.RuneSelf
}

// nameGoesOn reports whether a file's name does not end at a place: /tmp/a is
// not in /tmp/ab, but it is in "/tmp/a." and in /tmp/a/b.
func nameGoesOn(text []byte, at int) bool {
	if at >= len(text) {
		return false
	}
	switch b := text[at]; {
	case b >= utf8.RuneSelf:
		r, _ := utf8.DecodeRune(text[at:])
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	case b == '.':
		return at+1 < len(text) && isWord(text[at+1])
	}
	return isWord(text[at]) || bytes.IndexByte([]byte("-+@~"), text[at]) >= 0
}
