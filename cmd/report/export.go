package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"report/internal/bundle"
	"report/internal/evidence"
	"report/internal/plainfile"
	"report/internal/study"
)

// exports are the formats of --to; each writes one file.
var exports = map[string]func(ctx context.Context, a *app, out string) error{
	"bundle": exportBundle,
}

func newExport(a *app) *cobra.Command {
	var to, out string
	cmd := &cobra.Command{
		Use:   "export --to FORMAT --out FILE",
		Short: "Pack the study into one file that proves itself elsewhere",
		Long: `Formats:
  bundle  study, experiments' inputs, evidence, paper source and rendered papers
          in one zip archive with bundle.json, a list of every file's digest.
          report verify FILE and report audit FILE work on it on another
          machine, offline. The same study gives the same bytes.

The evidence is read again first; evidence that does not hold is not packed.
Dates in the archive are the newest run's, or SOURCE_DATE_EPOCH.

Exit codes: 0 written, 1 could not be done, 2 wrong usage or a mistake in the
study's files, 3 the evidence does not hold.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			make, ok := exports[to]
			switch {
			case to == "":
				return usage("--to is missing\nhint: report export --to bundle --out study.zip")
			case !ok && out == "" && strings.ContainsAny(to, "./"):
				return usage("no format is called %q\nhint: --to names the format and --out the file: report export --to bundle --out %s", to, quoted(to))
			case !ok:
				return unknownName("format", to, slices.Sorted(maps.Keys(exports)))
			case out == "":
				return usage("--out is missing\nhint: report export --to %s --out study.zip", to)
			}
			return make(cmd.Context(), a, out)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the format: bundle")
	cmd.Flags().StringVar(&out, "out", "", "the file to write")
	return cmd
}

// exportedJSON is what `report export --json` prints.
type exportedJSON struct {
	Schema string `json:"schema"`
	Out    string `json:"out"`
	SHA256 string `json:"sha256"`
	Files  int    `json:"files"`
	Bytes  int64  `json:"bytes"`
	Root   string `json:"root"`
}

func exportBundle(_ context.Context, a *app, out string) error {
	p, err := a.open()
	if err != nil {
		return err
	}
	out = p.outputDir(a.dir, out)
	if err := p.outside(out); err != nil {
		return err
	}
	contents, err := p.bundleContents()
	if err != nil {
		return err
	}
	for _, note := range contents.notes {
		a.say("note: %s", note)
	}
	m, err := bundle.Write(out, contents.Contents)
	if err != nil {
		return err
	}
	return a.exported(out, m)
}

// bundleOf is what goes into a bundle, and what is odd about the evidence.
type bundleOf struct {
	bundle.Contents
	notes []string
}

// bundleContents reads the evidence again and lists what a bundle holds.
func (p *pipeline) bundleContents() (*bundleOf, error) {
	v, err := p.store.Verify()
	if err != nil {
		return nil, err
	}
	if len(v.Problems) > 0 {
		return nil, doesNotHold(problemList(v.Problems))
	}
	names, err := p.bundled()
	if err != nil {
		return nil, err
	}
	date, err := p.date()
	if err != nil {
		return nil, err
	}
	return &bundleOf{bundle.Contents{Study: p.study.Root, Title: p.study.Title, Root: v.Root, Date: date, Files: names}, v.Notes}, nil
}

// exported says what was written.
func (a *app) exported(out string, m *bundle.Manifest) error {
	sum, size, err := bundle.Digest(out)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(exportedJSON{"report/export/1", filepath.ToSlash(out), sum.String(), len(m.Files), size, m.Root.String()})
	}
	_, err = fmt.Fprintf(a.stdout, "%s\n%s, %s; %s\nroot %s\n", out, counted(len(m.Files), "file"), sizeOf(size), sum, m.Root)
	return err
}

// outside refuses to write a bundle into what it is made of.
func (p *pipeline) outside(out string) error {
	full, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	inner, err := filepath.Rel(p.study.Root, full)
	if err != nil || !filepath.IsLocal(inner) {
		return nil
	}
	first, _, below := strings.Cut(filepath.ToSlash(inner), "/")
	closed := []string{"evidence", "experiments", "templates", ".git", strings.Split(p.study.Paper, "/")[0]}
	if below && slices.Contains(closed, first) || inner == study.FileName {
		return usage("%s lies among what the bundle is made of\nhint: write it beside the study, or to its root: --out study.zip", out)
	}
	return nil
}

// date is that of the archive's entries: SOURCE_DATE_EPOCH, else the start of
// the newest run, else the first day that an archive can name.
func (p *pipeline) date() (time.Time, error) {
	if text := os.Getenv("SOURCE_DATE_EPOCH"); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return time.Time{}, usage("SOURCE_DATE_EPOCH is %q, which is no number of seconds", text)
		}
		return time.Unix(seconds, 0), nil
	}
	date := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, e := range p.study.Experiments {
		r, err := p.store.Last(e.ID, "")
		if err != nil {
			return date, err
		}
		if r != nil && r.Started.After(date) {
			date = r.Started
		}
	}
	return date, nil
}

// bundled are the files of a bundle: the study's, what its experiments are
// made of, the evidence, the paper's source and the papers rendered from it.
func (p *pipeline) bundled() ([]string, error) {
	names := []string{study.FileName}
	for _, e := range p.study.Experiments {
		pins, err := p.pinner.Pins(e, p.study.Profile)
		if err != nil {
			return nil, err
		}
		names = append(names, e.Source)
		if pins.Lock.Path != "" {
			names = append(names, pins.Lock.Path)
		}
		for _, input := range pins.Files() {
			names = append(names, input.Path)
		}
	}
	source := path.Dir(p.study.Paper)
	for _, dir := range []string{evidence.Committed, "templates", source} {
		below, err := p.below(dir)
		if err != nil {
			return nil, err
		}
		names = append(names, below...)
	}
	more, err := p.paperFiles()
	return append(names, more...), err
}

// below are the regular files of a directory that belong into a bundle.
func (p *pipeline) below(dir string) ([]string, error) {
	if dir == "." { // the paper lies beside study.yaml: what it reads is told by paperFiles
		return nil, nil
	}
	var names []string
	err := fs.WalkDir(os.DirFS(p.study.Root), dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := dir != evidence.Committed && strings.HasPrefix(d.Name(), ".")
		switch {
		case d.IsDir() && (name == path.Join(path.Dir(p.study.Paper), "rendered") || hidden):
			return fs.SkipDir
		case d.Type().IsRegular() && !hidden:
			names = append(names, name)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return names, nil
	}
	return names, err
}

// paperFiles are what the paper reads from anywhere in the study, and the
// rendered papers with their sums. A text with mistakes tells what it can.
func (p *pipeline) paperFiles() ([]string, error) {
	if _, err := os.Stat(filepath.Join(p.study.Root, filepath.FromSlash(p.study.Paper))); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	doc, err := p.paper()
	if _, err = mistakesIn(err); err != nil {
		return nil, err
	}
	names := append(slices.Sorted(maps.Keys(doc.Inputs)), doc.Meta.Bibliography...)
	names = slices.DeleteFunc(names, func(name string) bool {
		info, err := os.Stat(filepath.Join(p.study.Root, filepath.FromSlash(name)))
		return !fs.ValidPath(name) || strings.HasPrefix(name, ".report/") || err != nil || !info.Mode().IsRegular()
	})
	rendered, err := p.rendered()
	return append(names, rendered...), err
}

// rendered are the papers that were made, and the list of their digests.
func (p *pipeline) rendered() ([]string, error) {
	list := path.Join(evidence.Rendered, evidence.PaperSumsName)
	content, err := plainfile.ReadFile(filepath.Join(p.study.Root, filepath.FromSlash(list)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	sums, err := evidence.ParsePaperSums(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", list, err)
	}
	names := []string{list}
	for output := range sums.Outputs {
		names = append(names, path.Join(evidence.Rendered, strings.TrimPrefix(output, evidence.Rendered+"/")))
	}
	return names, nil
}
