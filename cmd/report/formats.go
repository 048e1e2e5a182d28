package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"report/internal/chart"
	"report/internal/document"
	"report/internal/math"
	"report/internal/recall"
	"report/internal/render/html"
	"report/internal/render/latex"
	"report/internal/render/markdown"
	"report/internal/render/pdf"
	"report/internal/script"
)

// rendering is what became of a paper: its files by path below the output
// directory, and what a page could not show as it was meant.
type rendering struct {
	files    map[string][]byte
	warnings []string
}

// drawn is what the renderers need beside the document, drawn once for all.
type drawn struct {
	doc      *document.Document
	theme    *document.Theme
	engine   *script.Engine
	charts   map[string]*chart.Drawing
	formulas map[math.Key]*math.Formula
}

// close ends what draws.
func (d drawn) close() error {
	if d.engine == nil {
		return nil
	}
	return d.engine.Close()
}

// formats are the papers' formats by name; each gives its files.
func formats() map[string]func(*pipeline, drawn) (rendering, error) {
	return map[string]func(*pipeline, drawn) (rendering, error){
		"md": toMarkdown, "html": toHTML, "pdf": toPDF, "tex": toLaTeX,
	}
}

func formatNames() []string { return []string{"html", "md", "pdf", "tex"} }

// renderAll writes the formats side by side.
func renderAll(ctx context.Context, p *pipeline, d drawn, to []string) (rendering, error) {
	var err error
	if d.theme, err = p.theme(d.doc); err != nil {
		return rendering{}, err
	}
	results := make([]rendering, len(to))
	group, _ := errgroup.WithContext(ctx)
	for i, name := range to {
		group.Go(func() (err error) {
			results[i], err = formats()[name](p, d)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return rendering{}, err
	}
	all := rendering{files: map[string][]byte{}}
	for _, r := range results {
		maps.Copy(all.files, r.files)
		all.warnings = append(all.warnings, r.warnings...)
	}
	return all, nil
}

// keptDir is where drawings, sensitivities and what was compressed are kept by
// the digest of what they were made from, and that a picture is whole by that of
// the picture; "" keeps none. Deleting it changes nothing but the time.
func keptDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "report", "drawings")
}

func kept() *recall.Cache { return recall.In(keptDir()) }

// last is what was compressed for the study's paper in a format the last time;
// nil for a study in passing, which nobody renders again.
func (p *pipeline) last(format string) *recall.Last {
	root, err := filepath.Abs(p.study.Root)
	if err != nil || p.states == nil {
		return nil
	}
	return kept().Last("report/packed/1 "+format, root)
}

// draw makes the charts and the formulas; who is done with them closes what is
// drawn. A format that prints formulas as TeX needs them too: a mistake in one
// would stand in the text.
func draw(ctx context.Context, doc *document.Document, to []string) (drawn, error) {
	engine := newEngine()
	d := drawn{doc: doc, engine: engine}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	// One core sets the formulas, one after the other, while the rest draw.
	group.Go(func() (err error) {
		d.formulas, err = math.All(engine, doc)
		if errors.Is(err, script.ErrNotBuilt) && !slices.Contains(to, "html") && !slices.Contains(to, "pdf") {
			return nil
		}
		return err
	})
	d.charts = drawCharts(ctx, group, doc, func(c *document.Chart) (*chart.Drawing, error) { return chart.Draw(engine, c) })
	if err := group.Wait(); err != nil {
		return drawn{}, errors.Join(err, d.close())
	}
	return d, nil
}

// drawCharts has a group draw each chart of a document, by the charts' IDs.
func drawCharts(ctx context.Context, group *errgroup.Group, doc *document.Document, draw func(*document.Chart) (*chart.Drawing, error)) map[string]*chart.Drawing {
	var mu sync.Mutex
	all := map[string]*chart.Drawing{}
	document.Walk(doc, func(b document.Block) {
		f, ok := b.(*document.Figure)
		if !ok || f.Chart == nil {
			return
		}
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			drawing, err := draw(f.Chart)
			if err != nil {
				return fmt.Errorf("%s: drawing: %w", f.Pos, err)
			}
			mu.Lock()
			defer mu.Unlock()
			all[f.Chart.ID] = drawing
			return nil
		})
	}, nil)
	return all
}

