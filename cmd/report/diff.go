package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"report/internal/compare"
	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/plainfile"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

func newDiff(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Say what moved between two commits, runs or bundles, and why",
		Long: `Compares two editions of the study: which scores, totals, ranks and
recommendations moved, and for each what changed under it: the tool's version,
scenario code, environment, machine, rubric or weights. Times are compared by
the interval of their difference, and where there are too few repetitions for
one, it says so.

A and B are each a commit (HEAD~1, a tag, the start of an ID), a bundle that
report export --to bundle wrote, a directory with a study, or a run as
EXPERIMENT/RUN; both are then runs of one experiment. Commits are read from the
repository; the work tree is not touched.

--format markdown prints the text of a pull request.

Exit codes: 0 done, whatever moved; 1 could not be done; 2 wrong usage or a
mistake in an edition's files; 3 a bundle is not what it was.`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains([]string{"text", "markdown"}, format) {
				return unknownName("format", format, []string{"text", "markdown"})
			}
			return a.diff(args[0], args[1], format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or markdown")
	return cmd
}

func (a *app) diff(from, to, format string) error {
	o := &editions{app: a}
	defer o.close()
	var old, now *edition
	var both errgroup.Group
	both.Go(func() (err error) { old, err = o.open(from); return err })
	both.Go(func() (err error) { now, err = o.open(to); return err })
	if err := both.Wait(); err != nil {
		return err
	}
	if (old.run == "") != (now.run == "") || old.experiment != now.experiment {
		return usage("%s and %s are not of one kind\nhint: two runs of one experiment, or two of commits, bundles and directories", from, to)
	}
	d, err := compare.Editions(old.Edition, now.Edition)
	if err != nil {
		return err
	}
	switch {
	case a.json:
		return a.printJSON(d)
	case format == "markdown":
		_, err = fmt.Fprint(a.stdout, d.Markdown())
	default:
		_, err = fmt.Fprint(a.stdout, d.Text())
	}
	return err
}

// editions opens what the command line names, and takes away again what it
// unpacked.
type editions struct {
	app  *app
	mu   sync.Mutex
	dirs []string
}

func (o *editions) close() {
	for _, dir := range o.dirs {
		_ = os.RemoveAll(dir)
	}
}

// edition is one side; experiment and run are set where it is a run.
type edition struct {
	compare.Edition
	experiment, run string
}

func (o *editions) open(name string) (*edition, error) {
	dir := o.app.input(name)
	if isBundle(dir) {
		return o.bundle(dir)
	}
	if _, err := os.Stat(filepath.Join(dir, study.FileName)); err == nil {
		return o.directory(name, dir, "the study as it is in its directory")
	}
	root, err := study.Root(o.app.dir)
	if err != nil {
		return nil, err
	}
	if slash := strings.LastIndexByte(name, '/'); slash > 0 {
		if r, err := evidence.At(root).Load(name[:slash], name[slash+1:]); err == nil {
			return o.oneRun(r)
		}
	}
	at, err := pin.At(root, name)
	if errors.Is(err, pin.ErrNoCommit) {
		return nil, usage("%q is no commit, bundle, run or study: %v\nhint: %s", name, err, editionHint(root, name))
	}
	if err != nil {
		return nil, err
	}
	return o.commit(name, at)
}

// editionHint is what could have been meant: the runs of an experiment, or what
// an edition may be.
func editionHint(root, name string) string {
	store := evidence.At(root)
	for _, experiment := range []string{name, path.Dir(name)} {
		runs, err := store.Runs(experiment, "")
		if err != nil || len(runs) == 0 || !fs.ValidPath(experiment) {
			continue
		}
		var names []string
		for _, r := range slices.Backward(runs) {
			names = append(names, r.Name())
		}
		return "runs of " + experiment + ": " + diag.Few(names, 3)
	}
	if _, err := pin.At(root, "HEAD"); err == nil {
		return "report diff HEAD~1 HEAD, or two runs below evidence/, each as EXPERIMENT/RUN"
	}
	return "A and B are each a bundle, a directory with a study, or a run below evidence/ as EXPERIMENT/RUN"
}

// directory is the study in a directory, which stays as it is.
func (o *editions) directory(name, dir, about string) (*edition, error) {
	s, err := study.Load(dir)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	store := evidence.At(s.Root)
	e := &edition{Edition: compare.Edition{Name: name, About: about, Study: s, Readings: score.FromStore(store, s, nil)}}
	e.Provenance = func(experiment string) (*evidence.Provenance, error) {
		newest, err := store.Newest(experiment, s.Profile)
		if err != nil || newest == nil {
			return nil, err
		}
		return store.Provenance(newest)
	}
	return e, nil
}

// oneRun is the study as it is, with one run in place of its experiment's newest.
func (o *editions) oneRun(r *evidence.Run) (*edition, error) {
	root, err := study.Root(o.app.dir)
	if err != nil {
		return nil, err
	}
	e, err := o.directory(r.Name(), root, "of "+r.Started.UTC().Format(time.RFC3339))
	if err != nil {
		return nil, err
	}
	store, others, provenance := evidence.At(root), e.Readings, e.Provenance
	reading := &score.Reading{Experiment: r.Experiment, Run: r.Manifest.Run, Manifest: &r.Manifest}
	if reading.Metrics, err = store.Metrics(r); err != nil {
		return nil, err
	}
	if reading.Timings, err = store.Timings(r); err != nil {
		return nil, err
	}
	e.experiment, e.run = r.Experiment, r.Manifest.Run
	e.Readings = oneReading{others, reading}
	e.Provenance = func(experiment string) (*evidence.Provenance, error) {
		if experiment == r.Experiment {
			return store.Provenance(r)
		}
		return provenance(experiment)
	}
	return e, nil
}

// oneReading puts one reading before others.
type oneReading struct {
	score.Readings
	one *score.Reading
}

// Reading is the one's own, or the others'.
func (o oneReading) Reading(experiment string) (*score.Reading, error) {
	if experiment == o.one.Experiment {
		return o.one, nil
	}
	return o.Readings.Reading(experiment)
}

// bundle reads every byte of a bundle and unpacks what a comparison needs.
func (o *editions) bundle(name string) (*edition, error) {
	b, problems, err := openBundle(name)
	if err == nil && len(problems) > 0 {
		err = doesNotHold(problemList(problems))
	}
	if err != nil {
		return nil, err
	}
	defer b.Close()
	files := b.FS()
	list := func(dir string) ([]string, error) {
		entries, err := fs.ReadDir(files, dir)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		var names []string
		for _, e := range entries {
			if e.IsDir() {
				names = append(names, e.Name()+"/")
			} else {
				names = append(names, e.Name())
			}
		}
		return names, err
	}
	read := func(file string) ([]byte, error) {
		content, err := plainfile.ReadIn(files, file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return content, err
	}
	return o.unpacked(name, "bundle of "+b.Manifest.Date.UTC().Format(time.DateOnly), source{list, read})
}

func (o *editions) commit(name string, at *pin.Snapshot) (*edition, error) {
	about := fmt.Sprintf("commit %s of %s", at.Commit[:min(12, len(at.Commit))], at.Date.UTC().Format(time.DateOnly))
	return o.unpacked(name, about, source{at.List, at.Read})
}

// source is where an edition's files are read from: list names what is in a
// directory, those of directories with a slash; read gives a file, nil where
// there is none.
type source struct {
	list func(dir string) ([]string, error)
	read func(file string) ([]byte, error)
}

// unpacked writes what a comparison reads of an edition to a directory of its
// own: the study's files, its experiments, and of each experiment's evidence the
// runs from the newest back to one that succeeded.
func (o *editions) unpacked(name, about string, from source) (*edition, error) {
	if os.Getenv("TMPDIR") == "" {
		e, err := o.unpackedBelow(inMemory, name, about, from)
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.ENOSPC) {
			return e, err
		}
	}
	return o.unpackedBelow("", name, about, from)
}

// inMemory is where Linux keeps files that never see a disk. Making the two
// thousand small files of two editions takes a fifth of the time there.
const inMemory = "/dev/shm"

func (o *editions) unpackedBelow(parent, name, about string, from source) (*edition, error) {
	dir, err := os.MkdirTemp(parent, "report-diff-")
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	o.dirs = append(o.dirs, dir)
	o.mu.Unlock()
	u := &unpacking{source: from, dir: dir, made: map[string]bool{}}
	u.file(study.FileName)
	if u.err == nil && u.files == 0 {
		return nil, usage("%s has no %s\nhint: an edition is a commit or a bundle of a study", name, study.FileName)
	}
	u.tree(study.ExperimentsDir)
	content, err := plainfile.ReadFile(filepath.Join(dir, study.FileName))
	if err == nil {
		err = u.err
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	profile := ""
	if s, _ := study.ParseStudy(content); s != nil {
		profile = s.Profile
		if dir := path.Dir(s.Paper); dir != "." && s.Paper != "" { // whose cells are experiments
			u.texts(dir)
		}
	}
	u.evidence(evidence.Committed, profile)
	if u.err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, u.err)
	}
	return o.directory(name, dir, about)
}

