package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"report/internal/audit"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/evidence"
	"report/internal/serve"
	"report/internal/study"
)

func newServe(a *app) *cobra.Command {
	port := "0"
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show paper, audit, status and evidence in a browser, up to date",
		Long: `Shows the study on loopback: the paper as render writes it, the audit of its
figures, the state of the experiments, and the evidence. A change to a file
shows in the open page, at the same place in the text; mistakes stand above it
with file, line and mend. A figure that cannot be worked out is marked in the
text and the rest of the page is still made. Nothing is written, and nobody but
this machine is answered.

Exit codes: 0 ended by a signal; 1 could not be done, such as a port in use,
or no study here; 2 wrong usage.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), port) },
	}
	cmd.Flags().StringVar(&port, "port", "0", "the port of 127.0.0.1 (a free one)")
	return cmd
}

func (a *app) serve(ctx context.Context, port string) error {
	root, err := study.Root(a.dir)
	if err != nil {
		return err
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || port != strconv.FormatUint(n, 10) {
		return usage("%s is no port\nhint: from 1 to 65535, or 0 for a free one", port)
	}
	l, err := serve.Listen(port)
	if err != nil {
		return err
	}
	a.dir = root
	s := serve.New(a.parts(), port)
	fmt.Fprintf(a.stdout, "http://%s/\n", l.Addr())
	a.say("showing %s; end with Ctrl-C", root)
	collectAt(100)
	watching := make(chan error, 1)
	ctx, end := context.WithCancel(ctx)
	defer end()
	go func() {
		watching <- serve.Watch(ctx, root, unwatched, func() {
			began := time.Now()
			built := s.Changed(ctx)
			a.say("made anew in %d ms, %s", time.Since(began).Milliseconds(), counted(len(built.Mistakes), "mistake"))
		})
		end()
	}()
	if err := s.Run(ctx, l); err != nil {
		return err
	}
	return <-watching
}

// unwatched are the directories whose changes say nothing about the study, and
// the files beside study.yaml that our own words may be led to: each of them
// would be a change to tell of.
func unwatched(dir string) bool {
	base := path.Base(dir)
	if base == dir && (path.Ext(dir) == ".log" || dir == "nohup.out") {
		return true
	}
	return dir == ".report" || base == "rendered" || base == "node_modules" || base == "__pycache__" || base == "bin"
}

// parts are what the server shows, each read from the files as they are.
func (a *app) parts() serve.Parts {
	title := "report"
	if s, err := study.Load(a.dir); err == nil {
		title = s.Title
	}
	return serve.Parts{
		Title: title,
		Paper: a.draft,
		Status: func(ctx context.Context) (serve.Table, error) {
			states, _, err := a.states(ctx, "")
			if err != nil {
				return serve.Table{}, err
			}
			return statusRows(states), nil
		},
		Audit: a.auditOf,
		Evidence: func(name string) (io.ReadCloser, error) {
			ref, ok := evidence.RefOf(name)
			if !ok {
				return nil, fs.ErrNotExist
			}
			store := evidence.At(a.dir)
			if ref.Path == evidence.ManifestName || ref.Path == evidence.SumsName {
				return store.OpenList(ref)
			}
			content, _, err := store.Open(ref)
			return content, err
		},
		List: a.evidenceNames,
	}
}

// draft is the paper as a page, as far as it could be made: a mistake in the
// text is listed and marked where it stands.
func (a *app) draft(ctx context.Context) serve.Built {
	p, err := a.open()
	if err != nil {
		return serve.Built{Mistakes: mistakesOf(err, nil)}
	}
	p.drafts = true
	p.store.Unheld() // what changed is among the mistakes, beside the paper
	doc, err := p.paper()
	built := serve.Built{Mistakes: mistakesOf(err, doc)}
	if doc == nil {
		return built
	}
	if len(built.Mistakes) == 0 {
		built.Mistakes = mistakesOf(p.holds(doc), doc)
	}
	d, err := draw(ctx, doc, []string{"html"})
	if err == nil {
		d.theme, err = p.theme(doc)
	}
	if err == nil {
		var made rendering
		if made, err = toHTML(p, d); err == nil {
			built.Page = made.files["paper.html"]
		}
	}
	built.Mistakes = append(built.Mistakes, mistakesOf(errors.Join(err, d.close()), doc)...)
	return built
}

// mistakesOf takes an error apart for the overlay.
func mistakesOf(err error, doc *document.Document) []serve.Mistake {
	if err == nil {
		return nil
	}
	var list diag.List
	var one *diag.Error
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = diag.List{one}
	default:
		words, hint, _ := strings.Cut(err.Error(), "\nhint: ")
		return []serve.Mistake{{Message: words, Hint: hint}}
	}
	var all []serve.Mistake
	for _, e := range list {
		if doc != nil {
			doc.Quote(e)
		}
		var printed bytes.Buffer
		e.Print(&printed, false)
		lines := strings.Split(strings.TrimRight(printed.String(), "\n"), "\n")
		m := serve.Mistake{Message: e.Message, Hint: e.Hint}
		if e.File != "" {
			m.Place = e.Pos.String()
		}
		lines = slices.DeleteFunc(lines[1:], func(l string) bool { return strings.HasPrefix(l, "hint: ") })
		m.Source = strings.Join(lines, "\n")
		all = append(all, m)
	}
	return all
}

// auditOf is what `report audit` prints.
func (a *app) auditOf(context.Context) (serve.Table, error) {
	p, err := a.open()
	if err != nil {
		return serve.Table{}, err
	}
	p.store.Unheld()
	doc, err := p.paper()
	if err != nil {
		return serve.Table{}, err
	}
	chains, err := p.chains(doc)
	if err != nil {
		return serve.Table{}, err
	}
	table := auditRows(chains)
	if faults := p.faults(chains); len(faults) > 0 {
		return table, faults
	}
	return table, nil
}

// auditRows are the claims of the paper; each leads to its chain, and that to its
// place in the text.
func auditRows(chains []*audit.Chain) serve.Table {
	t := serve.Table{Columns: []string{"Status", "Figure", "Place", "What it is"}, Rows: []serve.Row{}, Total: auditTotal(chains)}
	for _, c := range chains {
		row := serve.Row{Cells: []serve.Cell{
			{Text: string(c.Claim.Status)}, {Text: textOf(c), Link: "/#claim:" + c.Claim.ID}, {Text: c.Claim.At.String()}, {Text: c.Claim.What}}}
		if c.Break != nil {
			row.Note = c.Break.Broken
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// statusRows are the experiments; each leads to the files of its newest run.
func statusRows(states []evidence.State) serve.Table {
	t := serve.Table{Columns: []string{"State", "Experiment", "Newest run"}, Rows: []serve.Row{}, Total: statusTotal(states)}
	for _, s := range states {
		run := serve.Cell{Text: s.Run}
		if s.Run != "" {
			run.Link = "/evidence#" + s.Experiment + "/" + s.Run
		}
		t.Rows = append(t.Rows, serve.Row{Cells: []serve.Cell{{Text: s.State}, {Text: s.Experiment}, run}, Note: s.Why})
	}
	return t
}

// evidenceNames are the files of every committed run.
func (a *app) evidenceNames() ([]string, error) {
	p, err := a.open()
	if err != nil {
		return nil, err
	}
	names, err := p.below(evidence.Committed)
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], evidence.Committed+"/")
	}
	return slices.DeleteFunc(names, func(n string) bool { return strings.Count(n, "/") < 2 }), err
}
