package html

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"report/internal/chart"
	"report/internal/claim"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/math"
	"report/internal/need"
	"report/internal/script"
)

// browser is started once for all tests of the package; TestMain ends it.
var browser struct {
	once sync.Once
	ctx  context.Context
	end  []context.CancelFunc
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	for i := len(browser.end) - 1; i >= 0; i-- {
		browser.end[i]()
	}
	os.Exit(code)
}

func startBrowser() {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		browser.err = exec.ErrNotFound
		return
	}
	ctx, end := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)...)
	browser.end = append(browser.end, end)
	browser.ctx, end = chromedp.NewContext(ctx)
	browser.end = append(browser.end, end)
	browser.err = chromedp.Do(browser.ctx)
}

// tab is one page in the browser. Whatever it logs, refuses or asks the network
// for is a complaint, and fails the test at its end.
type tab struct {
	*testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string
}

// look says how a page is seen.
type look struct {
	width, height int64
	dark          bool
	noScript      bool
	print         bool
}

// open shows a page from a file, as a reader does who was sent it.
func open(t *testing.T, page string, as look) *tab {
	t.Helper()
	browser.once.Do(startBrowser)
	if browser.err != nil {
		need.Missing(t, "Chromium is not to be had (Debian: chromium): "+browser.err.Error())
	}
	file := filepath.Join(t.TempDir(), "paper.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, end := chromedp.NewContext(browser.ctx)
	ctx, stop := context.WithTimeout(ctx, 3*time.Minute)
	b := &tab{T: t, ctx: ctx}
	t.Cleanup(func() {
		stop()
		end()
		for _, c := range b.heard() {
			t.Error(c)
		}
	})
	b.prepare(as)
	b.must(chromedp.Do(ctx, chromedp.Navigate("file://"+file), chromedp.Sleep(150*time.Millisecond)))
	return b
}

func (b *tab) prepare(as look) {
	b.Helper()
	b.must(chromedp.Do(b.ctx))
	b.must(chromedp.Listen(b.ctx, b.listen))
	if as.width == 0 {
		as.width, as.height = 1280, 900
	}
	shade, media := "light", "screen"
	if as.dark {
		shade = "dark"
	}
	if as.print {
		media = "print"
	}
	call(b, log.Enable, cdp.Empty{})
	call(b, network.Enable, network.EnableParams{})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: shade}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: as.noScript})
	b.must(chromedp.Do(b.ctx, chromedp.EmulateViewport(as.width, as.height)))
}

func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, command, params)
	b.must(err)
}

func (b *tab) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		said = "the browser logged: " + e.Entry.Text
	case *runtime.EventExceptionThrown:
		said = "a script failed: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			said += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		said = "the page logged: " + string(e.Type)
		for _, a := range e.Args {
			said += " " + string(a.Value)
		}
	case *network.EventRequestWillBeSent:
		if address := e.Request.URL; !strings.HasPrefix(address, "data:") && !strings.HasPrefix(address, "file:") {
			said = "the page asked for " + address
		}
	}
	if said != "" {
		b.mu.Lock()
		b.complaints = append(b.complaints, said)
		b.mu.Unlock()
	}
}

// heard is what was complained about so far.
func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.complaints
	b.complaints = nil
	return out
}

func (b *tab) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	b.must(chromedp.Do(b.ctx, steps...))
}

// value evaluates an expression in the page.
func value[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// click clicks the middle of an element, as a mouse does: what lies over it
// would get the click.
func (b *tab) click(selector string) {
	b.Helper()
	b.expect(fmt.Sprintf("!!document.querySelector(%q)", selector))
	at := value[[]float64](b, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getClientRects()[0];
		const x = r.left + r.width / 2, y = r.top + r.height / 2, top = document.elementFromPoint(x, y);
		return e === top || e.contains(top) || top && top.contains(e) ? [x, y] : [];
	})()`, selector))
	if len(at) != 2 {
		b.Fatalf("%s cannot be clicked: something lies over it", selector)
	}
	b.do(chromedp.MouseClickXY(at[0], at[1]))
}

// expect waits a little for an expression to become true.
func (b *tab) expect(expression string) {
	b.Helper()
	for range 200 {
		if value[bool](b, expression) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.Errorf("not so: %s", expression)
}

// realPage is the sample with its real scripts, fonts, charts and formulas.
func realPage(t *testing.T) string {
	t.Helper()
	realOnce.Do(func() {
		doc, drawings, opts := built(t)
		real = render(t, doc, drawings, opts)
	})
	if real == "" {
		need.Missing(t, need.Scripts)
	}
	return real
}

var (
	realOnce sync.Once
	real     string
)

func TestPageSaysNothingOnTheConsoleAndAsksForNothing(t *testing.T) {
	for _, as := range []look{{}, {dark: true}, {width: 360, height: 780}, {noScript: true}} {
		b := open(t, realPage(t), as)
		if as.noScript {
			continue
		}
		b.do(chromedp.ScrollIntoView("#fig-totals"))
		b.expect(`!!document.querySelector("#fig-totals .stage svg")`)
		b.expect(`document.fonts.check("16px 'Paper Serif'")`)
	}
}

func TestEvidenceOpensByMouseAndKeyboard(t *testing.T) {
	b := open(t, realPage(t), look{})
	link := `.abstract a.claim-link[href="#claim:best"]`
	b.click(link)
	b.expect(`document.querySelector(".pop h2").textContent.startsWith("98.93 %")`)
	shown := value[string](b, `document.querySelector(".pop").innerText`)
	for _, want := range []string{"supported", "Test accuracy of CNN_Model", mlflowRun, "train.log#L118", "epoch=18 loss=", "sha256", "paper/paper.md:12:7"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in the evidence shown:\n%s", want, shown)
		}
	}
	if n := value[int](b, `document.querySelectorAll(".pop .line").length`); n != 10 {
		t.Errorf("%d lines are shown, not 10", n)
	}
	if here := value[string](b, `document.querySelector(".pop .line.here").dataset.n`); here != "118" {
		t.Errorf("line %s is marked, not 118", here)
	}
	b.do(chromedp.KeyEvent("\u001b"))
	b.expect(`!document.querySelector(".pop")`)
	b.expect(`document.activeElement.matches('` + link + `')`)

	b.do(chromedp.Focus(`#tbl-scores tfoot a.claim-link`), chromedp.KeyEvent("\r"))
	b.expect(`document.querySelector(".pop h2").textContent.startsWith("8.30")`)
	b.expect(`document.querySelector(".pop").contains(document.activeElement)`)
	b.click(".pop .foot a")
	b.expect(`location.hash === "#claim:mlflow-total" || decodeURIComponent(location.hash) === "#claim:mlflow-total"`)
	b.expect(`!document.querySelector(".pop")`)
}

