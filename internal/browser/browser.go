// Package browser opens a page and takes its picture and text. A Page comes in
// with a way to start the browser's process, a Shot goes out; where the
// process runs and what its files are called is for run.
package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Programs are the names under which a browser may be on PATH.
var Programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// Find is the path of the browser on PATH, or "".
func Find() string {
	for _, name := range Programs {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Page is what to open and how to look at it.
type Page struct {
	URL      string
	WaitFor  string   // CSS selector that must be visible
	Click    []string // CSS selectors clicked in order, each once it is visible
	Width    int      // CSS pixels
	Height   int
	Theme    string // light or dark; "" is light
	FullPage bool
}

// Shot is a picture of a page with the text that is to be seen on it.
type Shot struct {
	PNG     []byte
	Text    string
	Browser string // product and version
}

// Launch is how to start the browser.
type Launch struct {
	Program string
	Profile string // an empty directory for the browser's own files
	// Start starts a process with descriptors from 0 on and gives the function
	// that ends it.
	Start func(argv []string, files []*os.File) (stop func(), err error)
	Log   *os.File // takes what the browser prints
}

// arguments keep the browser off the network and off the graphics card. The
// sandbox is off because it does not work for root; the pages are those of the
// tools that run beside it.
func arguments(l Launch, p Page) []string {
	return []string{
		l.Program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage", "--disable-breakpad",
		"--hide-scrollbars", "--mute-audio", "--font-render-hinting=none", "--force-color-profile=srgb",
		"--password-store=basic", "--use-mock-keychain", "--lang=en-US", "--no-proxy-server",
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]",
		fmt.Sprintf("--window-size=%d,%d", p.Width, p.Height),
		"--user-data-dir=" + l.Profile, "--remote-debugging-pipe", "about:blank",
	}
}

// Take opens a page, waits and clicks as asked, lets redact change its text,
// and takes its picture. The context bounds all of it.
func Take(ctx context.Context, l Launch, p Page, redact func(string) string) (*Shot, error) {
	ours := &allocator{launch: l, page: p}
	alloc, endAlloc := chromedp.NewAllocatorContext(ctx, ours)
	defer ours.Wait()
	defer endAlloc()
	tab, endTab := chromedp.NewContext(alloc, chromedp.WithLogf(func(string, ...any) {}), chromedp.WithErrorf(func(string, ...any) {}))
	defer endTab()
	shot, err := take(tab, p, redact)
	if err != nil {
		return nil, explain(ctx, tab, p, err)
	}
	return shot, nil
}

// take does the work in an open tab.
func take(tab context.Context, p Page, redact func(string) string) (*Shot, error) {
	if err := chromedp.Do(tab, chromedp.EmulateViewport(int64(p.Width), int64(p.Height)), theme(p.Theme)); err != nil {
		return nil, fmt.Errorf("starting the browser: %w", err)
	}
	answer, err := chromedp.Run(tab, chromedp.NavigateResponse(p.URL))
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", p.URL, err)
	}
	if err := checkAnswer(p.URL, answer); err != nil {
		return nil, err
	}
	if p.WaitFor != "" {
		if err := visible(tab, p.WaitFor); err != nil {
			return nil, err
		}
	}
	for _, selector := range p.Click {
		if err := visible(tab, selector); err != nil {
			return nil, err
		}
		if err := chromedp.Do(tab, chromedp.Click(chromedp.CSS(selector))); err != nil {
			return nil, fmt.Errorf("clicking %q: %w", selector, err)
		}
	}
	return capture(tab, p, redact)
}

func checkAnswer(address string, answer *network.Response) error {
	if answer != nil && answer.Status >= 400 {
		return fmt.Errorf("opening %s: the server answered %d %s", address, answer.Status, answer.StatusText)
	}
	return nil
}

// notVisible is a selector that was waited for in vain.
type notVisible struct {
	selector string
	err      error
}

func (n *notVisible) Error() string {
	return fmt.Sprintf("%q was not to be seen: %v", n.selector, n.err)
}
func (n *notVisible) Unwrap() error { return n.err }

