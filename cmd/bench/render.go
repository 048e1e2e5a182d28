package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// typstDriver compiles a file and prints the seconds that this took: typst comes
// from PyPI as a library, and the start of Python is not typst's.
const typstDriver = `import sys, time, typst
began = time.perf_counter()
typst.compile(sys.argv[1], output=sys.argv[2])
print(time.perf_counter() - began)
`

// rendering times a paper of thirty pages beside typst and pandoc on the same
// text, and one of many figures. Charts are in ours alone.
func (b *bench) rendering() ([]row, error) {
	rows, err := b.pages(1)
	if err != nil {
		return rows, err
	}
	more, err := b.manyFigures()
	return append(rows, more...), err
}

// growth times the same text ten and a hundred times as long. The peers take
// minutes there, and are timed once.
func (b *bench) growth() ([]row, error) { return b.pages(10, 100) }

// study writes a study of ten tools with the text, for all three, and gives the
// directory.
func (b *bench) study(times int) (string, error) {
	dir, err := b.tools(fmt.Sprintf("pages-%d", times), 10, 10)
	if err != nil {
		return dir, err
	}
	return dir, write(dir, map[string]string{
		"paper/paper.md": paperOf(ours, times), "paper/references.bib": "@misc{doe, author={Doe, J.}, title={Points}, year={2026}}\n",
		"pandoc.md": paperOf(pandocs, times), "paper.typ": paperOf(typsts, times), "compile.py": typstDriver,
	})
}

// once runs a command and gives its time and the largest memory of it or of
// what it started. It is ended after a limit.
func (b *bench) once(limit time.Duration, dir string, argv ...string) (took time.Duration, peakBytes int64, out string, err error) {
	ctx, end := context.WithTimeout(context.Background(), limit)
	defer end()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "XDG_CACHE_HOME="+b.dir+"/cache")
	cmd.WaitDelay = time.Second
	var said, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &wrong
	start := time.Now()
	err = cmd.Run()
	took = time.Since(start)
	if ctx.Err() != nil {
		return took, 0, "", fmt.Errorf("not done after %s", limit)
	}
	if err != nil {
		return took, 0, "", fmt.Errorf("%s: %w\n%s", strings.Join(argv, " "), err, tail(wrong.String()+said.String()))
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		peakBytes = usage.Maxrss << 10
	}
	return took, peakBytes, said.String(), nil
}

// typst is the time that typst takes for the PDF alone.
func (b *bench) typst(python, dir string, limit time.Duration) (time.Duration, int64, error) {
	_, peakBytes, out, err := b.once(limit, dir, python, "compile.py", "paper.typ", "typst.pdf")
	if err != nil {
		return 0, 0, err
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(out), 64)
	return time.Duration(seconds * float64(time.Second)), peakBytes, err
}

// peerPrograms are those that render the text beside report: a path, or why
// there is none.
type peerPrograms struct {
	python, pandoc, pdflatex, lualatex string
	missing                            map[string]string
}

func findPeers() peerPrograms {
	p := peerPrograms{missing: map[string]string{}}
	at := os.Getenv("REPORT_BENCH_PEERS")
	if python := filepath.Join(at, "python"); at == "" || exec.Command(python, "-c", "import typst").Run() != nil {
		p.missing["typst"] = "no typst"
	} else {
		p.python = python
	}
	if found, _ := filepath.Glob(filepath.Join(at, "..", "lib", "python*", "site-packages", "pypandoc", "files", "pandoc")); at != "" && len(found) > 0 {
		p.pandoc = found[0]
	} else if path, err := exec.LookPath("pandoc"); err == nil {
		p.pandoc = path
	}
	for engine, into := range map[string]*string{"pdflatex": &p.pdflatex, "lualatex": &p.lualatex} {
		path, err := exec.LookPath(engine)
		switch {
		case p.pandoc == "":
			p.missing[engine] = "no pandoc"
		case err != nil:
			p.missing[engine] = "no " + engine
		default:
			*into = path
		}
	}
	return p
}

