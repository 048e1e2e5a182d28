package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"report/internal/need"
)

// servedStudy makes a study with a long paper and serves it; the address and
// the paper's path come back.
func servedStudy(t *testing.T) (address, paper string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "s")
	quietly := &app{stdout: io.Discard, stderr: io.Discard, dir: dir}
	if err := quietly.initStudy(dir); err != nil {
		t.Fatal(err)
	}
	paper = filepath.Join(dir, "paper", "paper.md")
	var text strings.Builder
	text.WriteString("---\ntitle: Served\n---\n\n")
	for i := range 60 {
		name := string(rune('a'+i%26)) + string(rune('a'+i/26))
		text.WriteString("# Part " + name + " {#sec-" + name + "}\n\nWords of part " + name + ", one after the other, and then some more of them.\n\n")
	}
	if err := os.WriteFile(paper, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var said bytes.Buffer
	done := make(chan error, 1)
	go func() {
		done <- (&app{stdout: in, stderr: &said, dir: dir}).serve(ctx, "0")
		in.Close()
	}()
	t.Cleanup(func() {
		end()
		if err := <-done; err != nil {
			t.Errorf("serve: %v\n%s", err, said.String())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no address: %v", err)
	}
	return strings.TrimSpace(line), paper
}

func fetched(t *testing.T, address, host string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(content)
}

// A server of a study is for this machine: another name in Host, another
// method or a path out of the evidence is refused.
func TestServeRefuses(t *testing.T) {
	address, _ := servedStudy(t)
	if a, body := fetched(t, address+"paper.html", ""); a.StatusCode != 200 || !strings.Contains(body, "Words of part ba") {
		t.Errorf("the paper: %s\n%.300s", a.Status, body)
	}
	if a, body := fetched(t, address+"rows/status", ""); a.StatusCode != 200 || !strings.Contains(body, "missing") {
		t.Errorf("the status: %s\n%s", a.Status, body)
	}
	if a, _ := fetched(t, address, "attacker.example"); a.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another host's name: %s", a.Status)
	}
	if a, _ := fetched(t, address+"evidence/..%2f..%2fstudy.yaml", ""); a.StatusCode != http.StatusBadRequest && a.StatusCode != http.StatusNotFound {
		t.Errorf("a path out of the evidence: %s", a.Status)
	}
	answer, err := http.Post(address, "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a POST: %s", answer.Status)
	}
}

// openServed is a browser with a served study open, and the study's paper.
func openServed(t *testing.T) (ctx context.Context, paper string) {
	t.Helper()
	need.Program(t, "chromium", "chromium")
	address, paper := servedStudy(t)
	return shown(t, address), paper
}

