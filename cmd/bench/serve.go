package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// serving times a changed line of the thirty pages until it is on the screen of
// an open browser: saved, read, rendered, loaded, and a frame of it painted.
func (b *bench) serving() ([]row, error) {
	const what, target = "serve: a changed line on the screen, ×1", "< 300 ms"
	browser, err := exec.LookPath("chromium")
	if err != nil {
		return []row{{what, "-", "no chromium", "", target}}, nil
	}
	dir, err := b.study(1)
	if err != nil {
		return nil, err
	}
	address, stop, err := b.serve(dir)
	if err != nil {
		return nil, err
	}
	defer stop()
	alloc, end := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.DisableGPU)...)
	defer end()
	ctx, end := chromedp.NewContext(alloc)
	defer end()
	ctx, end = context.WithTimeout(ctx, 3*time.Minute)
	defer end()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		return nil, err
	}
	if err := shows(ctx, "A text of thirty pages"); err != nil {
		return nil, err
	}
	paper := filepath.Join(dir, "paper", "paper.md")
	text, err := os.ReadFile(paper)
	if err != nil {
		return nil, err
	}
	var all []time.Duration
	for n := range b.turns + 1 {
		mark := fmt.Sprintf("Change number %d.", n)
		changed := strings.Replace(string(text), "\n\n", "\n\n"+mark+" ", 8)
		start := time.Now()
		if err := os.WriteFile(paper, []byte(changed), 0o644); err != nil {
			return nil, err
		}
		if err := shows(ctx, mark); err != nil {
			return nil, err
		}
		if n > 0 {
			all = append(all, time.Since(start))
		}
		time.Sleep(300 * time.Millisecond) // nobody saves faster
	}
	return []row{{what, show(median(all)), "", "", target}}, nil
}

// serve starts report serve and gives its address.
func (b *bench) serve(dir string) (address string, stop func(), err error) {
	cmd := exec.Command(b.report, "serve", "--port", "0")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "XDG_CACHE_HOME="+b.dir+"/cache")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if i := strings.Index(lines.Text(), "http://"); i >= 0 {
			go func() { // whoever fills the pipe waits
				for lines.Scan() {
					continue
				}
			}()
			return strings.Fields(lines.Text()[i:])[0], stop, nil
		}
	}
	stop()
	return "", nil, errors.New("report serve ended without an address")
}

// shows waits until the page shows words and has painted a frame with them.
func shows(ctx context.Context, words string) error {
	script := fmt.Sprintf(`new Promise((done) => { const look = () => {
  const f = document.querySelector("main iframe:not(.next)");
  if (f && f.contentDocument && f.contentDocument.body && f.contentDocument.body.textContent.includes(%q)) requestAnimationFrame(() => setTimeout(() => done(true)));
  else setTimeout(look, 4);
}; look(); })`, words)
	began := time.Now()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
		if err == nil && ok {
			return nil
		}
		if time.Since(began) > 30*time.Second {
			return fmt.Errorf("%q is not on the page: %v", words, err)
		}
	}
}
