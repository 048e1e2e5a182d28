package typeset

import (
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"report/internal/need"
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

func textsOf(lines []Line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = textOf(l)
	}
	return out
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

// widestGap is the widest space inside a justified line.
func widestGap(lines []Line) float64 {
	widest := 0.0
	for _, l := range lines[:len(lines)-1] {
		for _, p := range l.Pieces {
			for _, g := range p.Glyphs {
				if g.Rune == ' ' {
					widest = max(widest, float64(g.Advance))
				}
			}
		}
	}
	return widest
}

func TestSpacesStayEven(t *testing.T) {
	fonts, spans, hyphens := NewFonts(), []Span{{Text: pangram, Size: 10}}, NewHyphens(patterns)
	whole, divided := 0.0, 0.0
	for width := 110.0; width < 300; width += 5 {
		whole += widestGap(fonts.Lines(spans, Shape{Width: width}))
		divided += widestGap(fonts.Lines(spans, Shape{Width: width, Hyphens: hyphens}))
	}
	if divided > 0.9*whole {
		t.Errorf("the widest gaps are %.1f with hyphens, %.1f without", divided, whole)
	}
}

func TestNeighboursAreKerned(t *testing.T) {
	f := NewFonts()
	face := f.Face(Style{})
	for _, pair := range []string{"AV", "To", "Wa", "Ty", "P."} {
		r := []rune(pair)
		if k := face.Kern(r[0], r[1]); k >= 0 || k < -150 {
			t.Errorf("%s is kerned by %d", pair, k)
		}
	}
	if apart, pair := f.Width("A", Style{}, 10)+f.Width("V", Style{}, 10), f.Width("AV", Style{}, 10); pair >= apart {
		t.Errorf("AV is %.2f wide, its letters %.2f", pair, apart)
	}
	if k := f.Face(Style{Family: Mono}).Kern('A', 'V'); k != 0 {
		t.Errorf("code is kerned by %d", k)
	}
}

func TestLigaturesInTextNotInCode(t *testing.T) {
	f := NewFonts()
	lines := f.Lines([]Span{{Text: "first flow office ", Size: 10}, {Text: "fixed", Size: 10, Code: true}}, Shape{Width: 500})
	if got := textOf(lines[0]); got != "ﬁrst ﬂow ofﬁce fixed" {
		t.Errorf("%q", got)
	}
}

func TestHyphensFollowPatterns(t *testing.T) {
	h := NewHyphens("hy3ph\nhe2n\nhena4\nhen5at\n1na\nn2at\n1tio\n2io\no2n\n=ta-ble\n=project\n")
	for word, want := range map[string]string{
		"hyphenation": "hy-phen-ation", "Hyphenation": "Hy-phen-ation", "table": "ta-ble", "project": "project",
		"HYPHEN": "HYPHEN", "hyPhen": "hyPhen", "hyph3n": "hyph3n", "hyph": "hyph",
	} {
		got, last := "", 0
		for _, at := range h.Places(word) {
			got += word[last:at] + "-"
			last = at
		}
		if got += word[last:]; got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	if (*Hyphens)(nil).Places("hyphenation") != nil {
		t.Error("no patterns divide a word")
	}
}

func TestShippedPatterns(t *testing.T) {
	content, err := os.ReadFile("../script/dist/hyphen-en-us.txt")
	if err != nil {
		need.Missing(t, need.Scripts)
	}
	h := NewHyphens(string(content))
	for word, want := range map[string]int{"reproducibility": 3, "hyphenation": 2, "through": 0, "evidence": 2, "table": 1} {
		if got := len(h.Places(word)); got != want {
			t.Errorf("%s has %d places, not %d: %v", word, got, want, h.Places(word))
		}
	}
}

func TestAddressesBreakAfterTheirMarks(t *testing.T) {
	lines := NewFonts().Lines([]Span{{Text: "https://example.org/documentation/measurement/section.html", Size: 10}}, Shape{Width: 130, Align: Left})
	for i, text := range textsOf(lines) {
		if i < len(lines)-1 && !strings.ContainsAny(text[len(text)-1:], "/.-") {
			t.Errorf("line %d ends %q", i, text)
		}
		if strings.HasPrefix(text, "/") {
			t.Errorf("line %d starts %q", i, text)
		}
	}
}

// TestRangesAndNamesStayWhole shifts a range and a reference over the line's end
// by words before it: neither is ever taken apart where spaces can give.
func TestRangesAndNamesStayWhole(t *testing.T) {
	hyphens := NewHyphens(patterns + "\n1tion")
	for i := range 60 {
		before := strings.Repeat("x", i%7) + strings.Repeat(" it was", 4+i/7) + " said "
		after := strings.Repeat(" and so on it goes", 6)
		for _, c := range []struct {
			span  Span
			parts []string
		}{
			{Span{Text: "[14–16]", Size: 10}, []string{"[14–"}},
			{Span{Text: "Section\u00a06", Size: 10, Whole: true}, []string{"Sec\u00ad"}},
		} {
			lines := NewFonts().Lines([]Span{{Text: before, Size: 10}, c.span, {Text: after, Size: 10}}, Shape{Width: 240, Hyphens: hyphens})
			for _, l := range lines {
				for _, part := range c.parts {
					if strings.HasSuffix(textOf(l), part) {
						t.Errorf("line %q takes %q apart", textOf(l), c.span.Text)
					}
				}
			}
		}
	}
	// Where nothing else helps, a range may be taken apart.
	if lines := NewFonts().Lines([]Span{{Text: "1234–5678", Size: 10}}, Shape{Width: 27}); len(lines) < 2 || !strings.HasSuffix(textOf(lines[0]), "–") {
		t.Errorf("a range wider than the line: %q", textsOf(lines))
	}
}

func TestForcedBreaksAndNoBreaks(t *testing.T) {
	f := NewFonts()
	lines := f.Lines([]Span{{Text: "one", Size: 10}, {Break: true, Size: 10}, {Text: "two", Size: 10}}, Shape{Width: 300})
	if got := strings.Join(textsOf(lines), "|"); got != "one|two" {
		t.Errorf("%q", got)
	}
	for width := 30.0; width < 80; width += 3 {
		for _, text := range textsOf(f.Lines([]Span{{Text: "the size is 10\u00a0kB here", Size: 10}}, Shape{Width: width, Align: Left})) {
			if strings.HasSuffix(text, "10") {
				t.Errorf("at %.0f a line ends %q", width, text)
			}
		}
	}
}

func TestMixedStylesMakePieces(t *testing.T) {
	lines := NewFonts().Lines([]Span{{Text: "plain ", Size: 10}, {Text: "bold", Style: Style{Bold: true}, Size: 10}, {Text: "→☑", Size: 10}}, Shape{Width: 300})
	var faces []string
	x := 0.0
	for _, p := range lines[0].Pieces {
		faces = append(faces, p.Face.Name)
		if math.Abs(p.X-x) > 0.01 {
			t.Errorf("%s starts at %.2f, not %.2f", p.Face.Name, p.X, x)
		}
		x = p.X + p.Width
	}
	if got := strings.Join(faces, " "); got != "serif serifbold serif fallback" {
		t.Errorf("faces %s", got)
	}
}

func TestCombiningMarksAreComposed(t *testing.T) {
	lines := NewFonts().Lines([]Span{{Text: "caf\u0065\u0301 \x1b[0m", Size: 10}}, Shape{Width: 300})
	if got := textOf(lines[0]); got != "café ^[[0m" {
		t.Errorf("%q", got)
	}
}

func TestObjectsStandInTheLine(t *testing.T) {
	lines := NewFonts().Lines([]Span{{Text: "a ", Size: 10}, {Size: 10, Object: &Object{Width: 33, Height: 20, Depth: 7}}, {Text: ", b", Size: 10}}, Shape{Width: 300})
	if l := lines[0]; l.Height != 20 || l.Depth != 7 || math.Abs(l.Pieces[1].Width-33) > 0.01 {
		t.Errorf("%+v", l)
	}
}

// TestNothingIsLost sets random text in random widths: every letter comes out,
// in order, and no line is wider than it may be.
func TestNothingIsLost(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	f, h := NewFonts(), NewHyphens(patterns)
	letters := []rune("abcdefgimnorst-/.,_“”éЖα—– \u00a0 ")
	for range 400 {
		var text []rune
		for range 1 + random.IntN(300) {
			text = append(text, letters[random.IntN(len(letters))])
		}
		width := 15 + random.Float64()*300
		align := Align(random.IntN(4))
		lines := f.Lines([]Span{{Text: string(text), Size: 9}}, Shape{Width: width, Align: align, Hyphens: h})
		var got strings.Builder
		for _, l := range lines {
			got.WriteString(strings.TrimSuffix(textOf(l), "\u00ad"))
			if len(l.Pieces) > 0 && edge(l) > width+6 {
				t.Fatalf("%q in %.1f: a line ends at %.1f", string(text), width, edge(l))
			}
		}
		strip := strings.NewReplacer(" ", "", "\u00a0", "", "ﬁ", "fi", "ﬂ", "fl").Replace
		if strip(got.String()) != strip(string(text)) {
			t.Fatalf("in %.1f\nset %q\n of %q", width, strip(got.String()), strip(string(text)))
		}
	}
}

func BenchmarkLines(b *testing.B) {
	f, h := NewFonts(), NewHyphens(patterns)
	for b.Loop() {
		f.Lines([]Span{{Text: pangram, Size: 10.5}}, Shape{Width: 230, Indent: 12, Hyphens: h})
	}
}

// TestCodeIsBrokenBehindWords holds that a mark that begins a name stays with it.
func TestCodeIsBrokenBehindWords(t *testing.T) {
	for text, want := range map[string][]string{
		"see *-documentation":     {"see", "*-documentation"},
		"see --documentation":     {"see", "--documentation"},
		"see ~documentation":      {"see", "~documentation"},
		"see __documentation":     {"see", "__documentation"},
		"see a-documentation":     {"see a-", "documentation"},
		"see what__documentation": {"see what__", "documentation"},
	} {
		got := textsOf(NewFonts().Lines([]Span{{Text: text, Size: 10, Code: true, Style: Style{Family: Mono}}}, Shape{Width: 97, Align: Left}))
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q is broken as %q, not %q", text, got, want)
		}
	}
}

func TestSpacesInCodeAreFixed(t *testing.T) {
	fonts := NewFonts()
	spans := []Span{{Text: "This is what the text says about ", Size: 10}, {Text: "{{ not worked out }}", Size: 10, Code: true, Style: Style{Family: Mono}}, {Text: " and what follows, at length and more so.", Size: 10}}
	space := float32(fonts.Face(Style{Family: Mono}).Advance(' ')) / 100
	for width := 150.0; width < 300; width += 7 {
		for _, l := range fonts.Lines(spans, Shape{Width: width}) {
			for _, p := range l.Pieces {
				for _, g := range p.Glyphs {
					if p.Span == 1 && g.Rune == ' ' && math.Abs(float64(g.Advance-space)) > 0.01 {
						t.Fatalf("at a width of %.0f a space of code is %.2f wide, not %.2f", width, g.Advance, space)
					}
				}
			}
		}
	}
}

// TestTiedPartsMayPart has parts that stay together where there is room.
func TestTiedPartsMayPart(t *testing.T) {
	parts := NewFonts().Parts([]Span{{Text: "1.5 [1.4,\u00a01.6]\u00a0s", Size: 10}})
	if len(parts) != 4 || parts[1].Tied || !parts[2].Tied || !parts[3].Tied || !parts[2].Inside || parts[2].Space == 0 {
		t.Errorf("got %+v", parts)
	}
}