// A saved change shows in the open page at the same place; a mistake stands
// above it with its place, is marked in the text, and goes when it is mended.
func TestServeFollowsChanges(t *testing.T) {
	ctx, paper := openServed(t)
	const inFrame = `(() => { const f = document.querySelector("main iframe:not(.next)"); return f && f.contentDocument && f.contentDocument.body ? f.contentDocument.body.innerText : ""; })()`
	wait := func(what, expression, words string) time.Duration {
		t.Helper()
		began := time.Now()
		for {
			var text string
			if err := evaluate(ctx, expression, &text); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if strings.Contains(text, words) {
				return time.Since(began)
			}
			if time.Since(began) > 20*time.Second {
				t.Fatalf("%s: %q is not in\n%.600s", what, words, text)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	wait("the paper", inFrame, "Words of part ba")

	// Far down, at a section's head.
	var top float64
	const headTop = `document.querySelector("main iframe:not(.next)").contentDocument.getElementById("sec-lb").getBoundingClientRect().top`
	if err := evaluate(ctx, `document.querySelector("main iframe").contentDocument.getElementById("sec-lb").scrollIntoView({behavior:"instant"}); `+headTop, &top); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	change := func(old, new string) {
		t.Helper()
		if err := os.WriteFile(paper, []byte(strings.Replace(string(content), old, new, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	longer := strings.Repeat("Much more of it. ", 80)
	change("Words of part aa,", longer+"Words of part aa,")
	took := wait("the change", inFrame, "Much more of it.")
	t.Logf("a change showed after %d ms", took.Milliseconds())
	var after float64
	if err := evaluate(ctx, headTop, &after); err != nil {
		t.Fatal(err)
	}
	if after < top-40 || after > top+40 {
		t.Errorf("the section's head was at %.0f and is at %.0f", top, after)
	}

	const mistakes = `document.getElementById("mistakes").hidden ? "" : document.getElementById("mistakes").innerText`
	change("Words of part ab,", "Words of part ab {{ total tol=sort set=measured }},")
	wait("the overlay", mistakes, "paper/paper.md:")
	wait("the mend", mistakes, "hint: ")
	wait("the mark in the text", inFrame, "total tol=sort set=measured")
	wait("the rest of the page", inFrame, "Words of part ba")
	const marked = `(() => { const f = document.querySelector("main iframe:not(.next)"); return f?.contentDocument?.body ? [...f.contentDocument.querySelectorAll("mark.unresolved")].map((e) => e.textContent).join(" ") : ""; })()`
	change("Words of part ab,", "Words of part ab, @fig-nothing and [@keynone],")
	wait("the marks of references", marked, "@fig-nothing @keynone")
	change("", "")
	wait("the text without the mark", inFrame, "Words of part ab, one")
	var left string
	if err := evaluate(ctx, mistakes, &left); err != nil || left != "" {
		t.Errorf("after mending the overlay says %q (%v)", left, err)
	}
}

// A change of text is put into the open page, which goes on with all that its
// scripts hold; one of what scripts make ready, such as a listing, loads it anew.
func TestServePutsChangedTextIntoThePage(t *testing.T) {
	ctx, paper := openServed(t)
	until := func(what, expression string) {
		t.Helper()
		for began := time.Now(); ; time.Sleep(5 * time.Millisecond) {
			var held string
			err := evaluate(ctx, `(() => { const f = document.querySelector("main iframe:not(.next)"), d = f && f.contentDocument; return d && d.body && (`+expression+`) ? "yes" : "no"; })()`, &held)
			if err == nil && held == "yes" {
				return
			}
			if time.Since(began) > 20*time.Second {
				t.Fatalf("%s: not so after 20 s (%v)", what, err)
			}
		}
	}
	content, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	change := func(old, new string) {
		t.Helper()
		if !strings.Contains(text, old) {
			t.Fatalf("%q is not in the text", old)
		}
		text = strings.Replace(text, old, new, 1)
		if err := os.WriteFile(paper, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const fetchedSource = `performance.getEntriesByType("resource").some((e) => e.name.includes("version="))`
	until("the source is there", `d.body.textContent.includes("Words of part ba") && `+fetchedSource)
	time.Sleep(300 * time.Millisecond) // and read
	until("an ear for what the page's policy refuses", `(addEventListener("securitypolicyviolation", () => { window.refused = true; }), true)`)
	until("a mark on the page", `f.contentWindow.kept = d.querySelectorAll("article > *").length`)
	const more = ` && d.querySelectorAll("article > *").length - f.contentWindow.kept === `
	for _, one := range []struct{ what, old, new, holds string }{
		{"a word", "Words of part ca,", "Other words of part ca,", `d.body.textContent.includes("Other words of part ca")`},
		{"one more paragraph", "Words of part da,", "A *new* one.\n\nWords of part da,", `d.querySelector("#sec-da + p").innerHTML === "A <em>new</em> one."` + more + "1"},
		{"two of a page", "Words of part aa,", "Alpha,", `d.body.textContent.includes("Alpha,")`},
		{"one less", "A *new* one.\n\n", "", `d.querySelector("#sec-da + p").textContent.startsWith("Words of part da")` + more + "0"},
	} {
		change(one.old, one.new)
		until(one.what, `f.contentWindow.kept > 0 && `+one.holds)
	}
	change("Words of part ea,", "```python\nx = 1\n```\n\nWords of part ea,")
	until("a listing, with its button", `f.contentWindow.kept === undefined && d.querySelector(".code .copy") !== null`)
	until("nothing was refused", `!window.refused`)
}

// Every row of the audit leads to a place of the page that is there.
func TestServeAuditLeadsIntoThePaper(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "s")
	quietly := &app{stdout: io.Discard, stderr: io.Discard, dir: dir}
	if err := quietly.initStudy(dir); err != nil {
		t.Fatal(err)
	}
	parts := quietly.parts()
	page := string(parts.Paper(context.Background()).Page)
	table, err := parts.Audit(context.Background())
	if err != nil || len(table.Rows) == 0 {
		t.Fatalf("%d rows, %v", len(table.Rows), err)
	}
	if !strings.HasPrefix(table.Total, fmt.Sprintf("%d claims: ", len(table.Rows))) {
		t.Errorf("of %d rows it says %q", len(table.Rows), table.Total)
	}
	links := 0
	for _, row := range table.Rows {
		for _, cell := range row.Cells {
			if id, found := strings.CutPrefix(cell.Link, "/#"); found {
				if links++; !strings.Contains(page, `id="`+id+`"`) {
					t.Errorf("%s of %q leads nowhere", cell.Link, row.Cells[1].Text)
				}
			}
		}
	}
	if links < len(table.Rows) {
		t.Errorf("%d links in %d rows", links, len(table.Rows))
	}
}

// Every file that the evidence page lists can be read there: those of a cell, and
// the lists that do not name themselves.
func TestServeShowsEveryFileOfARun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "s")
	quietly := &app{stdout: io.Discard, stderr: io.Discard, dir: dir}
	if err := quietly.initStudy(dir); err != nil {
		t.Fatal(err)
	}
	paper := filepath.Join(dir, "paper", "paper.md")
	content, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	cell := "\n~~~{cell #lst-said}\nexperiment: sort-lines\nlanguage: sh\n---\necho said\n~~~\n"
	if err := os.WriteFile(paper, append(content, cell...), 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("report", "run", "cells/lst-said")
	run.Dir = dir
	run.Env = append(os.Environ(), "XDG_CACHE_HOME="+dir+"/../cache")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("report run: %v\n%s", err, out)
	}
	parts := quietly.parts()
	names, err := parts.List()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, name := range names {
		file, err := parts.Evidence(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		content, err := io.ReadAll(file)
		file.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		said[filepath.Base(name)] = string(content)
	}
	for name, want := range map[string]string{"stdout.txt": "said\n", "SHA256SUMS": "  manifest.json", "manifest.json": "cell/stdout.txt"} {
		if !strings.Contains(said[name], want) {
			t.Errorf("%s of %q says %q, not %q", name, names, said[name], want)
		}
	}
	if _, err := parts.Evidence("cells/lst-said"); err == nil {
		t.Error("a directory is shown")
	}
}

// Words of the server that are led to a file of the study are no change of it.
func TestServeDoesNotFollowItsOwnLog(t *testing.T) {
	for name, want := range map[string]bool{"serve.log": true, "nohup.out": true, "paper/run.log": false, "evidence/x/1/train.log": false, "study.yaml": false, "paper/rendered": true} {
		if unwatched(name) != want {
			t.Errorf("%s: unwatched is %t", name, !want)
		}
	}
}

// evaluate runs a script in the page.
func evaluate[T any](ctx context.Context, script string, into *T) error {
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	*into = value
	return err
}
