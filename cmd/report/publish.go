package main

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"report/internal/bundle"
	"report/internal/document"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/plainfile"
	"report/internal/publish"
	"report/internal/render/html"
)

// publishFlags are what `report publish` was asked for.
type publishFlags struct {
	dir, branch, push, url string
}

func newPublish(a *app) *cobra.Command {
	var f publishFlags
	cmd := &cobra.Command{
		Use:   "publish (--dir DIR | --branch NAME)",
		Short: "Publish the paper as a static site that keeps every version",
		Long: `Renders the paper and adds it to a site: an index of all versions with dates,
verdicts and evidence roots, a feed, and for each version an address that stays,
with the page, the PDF and a bundle of study and evidence to download. The
address is the day of the evidence and the start of the digest of what is
published; publishing the same paper again changes nothing.

--dir writes the site to a directory. --branch commits it to a branch of the
study's repository without touching the work tree or the index; --push sends
that branch to a remote with the git command, and a push that fails leaves the
branch as it was.

Exit codes: 0 published, also when nothing had changed; 1 could not be done;
2 wrong usage or a mistake in the study's files; 3 something in the paper or its
evidence does not hold, and nothing was published.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.publish(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.dir, "dir", "", "the site's directory")
	cmd.Flags().StringVar(&f.branch, "branch", "", "the site's branch, such as gh-pages")
	cmd.Flags().StringVar(&f.push, "push", "", "with --branch: the remote to send it to, such as origin")
	cmd.Flags().StringVar(&f.url, "url", "", "the address at which the site is read, for its feed and link previews (the one given before)")
	return cmd
}

func (f publishFlags) check() error {
	switch {
	case (f.dir == "") == (f.branch == ""):
		return usage("publish wants either --dir or --branch\nhint: report publish --dir site")
	case f.push != "" && f.branch == "":
		return usage("--push sends a branch\nhint: report publish --branch gh-pages --push %s", f.push)
	}
	if f.url == "" {
		return nil
	}
	if u, err := url.Parse(f.url); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return usage("%q is no address of a site\nhint: --url https://example.org/paper/", f.url)
	}
	return nil
}

// publishedJSON is what `report publish --json` prints.
type publishedJSON struct {
	Schema  string `json:"schema"`
	Version string `json:"version"`
	Changed bool   `json:"changed"`
	Dir     string `json:"dir,omitempty"`
	Branch  string `json:"branch,omitempty"`
	Commit  string `json:"commit,omitempty"`
	Pushed  string `json:"pushed,omitempty"`
}

func (a *app) publish(ctx context.Context, f publishFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	p, err := a.open()
	if err != nil {
		return err
	}
	if f.dir != "" {
		f.dir = p.outputDir(a.dir, f.dir)
		if err := publish.Check(f.dir, p.sources()); err != nil {
			return usage("%w\nhint: --dir names a directory of its own: report publish --dir site", err)
		}
	}
	p.published, p.siteURL = true, f.siteURL(p)
	edition, lang, err := a.edition(ctx, p)
	if err != nil {
		return err
	}
	front := publish.Front{Title: p.study.Title, URL: f.url, Lang: lang}
	done := publishedJSON{Schema: "report/publish/1"}
	if f.dir != "" {
		done.Dir = filepath.ToSlash(f.dir)
		done.Version, done.Changed, err = publish.ToDir(f.dir, edition, front)
	} else {
		err = a.toBranch(p, f, edition, front, &done)
	}
	if err != nil {
		return err
	}
	return a.published(done)
}

// edition renders the paper in all formats and packs the bundle beside it.
func (a *app) edition(ctx context.Context, p *pipeline) (*publish.Edition, string, error) {
	r, err := a.renderTo(ctx, p, renderFlags{to: formatNames()}, before{})
	if err != nil {
		return nil, "", err
	}
	doc := r.doc
	for _, w := range r.warnings {
		a.say("warning: %s", w)
	}
	e := &publish.Edition{Content: r.paper.Files, Version: publish.Version{
		Date: doc.Meta.Date, Title: doc.Meta.Title, Subtitle: doc.Meta.Subtitle, About: document.Words(doc.Meta.Abstract), Root: doc.Meta.Root,
	}}
	for _, author := range doc.Meta.Authors {
		e.Authors = append(e.Authors, author.Name)
	}
	if e.Verdicts, err = p.verdicts(); err != nil {
		return nil, "", err
	}
	if e.Content[evidence.PaperSumsName], err = plainfile.ReadFile(filepath.Join(r.out, evidence.PaperSumsName)); err != nil {
		return nil, "", err
	}
	if f := previewed(doc); f != nil {
		e.Shared = map[string][]byte{sharedPicture(f.Image): f.Image.Content}
	}
	e.Content["study.zip"], err = p.packed()
	return e, doc.Meta.Lang, err
}

// siteURL is where the site is read: as asked, or as it was said before.
func (f publishFlags) siteURL(p *pipeline) string {
	switch {
	case f.url != "":
		return strings.TrimSuffix(f.url, "/") + "/"
	case f.dir != "":
		return publish.URLInDir(f.dir)
	}
	return publish.URLOnBranch(pin.Top(p.study.Root), f.branch)
}

// previewed is the figure that stands for a paper where its page is linked to: its
// first photograph or screenshot that is no smaller than previews are; nil: none.
func previewed(doc *document.Document) *document.Figure {
	const least = 200 // pixels
	var found *document.Figure
	document.Walk(doc, func(b document.Block) {
		f, ok := b.(*document.Figure)
		if ok && found == nil && f.Image != nil && len(f.Image.Content) > 0 && f.Image.Width >= least && f.Image.Height >= least {
			found = f
		}
	}, nil)
	return found
}

// sharedPicture is where a picture lies below a site's root.
func sharedPicture(img *document.Image) string { return "pictures/" + img.SHA256 + path.Ext(img.Name) }

// preview is what the paper's page says of its picture. The page lies in the
// version's directory, the picture beside that.
func (p *pipeline) preview(doc *document.Document) *html.Preview {
	f := previewed(doc)
	if f == nil {
		return nil
	}
	root := p.siteURL
	if root == "" {
		root = "../"
	}
	return &html.Preview{
		Address: root + sharedPicture(f.Image), Words: cmp.Or(f.Alt, document.Words(f.Caption), doc.Meta.Title),
		Width: f.Image.Width, Height: f.Image.Height,
	}
}

// verdicts are what each score set says, in a sentence.
func (p *pipeline) verdicts() ([]publish.Verdict, error) {
	verdicts := []publish.Verdict{}
	for _, set := range p.study.Sets {
		t, err := p.env.Table(set.ID, "")
		if err != nil {
			return nil, err
		}
		name := set.Name
		if name == "" {
			name = set.ID
		}
		verdicts = append(verdicts, publish.Verdict{Set: name, Words: verdict(t, ranked(t))})
	}
	return verdicts, nil
}

// packed is the bundle of the study with its evidence and papers.
func (p *pipeline) packed() ([]byte, error) {
	dir, err := os.MkdirTemp("", "report-publish-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	contents, err := p.bundleContents()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "study.zip")
	if _, err := bundle.Write(file, contents.Contents); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

// toBranch commits the edition, sends it where that was asked for, and only
// then moves the branch.
func (a *app) toBranch(p *pipeline, f publishFlags, e *publish.Edition, front publish.Front, done *publishedJSON) error {
	top := pin.Top(p.study.Root)
	if top == "" {
		return usage("the study is not in a git repository, so it has no branches\nhint: report publish --dir site, or: git init")
	}
	author := pin.Author(p.study.Root)
	if author == "" {
		author = "report"
	}
	date, err := time.Parse(time.DateOnly, e.Date)
	if err != nil { // a paper without evidence has no day
		date = time.Unix(0, 0)
	}
	c, err := publish.ToBranch(top, f.branch, e, front, publish.Author{Name: author, Date: date})
	if err != nil {
		return err
	}
	done.Version, done.Branch, done.Commit, done.Changed = c.ID, f.branch, c.Hash, c.Hash != ""
	if f.push != "" {
		if err := pin.Push(p.study.Root, f.push, c.Tip(), f.branch); err != nil {
			return fmt.Errorf("sending %s to %s: %w\nhint: the branch is as it was; where the remote's has moved on: git fetch %s %s:%s", f.branch, f.push, err, f.push, f.branch, f.branch)
		}
		done.Pushed = f.push
	}
	return c.Advance()
}

func (a *app) published(done publishedJSON) error {
	if a.json {
		return a.printJSON(done)
	}
	where := done.Dir
	if done.Branch != "" {
		where = "branch " + done.Branch
	}
	words := "published"
	if !done.Changed {
		words = "already published, nothing changed"
	}
	if done.Pushed != "" {
		words += ", sent to " + done.Pushed
	}
	_, err := fmt.Fprintf(a.stdout, "%s: %s\n%s\n", where, words, done.Version)
	return err
}
