package script

import (
	"bytes"
	"testing"

	"report/internal/need"
)

func TestEveryFontIsThere(t *testing.T) {
	fonts, err := Fonts()
	if err != nil {
		need.Missing(t, need.Scripts)
	}
	if len(fonts) == 0 {
		t.Fatal("there are none")
	}
	for _, f := range fonts {
		if !bytes.HasPrefix(f.Content, []byte("wOF2")) || f.Range == "" {
			t.Errorf("%s: %d bytes, range %q", f.File, len(f.Content), f.Range)
		}
	}
}