// pages renders the text so many times over; the time of one is measured again
// where others are held against it.
func (b *bench) pages(sizes ...int) ([]row, error) {
	peers := findPeers()
	var rows []row
	var first time.Duration
	if sizes[0] > 1 {
		dir, err := b.study(1)
		if err != nil {
			return nil, err
		}
		one, err := b.alternate(b.edited(dir))
		if err != nil {
			return nil, err
		}
		first = one[0]
	}
	for _, times := range sizes {
		dir, err := b.study(times)
		if err != nil {
			return rows, err
		}
		c, err := b.compete(dir, times, peers)
		if err != nil {
			return rows, err
		}
		if times > 1 {
			rows = append(rows, c.manyTimes(times, first)...)
			continue
		}
		cold, err := b.undrawn(dir)
		if err != nil {
			return rows, err
		}
		rows = append(rows, c.single(cold)...)
	}
	return rows, nil
}

// competition is what rendering one text took, here and by the peers.
type competition struct {
	mine   []time.Duration
	memory int64                      // bytes at most
	beside map[string][]time.Duration // by peer
	most   map[string]int64           // bytes at most, by peer
	why    map[string]string          // a peer did not take part
}

// compete renders a text turn by turn, and has each peer do so behind us; the
// first turn is not counted. Long texts are rendered once by each peer, and not
// by the slowest.
func (b *bench) compete(dir string, times int, p peerPrograms) (*competition, error) {
	c := &competition{beside: map[string][]time.Duration{}, most: map[string]int64{}, why: map[string]string{}}
	turns := b.turns
	if times == 100 {
		turns = 1
	}
	for n := 0; n <= turns; n++ {
		if err := b.edit(dir); err != nil {
			return nil, err
		}
		took, peakBytes, _, err := b.once(10*time.Minute, dir, b.report, "render")
		if err != nil {
			return nil, err
		}
		if n > 0 {
			c.mine, c.memory = append(c.mine, took), max(c.memory, peakBytes)
		}
		if times > 1 && n != 1 {
			continue
		}
		for _, peer := range []string{"typst", "pdflatex", "lualatex"} {
			if peer == "lualatex" && times > 1 || c.why[peer] != "" {
				continue
			}
			if c.why[peer] = p.missing[peer]; c.why[peer] == "" {
				c.turnOf(peer, func() (time.Duration, int64, error) { return b.peerRender(p, peer, dir) })
			}
		}
	}
	return c, nil
}

// turnOf notes what a peer took; one that fails is out.
func (c *competition) turnOf(peer string, render func() (time.Duration, int64, error)) {
	took, peakBytes, err := render()
	if err != nil {
		if c.why[peer] = strings.TrimSpace(strings.SplitN(err.Error(), "\n", 2)[0]); len(err.Error()) > 60 {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", peer, err)
			c.why[peer] = "failed"
		}
		return
	}
	c.beside[peer], c.most[peer] = append(c.beside[peer], took), max(c.most[peer], peakBytes)
}

// against is a row of a time of ours beside a peer's.
func (c *competition) against(peer, what string, mine time.Duration, target string) row {
	r := row{what, show(mine), c.why[peer], "", target}
	if len(c.beside[peer]) > 0 {
		p := median(c.beside[peer])
		r.peer, r.ratio = show(p), ratio(p, mine)
	}
	return r
}

// drawnBefore is the row's name of a text so many times over.
func drawnBefore(times int) string {
	return fmt.Sprintf("×%d: Markdown, HTML and PDF, drawn before", times)
}

// single are the rows of the text as it is; cold is its time with nothing drawn.
func (c *competition) single(cold time.Duration) []row {
	m := median(c.mine)
	return []row{
		c.against("typst", drawnBefore(1), m, "< 150 ms, and before typst has its PDF"),
		c.against("pdflatex", "  beside pandoc with pdflatex", m, "8× faster"),
		c.against("lualatex", "×1: nothing drawn, 8 charts and 10 formulas", cold, "< 2 s, faster than pandoc with lualatex"),
	}
}