// TestTotalOpensScoreByScore folds up what stands behind each score, and names
// each metric with what it came to and its rule, where the paper prints that.
func TestTotalOpensScoreByScore(t *testing.T) {
	doc, drawings, opts := built(t)
	rule := &document.Table{ID: "tbl-rule", Columns: []document.Column{{}}, Body: [][]document.Cell{{{Text: ins{tx("Wall time")}, Head: true, ID: "rule:installation/wall"}}}}
	doc.Blocks = append(doc.Blocks, rule)
	b := open(t, render(t, doc, drawings, opts), look{})
	b.click(`#tbl-scores tfoot a.claim-link[href="#claim:kubeflow-total"]`)
	b.expect(`[...document.querySelectorAll(".pop summary")].map((e) => e.textContent).join() === "Installation of Kubeflow: 8.7 points,Flexibility of Kubeflow: 8.7 points"`)
	b.click(".pop summary")
	b.expect(`[...document.querySelectorAll(".pop h3")].map((e) => e.textContent).join("; ") === "Wall time: 13.2 s gives 8.1 points, weighs 2; Size: 1 gives 10 points, weighs 1"`)
	b.expect(`document.querySelectorAll(".pop details section:first-of-type .here")[0].dataset.n === "120"`)
	b.expect(`document.querySelectorAll(".pop section a[href^='#rule']").length === 1`)
	b.click(".pop section a[href^='#rule']")
	b.expect(`decodeURIComponent(location.hash) === "#rule:installation/wall" && !document.querySelector(".pop")`)
}

// TestMuchEvidenceIsPackedAndOpens packs that of the sample.
func TestMuchEvidenceIsPackedAndOpens(t *testing.T) {
	plain := realPage(t)
	before := packFrom
	packFrom = 0
	t.Cleanup(func() { packFrom = before })
	doc, drawings, opts := built(t)
	page := render(t, doc, drawings, opts)
	if page != render(t, doc, drawings, opts) {
		t.Error("two packed pages differ")
	}
	if len(page) > len(plain) || strings.Contains(page, `"places":`) {
		t.Errorf("the page has %d bytes packed, %d else", len(page), len(plain))
	}
	b := open(t, page, look{})
	b.click(`.abstract a.claim-link[href="#claim:best"]`)
	b.expect(`document.querySelector(".pop").innerText.includes("epoch=18 loss=")`)
	b.do(chromedp.KeyEvent("\u001b"))
	b.expect(`!document.querySelector(".pop")`)
}

func TestSameFigureOpensTheSameEvidenceEverywhere(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.click(`#fig-totals details.data summary`)
	for _, place := range []string{"#introduction + p", "#tbl-scores tfoot", "#fig-totals figcaption", "#fig-totals details.data"} {
		b.click(place + ` a.claim-link[href="#claim:mlflow-total"]`)
		b.expect(`document.querySelector(".pop .where code").textContent === "total set=published tool=mlflow | fixed 2"`)
		b.click(".pop .close")
		b.expect(`!document.querySelector(".pop")`)
	}
}

// TestFigureOfADrawnChartOpensItsEvidence clicks figures of a heat map as they
// are drawn, one of them a range, and the range in the table below.
func TestFigureOfADrawnChartOpensItsEvidence(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.do(chromedp.ScrollIntoView("#fig-heat"))
	b.expect(`!!document.querySelector("#fig-heat .stage svg")`)
	for text, expression := range map[string]string{"4.0": "score criterion=c0 set=published tool=metaflow | fixed 1", "5.0–10.0": "score criterion=c3 set=published tool=kubeflow | fixed 1"} {
		at := value[[]float64](b, fmt.Sprintf(`(() => {
			const e = [...document.querySelectorAll("#fig-heat .stage text")].find((e) => e.textContent === %q);
			e.scrollIntoView({block: "center", behavior: "instant"});
			const r = e.getBoundingClientRect();
			return [r.left + r.width / 2, r.top + r.height / 2];
		})()`, text))
		b.do(chromedp.MouseClickXY(at[0], at[1]))
		b.expect(fmt.Sprintf(`[...document.querySelectorAll(".pop .where code")].some((e) => e.textContent === %q)`, expression))
		b.do(chromedp.KeyEvent("\u001b"))
		b.expect(`!document.querySelector(".pop")`)
	}
	// of a span the nearer end's
	b.do(chromedp.ScrollIntoView("#fig-span"))
	b.expect(`!!document.querySelector("#fig-span .stage svg")`)
	for part, expression := range map[string]string{"0.1": "score criterion=c0 set=published tool=mlflow | fixed 1", "0.9": "score criterion=c1 set=published tool=metaflow | fixed 1"} {
		at := value[[]float64](b, fmt.Sprintf(`(() => {
			const span = [...document.querySelectorAll("#fig-span .stage path:not([fill=none])")].find((e) => e.getBoundingClientRect().width > 100);
			span.scrollIntoView({block: "center", behavior: "instant"});
			const r = span.getBoundingClientRect();
			return [r.left + r.width * %s, r.top + r.height / 2];
		})()`, part))
		b.do(chromedp.MouseClickXY(at[0], at[1]))
		b.expect(fmt.Sprintf(`[...document.querySelectorAll(".pop .where code")].some((e) => e.textContent === %q)`, expression))
		b.do(chromedp.KeyEvent("\u001b"))
		b.expect(`!document.querySelector(".pop")`)
	}
	b.click(`#fig-heat details.data summary`)
	b.click(`#fig-heat details.data .interval a.claim-link[href="#claim:kubeflow-3"]`)
	b.expect(`document.querySelector(".pop .where code").textContent === "score criterion=c3 set=published tool=kubeflow | fixed 1"`)
}

