package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
)

// file is a PDF as numbered objects.
type file struct {
	objects [][]byte // by number; 0 is unused
	pages   []int    // object numbers, in order
	catalog int
	info    int
	packer  packer
	room    []byte // for objects to come
	draft   []byte // of the object being written
}

var errForm = errors.New("the PDF library's output has an unknown form")

// readFile takes the library's output apart by its cross-reference table.
func readFile(src []byte) (*file, error) {
	_, tail, ok := bytes.Cut(src[max(0, len(src)-64):], []byte("startxref\n"))
	if !ok {
		return nil, errForm
	}
	start, err := strconv.Atoi(string(bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(tail), []byte("%%EOF")))))
	if err != nil || start < 0 || start > len(src) {
		return nil, errForm
	}
	table := src[start:]
	var count int
	if _, err := fmt.Fscanf(bytes.NewReader(table), "xref\n0 %d\n", &count); err != nil {
		return nil, errForm
	}
	entries := table[bytes.IndexByte(table[5:], '\n')+6:]
	f := &file{objects: make([][]byte, count)}
	offsets := make([]int, count)
	for i := range count {
		if len(entries) < 20 {
			return nil, errForm
		}
		offsets[i], _ = strconv.Atoi(string(entries[:10]))
		entries = entries[bytes.IndexByte(entries, '\n')+1:]
	}
	sorted := append(append([]int(nil), offsets[1:]...), start)
	sort.Ints(sorted)
	for i := 1; i < count; i++ {
		end := sorted[sort.SearchInts(sorted, offsets[i])+1]
		f.objects[i] = body(src[offsets[i]:end])
	}
	return f, f.find(table)
}

// body is an object without its first and last line.
func body(object []byte) []byte {
	_, rest, _ := bytes.Cut(object, []byte(" obj\n"))
	if at := bytes.LastIndex(rest, []byte("\nendobj")); at >= 0 {
		rest = rest[:at]
	}
	return rest
}

var reference = regexp.MustCompile(`(\d+) 0 R`)

// find notes the objects that are added to.
func (f *file) find(trailer []byte) error {
	root := regexp.MustCompile(`/Root (\d+) 0 R`).FindSubmatch(trailer)
	kids := regexp.MustCompile(`/Kids \[([^\]]*)\]`).FindSubmatch(f.objects[1])
	if root == nil || kids == nil {
		return errForm
	}
	f.catalog, _ = strconv.Atoi(string(root[1]))
	for _, m := range reference.FindAllSubmatch(kids[1], -1) {
		n, _ := strconv.Atoi(string(m[1]))
		f.pages = append(f.pages, n)
	}
	// The trailer's own /Info names the colour profile when there is one.
	for n, o := range f.objects {
		if len(o) < 4096 && bytes.Contains(o, []byte("/CreationDate (")) {
			f.info = n
		}
	}
	if f.info == 0 {
		return errForm
	}
	return nil
}

// add appends an object and returns its number.
func (f *file) add(object []byte) int {
	f.objects = append(f.objects, object)
	return len(f.objects) - 1
}

// keep is a copy of an object in a piece of memory that many share, so that a
// caller can use its own again: long papers have hundreds of thousands.
func (f *file) keep(object []byte) []byte {
	if len(object) > cap(f.room)-len(f.room) {
		f.room = make([]byte, 0, max(1<<16, len(object)))
	}
	at := len(f.room)
	f.room = append(f.room, object...)
	return f.room[at:len(f.room):len(f.room)]
}

// extend adds entries to a dictionary object.
func (f *file) extend(n int, entries string) {
	o := f.objects[n]
	at := bytes.LastIndex(o, []byte(">>"))
	f.objects[n] = append(append(append(make([]byte, 0, len(o)+len(entries)), o[:at]...), entries...), o[at:]...)
}