func visible(tab context.Context, selector string) error {
	if err := chromedp.Do(tab, chromedp.WaitVisible(chromedp.CSS(selector))); err != nil {
		return &notVisible{selector, err}
	}
	return nil
}

// theme asks pages for a light or dark look, and to hold still.
func theme(name string) chromedp.Action[chromedp.Void] {
	if name == "" {
		name = "light"
	}
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	})
}

// capture waits until the page holds still, redacts it and takes its picture.
func capture(tab context.Context, p Page, redact func(string) string) (*Shot, error) {
	if _, err := chromedp.Run(tab, chromedp.Evaluate[bool](settleScript, chromedp.EvalAwaitPromise)); err != nil {
		return nil, fmt.Errorf("waiting for the page to settle: %w", err)
	}
	if err := redactPage(tab, redact); err != nil {
		return nil, err
	}
	text, err := chromedp.Run(tab, chromedp.Evaluate[string](textScript))
	if err != nil {
		return nil, fmt.Errorf("reading the page's text: %w", err)
	}
	take := chromedp.CaptureScreenshot()
	if p.FullPage {
		take = chromedp.FullScreenshot(100)
	}
	raw, err := chromedp.Run(tab, take)
	if err != nil {
		return nil, fmt.Errorf("taking the picture: %w", err)
	}
	small, err := shrink(raw)
	if err != nil {
		return nil, err
	}
	version, err := chromedp.Run(tab, chromedp.Evaluate[string]("navigator.userAgent"))
	if err != nil {
		return nil, err
	}
	return &Shot{PNG: small, Text: tidy(text), Browser: product(version)}, nil
}

// product finds "HeadlessChrome/156.0.0.0" in a user agent and gives it its
// plain name.
func product(agent string) string {
	for word := range strings.FieldsSeq(agent) {
		if rest, ok := strings.CutPrefix(word, "HeadlessChrome/"); ok {
			return "Chromium " + rest
		}
	}
	return agent
}

// tidy takes blanks off line ends and joins runs of empty lines, so that the
// text is the same where only the layout moved.
func tidy(text string) string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimRight(strings.ReplaceAll(line, "\u00a0", " "), " \t")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// explain says what the page showed instead when time ran out.
func explain(ctx, tab context.Context, p Page, err error) error {
	var missing *notVisible
	if !errors.As(err, &missing) || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("the selector %q was not to be seen on %s in time", missing.selector, p.URL)
}

// allocator gives chromedp a browser that runs where the caller wants it. The
// two talk over a pair of pipes, so no port is opened.
type allocator struct {
	launch Launch
	page   Page
	stop   func()
	conn   *chromedp.PipeConn
}

// Allocate starts the browser.
func (a *allocator) Allocate(ctx context.Context, opts ...chromedp.BrowserOption) (*chromedp.Browser, error) {
	commandsOut, commandsIn, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	answersOut, answersIn, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, commandsOut.Close(), commandsIn.Close())
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, errors.Join(err, commandsOut.Close(), commandsIn.Close(), answersOut.Close(), answersIn.Close())
	}
	a.stop, err = a.launch.Start(arguments(a.launch, a.page), []*os.File{null, a.launch.Log, a.launch.Log, commandsOut, answersIn})
	closeAll(null, commandsOut, answersIn)
	if err != nil {
		closeAll(commandsIn, answersOut)
		return nil, fmt.Errorf("starting %s: %w", a.launch.Program, err)
	}
	a.conn = chromedp.NewPipeConn(answersOut, commandsIn)
	return chromedp.NewBrowserTransport(ctx, a.conn, opts...)
}

// Wait ends the browser. It gets a moment, because a closed pipe makes it end
// by itself.
func (a *allocator) Wait() {
	if a.conn != nil {
		_ = a.conn.Close()
		time.Sleep(50 * time.Millisecond)
		a.conn = nil
	}
	if a.stop != nil {
		a.stop()
		a.stop = nil
	}
}

func closeAll(files ...io.Closer) {
	for _, f := range files {
		_ = f.Close()
	}
}