func TestDoubtfulFigureSaysWhy(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.click(`p a.claim-link[href="#claim:katib"]`)
	b.expect(`document.querySelector(".pop").innerText.includes("requires a Kubernetes cluster")`)
	b.expect(`document.querySelector(".pop .status.doubt").textContent === "not measured"`)
}

func TestNotesAndCitationsOpenInPlace(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.click(`#introduction + p .note-link`)
	b.expect(`document.querySelector(".pop").innerText.includes("Two torch threads")`)
	b.expect(`!document.querySelector(".pop .back")`)
	b.do(chromedp.KeyEvent("\u001b"))
	b.click(`#introduction + p .cite-link`)
	b.expect(`document.querySelector(".pop").innerText.includes("Comparing workflow tools")`)
}

// TestReferencesShowWhatTheyReferToInPlace points at them, focuses and touches
// them.
func TestReferencesShowWhatTheyReferToInPlace(t *testing.T) {
	b := open(t, realPage(t), look{})
	middle := func(selector string) []float64 {
		value[bool](b, fmt.Sprintf(`(document.querySelector(%q).scrollIntoView({block: "center", behavior: "instant"}), true)`, selector))
		place := func() []float64 {
			time.Sleep(300 * time.Millisecond) // a chart near it may be drawn now
			return value[[]float64](b, fmt.Sprintf(`(() => { const e = document.querySelector(%q); const r = e.getClientRects()[0]; return [r.left + r.width / 2, r.top + r.height / 2]; })()`, selector))
		}
		at := place()
		for again := place(); !slices.Equal(at, again); again = place() { // it still moves
			at = again
		}
		return at
	}
	for target, want := range map[string]string{"tbl-scores": "Points of each tool", "fig-page": "The run’s page", "eq-loss": "(1)", "lst-track": "tracked", "sec-method": "2 Method"} {
		link := `article a.ref[href="#` + target + `"]`
		at := middle(link)
		b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
		b.expect(fmt.Sprintf(`document.querySelector(".preview")?.textContent.includes(%q) === true`, want))
		b.expect(`!document.querySelector(".preview [id]") && !/(true|false|undefined)$/.test(document.querySelector(".preview").textContent)`)
		b.do(chromedp.KeyEvent("\u001b"))
		b.expect(`!document.querySelector(".preview")`)
		b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 2, 2))
	}
	link := `article a.ref[href="#fig-totals"]`
	b.do(chromedp.KeyEvent("\t"))
	value[bool](b, `(document.querySelector('`+link+`').focus({focusVisible: true}), true)`)
	b.expect(`document.querySelector(".preview svg")?.getBoundingClientRect().height > 100`)
	b.do(chromedp.KeyEvent("\t"))
	b.expect(`!document.querySelector(".preview")`)
	at := middle(link)
	touch := func() {
		b.Helper()
		call(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: "touchStart", TouchPoints: []*input.TouchPoint{{X: at[0], Y: at[1]}}})
		call(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: "touchEnd", TouchPoints: []*input.TouchPoint{}})
	}
	touch()
	b.expect(`document.querySelector(".preview .foot a")?.textContent === "Go to Figure 1" && !location.hash`)
	touch()
	b.expect(`location.hash === "#fig-totals" && !document.querySelector(".preview")`)
}

func TestWithoutScriptEverythingIsLinked(t *testing.T) {
	b := open(t, realPage(t), look{noScript: true})
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
	broken := value[[]string](b, `[...document.querySelectorAll("a[href^='#']")].filter(a => !document.getElementById(decodeURIComponent(a.getAttribute("href").slice(1)))).map(a => a.outerHTML)`)
	if len(broken) > 0 {
		t.Errorf("links lead nowhere: %s", strings.Join(broken, "\n"))
	}
	if value[bool](b, `getComputedStyle(document.querySelector(".tools")).display !== "none"`) {
		t.Error("buttons that do nothing are shown")
	}
	if !value[bool](b, `document.querySelector("#fig-totals .drawing > svg").getBoundingClientRect().height > 100`) {
		t.Error("the drawing of the chart is not shown")
	}
	twice := value[[]string](b, `(() => { const seen = new Set(), twice = []; for (const e of document.querySelectorAll("[id]")) { if (seen.has(e.id)) twice.push(e.id); seen.add(e.id); } return twice; })()`)
	if len(twice) > 0 {
		t.Errorf("anchors are there twice: %s", twice)
	}
}

