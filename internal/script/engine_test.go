package script

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// need skips where the scripts were not built; REPORT_REQUIRE=all makes that a
// failure.
func need(t *testing.T) {
	t.Helper()
	if _, err := Source(Charts); err == nil {
		return
	}
	if os.Getenv("REPORT_REQUIRE") == "all" {
		t.Fatal("internal/script/dist holds no scripts; make scripts builds them")
	}
	t.Skip("internal/script/dist holds no scripts; make scripts builds them")
}

const options = `{"xAxis":{"type":"category","data":["a","b"]},"yAxis":{},"series":[{"type":"bar","data":[1,2]}]}`

func draw(t *testing.T, e *Engine) string {
	t.Helper()
	svg, err := e.Call(Charts, "drawChart", options, "300", "200")
	if err != nil {
		t.Fatal(err)
	}
	return svg
}

func TestSameInputDrawsTheSameBytes(t *testing.T) {
	need(t)
	e := New("", nil)
	first := draw(t, e)
	if !strings.HasPrefix(first, "<svg") {
		t.Fatalf("not an SVG: %.60s", first)
	}
	if second := draw(t, e); second != first {
		t.Error("the second drawing differs from the first")
	}
	if other := draw(t, New("", nil)); other != first {
		t.Error("another engine draws other bytes")
	}
}

func TestKeptDrawingIsUsedAndADamagedOneIsNot(t *testing.T) {
	need(t)
	cache := t.TempDir()
	drawn := draw(t, New(cache, nil))
	files, _ := filepath.Glob(filepath.Join(cache, "*", "*"))
	if len(files) != 1 {
		t.Fatalf("kept %d files, want 1", len(files))
	}
	kept := New(cache, nil)
	if got := draw(t, kept); got != drawn {
		t.Error("the kept drawing differs")
	}
	if err := os.WriteFile(files[0], []byte(strings.Repeat("0", 64)+"\nnot what was drawn"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := draw(t, New(cache, nil)); got != drawn {
		t.Errorf("a damaged file was printed: %.40s", got)
	}
}

func TestScriptErrorKeepsItsMessage(t *testing.T) {
	need(t)
	_, err := New("", nil).Call(Formulas, "formulaMathML", `\frac{a}{`, "true")
	if err == nil || !strings.Contains(err.Error(), "Missing close brace") {
		t.Errorf("got %v, want the parser's own message", err)
	}
}

func TestFormulaIsDrawnBothWays(t *testing.T) {
	need(t)
	e := New("", nil)
	for function, start := range map[string]string{"formulaSVG": "<svg", "formulaMathML": "<math"} {
		out, err := e.Call(Formulas, function, `\sum_i w_i s_i`, "true")
		if err != nil || !strings.HasPrefix(out, start) {
			t.Errorf("%s: %.40q, %v; want %s…", function, out, err, start)
		}
	}
}

func TestUnknownAssetSaysHowToBuild(t *testing.T) {
	if _, err := Asset("nothing.js"); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("got %v, want ErrNotBuilt", err)
	}
}
