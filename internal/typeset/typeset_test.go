package typeset

import (
	"os"
	"strings"
	"testing"
)

const pangram = "Reproducibility of machine-learning experiments is undermined by hidden configuration, undocumented environments and hand-copied figures. AVATAR, “Typography” and To Wave: kerning pairs such as AV, To, Wa and Ty must look right; ligatures in efficient, affluent, first, flow and office too. A reproducible report generator executes pinned experiments, captures hashed evidence, and renders every number in the paper directly from that evidence."

// patterns is a handful in Liang's form, enough for the words of the tests.
const patterns = "1co\n1gen\n1ra\n1tio\n1fig\n1du\n1ci\n1bil\n1ty\n1men\n4m1p\n1vi\n1ron\n1ex\n1per\n1i1m\n1ments\n=ta-ble\n=para-graph\n"

func textOf(l Line) string {
	var b strings.Builder
	for _, p := range l.Pieces {
		for _, g := range p.Glyphs {
			b.WriteRune(g.Rune)
		}
	}
	return b.String()
}

func edge(l Line) float64 {
	last := l.Pieces[len(l.Pieces)-1]
	return last.X + last.Width
}

func TestLinesEndAtTheEdge(t *testing.T) {
	lines := NewFonts().Lines([]Span{{Text: pangram, Size: 10.5}}, Shape{Width: 230, Indent: 12, Hyphens: NewHyphens(patterns)})
	if len(lines) < 8 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, l := range lines[:len(lines)-1] {
		text := textOf(l)
		switch over := edge(l) - 230; {
		case strings.HasSuffix(text, "\u00ad") || strings.HasSuffix(text, ",") || strings.HasSuffix(text, "."):
			if over < 0.5 || over > 4 {
				t.Errorf("line %d %q: its last mark stands out by %.2f, not by about half of it", i, text, over)
			}
		case over < -0.02 || over > 0.02:
			t.Errorf("line %d %q ends %.2f from the edge", i, text, over)
		}
	}
}

func BenchmarkLines(b *testing.B) {
	x, _ := os.ReadFile("../script/dist/hyphen-en-us.txt")
	h := NewHyphens(string(x))
	f := NewFonts()
	b.Run("lines", func(b *testing.B) {
		for b.Loop() {
			f.Lines([]Span{{Text: pangram, Size: 10.5}}, Shape{Width: 230, Indent: 12, Hyphens: h})
		}
	})
	b.Run("patterns", func(b *testing.B) {
		for b.Loop() {
			NewHyphens(string(x))
		}
	})
}