func TestNoWidthScrollsSideways(t *testing.T) {
	b := open(t, realPage(t), look{})
	for _, width := range []int64{2560, 1920, 1440, 1120, 1024, 768, 480, 360} {
		b.do(chromedp.EmulateViewport(width, 800), chromedp.Sleep(100*time.Millisecond))
		if over := value[int](b, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("at %d px the page is %d px too wide: %s", width, over,
				value[string](b, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, pre")).slice(0, 5).map(e => e.outerHTML.slice(0, 100)).join("\n")`))
		}
	}
}

func TestThemeFollowsTheReaderAndTheButton(t *testing.T) {
	b := open(t, realPage(t), look{dark: true})
	ground := `getComputedStyle(document.body).backgroundColor`
	if got := value[string](b, ground); got != "rgb(22, 24, 28)" {
		t.Errorf("the ground is %s for a reader who likes it dark", got)
	}
	b.click(".shade")
	b.expect(ground + ` === "rgb(254, 253, 251)"`)
	b.click(".shade")
	b.expect(ground + ` === "rgb(22, 24, 28)"`)
	b.expect(`document.querySelector(".shade").innerText.includes("dark")`)
	b.do(chromedp.Reload())
	b.expect(`document.documentElement.dataset.theme === "dark"`)
	b.click(".shade")
	b.expect(`document.querySelector(".shade").innerText.includes("auto")`)
}

func TestSearchFindsAndGoesThere(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.do(chromedp.KeyEvent("/"))
	b.expect(`document.activeElement.type === "search"`)
	value[string](b, `document.querySelector("dialog input").value = ""`) // the protocol types the stroke as well
	b.do(chromedp.KeyEvent("Digests"))
	b.expect(`document.querySelectorAll(".results button").length === 1`)
	b.expect(`document.querySelector(".results mark").textContent === "digests"`)
	b.do(chromedp.KeyEvent("\r"))
	b.expect(`!document.querySelector("dialog.sheet").open`)
	b.expect(`document.activeElement.textContent.includes("listed with their digests")`)
	b.do(chromedp.KeyEvent("/"))
	value[string](b, `document.querySelector("dialog input").value = ""`)
	b.do(chromedp.KeyEvent("digests listed"))
	b.expect(`[...document.querySelectorAll(".results mark")].map((e) => e.textContent).join() === "listed,digests"`)
	b.expect(`(() => { // whole words of the text, and dots where it goes on
		const shown = document.querySelector(".results .section + span").textContent, words = shown.replace(/^… | …$/g, "");
		const all = [...document.querySelectorAll("article p, article li")].map((e) => e.textContent.replace(/\s+/g, " "));
		return all.some((text) => (" " + text + " ").includes(" " + words + " "));
	})()`)
	b.do(chromedp.KeyEvent("\u001b"))
	b.do(chromedp.KeyEvent("/"), chromedp.KeyEvent("<img src=x onerror=alert(1)>"))
	b.expect(`document.querySelector(".tally").textContent === "Nothing found."`)
}

// TestEscapeClosesTheSearchAtOnce also with a word in its field.
func TestEscapeClosesTheSearchAtOnce(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.do(chromedp.KeyEvent("/"))
	b.expect(`document.activeElement.type === "search"`)
	b.do(chromedp.KeyEvent("digests"), chromedp.KeyEvent("\u001b"))
	b.expect(`!document.querySelector("dialog.sheet").open`)
}

// TestCaptionsAndNotesOfThemStandInTheText has no hole before the second note of
// a caption, and the caption of a wide table where the text begins.
func TestCaptionsAndNotesOfThemStandInTheText(t *testing.T) {
	doc, drawings, opts := built(t)
	doc.Blocks = append(bls{para(tx("Text.")), &document.Table{ID: "tbl-wide", Number: "9", Caption: ins{tx("Wide"), note(1), note(2)}, Columns: make([]document.Column, 8),
		Body: [][]document.Cell{row("a", "b", "c", "d", "e", "f", "g", "h")}}}, doc.Blocks...)
	b := open(t, render(t, doc, drawings, opts), look{})
	if hole := value[float64](b, `(([a, b]) => b.getBoundingClientRect().left - a.getBoundingClientRect().right)(document.querySelectorAll("#tbl-wide figcaption .note-ref a"))`); hole > 8 {
		t.Errorf("there are %.0f px between two notes", hole)
	}
	if off := value[float64](b, `document.querySelector("#tbl-wide figcaption").getBoundingClientRect().left - document.querySelector("article > p").getBoundingClientRect().left`); off != 0 {
		t.Errorf("the caption stands %.0f px beside the text", off)
	}
}

// TestSearchPutsTheTextBeforeTheAppendix has a word that stands in both.
func TestSearchPutsTheTextBeforeTheAppendix(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.do(chromedp.KeyEvent("/"))
	b.expect(`document.activeElement.type === "search"`)
	value[string](b, `document.querySelector("dialog input").value = ""`)
	b.do(chromedp.KeyEvent("not measured"))
	b.expect(`document.querySelectorAll(".results .section").length > 1`)
	b.expect(`(() => {
		const places = [...document.querySelectorAll(".results .section")].map((e) => e.textContent === "Computed figures");
		return places.includes(true) && places.includes(false) && places.lastIndexOf(false) < places.indexOf(true);
	})()`)
	b.expect(`[...document.querySelectorAll(".results li")].some((e) => e.textContent.includes("not measured missing metric experiment="))`)
}

// TestNamesOfTwoLinesAreRead has the lines of a chart's names apart also where
// no font has the letter that the chart script measures a line by.
func TestNamesOfTwoLinesAreRead(t *testing.T) {
	b := open(t, realPage(t), look{})
	for _, figure := range value[[]string](b, `[...document.querySelectorAll("figure.chart")].map((e) => e.id)`) {
		b.do(chromedp.ScrollIntoView("#" + figure))
		b.expect(`!!document.querySelector("#` + figure + ` .stage svg")`)
	}
	b.expect(`[...document.querySelectorAll(".stage svg text")].some((e) => e.textContent.trim() === "Ease of")`)
	if over := value[[]string](b, `(() => {
		const over = [];
		for (const stage of document.querySelectorAll(".stage")) {
			const all = [...stage.querySelectorAll("text")].map((e) => [e.textContent, e.getBoundingClientRect()]);
			for (const [a, x] of all)
				for (const [c, y] of all)
					if (a !== c && y.top > x.top && y.top < x.top + 8 && x.left < y.right - 1 && y.left < x.right - 1) over.push(a + " / " + c);
		}
		return over;
	})()`); len(over) > 0 {
		t.Errorf("texts lie over each other: %q", over)
	}
}

func TestHeatMapScrollsWhereItsFiguresWouldOverlap(t *testing.T) {
	b := open(t, realPage(t), look{width: 360, height: 740})
	const box = `document.querySelector("#fig-heat .drawing")`
	b.do(chromedp.ScrollIntoView("#fig-heat"))
	b.expect(box + `.scrollWidth > ` + box + `.clientWidth + 50 && ` + box + `.tabIndex === 0`)
	b.expect(`document.documentElement.scrollWidth <= innerWidth`)
	if near := value[[]string](b, `(() => {
		const all = [...document.querySelectorAll("#fig-heat .stage text")].map((e) => [e.textContent, e.getBoundingClientRect()]);
		return all.flatMap(([a, x]) => all.filter(([, y]) => y !== x && Math.abs(y.top - x.top) < 4 && y.left >= x.left && y.left < x.right + 3).map(([c]) => a + " / " + c));
	})()`); len(near) > 0 {
		t.Errorf("texts touch: %q", near)
	}
	// A drawing wider than a still one, as wide letters make it, is not cut.
	b.expect(`(() => {
		const svg = document.querySelector("#fig-heat .stage svg"), box = svg.parentElement, width = box.style.width;
		box.style.width = "900px";
		const whole = svg.getBoundingClientRect().width === 900;
		box.style.width = width;
		return whole;
	})()`)
	b.do(chromedp.EmulateViewport(1280, 800))
	// Letters as wide as Arial's fit. Where no such font is, as on a Debian with
	// DejaVu alone, they do not, and the box scrolls on.
	fits := value[bool](b, `(() => {
		const pen = document.createElement("canvas").getContext("2d");
		pen.font = "12px " + getComputedStyle(document.querySelector("#fig-heat .stage text")).fontFamily;
		return pen.measureText("instrumentation").width < 84;
	})()`)
	if fits {
		b.expect(box + `.scrollWidth <= ` + box + `.clientWidth && !` + box + `.hasAttribute("tabindex")`)
	} else {
		b.expect(box + `.scrollWidth > ` + box + `.clientWidth && ` + box + `.tabIndex === 0`)
	}
}

// TestNotesStayWithTheirWord has the number of a note in a table on the line of
// the word before it.
func TestNotesStayWithTheirWord(t *testing.T) {
	for _, width := range []int64{1280, 520, 480, 440, 400, 360} {
		b := open(t, realPage(t), look{width: width, height: 800})
		if n := value[int](b, `document.querySelectorAll("td .note-ref").length`); n == 0 {
			t.Fatal("no table calls a note")
		}
		if apart := value[[]string](b, `[...document.querySelectorAll("td .note-ref")].filter((e) => {
			const word = document.createRange();
			word.setStartBefore(e.closest("td").firstChild);
			word.setEndBefore(e);
			const rects = [...word.getClientRects()].filter((r) => r.width > 0);
			const before = rects[rects.length - 1], note = e.querySelector("a").getBoundingClientRect();
			return !before || Math.abs((before.top + before.bottom) / 2 - (note.top + note.bottom) / 2) > 12;
		}).map((e) => e.closest("td").textContent)`); len(apart) > 0 {
			t.Errorf("at %d px notes stand on a line of their own: %q", width, apart)
		}
	}
}

// TestManyColumnsAreNotSqueezed has words of a table on a phone scroll rather
// than stand one a line.
func TestManyColumnsAreNotSqueezed(t *testing.T) {
	b := open(t, realPage(t), look{width: 360, height: 740})
	b.expect(`document.querySelector("#tbl-probes .scroll").scrollWidth > 400`)
	b.expect(`document.querySelector("#tbl-probes tbody tr").getBoundingClientRect().height < 80`)
	b.expect(`document.documentElement.scrollWidth <= innerWidth`)
}

// TestChartsWithoutScriptStayReadableOnAPhone has a still drawing scroll rather
// than shrink until its letters cannot be read.
func TestChartsWithoutScriptStayReadableOnAPhone(t *testing.T) {
	b := open(t, realPage(t), look{noScript: true, width: 360, height: 740})
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
	b.expect(`document.querySelector("#fig-totals .drawing > svg").getBoundingClientRect().width > 500`)
	b.expect(`document.documentElement.scrollWidth <= innerWidth`)
}

// TestContentsShowTheFormulasOfHeadings has one in the contents, as it is read
// in the heading.
func TestContentsShowTheFormulasOfHeadings(t *testing.T) {
	doc, drawings, opts := built(t)
	doc.Blocks = append(doc.Blocks, &document.Heading{Level: 1, ID: "sec-math", Number: "9", Text: []document.Inline{tx("The sum "), &document.Math{TeX: `\sum_i x_i`}, tx(" of all")}})
	var err error
	if opts.Formulas, err = math.All(script.New("", chart.Measure), doc); err != nil {
		t.Fatal(err)
	}
	b := open(t, render(t, doc, drawings, opts), look{})
	b.expect(`!!document.querySelector(".contents a[href='#sec-math'] math msub") && !document.querySelector(".contents").textContent.includes("\\sum")`)
}

// TestWordsOfATableBeginWhereItDoes has its caption above it and its notes below
// it, not at the edge of the page.
func TestWordsOfATableBeginWhereItDoes(t *testing.T) {
	doc, drawings, opts := built(t)
	doc.Blocks = append(doc.Blocks, &document.Table{ID: "tbl-small", Number: "9", Caption: ins{tx("A caption that goes on for longer than its table is wide, since there is much to say")},
		Columns: []document.Column{{}, {}}, Body: [][]document.Cell{{{Text: ins{tx("a")}}, {Text: ins{tx("b")}}}}, Notes: [][]document.Inline{{tx("A note.")}}})
	page := render(t, doc, drawings, opts)
	for _, width := range []int64{1280, 360} {
		b := open(t, page, look{width: width, height: 800})
		b.expect(`new Set(["figcaption", ".notes", "table"].map((s) => Math.round(document.querySelector("#tbl-small " + s).getBoundingClientRect().left))).size === 1`)
		b.expect(`new Set(["figcaption", ".notes", "table"].map((s) => Math.round(document.querySelector("#tbl-small " + s).getBoundingClientRect().right))).size === 1`)
		b.expect(`document.documentElement.scrollWidth <= innerWidth`)
	}
}

// TestTallPicturesFitTheWindow has a picture that is forty times as high as wide.
func TestTallPicturesFitTheWindow(t *testing.T) {
	doc, drawings, opts := built(t)
	var content bytes.Buffer
	if err := png.Encode(&content, image.NewGray(image.Rect(0, 0, 200, 8000))); err != nil {
		t.Fatal(err)
	}
	doc.Blocks = append(doc.Blocks, &document.Figure{ID: "fig-tall", Number: "9", Alt: "tall", Image: &document.Image{Name: "tall.png", MediaType: "image/png", Content: content.Bytes(), Width: 200, Height: 8000}})
	b := open(t, render(t, doc, drawings, opts), look{width: 1280, height: 800})
	b.expect(`((r) => r.height <= 800 && Math.abs(r.height / r.width - 40) < 5)(document.querySelector("#fig-tall img").getBoundingClientRect())`)
}

// TestLongFormulasStayOnThePage has formulas in sentences that are wider than a
// phone: one with signs goes on in the next line, one without scrolls by itself.
func TestLongFormulasStayOnThePage(t *testing.T) {
	doc, drawings, opts := built(t)
	terms := strings.Repeat("a_{10} + ", 30) + `b = (c)`
	doc.Blocks = append(doc.Blocks, para(tx("A sum "), &document.Math{TeX: terms}, tx(" is long, and "), &document.Math{TeX: `\frac{` + terms + `}{2}`}, tx(" too.")))
	formulas, err := math.All(script.New("", chart.Measure), doc)
	if err != nil {
		t.Fatal(err)
	}
	opts.Formulas = formulas
	b := open(t, render(t, doc, drawings, opts), look{width: 360, height: 740})
	b.expect(`document.documentElement.scrollWidth <= innerWidth`)
	b.expect(`document.querySelectorAll("article p:last-of-type > math").length === 32`)
	b.expect(`new Set([...document.querySelectorAll("article p:last-of-type > math")].map((m) => Math.round(m.getBoundingClientRect().bottom))).size > 3`)
	b.expect(`(([e]) => e.scrollWidth > e.clientWidth + 50 && e.tabIndex === 0)(document.querySelectorAll(".long-math"))`)
}

func TestPicturesOpenLargerThanTheyWereOnAPhone(t *testing.T) {
	b := open(t, realPage(t), look{width: 360, height: 740})
	b.do(chromedp.ScrollIntoView("#fig-page"), chromedp.Focus("#fig-page .enlarge"), chromedp.KeyEvent("\r"))
	b.expect(`document.querySelector("dialog.large img").clientWidth === 1200`)
}

func TestPicturesOpenLarge(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.do(chromedp.ScrollIntoView("#fig-page"), chromedp.Focus("#fig-page .enlarge"), chromedp.KeyEvent("\r"))
	b.expect(`document.querySelector("dialog.large").open && document.querySelector("dialog.large img").naturalWidth === 1200`)
	b.do(chromedp.KeyEvent("\u001b"))
	b.expect(`!document.querySelector("dialog.large") && document.activeElement.matches(".enlarge")`)
}

// TestLongListsOpenForWhatIsInThem follows a link, searches and prints.
func TestLongListsOpenForWhatIsInThem(t *testing.T) {
	b := open(t, realPage(t), look{})
	const list = `document.querySelector(".list:has(.claims)")`
	doc, drawings, opts := built(t)
	for i := range longList {
		doc.Evidence = append(doc.Evidence, document.EvidenceRun{Run: fmt.Sprint("e/", i), ID: fmt.Sprint("run-", i), Status: "succeeded"})
	}
	runs := open(t, render(t, doc, drawings, opts), look{})
	const one = `document.querySelector("[id='run-1a2b3c4d'] > .list")`
	runs.expect("!" + one + ".open && " + one + `.textContent.startsWith("succeeded, 3 files")`)
	value[bool](runs, `(location.hash = "#run-1a2b3c4d", true)`)
	runs.expect(one + ".open")
	b.expect("!" + list + ".open")
	value[bool](b, `(location.hash = "#claim:best", true)`)
	b.expect(list + `.open && Math.abs(document.getElementById("claim:best").getBoundingClientRect().top) < innerHeight`)
	value[bool](b, `(`+list+`.open = false, dispatchEvent(new Event("beforeprint")), true)`)
	b.expect(list + ".open")
	value[bool](b, `(dispatchEvent(new Event("afterprint")), true)`)
	b.expect("!" + list + ".open")
	b.do(chromedp.KeyEvent("/"))
	b.expect(`document.activeElement.type === "search"`)
	value[string](b, `document.querySelector("dialog input").value = ""`)
	b.do(chromedp.KeyEvent("test_accuracy"))
	b.expect(`document.querySelectorAll(".results button").length === 1`)
	b.do(chromedp.KeyEvent("\r"))
	b.expect(list + ".open")

	b = open(t, realPage(t), look{noScript: true})
	b.click(`.abstract a.claim-link[href="#claim:best"]`)
	b.expect(`document.getElementById("claim:best").checkVisibility({contentVisibilityAuto: true})`)
}

func TestContentsFollowAndFold(t *testing.T) {
	b := open(t, realPage(t), look{width: 1440, height: 700})
	value[bool](b, `(document.getElementById("sec-results").scrollIntoView(), true)`)
	b.expect(`document.querySelector(".contents a[aria-current]")?.textContent.trim() === "3 Results"`)
	b = open(t, realPage(t), look{width: 360, height: 700})
	b.expect(`!document.querySelector(".contents details").open`)
	b.click(".contents summary")
	b.expect(`document.querySelector(".contents details").open`)
	b.click(`.contents a[href="#sec-method"]`)
	b.expect(`!document.querySelector(".contents details").open && location.hash === "#sec-method"`)
}

// TestWeightsMoveTotalsRankingAndAdvice holds the figures that follow by hand
// from the published table: its winner keeps its place for a weight of
// installation of 200/19 and more.
func TestWeightsMoveTotalsRankingAndAdvice(t *testing.T) {
	b := open(t, realPage(t), look{})
	says := func(want string) {
		t.Helper()
		b.expect(fmt.Sprintf(`document.querySelector(".verdict").textContent === %q`, want))
	}
	set := func(criterion, value string) {
		t.Helper()
		b.expect(fmt.Sprintf(`(() => { const s = document.querySelector("[data-criterion=%s]"); s.value = %q; s.dispatchEvent(new Event("input")); s.dispatchEvent(new Event("change")); return true; })()`, criterion, value))
	}
	cell := func(row, column int) string {
		return value[string](b, fmt.Sprintf(`document.querySelector(".weigh tbody").rows[%d].cells[%d].textContent`, row, column))
	}
	says("MLflow leads with 8.30, 0.05 ahead.")
	for i, want := range []string{"8.30", "8.25", "7.15", "7.05"} {
		if got := cell(i, 3); got != want {
			t.Errorf("total %d is %s, not %s", i+1, got, want)
		}
	}
	set("installation", "11")
	says("MLflow leads with 8.27, 0.01 ahead.")
	set("installation", "10")
	says("Airflow leads with 8.26, 0.01 ahead.")
	b.expect(`decodeURIComponent(location.hash).startsWith("#weigh=published&installation=10&flexibility=15.88")`)
	sum := value[float64](b, `[...document.querySelectorAll(".weight output")].reduce((n, o) => n + Math.round(parseFloat(o.textContent) * 100), 0)`)
	if sum != 10000 {
		t.Errorf("the weights add up to %v hundredths", sum)
	}
	b.do(chromedp.Reload())
	says("Airflow leads with 8.26, 0.01 ahead.")
	team := func() {
		t.Helper()
		value[bool](b, `(() => { const s = document.querySelectorAll(".choices select")[1]; s.value = "team"; s.dispatchEvent(new Event("change")); return true; })()`)
	}
	team()
	says("A small team: MLflow leads with 8.50, 2.00 ahead.")
	b.expect(`document.querySelector(".weigh tr.out").textContent.includes("does not resume from a failed step")`)
	set("interoperability", "100")
	says("A small team: Kubeflow leads with 8.00, 1.00 ahead; whether it does what is required is not known.")
	team()
	value[bool](b, `(() => { const s = document.querySelectorAll(".choices select")[0]; s.value = "measured"; s.dispatchEvent(new Event("change")); return true; })()`)
	says("A small team: No winner can be told: the ranges of MLflow, Kubeflow and Metaflow overlap.")
	if got := cell(3, 0); got != "–" {
		t.Errorf("the rank of a tool that is ruled out is %s", got)
	}
	if got := cell(0, 0); got != "1–3" {
		t.Errorf("the rank among overlapping ranges is %s", got)
	}
	value[bool](b, `(document.querySelectorAll(".choices button")[0].click(), true)`)
	set("documentation", "100")
	b.expect(`document.querySelector("[data-criterion=installation]").value === "0"`)
	set("documentation", "50")
	b.expect(`document.querySelector(".weight output").textContent === "10%"`)
}

// TestVeryLongNamesStayOnAPhone has a tool's name that is one long word, and a task
// whose list stands loose.
func TestVeryLongNamesStayOnAPhone(t *testing.T) {
	b := open(t, realPage(t), look{})
	b.do(chromedp.EmulateViewport(360, 800))
	value[string](b, `document.querySelector(".weigh tbody th").textContent = "Donaudampfschiff".repeat(4)`)
	if over := value[int](b, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		t.Errorf("the ranking makes the page %d px too wide", over)
	}
	value[bool](b, `((li, p) => { p.append(...[...li.childNodes].slice(1)); li.append(p); return true })(document.querySelector("li.task"), document.createElement("p"))`)
	b.expect(`(([box, p]) => box.getClientRects()[0].bottom > p.getClientRects()[0].top)(document.querySelector("li.task").children)`)
}

func TestPrintShowsThePaperAlone(t *testing.T) {
	b := open(t, realPage(t), look{print: true})
	b.do(chromedp.Focus(".note-link"))
	b.expect(`getComputedStyle(document.activeElement).outlineStyle === "none"`)
	// The sliders, and an entry for each figure, are for who can click.
	for _, selector := range []string{".bar", ".skip", ".copy", ".enlarge", "details.data", ".weigh", "[id='page:weights']", ".claims", "[id='page:figures']"} {
		b.expect(fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
		b.expect(fmt.Sprintf(`[...document.querySelectorAll(%q)].every(e => getComputedStyle(e).display === "none")`, selector))
	}
	b.expect(`getComputedStyle(document.querySelector("#fig-totals .drawing > svg")).display !== "none"`)
}

// TestAccessibility runs axe-core with the rules of WCAG 2.2 AA, also with what
// opens in place.
func TestAccessibility(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		need.Missing(t, need.Axe)
	}
	for name, as := range map[string]look{"light": {}, "dark": {dark: true}, "narrow": {width: 360, height: 780}} {
		t.Run(name, func(t *testing.T) {
			b := open(t, realPage(t), as)
			value[bool](b, string(axe)+";true")
			for _, state := range []string{"", `document.querySelector("a.claim-link").click()`, `document.querySelector(".cite-link").click()`, `document.querySelector("a.ref").focus({focusVisible: true})`, `document.querySelector(".find").click()`, `document.querySelectorAll("details").forEach(d => d.open = true)`} {
				if state != "" {
					value[bool](b, state+";true")
				}
				for _, found := range violations(b) {
					t.Errorf("after %q: %s", state, found)
				}
			}
		})
	}
}

func violations(b *tab) []string {
	b.Helper()
	result, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.slice(0, 4).map(n => "  " + n.html.slice(0, 160) + "\n    " + n.failureSummary.replace(/\s+/g, " ")).join("\n"))))`, chromedp.EvalAwaitPromise))
	b.must(err)
	var list []string
	b.must(json.Unmarshal([]byte(result), &list))
	return list
}

// attacks is what a study, a log or a file name may hold to run in a page.
var attacks = []string{
	`<script>document.title="owned"</script>`,
	`</script><script>document.title="owned"</script>`,
	`</style><script>document.title="owned"</script>`,
	`</title><script>document.title="owned"</script>`,
	`<!--<script>document.title="owned"//-->`,
	`<img src=x onerror="document.title='owned'">`,
	`<svg onload="document.title='owned'"><script>document.title='owned'</script></svg>`,
	`"><svg/onload=document.title='owned'>`,
	`' onmouseover='document.title="owned"' autofocus onfocus='document.title="owned"`,
	`javascript:document.title="owned"`,
	`<iframe srcdoc="<script>parent.document.title='owned'</script>"></iframe>`,
	`<meta http-equiv="refresh" content="0;url=https://attacker.invalid/">`,
	`<link rel="stylesheet" href="https://attacker.invalid/a.css">`,
	`<base href="https://attacker.invalid/">`,
	`<form action="https://attacker.invalid/"><input autofocus onfocus=document.title='owned'></form>`,
	`<math><mtext><table><mglyph><style><img src=x onerror=document.title='owned'></style></mglyph></table></mtext></math>`,
	`{{constructor.constructor('document.title="owned"')()}}`,
	"\u2028document.title='owned'\u2029",
	`&lt;script&gt;document.title="owned"&lt;/script&gt;`,
	"\x00<scr\x00ipt>document.title='owned'</script>",
	`__proto__`,
	`<details open ontoggle=document.title='owned'>`,
}