// unpacking writes files until something goes wrong.
type unpacking struct {
	source
	dir   string
	made  map[string]bool // directories
	files int
	err   error
}

// file writes one file, if there is one, and gives its content.
func (u *unpacking) file(name string) []byte {
	if u.err != nil {
		return nil
	}
	var content []byte
	if content, u.err = u.read(name); u.err != nil || content == nil {
		return nil
	}
	u.write(name, content)
	return content
}

func (u *unpacking) write(name string, content []byte) {
	full := filepath.Join(u.dir, filepath.FromSlash(name))
	if at := filepath.Dir(full); !u.made[at] {
		u.err = os.MkdirAll(at, 0o700)
		u.made[at] = true
	}
	if u.err == nil {
		u.err = os.WriteFile(full, content, 0o600)
	}
	u.files++
}

// names lists a directory.
func (u *unpacking) names(dir string) (names []string) {
	if u.err == nil {
		names, u.err = u.list(dir)
	}
	return names
}

// tree writes the experiments. Of their code a comparison asks only whether it
// is there: what it held when it ran is in the provenance.
func (u *unpacking) tree(dir string) {
	for _, name := range u.names(dir) {
		inner, is := strings.CutSuffix(name, "/")
		switch {
		case is:
			u.tree(path.Join(dir, inner))
		case name == study.ExperimentFileName:
			u.file(path.Join(dir, name))
		case u.err == nil:
			u.write(path.Join(dir, name), nil)
		}
	}
}

