package script

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"report/internal/need"
)

func needScripts(t *testing.T) {
	t.Helper()
	if _, err := Source(Charts); err != nil {
		need.Missing(t, need.Scripts)
	}
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
	needScripts(t)
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
	needScripts(t)
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
	needScripts(t)
	_, err := New("", nil).Call(Formulas, "formulaMathML", `\frac{a}{`, "true")
	if err == nil || !strings.Contains(err.Error(), "Missing close brace") {
		t.Errorf("got %v, want the parser's own message", err)
	}
}

func TestFormulaIsDrawnBothWays(t *testing.T) {
	needScripts(t)
	e := New("", nil)
	for function, start := range map[string]string{"formulaSVG": "<svg", "formulaMathML": "<math"} {
		out, err := e.Call(Formulas, function, `\sum_i w_i s_i`, "true")
		if err != nil || !strings.HasPrefix(out, start) {
			t.Errorf("%s: %.40q, %v; want %s…", function, out, err, start)
		}
	}
}

// asked is one call, and what a runtime answers to it that was asked nothing else.
type asked struct {
	bundle   Bundle
	function string
	args     []string
}

func (a asked) of(e *Engine) string {
	out, err := e.Call(a.bundle, a.function, a.args...)
	if err != nil {
		return "error: " + err.Error()
	}
	return out
}

// ECharts numbers its shapes on from the last chart, and TeX has commands that
// change what later ones mean.
func TestBytesDoNotDependOnWhatWasAskedBefore(t *testing.T) {
	needScripts(t)
	var all []asked
	for _, options := range []string{
		options,
		`{"legend":{},"xAxis":{"type":"category","data":["a","b"]},"yAxis":{},"series":[{"name":"class=\"zr7-cls-1\"","type":"line","data":[1,2],"areaStyle":{"color":{"type":"linear","x":0,"y":0,"x2":0,"y2":1,"colorStops":[{"offset":0,"color":"red"},{"offset":1,"color":"blue"}]}}}]}`,
		`{"radar":{"indicator":[{"name":"\n.zr1-cls-0:hover","max":2},{"name":"y","max":2},{"name":"z","max":2}]},"series":[{"type":"radar","data":[{"value":[1,2,1]}]}]}`,
		`{"xAxis":{"type":"category","data":["a","b"]},"yAxis":{"type":"category","data":["c"]},"visualMap":{"type":"piecewise","min":0,"max":4},"series":[{"type":"heatmap","data":[[0,0,1],[1,0,3]],"label":{"show":true}}]}`,
		`{"xAxis":{"type":"category","data":["a","b"]},"yAxis":{},"series":[{"type":"boxplot","data":[[1,2,3,4,5],[2,3,4,5,6]]},{"type":"scatter","data":[3,4],"markLine":{"data":[{"yAxis":3}]}}]}`,
		`{"series":[{"type":"radar"`, // no JSON
	} {
		all = append(all, asked{Charts, "drawChart", []string{options, "300", "200"}})
	}
	for _, tex := range []string{
		`\newcommand{\mean}[1]{\bar{#1}} \mean{x}`, `\mean{x}`, `\def\x{y} \x`, `\x`, `\let\frac\sqrt \frac{2}`, `\frac{1}{2}`,
		`\DeclareMathOperator{\rank}{rank} \rank A`, `\rank A`, `\DeclarePairedDelimiter{\abs}{|}{|} \abs{x}`, `\abs{x}`,
		`\newenvironment{two}{a}{b} \begin{two}x\end{two}`, `\begin{two}x\end{two}`, `\mathtoolsset{centercolon} a := b`, `a := b`,
		`\newtagform{br}{[}{]}\usetagform{br} x \tag{1}`, `x \tag{1}`, `\begin{align} a &= b \label{e}\\\\ c &= d\end{align}`, `x \label{e}`, `\ref{e}`,
		`\frac{a}{`, `\sum_{i=1}^n \text{für alle } \binom{n}{k}`, `\begin{cases} 1 & x > 0 \\\\ 0 \end{cases}`, `\color{red} x`, `\boldsymbol{\alpha}`,
	} {
		all = append(all, asked{Formulas, "formulaSVG", []string{tex, "true"}}, asked{Formulas, "formulaMathML", []string{tex, "true"}})
	}
	shared := New("", nil)
	alone := make([]string, len(all))
	for i, a := range all {
		alone[i] = a.of(shared)
		shared.bundles[a.bundle].idle = nil // the next call gets a new runtime
	}
	var order []int
	for i := range all {
		order = append(order, i, len(all)-1-i)
	}
	for _, i := range order {
		if got := all[i].of(shared); got != alone[i] {
			t.Fatalf("%s(%q) gives\n%s\nafter others, and alone\n%s", all[i].function, all[i].args, got, alone[i])
		}
	}
	for name, b := range shared.bundles {
		if len(b.idle) != 1 {
			t.Errorf("%s: %d runtimes are kept, want the one that was used again", name, len(b.idle))
		}
	}
}

