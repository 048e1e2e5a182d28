package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/document"
	"report/internal/evidence"
	"report/internal/publish"
	"report/internal/study"
)

// renderFlags are what `report render` was asked for.
type renderFlags struct {
	to        []string
	out       string
	template  string
	anonymous bool
	verbose   bool
}

func newRender(a *app) *cobra.Command {
	var f renderFlags
	cmd := &cobra.Command{
		Use:   "render",
		Short: "Render the paper as Markdown, HTML and PDF",
		Long: `Renders the paper from its source and the evidence, and puts all of it in place
in one step, with paper.sums.json, which lists the digests of every file it was
made from and of every file it became. The same study gives the same bytes,
anywhere. Rendering runs nothing, and where nothing changed since the last time,
by what the system says of the files, it leaves the papers as they are.

A value that was not measured prints as "not measured" with a footnote that says
why. At the end such values are counted by what is missing, with the first place
of each; --verbose gives each reason in full, and report audit each value.

Exit codes: 0 done, also with values not measured; 1 could not be done; 2 wrong
usage or a mistake in the files; 3 an assertion is false, a typed figure
contradicts the study, or a piece of evidence is not what its manifest says.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.render(cmd.Context(), f) },
	}
	cmd.Flags().StringSliceVar(&f.to, "to", nil, "formats: "+strings.Join(formatNames(), ", ")+" (those of study.yaml's outputs)")
	cmd.Flags().StringVar(&f.template, "template", "", "theme: "+strings.Join(document.BuiltInThemes(), ", ")+", or one of templates/ (the paper's own, or "+document.DefaultTheme+")")
	cmd.Flags().BoolVar(&f.anonymous, "anonymous", false, "leave out authors and their addresses, for blind review")
	cmd.Flags().BoolVar(&f.verbose, "verbose", false, "list what was not measured by each reason in full")
	cmd.Flags().StringVar(&f.out, "out", "", "directory for the papers (rendered, beside the paper's source)")
	return cmd
}

func (a *app) render(ctx context.Context, f renderFlags) error {
	asked, same := a.askedBefore(f)
	if same != nil {
		return a.told(*same, f.verbose)
	}
	p, err := a.open()
	if err != nil {
		return err
	}
	r, err := a.renderTo(ctx, p, f, asked)
	if err != nil {
		return err
	}
	if !a.json {
		for _, d := range r.doc.Doubts {
			d.Print(a.stderr, a.colour)
		}
	}
	s := r.said(p.study.Root)
	if err := asked.remember(r, s); err != nil {
		return err
	}
	return a.told(s, f.verbose)
}

// renderedPaper is a paper that was put in place.
type renderedPaper struct {
	doc      *document.Document
	out      string // the directory
	paper    publish.Paper
	warnings []string
	settled  bool // all that it was made from is remembered
}

// renderTo renders the paper and puts it in place; what it was made from is
// remembered beside that.
func (a *app) renderTo(ctx context.Context, p *pipeline, f renderFlags, asked before) (*renderedPaper, error) {
	var err error
	if f.to, err = chosenFormats(f.to, p.study); err != nil {
		return nil, err
	}
	r := &renderedPaper{out: p.outputDir(a.dir, f.out)}
	if err := publish.Check(r.out, p.sources()); err != nil {
		return nil, usage("%w\nhint: --out DIR names a directory of its own; paper/rendered is the usual one", err)
	}
	p.verifyAhead(false)
	if r.doc, err = p.paper(); err != nil {
		return nil, err
	}
	d, err := p.drawHeld(ctx, r.doc, f.to)
	if err != nil {
		return nil, err
	}
	if f.template != "" {
		r.doc.Meta.Template = f.template
	}
	if f.anonymous {
		for _, named := range r.doc.Anonymous() {
			a.say("warning: %s", named)
		}
	}
	made, err := renderAll(ctx, p, d, f.to)
	if err := errors.Join(err, d.close()); err != nil {
		return nil, err
	}
	r.warnings = made.warnings
	inputs, err := p.inputs(r.doc)
	if err != nil {
		return nil, err
	}
	r.paper = publish.Paper{Files: made.files, Inputs: inputs, Root: r.doc.Meta.Root}
	var group errgroup.Group
	group.Go(func() (err error) {
		r.settled, err = asked.sources(p, r.doc, inputs)
		return err
	})
	if err := publish.Write(r.out, r.paper); err != nil {
		return nil, fmt.Errorf("writing the papers: %w", err)
	}
	return r, group.Wait()
}

// chosenFormats are those of --to, else of study.yaml, else all.
func chosenFormats(to []string, s *study.Study) ([]string, error) {
	if len(to) == 0 {
		to = s.Outputs
	}
	if len(to) == 0 {
		return formatNames(), nil
	}
	for _, name := range to {
		if !slices.Contains(formatNames(), name) {
			return nil, unknownName("format", name, formatNames())
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(to))), nil
}

// outputDir is --out from where the command was called, or rendered/ beside
// the paper.
func (p *pipeline) outputDir(dir, out string) string {
	if out == "" {
		return filepath.Join(p.study.Root, filepath.Dir(filepath.FromSlash(p.study.Paper)), "rendered")
	}
	return outputIn(dir, out)
}

// outputIn is --out from where the command was called.
func outputIn(dir, out string) string {
	if filepath.IsAbs(out) || dir == "" {
		return out
	}
	return filepath.Join(dir, out)
}

// sources are the directories that a render must leave alone.
func (p *pipeline) sources() publish.Sources {
	at := func(name string) string { return filepath.Join(p.study.Root, name) }
	return publish.Sources{
		Paper:  at(filepath.Dir(filepath.FromSlash(p.study.Paper))),
		Closed: []string{at("experiments"), at("evidence"), at("templates"), at(".git")},
	}
}

// drawHeld draws what a paper needs, while it is seen whether what the paper says
// is so: with the drawings at hand both are short, and each keeps one core busy.
func (p *pipeline) drawHeld(ctx context.Context, doc *document.Document, to []string) (d drawn, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	drawing := make(chan error, 1)
	go func() {
		var err error
		d, err = draw(ctx, doc, to)
		drawing <- err
	}()
	err = p.holds(doc)
	if err != nil {
		stop()
	}
	if drawErr := <-drawing; err == nil {
		err = drawErr
	}
	if err != nil {
		return drawn{}, errors.Join(err, d.close())
	}
	return d, nil
}

// holds refuses a paper that says what is not so: a false assertion, a typed
// figure that contradicts the study, evidence that changed.
func (p *pipeline) holds(doc *document.Document) error {
	if problems, err := p.tampered(doc); err != nil || len(problems) > 0 {
		if err != nil {
			return err
		}
		return doesNotHold(problemList(problems))
	}
	list, err := p.doubtful(doc)
	if err != nil {
		return p.unreadable(err)
	}
	if len(list) > 0 {
		return doesNotHold(list)
	}
	return nil
}

// tampered reads every byte of the runs behind the paper again.
func (p *pipeline) tampered(doc *document.Document) ([]evidence.Problem, error) {
	runs, err := p.runsBehind(doc)
	if err != nil {
		return nil, p.unreadable(err)
	}
	return p.store.VerifyRuns(runs), nil
}

// runsBehind are the runs that the paper rests on.
func (p *pipeline) runsBehind(doc *document.Document) ([]*evidence.Run, error) {
	var runs []*evidence.Run
	for _, e := range doc.Evidence {
		slash := strings.LastIndexByte(e.Run, '/')
		r, err := p.store.Load(e.Run[:slash], e.Run[slash+1:])
		if err != nil {
			return nil, err
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// doubtful lists the assertions that are false and the typed figures that
// should be computed or contradict the study.
func (p *pipeline) doubtful(doc *document.Document) (diag.List, error) {
	var list diag.List
	for _, c := range doc.Claims {
		if e := c.Fault(); e != nil {
			doc.Quote(e)
			list = append(list, e)
		}
	}
	typed, err := p.env.CheckProse(document.Sentences(doc))
	for _, e := range typed {
		doc.Quote(e)
	}
	list = append(list, typed...)
	list.Sort()
	return list, err
}

// inputs are the files that the papers are made from, with their digests:
// those that the text read, the study's own and the works.
func (p *pipeline) inputs(doc *document.Document) (map[string]digest.SHA256, error) {
	all := map[string]digest.SHA256{}
	maps.Copy(all, doc.Inputs)
	names := append([]string{study.FileName}, doc.Meta.Bibliography...)
	for _, e := range p.study.Experiments {
		names = append(names, e.Source)
	}
	for _, name := range names {
		sum, _, err := digest.File(filepath.Join(p.study.Root, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		all[name] = sum
	}
	return all, nil
}

// renderedJSON is what `report render --json` prints.
type renderedJSON struct {
	Schema string    `json:"schema"`
	Out    string    `json:"out"`
	Files  []string  `json:"files"`
	Doubts []doubted `json:"doubts"`
}

// said is what a render says once it is done.
type said struct {
	renderedJSON
	Warnings []string `json:"warnings"`
}

// said names what was made as it is shown: from the study's root, if it lies below.
func (r *renderedPaper) said(root string) said {
	shown := r.out
	if rel, err := filepath.Rel(root, r.out); err == nil && !strings.HasPrefix(rel, "..") {
		shown = rel
	}
	var papers []string
	for name := range r.paper.Files {
		papers = append(papers, filepath.ToSlash(filepath.Join(shown, filepath.FromSlash(name))))
	}
	slices.Sort(papers)
	return said{renderedJSON{"report/render/1", filepath.ToSlash(shown), papers, doubtsOf(r.doc)}, r.warnings}
}

// told prints what was made to stdout, and what is doubtful in it to stderr.
func (a *app) told(s said, verbose bool) error {
	if a.json {
		return a.printJSON(s.renderedJSON)
	}
	for _, w := range s.Warnings {
		a.say("%s", hanging("warning: "+w))
	}
	if verbose {
		a.printDoubts(s.Doubts)
	} else {
		causes := causesOf(s.Doubts)
		a.printDoubts(causes)
		a.sumDoubts(s.Doubts, causes)
	}
	for _, name := range s.Files {
		if !strings.Contains(name, "/figures/") {
			fmt.Fprintln(a.stdout, name)
		}
	}
	return nil
}
