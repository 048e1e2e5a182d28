package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// shown is one text on a page.
type shown struct {
	page        int // from 1
	kind        string
	x, y, right float64 // y from the top
	size        float64
	font        string
	text        string
}

// reader takes a PDF of ours apart again.
type reader struct {
	t      *testing.T
	file   *file
	fonts  map[string]*readFont
	height float64
	out    []shown
}

type readFont struct {
	name   string
	texts  map[int]string
	widths []int
}

func readPages(t *testing.T, pdf []byte) []shown {
	t.Helper()
	f, err := readFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, file: f, fonts: map[string]*readFont{}}
	if m := regexp.MustCompile(`/MediaBox \[0 0 \S+ (\S+)\]`).FindSubmatch(f.objects[1]); m != nil {
		r.height, _ = strconv.ParseFloat(string(m[1]), 64)
	}
	for _, m := range regexp.MustCompile(`/(T\d+) (\d+) 0 R`).FindAllSubmatch(f.objects[2], -1) {
		r.fonts[string(m[1])] = r.font(number(m[2]))
	}
	for i, page := range f.pages {
		n := number(contents.FindSubmatch(f.objects[page])[1])
		r.page(i+1, string(r.content(n)))
	}
	return r.out
}

func number(b []byte) int {
	n, _ := strconv.Atoi(string(b))
	return n
}

func (r *reader) content(n int) []byte {
	_, packed, _ := bytes.Cut(r.file.objects[n], []byte("stream\n"))
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		r.t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		r.t.Fatal(err)
	}
	return content
}

func (r *reader) font(n int) *readFont {
	object := r.file.objects[n]
	f := &readFont{texts: map[int]string{}}
	f.name = string(regexp.MustCompile(`/BaseFont /\w+\+(\S+)`).FindSubmatch(object)[1])
	texts := r.content(number(regexp.MustCompile(`/ToUnicode (\d+)`).FindSubmatch(object)[1]))
	for _, m := range regexp.MustCompile(`<(\w{4})> <(\w+)>\n`).FindAllSubmatch(texts, -1) {
		code, _ := strconv.ParseInt(string(m[1]), 16, 32)
		for h := m[2]; len(h) >= 4; h = h[4:] {
			u, _ := strconv.ParseInt(string(h[:4]), 16, 32)
			f.texts[int(code)] += string(rune(u))
		}
	}
	descendant := r.file.objects[number(regexp.MustCompile(`/DescendantFonts \[(\d+)`).FindSubmatch(object)[1])]
	for w := range strings.FieldsSeq(string(regexp.MustCompile(`/W \[1 \[([^\]]*)\]`).FindSubmatch(descendant)[1])) {
		f.widths = append(f.widths, number([]byte(w)))
	}
	return f
}

var operations = regexp.MustCompile(`(?s)/(\w+) (?:<</MCID \d+>> BDC|BMC)\n|/Span <<.*?>> BDC\n|EMC\n|BT (?:/(\w+) (\S+) Tf )?([^\[]*?)T[dm] \[(.*?)\] TJ ET\n`)

// page lists the texts of a page with what they belong to.
func (r *reader) page(n int, content string) {
	var open []string
	var font *readFont
	var size float64
	for _, m := range operations.FindAllStringSubmatch(content, -1) {
		switch {
		case m[1] != "":
			open = append(open, m[1])
		case strings.HasPrefix(m[0], "/Span"):
			open = append(open, open[len(open)-1])
		case m[0] == "EMC\n":
			open = open[:len(open)-1]
		default:
			if m[2] != "" {
				font = r.fonts[m[2]]
				size, _ = strconv.ParseFloat(m[3], 64)
			}
			at := strings.Fields(m[4])
			x, _ := strconv.ParseFloat(at[len(at)-2], 64)
			y, _ := strconv.ParseFloat(at[len(at)-1], 64)
			text, width := font.decode(m[5])
			kind := ""
			if len(open) > 0 {
				kind = open[len(open)-1]
			}
			r.out = append(r.out, shown{n, kind, x, r.height - y, x + width*size/1000, size, font.name, text})
		}
	}
}

// decode reads the strings and moves of a TJ.
func (f *readFont) decode(array string) (text string, width float64) {
	var b strings.Builder
	inside, code, half := false, 0, false
	move := ""
	for i := 0; i < len(array); i++ {
		c := array[i]
		if !inside {
			if c == '(' {
				n, _ := strconv.ParseFloat(move, 64)
				width -= n
				inside, move = true, ""
			} else {
				move += string(c)
			}
			continue
		}
		switch c {
		case ')':
			inside = false
			continue
		case '\\':
			i++
			c = map[byte]byte{'r': '\r', 'n': '\n'}[array[i]]
			if c == 0 {
				c = array[i]
			}
		}
		code = code<<8 | int(c)
		if half {
			b.WriteString(f.texts[code])
			width += float64(f.widths[code-1])
			code = 0
		}
		half = !half
	}
	return b.String(), width
}

// listPages is the pages as text: what stands where, in which letters.
func listPages(t *testing.T, pdf []byte) string {
	t.Helper()
	var b strings.Builder
	page := 0
	var last *shown
	all := readPages(t, pdf)
	for i := range all {
		s := &all[i]
		if s.page != page {
			if page > 0 {
				b.WriteString("\n")
			}
			page, last = s.page, nil
			fmt.Fprintf(&b, "page %d", page)
		}
		if last != nil && last.y == s.y && last.kind == s.kind && last.font == s.font && last.size == s.size && s.x-last.right < 8 && s.x >= last.right-1 {
			b.WriteString(s.text)
		} else {
			fmt.Fprintf(&b, "\n%-9s %6.1f %6.1f %4.1f %-24s %s", s.kind, s.x, s.y, s.size, s.font, s.text)
		}
		last = s
	}
	return strings.ReplaceAll(b.String(), " \n", "\n") + "\n"
}
