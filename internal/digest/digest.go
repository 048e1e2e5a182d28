// Package digest owns SHA-256 of bytes, files and trees, as a type that cannot
// be mistaken for a string. Bytes come in, a SHA256 goes out; what a digest
// proves is for the rooms that ask.
package digest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"sort"
	"sync"

	"report/internal/plainfile"
)

// SHA256 is the digest of some bytes. The zero value means "none".
type SHA256 [sha256.Size]byte

// Bytes digests content at hand.
func Bytes(content []byte) SHA256 { return sha256.Sum256(content) }

// buffers are what files are read through, one after another.
var buffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// Reader digests a stream and says how many bytes it held.
func Reader(r io.Reader) (SHA256, int64, error) {
	h := sha256.New()
	buffer := buffers.Get().(*[32 << 10]byte)
	defer buffers.Put(buffer)
	// The types hide that a file could copy itself, through a buffer of its own.
	n, err := io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{r}, buffer[:])
	var sum SHA256
	h.Sum(sum[:0])
	return sum, n, err
}

// File digests a file's content and says its size in bytes.
func File(path string) (SHA256, int64, error) {
	f, err := plainfile.Open(path)
	if err != nil {
		return SHA256{}, 0, err
	}
	defer f.Close()
	return Reader(f)
}

// Parse reads 64 hex digits, with or without the prefix "sha256:".
func Parse(text string) (SHA256, error) {
	return parse([]byte(text))
}

func parse(text []byte) (SHA256, error) {
	var sum SHA256
	raw := bytes.TrimPrefix(text, []byte("sha256:"))
	if len(raw) != hex.EncodedLen(len(sum)) {
		return sum, fmt.Errorf("a SHA-256 has 64 hex digits, not %d", len(raw))
	}
	if _, err := hex.Decode(sum[:], raw); err != nil {
		return SHA256{}, fmt.Errorf("a SHA-256 is written in hex digits: %w", err)
	}
	return sum, nil
}

// IsZero reports whether no digest was set.
func (s SHA256) IsZero() bool { return s == SHA256{} }

// Hex is the 64 digits alone, as sha256sum prints them.
func (s SHA256) Hex() string { return hex.EncodeToString(s[:]) }

// String is "sha256:" and the 64 digits.
func (s SHA256) String() string { return "sha256:" + s.Hex() }

// Short is the first 8 hex digits, for names and tables.
func (s SHA256) Short() string { return s.Hex()[:8] }

// MarshalText writes the 64 hex digits, or nothing for the zero value.
func (s SHA256) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// AppendText appends what MarshalText writes.
func (s SHA256) AppendText(b []byte) ([]byte, error) {
	if s.IsZero() {
		return b, nil
	}
	return hex.AppendEncode(b, s[:]), nil
}

// UnmarshalText reads what MarshalText wrote.
func (s *SHA256) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*s = SHA256{}
		return nil
	}
	sum, err := parse(text)
	*s = sum
	return err
}

// Entry is one file of a tree: its path with forward slashes, and digest.
type Entry struct {
	Path   string
	SHA256 SHA256
}

// Lines is the text that sha256sum -c reads: "hex␣␣path\n", sorted by the
// bytes of the path.
func Lines(entries []Entry) []byte {
	sorted := append([]Entry(nil), entries...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Path < sorted[j].Path })
	var b bytes.Buffer
	for _, e := range sorted {
		b.WriteString(e.SHA256.Hex())
		b.WriteString("  ")
		b.WriteString(e.Path)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// Tree digests a set of files: the SHA-256 of their Lines.
func Tree(entries []Entry) SHA256 { return Bytes(Lines(entries)) }