// manyTimes are the rows of the text so many times over; first is the time of it
// as it is.
func (c *competition) manyTimes(times int, first time.Duration) []row {
	m := median(c.mine)
	typst := c.why["typst"]
	if c.most["typst"] > 0 {
		typst = megabytes(c.most["typst"])
	}
	return []row{
		c.against("typst", drawnBefore(times), m, "linear"),
		c.against("pdflatex", "  beside pandoc with pdflatex", m, ""),
		{fmt.Sprintf("  times the time of ×1 (%s)", show(first)), fmt.Sprintf("%.3g×", float64(m)/float64(first)), "", "", map[int]string{100: "< 110×"}[times]},
		{"  memory at most, beside typst", megabytes(c.memory), typst, "", map[int]string{100: "< 1000 MB"}[times]},
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n/1e6) }

// patience is how long a peer may take before it is left alone.
const patience = 4 * time.Minute

func (b *bench) peerRender(p peerPrograms, peer, dir string) (time.Duration, int64, error) {
	if peer == "typst" {
		return b.typst(p.python, dir, patience)
	}
	engine := map[string]string{"pdflatex": p.pdflatex, "lualatex": p.lualatex}[peer]
	took, peakBytes, _, err := b.once(patience, dir, p.pandoc, "--pdf-engine="+engine, "pandoc.md", "-o", "pandoc.pdf")
	return took, peakBytes, err
}

// edit changes the last line of a paper: what did not change is not rendered.
func (b *bench) edit(dir string) error {
	name := filepath.Join(dir, "paper", "paper.md")
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	const line = "\n\nThis is edition "
	text, _, _ := strings.Cut(string(content), line)
	b.edits++
	return os.WriteFile(name, fmt.Appendf(nil, "%s%s%d.\n", text, line, b.edits), 0o644)
}

// edited renders a paper of which a line changed just before.
func (b *bench) edited(dir string) turn {
	return func() (time.Duration, error) {
		if err := b.edit(dir); err != nil {
			return 0, err
		}
		return b.timed(dir, b.report, "render")
	}
}

// undrawn is the time of a render of a changed paper that finds no drawing in the
// cache.
func (b *bench) undrawn(dir string) (time.Duration, error) {
	var all []time.Duration
	for range min(b.turns, 5) {
		if err := os.RemoveAll(filepath.Join(b.dir, "cache", "report", "drawings")); err != nil {
			return 0, err
		}
		took, err := b.edited(dir)()
		if err != nil {
			return 0, err
		}
		all = append(all, took)
	}
	return median(all), nil
}

// manyFigures renders a paper of 1,000 claims and 100 charts.
func (b *bench) manyFigures() ([]row, error) {
	dir, err := b.tools("figures", 10, 10)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, "## Part %d {#sec-%d}\n\n", i, i)
		for k := range 10 {
			fmt.Fprintf(&text, "Tool %d has %s points there. ", k, ours.figure(k, (i+k)%10, ""))
		}
		kind := []string{"bars", "heatmap", "radar", "stacked"}[i%4]
		fmt.Fprintf(&text, "\n\n```{chart #fig-%d}\nkind: %s\nscores: written\ntools: [t%d, t%d]\ncaption: Points\n```\n\n", i, kind, i%10, (i/10+i+1)%10)
	}
	if err := write(dir, map[string]string{"paper/paper.md": "# Many figures\n\n" + text.String(), "paper/references.bib": "@misc{doe, author={Doe, J.}, title={Points}, year={2026}}\n"}); err != nil {
		return nil, err
	}
	cold, err := b.undrawn(dir)
	if err != nil {
		return nil, err
	}
	warm, err := b.alternate(b.edited(dir))
	if err != nil {
		return nil, err
	}
	return []row{
		{"1,000 claims, 100 charts, drawn before", show(warm[0]), "", "", "< 2 s"},
		{"1,000 claims, 100 charts, nothing drawn", show(cold), "", "", "< 2 s"},
	}, nil
}
