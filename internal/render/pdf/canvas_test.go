package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"testing"
)

// The library writes on a page when it meets a new opacity or a picture; such a
// page is lent to it, and must read as one that was packed as it ended.
func TestPagesThatTheLibraryWritesOnReadLikeOthers(t *testing.T) {
	c := newCanvas(100, 100)
	dot := func() { c.rect(1, 2, 3, 4, rgb{}) }
	const drawn, half, whole = "1 94 3 4 re f\n", "/GS1 gs\n", "/GS2 gs\n"
	c.newPage()
	c.setAlpha(0.5) // new: the page is lent
	dot()
	c.setAlpha(0.5)
	dot()
	c.newPage()
	dot()
	c.setAlpha(0.5)
	c.setAlpha(1) // new, after what is known
	dot()
	c.newPage()
	c.setAlpha(1)
	dot()
	c.setAlpha(0.5)
	out, err := c.finish(information{title: "Pages", lang: "en"}, &element{kind: "Document"})
	if err != nil {
		t.Fatal(err)
	}
	for i, lent := range []bool{true, true, false} {
		if c.pages[i].lent != lent {
			t.Errorf("page %d: lent is %t", i+1, !lent)
		}
	}
	const black = "0 0 0 rg\n"
	want := []string{
		opening + half + black + drawn + "\n" + half + drawn + "\n",
		opening + black + drawn + "\n" + half + whole + drawn + "\n",
		opening + whole + black + drawn + "\n" + half,
	}
	var got []string
	for _, m := range regexp.MustCompile(`/Contents (\d+) 0 R`).FindAllSubmatch(out, -1) {
		n, _ := strconv.Atoi(string(m[1]))
		_, object, _ := bytes.Cut(out, []byte("\n"+strconv.Itoa(n)+" 0 obj\n"))
		_, packed, _ := bytes.Cut(object, []byte("stream\n"))
		z, err := zlib.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(text))
	}
	if len(got) != len(want) {
		t.Fatalf("%d pages, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("page %d holds %q, want %q", i+1, got[i], want[i])
		}
	}
}
