package bundle

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"time"
)

// entry is what the archive's form says of one file.
type entry struct {
	path       string
	size       int64
	crc        uint32
	executable bool
	offset     int64 // of the content, computed by place and set by lay
}

// lay writes the archive of entries: its form to out, and in the place of each
// content what content writes. It sets each entry's offset.
func lay(out io.Writer, entries []entry, date time.Time, content func(i int, to io.Writer) error) error {
	counted := &counter{to: out}
	z := zip.NewWriter(counted)
	for i := range entries {
		e := &entries[i]
		w, err := z.CreateRaw(e.header(date))
		if err != nil {
			return err
		}
		if err := z.Flush(); err != nil {
			return err
		}
		e.offset = counted.n
		if compare, ok := out.(*comparison); ok {
			compare.content = true
		}
		if err := content(i, w); err != nil {
			return err
		}
		if err := z.Flush(); err != nil {
			return err
		}
		if compare, ok := out.(*comparison); ok {
			compare.content = false
		}
	}
	return z.Close()
}

func (e *entry) header(date time.Time) *zip.FileHeader {
	h := &zip.FileHeader{
		Name: e.path, Method: zip.Store, CRC32: e.crc,
		CompressedSize64: uint64(e.size), UncompressedSize64: uint64(e.size),
	}
	mode := fs.FileMode(0o644)
	if e.executable {
		mode = 0o755
	}
	h.SetMode(mode)
	// The plain fields only: a time zone's extra field adds nothing to UTC.
	//lint:ignore SA1019 CreateRaw writes these two as they are, and no other
	h.ModifiedDate, h.ModifiedTime = dosTime(date)
	if !ascii(e.path) {
		h.Flags |= 0x800 // the name is UTF-8
	}
	return h
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// dosTime is a moment as zip's two fields have it: from 1980 on, in steps of
// two seconds.
func dosTime(t time.Time) (day, clock uint16) {
	t = t.UTC()
	if t.Year() < 1980 || t.Year() > 2107 {
		t = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	day = uint16(t.Day() + int(t.Month())<<5 + (t.Year()-1980)<<9)
	clock = uint16(t.Second()/2 + t.Minute()<<5 + t.Hour()<<11)
	return day, clock
}

// counter counts what is written through it.
type counter struct {
	to io.Writer
	n  int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	return n, err
}

// zeros stands for content whose bytes do not matter.
var zeros [1 << 16]byte

// skipping writes as many bytes as a content has, of no meaning.
func skipping(entries []entry) func(int, io.Writer) error {
	return func(i int, to io.Writer) error {
		for left := entries[i].size; left > 0; {
			n, err := to.Write(zeros[:min(left, int64(len(zeros)))])
			if err != nil {
				return err
			}
			left -= int64(n)
		}
		return nil
	}
}

// comparison holds an archive's form against a file: it is written the form,
// and contents are let pass unread.
type comparison struct {
	file    io.ReaderAt
	at      int64
	content bool // what is written now is content
	differs []int64
	buf     []byte
	err     error
}

func (c *comparison) Write(p []byte) (int, error) {
	if !c.content {
		c.buf = append(c.buf[:0], p...)
		n, err := c.file.ReadAt(c.buf, c.at)
		if err != nil && err != io.EOF {
			c.err = err
			return 0, err
		}
		if !bytes.Equal(c.buf[:n], p) {
			c.first(p, n)
		}
	}
	c.at += int64(len(p))
	return len(p), nil
}

// first notes where a piece of the form first differs.
func (c *comparison) first(p []byte, n int) {
	for i := range p {
		if i >= n || c.buf[i] != p[i] {
			c.differs = append(c.differs, c.at+int64(i))
			return
		}
	}
}

// form compares the archive's form with the file's and lists the places at
// which it differs.
func form(file io.ReaderAt, entries []entry, date time.Time) ([]int64, int64, error) {
	c := &comparison{file: file}
	err := lay(c, entries, date, skipping(entries))
	return c.differs, c.at, err
}