// helperWord makes this test a helper, as report's own command does.
const helperWord = "draw-for-a-test"

func TestMain(m *testing.M) {
	if !slices.Contains(os.Args, helperWord) {
		os.Exit(m.Run())
	}
	if err := Help(os.Stdin, os.Stdout, nil); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// sideBySide draws charts of as many sizes at once, and says what came of each.
func sideBySide(t *testing.T, e *Engine, count int) []string {
	t.Helper()
	drawn := make([]string, count)
	var all sync.WaitGroup
	for i := range drawn {
		all.Go(func() {
			drawn[i] = asked{Charts, "drawChart", []string{options, strconv.Itoa(300 + i), "200"}}.of(e)
		})
	}
	all.Wait()
	return drawn
}

// helpers are those that an engine keeps for the next call.
func helpers(e *Engine) (all []*helper) {
	for _, r := range e.bundles[Charts].idle {
		if h, is := r.(*helper); is {
			all = append(all, h)
		}
	}
	return all
}

func TestHelpersDrawTheSameBytes(t *testing.T) {
	needScripts(t)
	alone := New("", nil)
	var want []string
	for i := range 12 {
		want = append(want, asked{Charts, "drawChart", []string{options, strconv.Itoa(300 + i), "200"}}.of(alone))
	}
	e := New("", nil).Helped(os.Args[0], helperWord)
	if got := sideBySide(t, e, 12); !slices.Equal(got, want) {
		t.Error("helpers draw other bytes")
	}
	started := helpers(e)
	if len(started) == 0 {
		t.Fatal("no helper was started")
	}
	for _, h := range started[1:] { // all but one die between two calls
		if err := h.process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	if got := sideBySide(t, e, 12); !slices.Equal(got, want) {
		t.Error("other bytes come when helpers have died")
	}
	if _, err := e.Call(Charts, "drawChart", "no JSON", "1", "1"); err == nil {
		t.Error("a mistake is no error")
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	for _, h := range started {
		if h.process.ProcessState == nil {
			t.Error("a helper runs on after Close")
		}
	}
	if got := sideBySide(t, e, 2); !slices.Equal(got, want[:2]) {
		t.Error("other bytes come after Close")
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

func TestWithoutHelpersAllIsDrawnHere(t *testing.T) {
	needScripts(t)
	want := sideBySide(t, New("", nil), 3)
	for _, command := range [][2]string{{filepath.Join(t.TempDir(), "nothing")}, {"/bin/true"}, {"/bin/echo", "no answer"}} {
		e := New("", nil).Helped(command[0], command[1])
		if got := sideBySide(t, e, 3); !slices.Equal(got, want) {
			t.Errorf("%v as a helper: other bytes", command)
		}
		if len(helpers(e)) > 0 {
			t.Errorf("%v is kept as a helper", command)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestHelperSaysWhoAsksIt(t *testing.T) {
	err := Help(strings.NewReader("x"), io.Discard, nil)
	if err == nil || !strings.Contains(err.Error(), "for report itself") {
		t.Errorf("got %v", err)
	}
}

func TestUnknownAssetSaysHowToBuild(t *testing.T) {
	if _, err := Asset("nothing.js"); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("got %v, want ErrNotBuilt", err)
	}
}

// What was compiled when the bundles were built is used as long as it is of this
// text: what is kept of another is not run.
func TestBytecodeIsOfItsText(t *testing.T) {
	first, err := Compile([]byte(`globalThis.f = () => "first"`))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{`globalThis.f = () => "first"`: "first", `globalThis.f = () => "second"`: "second"} {
		e := New("", nil)
		e.built = fstest.MapFS{"dist/charts.js": {Data: []byte(text)}, "dist/charts.js" + BytecodeSuffix: {Data: first}}
		if got, err := e.Call(Charts, "f"); err != nil || got != want {
			t.Errorf("%s gives %q, %v", text, got, err)
		}
	}
	if _, err := Compile([]byte("{")); err == nil {
		t.Error("a mistake in the text is no error")
	}
}

// The binary compiles nothing when it draws: what is embedded is of its bundles.
func TestEmbeddedBytecodeIsUsed(t *testing.T) {
	needScripts(t)
	for _, b := range []Bundle{Charts, Formulas} {
		source, err := Source(b)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := Asset(string(b) + BytecodeSuffix)
		if err != nil || !strings.HasPrefix(string(kept), madeFrom(source)) {
			t.Errorf("the bytecode of %s is not that of its text (%v); make scripts builds it", b, err)
		}
	}
}