// bytes writes the file. Its identity is the digest of its content.
func (f *file) bytes() []byte {
	size := 0
	for _, o := range f.objects {
		size += len(o) + 44
	}
	w := bytes.NewBuffer(make([]byte, 0, size+256))
	w.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(f.objects))
	for i := 1; i < len(f.objects); i++ {
		offsets[i] = w.Len()
		w.Write(strconv.AppendInt(w.AvailableBuffer(), int64(i), 10))
		w.WriteString(" 0 obj\n")
		w.Write(f.objects[i])
		w.WriteString("\nendobj\n")
	}
	id := sha256.Sum256(w.Bytes())
	start := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects))
	for _, at := range offsets[1:] {
		fmt.Fprintf(w, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(w, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objects), f.catalog, f.info, id[:16], id[:16], start)
	return w.Bytes()
}

var escaper = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)

// textString is a string as dictionaries hold it.
func textString(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			plain = false
			break
		}
	}
	if plain {
		return "(" + escaper.Replace(s) + ")"
	}
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}

// packer compresses streams. One is used for many: each new one clears most of
// a megabyte.
type packer struct {
	out    bytes.Buffer
	z      *zlib.Writer
	packed func(way string, content []byte, pack func() string) string // nil packs anew
}

// packLevel is about as good as the best on pages, in half of its time.
const packLevel = 4

// stream is a compressed stream object with further entries.
func (p *packer) stream(content []byte, entries string) []byte {
	packed := p.pack(content)
	o := make([]byte, 0, len(packed)+len(entries)+64)
	o = fmt.Appendf(o, "<</Length %d /Filter /FlateDecode%s>>\nstream\n", len(packed), entries)
	o = append(o, packed...)
	return append(o, "\nendstream"...)
}

func (p *packer) pack(content []byte) string {
	pack := func() string { return p.deflate(content) }
	if p.packed == nil {
		return pack()
	}
	return p.packed("deflate "+strconv.Itoa(packLevel), content, pack)
}

func (p *packer) deflate(content []byte) string {
	p.out.Reset()
	if p.z == nil {
		p.z, _ = zlib.NewWriterLevel(&p.out, packLevel)
	} else {
		p.z.Reset(&p.out)
	}
	p.z.Write(content)
	p.z.Close()
	return p.out.String()
}

// sheet is a page that has ended: packed, or lent to the library, which holds it.
type sheet struct {
	content []byte // a stream object
	lent    bool
}

// opening is what the library writes on each page before anybody else.
const opening = "0 J\n0 j\n0.57 w\n0.000 G\n0.000 g\n"

// packing packs pages beside the setting of those that follow, on all cores.
type packing struct {
	turns chan struct{}
	// packed is that of a packer.
	packed func(way string, content []byte, pack func() string) string
	group  sync.WaitGroup
}

var packers = sync.Pool{New: func() any { return new(packer) }}

// pack makes the content a stream object of a page, some time before wait ends.
func (p *packing) pack(s *sheet, content []byte) {
	p.turns <- struct{}{}
	p.group.Go(func() {
		own := packers.Get().(*packer)
		own.packed = p.packed
		s.content = own.stream(content, "")
		packers.Put(own)
		<-p.turns
	})
}

// putPages puts what is drawn on the pages in the library's place for it.
func (f *file) putPages(c *canvas) error {
	if len(c.pages) != len(f.pages) {
		return errForm
	}
	drawn := make([]int, len(f.pages)) // the objects of the pages' content
	for i, page := range f.pages {
		m := contents.FindSubmatch(f.objects[page])
		if m == nil {
			return errForm
		}
		drawn[i], _ = strconv.Atoi(string(m[1]))
		_, content, ok := bytes.Cut(f.objects[drawn[i]], []byte(">>\nstream\n"))
		content = bytes.TrimSuffix(content, []byte("\nendstream"))
		switch {
		case c.pages[i].lent && ok:
			c.pack(c.pages[i], content)
		case c.pages[i].lent, string(content) != opening:
			return errForm
		}
	}
	c.group.Wait()
	for i, n := range drawn {
		f.objects[n] = c.pages[i].content
	}
	return nil
}

var contents = regexp.MustCompile(`/Contents (\d+) 0 R`)
