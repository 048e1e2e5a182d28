package bundle

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/plainfile"
)

// ErrNotBundle says that a file is none, in distinction to one that is broken.
var ErrNotBundle = errors.New("is no bundle of report")

// localHeader is the length of what stands before a zip entry's name.
const localHeader = 30

// Bundle is a bundle opened for reading. After Check found no problem it is a
// file system of the study.
type Bundle struct {
	Name     string // of the file
	Manifest *Manifest
	file     *os.File
	size     int64
	text     []byte      // bundle.json
	entries  []entry     // the first is bundle.json
	tree     func() tree // made at its first use
}

// Is reports whether a file begins as a zip archive does, so that a name on a
// command line can be told from others.
func Is(name string) bool {
	f, err := plainfile.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	var begin [4]byte
	_, err = io.ReadFull(f, begin[:])
	return err == nil && string(begin[:2]) == "PK"
}

// Open opens a bundle and reads its list. Problems are what is wrong with one
// that was cut short, altered or made to do harm; then there is no Bundle, and
// nothing of it was believed.
func Open(name string) (*Bundle, []evidence.Problem, error) {
	f, err := plainfile.Open(name)
	if err != nil {
		return nil, nil, err
	}
	b := &Bundle{Name: name, file: f}
	problems, err := b.open()
	if err != nil || len(problems) > 0 {
		return nil, problems, errors.Join(err, f.Close())
	}
	return b, nil, nil
}

// Close closes the file.
func (b *Bundle) Close() error { return b.file.Close() }

func (b *Bundle) open() ([]evidence.Problem, error) {
	info, err := b.file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s %w: it is not a regular file", b.Name, ErrNotBundle)
	}
	b.size = info.Size()
	text, err := b.list()
	if err == nil {
		b.Manifest, err = parse(text)
	}
	b.text = text
	if errors.Is(err, ErrNotBundle) {
		return nil, fmt.Errorf("%s %w", b.Name, err)
	}
	if err != nil {
		found := b.inspect()
		return append(found, evidence.Problem{Path: ManifestName, Problem: err.Error(), Hint: another}), nil
	}
	return b.place(), nil
}

// another is the mend for all that is wrong with a bundle.
const another = "the bundle changed after it was made; fetch it again, or ask for another: report export --to bundle"

