package script

import (
	"bytes"
	"os"
	"testing"
)

func TestEveryFontIsThere(t *testing.T) {
	fonts, err := Fonts()
	if err != nil && os.Getenv("REPORT_REQUIRE") != "all" {
		t.Skip("the fonts are not built; make scripts builds them")
	}
	if err != nil || len(fonts) == 0 {
		t.Fatalf("%d fonts: %v", len(fonts), err)
	}
	for _, f := range fonts {
		if !bytes.HasPrefix(f.Content, []byte("wOF2")) || f.Range == "" {
			t.Errorf("%s: %d bytes, range %q", f.File, len(f.Content), f.Range)
		}
	}
}