// texts writes the Markdown files below a directory.
func (u *unpacking) texts(dir string) {
	for _, name := range u.names(dir) {
		if inner, is := strings.CutSuffix(name, "/"); is {
			u.texts(path.Join(dir, inner))
		} else if path.Ext(name) == ".md" {
			u.file(path.Join(dir, name))
		}
	}
}

// evidence writes what scores read, below a directory of experiments, which
// may lie in each other.
func (u *unpacking) evidence(dir, profile string) {
	names := u.names(dir)
	slices.Reverse(names)
	found := false
	for _, name := range names {
		inner, is := strings.CutSuffix(name, "/")
		if !is {
			continue
		}
		at := path.Join(dir, inner)
		if !evidence.IsRunName(inner) {
			u.evidence(at, profile)
			continue
		}
		if found || !strings.Contains(inner, "-"+profile+"-") {
			continue
		}
		m, err := evidence.ParseManifest(u.file(path.Join(at, evidence.ManifestName)))
		if err != nil || m.Status != run.Succeeded {
			u.file(path.Join(at, evidence.SumsName)) // confirms that it is passed over
			continue
		}
		found = true
		for _, file := range []string{evidence.MetricsName, evidence.TimingsName, evidence.ProvenanceName} {
			u.file(path.Join(at, file))
		}
	}
}