// list reads bundle.json by the header that the archive begins with.
func (b *Bundle) list() ([]byte, error) {
	var header [localHeader + len(ManifestName)]byte
	n, err := b.file.ReadAt(header[:], 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	same := 0
	for i, want := range []byte("PK\x03\x04") {
		if header[i] == want {
			same++
		}
	}
	named := string(header[localHeader:]) == ManifestName
	switch {
	case n == 0:
		return nil, fmt.Errorf("%w: it is empty", ErrNotBundle)
	case same == 4 && n < len(header):
		return nil, errors.New("is cut short")
	case !named && (same < 4 || !b.holdsList()):
		if near(header[localHeader:], ManifestName) && same == 4 {
			return nil, errors.New("its name was changed in the archive")
		}
		return nil, fmt.Errorf("%w: it does not begin with %s", ErrNotBundle, ManifestName)
	case !named:
		return nil, fmt.Errorf("is not the first file of the archive, which begins with %q", clean(header[localHeader:]))
	case same < 4:
		return nil, errors.New("the archive's header before it was changed, at byte 0")
	case binary.LittleEndian.Uint16(header[8:]) != 0:
		return nil, errors.New("is compressed or marked so; a bundle's files are stored as they are")
	}
	size := int64(binary.LittleEndian.Uint32(header[22:]))
	switch {
	case size > mostManifest:
		return nil, fmt.Errorf("claims to have %d bytes; a bundle's list has %d at most", size, mostManifest)
	case int64(len(header))+size > b.size:
		return nil, fmt.Errorf("is cut short: %d of its %d bytes are there", b.size-int64(len(header)), size)
	}
	text := make([]byte, size)
	_, err = b.file.ReadAt(text, int64(len(header)))
	if err == nil && crc32.ChecksumIEEE(text) != binary.LittleEndian.Uint32(header[14:]) {
		err = errors.New("changed after it was packed: its checksum in the archive is another")
		if _, parseErr := parse(text); parseErr != nil {
			err = fmt.Errorf("changed after it was packed: %w", parseErr)
		}
	}
	return text, err
}

// near reports whether two names differ in one byte.
func near(a []byte, b string) bool {
	differ := 0
	for i := range b {
		if i >= len(a) || a[i] != b[i] {
			differ++
		}
	}
	return differ == 1
}

// place computes where each file lies: a header, its name, its content, and
// nothing between them. checkForm holds the file against that.
func (b *Bundle) place() []evidence.Problem {
	files := b.Manifest.Files
	b.entries = make([]entry, 0, 1+len(files))
	at := int64(0)
	add := func(e entry) {
		e.offset = at + localHeader + int64(len(e.path))
		at = e.offset + e.size
		b.entries = append(b.entries, e)
	}
	add(entry{path: ManifestName, size: int64(len(b.text)), crc: crc32.ChecksumIEEE(b.text)})
	for _, f := range files {
		add(entry{path: f.Path, size: f.Size, executable: f.Executable})
		if at < 0 || at > b.size {
			return b.short(f.Path)
		}
	}
	b.tree = sync.OnceValue(func() tree { return grow(files) })
	return nil
}

// short is the problem of a bundle that ends too early; with one that was
// packed again by other means, what inspect finds.
func (b *Bundle) short(first string) []evidence.Problem {
	if found := b.inspect(); len(found) > 0 {
		return found
	}
	where := "its directory at the end is not whole"
	if first != "" {
		where = "it ends before the end of " + first
	}
	return []evidence.Problem{{Path: b.base(), Problem: fmt.Sprintf("is cut short: it has %d bytes, and %s", b.size, where), Hint: another}}
}

func (b *Bundle) base() string {
	return b.Name[strings.LastIndexAny(b.Name, `/\`)+1:]
}

// Check reads every byte again, on all cores, and holds the files against
// bundle.json and the rest against the archive's one form. Each problem names
// the file.
func (b *Bundle) Check() ([]evidence.Problem, error) {
	asWritten := make(chan bool, 1)
	go func() { // beside the reading
		again, err := b.Manifest.encode()
		asWritten <- err == nil && bytes.Equal(again, b.text)
		b.tree()
	}()
	view := mapped(b.file, b.size)
	problems, err := b.check(view)
	if !<-asWritten {
		problems = append(b.inspect(), evidence.Problem{Path: ManifestName, Problem: "is not in the form in which it was written", Hint: another})
	}
	if errors.Is(err, errCut) {
		return nil, errors.Join(fmt.Errorf("%s %w", b.Name, err), unmap(view))
	}
	return problems, errors.Join(err, unmap(view))
}

// check is Check, of the file's bytes where they are at hand.
func (b *Bundle) check(view []byte) ([]evidence.Problem, error) {
	stated := make(chan []entry, 1)
	entries := slices.Clone(b.entries)
	go func() { stated <- b.stated(entries, view) }() // beside the reading
	wrong, err := b.hash(view)
	packed := <-stated
	if err != nil {
		return nil, err
	}
	if !slices.Contains(wrong, true) && slices.Equal(packed, b.entries) {
		return nil, nil
	}
	already := 0
	for i, bad := range wrong {
		if bad {
			b.entries[i+1].crc = packedCRC(b.file, b.entries[i+1]) // so that its header is not blamed too
			already++
		}
	}
	problems, err := b.checkForm(view, already)
	if len(problems) > 0 {
		b.unblame(wrong)
	}
	for i, bad := range wrong {
		if bad {
			problems = append(problems, evidence.Problem{Path: b.entries[i+1].path, Problem: fmt.Sprintf("content does not match %s:%d", ManifestName, b.Manifest.line(i, b.text)), Hint: another})
		}
	}
	sort.SliceStable(problems, func(i, j int) bool { return problems[i].Path < problems[j].Path })
	return problems, err
}

// hash digests every file, the largest first so that no core is left with the
// longest at the end, and tells which are not what bundle.json says.
func (b *Bundle) hash(view []byte) ([]bool, error) {
	files := b.Manifest.Files
	order := make([]int, len(files))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(files[j].Size, files[i].Size) })
	wrong := make([]bool, len(files))
	var next atomic.Int64
	var group errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			return safely(func() error {
				buf, h := make([]byte, 1<<18), sha256.New()
				for at := next.Add(1) - 1; at < int64(len(order)); at = next.Add(1) - 1 {
					i := order[at]
					e := &b.entries[i+1]
					h.Reset()
					if err := e.digest(h, view, b.file, buf); err != nil {
						return fmt.Errorf("reading %s: %w", e.path, err)
					}
					wrong[i] = digest.SHA256(h.Sum(nil)) != files[i].SHA256
				}
				return nil
			})
		})
	}
	return wrong, group.Wait()
}

// digest writes the content to h and keeps its checksum.
func (e *entry) digest(h hash.Hash, view []byte, file *os.File, buf []byte) (err error) {
	if view == nil {
		e.crc, err = readInto(h, io.NewSectionReader(file, e.offset, e.size), buf)
		return err
	}
	content := view[e.offset : e.offset+e.size]
	e.crc = crc32.ChecksumIEEE(content)
	_, err = h.Write(content)
	return err
}

// stated gives entries the checksums that stand before them, and is these where
// all that lies between the files is of the one form with them; else nil. Once
// the same checksums have been computed, the form needs no second look.
func (b *Bundle) stated(entries []entry, view []byte) []entry {
	file := b.bytes(view)
	var differs []int64
	var end int64
	err := safely(func() (err error) {
		for i := range entries[1:] {
			entries[i+1].crc = packedCRC(file, entries[i+1])
		}
		differs, end, err = form(file, entries, b.Manifest.Date)
		return err
	})
	if err != nil || len(differs) > 0 || end != b.size {
		return nil
	}
	return entries
}

// bytes is the file's bytes, from memory where they are at hand.
func (b *Bundle) bytes(view []byte) io.ReaderAt {
	if view == nil {
		return b.file
	}
	return bytes.NewReader(view)
}

// packedCRC is the checksum that stands in the header before an entry.
func packedCRC(file io.ReaderAt, e entry) uint32 {
	var field [4]byte
	if _, err := file.ReadAt(field[:], e.offset-int64(len(e.path))-localHeader+14); err != nil {
		return e.crc
	}
	return binary.LittleEndian.Uint32(field[:])
}

// checkForm compares what lies between the files with what must lie there.
func (b *Bundle) checkForm(view []byte, already int) ([]evidence.Problem, error) {
	file := b.bytes(view)
	var differs []int64
	var end int64
	err := safely(func() (err error) {
		differs, end, err = form(file, b.entries, b.Manifest.Date)
		return err
	})
	if err != nil {
		return nil, err
	}
	if end > b.size {
		return b.short(""), nil
	}
	if len(differs) == 0 && end == b.size {
		return nil, nil
	}
	if found := b.inspect(); len(found) > 0 {
		return found, nil
	}
	var problems []evidence.Problem
	add := func(path, format string, args ...any) {
		problems = append(problems, evidence.Problem{Path: path, Problem: fmt.Sprintf(format, args...), Hint: another})
	}
	if b.repacked(differs) {
		add(b.base(), "was packed again by another program: the headers before all of its files are others")
		return problems, nil
	}
	for _, at := range differs {
		if path := b.headerAt(at); path != "" {
			add(path, "the archive's header before it was changed, at byte %d", at)
		} else {
			add(b.base(), "the archive's directory was changed, at byte %d", at)
		}
	}
	if end < b.size && already == 0 {
		add(b.base(), "has %d bytes behind its end", b.size-end)
	}
	return problems, nil
}

// repacked reports whether the header before every file differs.
func (b *Bundle) repacked(differs []int64) bool {
	headers := map[string]bool{}
	for _, at := range differs {
		if path := b.headerAt(at); path != "" {
			headers[path] = true
		}
	}
	return len(headers) == len(b.entries) && len(headers) > 1
}

// headerAt is the file before whose content a byte lies, "" behind the last.
func (b *Bundle) headerAt(at int64) string {
	for _, e := range b.entries {
		if at < e.offset {
			return e.path
		}
	}
	return ""
}
