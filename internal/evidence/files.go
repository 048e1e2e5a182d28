package evidence

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"

	"report/internal/diag"
	"report/internal/digest"
)

// largestPlainLog is the size above which a log is compressed.
const largestPlainLog = 64 << 10

// cutNotice is the line that the runner leaves where it cut a log.
var cutNotice = regexp.MustCompile(`(?m)^\[report: (\d+) bytes were cut out here`)

// keep redacts one file into the run's directory. A file that redaction
// refuses is left out and named.
func (w *writer) keep(f stagedFile) error {
	in, err := os.Open(f.full)
	if err != nil {
		return err
	}
	defer in.Close()
	beginning := make([]byte, 64<<10)
	n, err := io.ReadFull(in, beginning)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return err
	}
	// A log stays a log where a program printed a NUL into it.
	text := isText(beginning[:n]) || f.role == RoleLog
	switch {
	case f.role == RoleLog:
		err = w.keepLog(f, in)
	case text:
		err = w.stream(f, func(out io.Writer) error {
			counts, err := w.Redactor.Copy(out, in, f.path)
			if err == nil {
				w.counts.Add(counts)
			}
			return err
		})
	default:
		if err = w.Redactor.Scan(in, f.path); err != nil {
			break
		}
		if _, err = in.Seek(0, io.SeekStart); err != nil {
			return err
		}
		err = w.stream(f, func(out io.Writer) error { _, err := io.Copy(out, in); return err })
	}
	var refusal *diag.Error
	if !errors.As(err, &refusal) {
		return err
	}
	w.refused = append(w.refused, refusal)
	w.renamed[f.path] = ""
	where := ""
	if refusal.Line > 0 {
		where = "line " + strconv.Itoa(refusal.Line) + " "
	}
	w.leaveOut(f.path, f.step, "("+where+refusal.Message+")")
	return nil
}

// isText tells text by its beginning.
func isText(beginning []byte) bool { return bytes.IndexByte(beginning, 0) < 0 }

// keepLog redacts a log, which the runner has bounded, and compresses it where
// it is long.
func (w *writer) keepLog(f stagedFile, in io.Reader) error {
	var content bytes.Buffer
	content.Grow(int(f.size) + redactionRoom)
	counts, err := w.Redactor.Copy(&content, in, f.path)
	if err != nil {
		return err
	}
	w.counts.Add(counts)
	entry := File{Path: f.path, Role: f.role, Step: f.step}
	if m := cutNotice.FindSubmatch(content.Bytes()); m != nil {
		entry.Cut, _ = strconv.ParseInt(string(m[1]), 10, 64)
	}
	if content.Len() <= largestPlainLog {
		return w.add(entry, content.Bytes())
	}
	entry.Content, entry.ContentSize = digest.Bytes(content.Bytes()), int64(content.Len())
	entry.Path += ".gz"
	w.renamed[f.path] = entry.Path
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed) // no name and no time: the same log gives the same bytes
	if _, err := z.Write(content.Bytes()); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return w.add(entry, packed.Bytes())
}

// redactionRoom is room for what redaction may add to a log.
const redactionRoom = 4 << 10

// add writes a file whose bytes are at hand and lists it.
func (w *writer) add(entry File, content []byte) error {
	entry.SHA256, entry.Size = digest.Bytes(content), int64(len(content))
	w.files = append(w.files, entry)
	return w.put(entry.Path, content)
}

// json writes a value as a file of the run and lists it.
func (w *writer) json(name, role string, v any) error {
	content, err := WriteJSON(v)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return w.add(File{Path: name, Role: role}, content)
}

// put writes a file, whole.
func (w *writer) put(name string, content []byte) error {
	return w.create(name, func(f *os.File) error { _, err := f.Write(content); return err })
}

// stream writes a file from a stream and lists it, unless the stream refuses.
func (w *writer) stream(f stagedFile, fill func(io.Writer) error) error {
	out := &counted{hash: sha256.New()}
	err := w.create(f.path, func(file *os.File) error { out.file = file; return fill(out) })
	if err != nil {
		return err
	}
	entry := File{Path: f.path, Role: f.role, Step: f.step, Size: out.size}
	out.hash.Sum(entry.SHA256[:0])
	w.files = append(w.files, entry)
	return nil
}

// create makes a file with its directories and fills it; flush brings it to
// the disk. What could not be filled is removed.
func (w *writer) create(name string, fill func(*os.File) error) error {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		w.made[dir] = true
	}
	full := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(full, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	if err := fill(file); err != nil {
		return errors.Join(err, file.Close(), os.Remove(full))
	}
	if w.pending = append(w.pending, file); len(w.pending) < mostPending {
		return nil
	}
	return w.flush()
}

// mostPending bounds how many files are open at a time.
const mostPending = 64

// flush brings the pending files to the disk, together: a journalling file
// system then writes its journal about once, instead of once a file.
func (w *writer) flush() error {
	errs := make([]error, len(w.pending))
	var group sync.WaitGroup
	for i, file := range w.pending {
		group.Go(func() { errs[i] = errors.Join(file.Sync(), file.Close()) })
	}
	group.Wait()
	w.pending = w.pending[:0]
	return errors.Join(errs...)
}

// abandon closes what an error left open.
func (w *writer) abandon() {
	for _, file := range w.pending {
		file.Close()
	}
	w.pending = nil
}

// counted digests and counts what goes to a file.
type counted struct {
	file *os.File
	hash hash.Hash
	size int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.file.Write(p)
	c.hash.Write(p[:n])
	c.size += int64(n)
	return n, err
}