func toMarkdown(_ *pipeline, d drawn) (rendering, error) {
	text, files, err := markdown.Render(d.doc, d.charts)
	if err != nil {
		return rendering{}, err
	}
	files["paper.md"] = text
	return rendering{files: files}, nil
}

func toHTML(p *pipeline, d drawn) (rendering, error) {
	opts := html.Options{Formulas: d.formulas, Style: d.theme.Style}
	last := p.last("html")
	defer last.Keep()
	opts.Packed = last.Made
	if p.published {
		opts.PDF = "paper.pdf"
		opts.Preview = p.preview(d.doc)
	}
	var err error
	if opts.Model, err = p.model(); err != nil {
		return rendering{}, err
	}
	if opts.Fonts, err = script.Fonts(); err != nil {
		return rendering{}, err
	}
	if len(d.charts) > 0 {
		if opts.ChartScript, err = script.Source(script.Charts); err != nil {
			return rendering{}, err
		}
		if opts.ChartPack, err = script.Packed(script.Charts); err != nil {
			return rendering{}, err
		}
	}
	page, err := html.Render(d.doc, d.charts, opts)
	return rendering{files: map[string][]byte{"paper.html": page}}, err
}

// toLaTeX writes the source that journals take, below tex/: its figures are
// not those of the other formats.
func toLaTeX(_ *pipeline, d drawn) (rendering, error) {
	all := rendering{files: map[string][]byte{}}
	date, _ := time.Parse(time.DateOnly, d.doc.Meta.Date)
	opts := latex.Options{
		Charts:  map[string][]byte{},
		Columns: d.theme.LaTeX.Columns, Formulas: d.formulas,
		Vector: func(svg []byte) ([]byte, error) { return pdf.Drawing(svg, "", date) },
		Warn:   func(w string) { all.warnings = append(all.warnings, w) },
	}
	narrow, err := d.narrow(d.theme.LaTeX.Columns)
	if err != nil {
		return all, err
	}
	for id, drawing := range d.charts {
		switch {
		case d.theme.LaTeX.Columns < 2:
		case pdf.InColumn(narrow[id], latex.ColumnWidth):
			drawing = narrow[id]
		default:
			opts.Wide = append(opts.Wide, id)
		}
		file, err := pdf.Drawing(drawing.SVG, drawing.Alt, date)
		if err != nil {
			return all, fmt.Errorf("chart %s: %w", id, err)
		}
		opts.Charts[id] = file
	}
	text, files, err := latex.Render(d.doc, opts)
	if err != nil {
		return all, err
	}
	all.files["tex/paper.tex"] = text
	for name, content := range files {
		all.files["tex/"+name] = content
	}
	return all, nil
}

// narrow are the charts drawn for a column, where there are several.
func (d drawn) narrow(columns int) (map[string]*chart.Drawing, error) {
	if columns < 2 {
		return nil, nil
	}
	group, ctx := errgroup.WithContext(context.Background())
	group.SetLimit(runtime.GOMAXPROCS(0))
	all := drawCharts(ctx, group, d.doc, func(c *document.Chart) (*chart.Drawing, error) { return chart.Narrow(d.engine, c) })
	return all, group.Wait()
}

func toPDF(p *pipeline, d drawn) (rendering, error) {
	var warnings []string
	look := d.theme.PDF
	opts := pdf.Options{Paper: pdf.Paper(look.Paper), Columns: look.Columns, Size: look.Size, Measure: look.Measure, Formulas: d.formulas, Warn: func(w string) { warnings = append(warnings, w) }}
	// The day of the evidence, so that the same paper has the same bytes.
	opts.Date, _ = time.Parse(time.DateOnly, d.doc.Meta.Date)
	hyphens, err := script.Asset("hyphen-en-us.txt")
	if err != nil && !errors.Is(err, script.ErrNotBuilt) {
		return rendering{}, err
	}
	opts.Hyphens = string(hyphens)
	if opts.Narrow, err = d.narrow(look.Columns); err != nil {
		return rendering{}, err
	}
	last := p.last("pdf")
	defer last.Keep()
	opts.Packed = last.Made
	file, err := pdf.Render(d.doc, d.charts, opts)
	return rendering{files: map[string][]byte{"paper.pdf": file}, warnings: warnings}, err
}