// attacked is the sample with an attack in every place that takes data; the
// blocks stand in front of its own.
func attacked() (*document.Document, map[string]*chart.Drawing) {
	doc, drawings := sample()
	all := strings.Join(attacks, " ")
	doc.Meta = document.Meta{Title: all, Subtitle: all, Lang: attacks[8], Abstract: ins{tx(all)}, Keywords: attacks, Notes: attacks, Date: all, Root: all}
	var blocks bls
	for i, attack := range attacks {
		id := fmt.Sprintf("%d%s", i, attack)
		doc.Meta.Authors = append(doc.Meta.Authors, document.Author{Name: attack, Affiliation: attack, Email: attack})
		doc.Claims = append(doc.Claims, claim.Claim{ID: id, Expr: attack, Text: attack, Value: attack, Reason: attack, Basis: attack, Status: claim.Status(attack), At: diag.Pos{File: attack},
			Evidence: []claim.Source{{Run: id, Path: attack, What: attack, Pointer: attack, Excerpt: []string{attack, attack}}, {Path: attack, Line: 3, From: 2, Excerpt: []string{attack, attack}}}})
		doc.Evidence = append(doc.Evidence, document.EvidenceRun{Run: id, ID: "run" + id, Status: attack, Profile: attack, Started: attack, Tool: attack, Machine: attack, Manifest: attack,
			Files: []document.EvidenceFile{{Path: attack, SHA256: attack, Claims: []string{id}}}})
		doc.Bibliography = append(doc.Bibliography, document.Entry{Key: id, Label: attack, Text: ins{tx(attack)}})
		blocks = append(blocks, attackedBlocks(attack, id)...)
		drawings["chart"+id] = &chart.Drawing{SVG: drawings["fig-totals"].SVG, Alt: attack, Options: mustJSON(map[string]any{
			"title": map[string]any{"text": attack}, "tooltip": map[string]any{"formatter": attack}, "xAxis": map[string]any{"data": []string{attack}}, "yAxis": map[string]any{},
			"series": []any{map[string]any{"type": "bar", "name": attack, "data": []int{1}}}})}
	}
	doc.Blocks = append(blocks, doc.Blocks...)
	return doc, drawings
}

