package html

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
)

// writer puts HTML together. Raw text is ours; everything else goes through
// text, attr or link.
type writer struct{ bytes.Buffer }

// raw writes markup of our own.
func (w *writer) raw(parts ...string) {
	for _, s := range parts {
		w.WriteString(s)
	}
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;", "\x00", "\uFFFD")

// text writes data as text; it is safe in an attribute's quotes as well.
func (w *writer) text(s string) { _, _ = escaper.WriteString(w, s) }

// attr writes an attribute, with its blank before it.
func (w *writer) attr(name, value string) {
	w.raw(" ", name, `="`)
	w.text(value)
	w.raw(`"`)
}

// attrIf writes an attribute that has a value.
func (w *writer) attrIf(name, value string) {
	if value != "" {
		w.attr(name, value)
	}
}

// number writes an attribute with a positive whole number.
func (w *writer) number(name string, n int) {
	if n > 0 {
		w.attr(name, strconv.Itoa(n))
	}
}

// fragment is the address of an element of this page.
func fragment(id string) string { return "#" + url.PathEscape(id) }

// outside reports whether an address may be linked: document checked it
// already, and a page that is mailed around is no place to trust that.
func outside(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return true
	}
	return false
}
