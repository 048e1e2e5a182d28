package bundle

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"hash/crc32"
	"io"
	"strings"

	"report/internal/digest"
)

// sums reads a stream to its end, for its digest and zip's checksum.
func sums(r io.Reader) (digest.SHA256, uint32, error) {
	h := sha256.New()
	crc, err := readInto(h, r, make([]byte, 1<<16))
	return digest.SHA256(h.Sum(nil)), crc, err
}

// readInto is sums with a hash and a buffer that are used again.
func readInto(h hash.Hash, r io.Reader, buf []byte) (crc uint32, err error) {
	for {
		n, err := r.Read(buf)
		h.Write(buf[:n])
		crc = crc32.Update(crc, crc32.IEEETable, buf[:n])
		if err == io.EOF {
			return crc, nil
		}
		if err != nil {
			return crc, err
		}
	}
}

func bytesReader(text []byte) io.Reader { return bytes.NewReader(text) }

// counting counts what is read through it.
func counting(r io.Reader, n *int64) io.Reader { return &counted{r, n} }

type counted struct {
	from io.Reader
	n    *int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	*c.n += int64(n)
	return n, err
}

// clean makes bytes fit to be printed.
func clean(raw []byte) string { return strings.ToValidUTF8(string(raw), "?") }

// Digest is the digest and size of a bundle as a whole.
func Digest(name string) (digest.SHA256, int64, error) { return digest.File(name) }
