package study

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFile bounds one study file. A study of a hundred tools needs a tenth of it.
const maxFile = 1 << 20

// maxEntries bounds one list or mapping; checks compare entries with each other.
const maxEntries = 2000

// maxDepth bounds nesting; the deepest field of a study stands at level eight.
const maxDepth = 40

// parse reads the one YAML document of a file into nodes, or reports why that
// cannot be done and returns nil. Whatever passes has no anchors, aliases or
// tags, so that its size bounds the work of everything after.
func (d *decoder) parse() *yaml.Node {
	if !d.preflight() {
		return nil
	}
	stream := yaml.NewDecoder(bytes.NewReader(d.content))
	var doc, second yaml.Node
	err := decodeNode(stream, &doc)
	switch {
	case errors.Is(err, io.EOF) || err == nil && (len(doc.Content) == 0 || isNull(doc.Content[0])):
		d.atLine(1, 1, "the file holds nothing").WithHint("begin it with a line: schema: %s", d.schema)
		return nil
	case err != nil:
		d.syntax(err)
		return nil
	}
	if err := decodeNode(stream, &second); err == nil {
		d.atLine(second.Line, second.Column, "a second document begins here; one file is one document").
			WithHint("remove the line --- and what follows it")
		return nil
	} else if !errors.Is(err, io.EOF) {
		d.syntax(err)
		return nil
	}
	if !d.plain(doc.Content[0], 0) {
		return nil
	}
	return doc.Content[0]
}

// decodeNode turns a panic of the YAML library, which hostile input can cause,
// into an error of the file.
func decodeNode(stream *yaml.Decoder, into *yaml.Node) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	return stream.Decode(into)
}

// preflight refuses what would make positions lie or the parser work too hard.
func (d *decoder) preflight() bool {
	if len(d.content) > maxFile {
		d.atLine(1, 1, "the file has more than %d bytes, and a study file may have no more", maxFile).
			WithHint("figures and text belong in files of their own; this one only says what is asked")
		return false
	}
	for i := 0; i < len(d.content); {
		r, size := utf8.DecodeRune(d.content[i:])
		if what := unreadable(r, size, d.content[i:]); what != "" {
			d.atOffset(i, "%s", what).WithHint("save the file as plain UTF-8 text with line ends of one kind")
			return false
		}
		i += size
	}
	return true
}

// unreadable says why a rune cannot stand in a study file, or "". The line
// ends that YAML knows beyond \n and \r\n would shift every later line number.
func unreadable(r rune, size int, rest []byte) string {
	switch {
	case r == utf8.RuneError && size <= 1:
		return fmt.Sprintf("byte 0x%02x is not UTF-8", rest[0])
	case r == '\r' && (len(rest) < 2 || rest[1] != '\n'):
		return "a carriage return without a line feed"
	case r == 0x85 || r == 0x2028 || r == 0x2029:
		return fmt.Sprintf("an unusual line end (U+%04X)", r)
	case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f:
		return fmt.Sprintf("a control character (U+%04X)", r)
	}
	return ""
}

// plain refuses anchors, aliases, tags, keys that are not text, and nesting
// deeper than any study needs.
func (d *decoder) plain(n *yaml.Node, depth int) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		d.at(n, "aliases such as *%s are not read", clip(n.Value)).
			WithHint("write the value out; a reader then sees it where it counts")
		return false
	case n.Anchor != "":
		d.at(n, "anchors such as &%s are not read", clip(n.Anchor)).
			WithHint("remove &%s", clip(n.Anchor)).Len = 1 + utf8.RuneCountInString(clip(n.Anchor))
		return false
	case n.Style&yaml.TaggedStyle != 0:
		d.at(n, "tags such as %s are not read", clip(n.Tag)).
			WithHint("remove %s; fields know their own types", clip(n.Tag)).Len = utf8.RuneCountInString(clip(n.Tag))
		return false
	case len(n.Content) > 2*maxEntries || n.Kind == yaml.SequenceNode && len(n.Content) > maxEntries:
		d.at(n, "more than %d entries", maxEntries).WithHint("what is this long belongs in a file of its own, which a step reads")
		return false
	case depth > maxDepth:
		d.at(n, "nested more than %d levels deep", maxDepth).WithHint("no field of a study stands deeper than ten")
		return false
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Kind != yaml.ScalarNode && child.Kind != yaml.AliasNode {
			d.at(child, "a key must be text, not %s", typeName(child)).WithHint("write key: value; text that begins with { or [ is quoted")
			return false
		}
		if !d.plain(child, depth+1) {
			return false
		}
	}
	return true
}

// isNull reports whether a value was left out: `key:` or `key: ~`.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// clip shortens what a file holds for use in a message.
func clip(s string) string {
	const most = 60
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		s = s[:i] + "…"
	}
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