func attackedBlocks(attack, id string) bls {
	text := ins{tx(attack)}
	image := &document.Image{Name: attack, MediaType: "image/svg+xml", Source: attack, Claim: id,
		Content: []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.document.title='owned'"><script>parent.document.title='owned'</script><image href="https://attacker.invalid/a.png"/></svg>`)}
	return bls{
		&document.Heading{Level: 1, ID: "h" + id, Number: attack, Text: text},
		para(&document.Link{URL: attack, Text: text}, &document.Link{URL: "https://example.org/" + attack, Text: text}, &document.Code{Value: attack}, &document.Math{TeX: attack}, &document.Figured{Claim: id, Value: attack, Mark: attack},
			&document.Cite{Items: []document.CiteItem{{Key: id, Prefix: attack, Locator: attack}}}, cite(id, attack), ref("h"+id, attack), &document.Picture{Alt: attack, Image: image}),
		&document.Table{ID: "t" + id, Number: attack, Caption: text, Columns: []document.Column{{Align: document.Align(attack)}}, Head: [][]document.Cell{row(attack)}, Body: [][]document.Cell{row(attack)}, Notes: [][]document.Inline{text}},
		&document.Listing{ID: "l" + id, Number: attack, Caption: text, Language: attack, Code: attack, First: 1, Source: attack},
		&document.Listing{Language: "html", Code: attack}, &document.Listing{Language: "python", Code: attack},
		&document.Equation{ID: "e" + id, Number: attack, TeX: attack},
		&document.Figure{ID: "f" + id, Number: attack, Alt: attack, Caption: text, Image: image},
		&document.Figure{ID: "c" + id, Number: attack, Alt: attack, Caption: text, Chart: &document.Chart{ID: "chart" + id, XName: attack, Unit: attack, Categories: []string{attack},
			Series: []document.ChartSeries{{Name: attack, Points: []document.ChartPoint{{Value: attack, Low: attack, High: attack, Samples: []string{attack}, Claim: id}}}}}},
		&document.Placeholder{Part: attack},
	}
}

func mustJSON(value any) []byte {
	content, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return content
}

func TestNothingThatIsDataRuns(t *testing.T) {
	_, _, opts := built(t)
	doc, drawings := attacked()
	b := open(t, render(t, doc, drawings, opts), look{})
	notOwned := func(when string) {
		t.Helper()
		if title := value[string](b, "document.title"); title == "owned" {
			t.Fatalf("an attack ran %s", when)
		}
		if n := value[int](b, `document.scripts.length`); n != 8 {
			t.Errorf("%d scripts stand in the page %s, not our 8", n, when)
		}
		const alive = "iframe, object, embed, base, form, meta[http-equiv=refresh], link[rel=stylesheet], a[href^='javascript' i], [onload], [onerror], [onfocus], [ontoggle], [onmouseover]"
		if n := value[int](b, "document.querySelectorAll(`"+alive+"`).length"); n > 0 {
			t.Errorf("%d elements of an attack stand in the page %s", n, when)
		}
	}
	notOwned("on loading")
	if n := value[int](b, `Object.keys(JSON.parse(document.getElementById("page:evidence").textContent).claims).length`); n != len(doc.Claims) {
		t.Errorf("the evidence of %d claims can be read, not of %d", n, len(doc.Claims))
	}
	value[bool](b, `(document.querySelectorAll(".drawing").forEach(e => e.scrollIntoView({behavior: "instant"})), true)`)
	b.do(chromedp.Sleep(200 * time.Millisecond))
	notOwned("after the charts were drawn")
	opened := value[int](b, `(() => { let n = 0; for (const a of document.querySelectorAll("a.claim-link, .cite-link, .note-link")) { a.click(); if (document.querySelector(".pop")) n++; } return n; })()`)
	if opened < 4*len(attacks) {
		t.Errorf("only %d things opened in place", opened)
	}
	notOwned("after everything was opened")
	b.do(chromedp.KeyEvent("\u001b"), chromedp.KeyEvent("/"), chromedp.KeyEvent("document"), chromedp.Sleep(200*time.Millisecond))
	notOwned("after a search")
}
