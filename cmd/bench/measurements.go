package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"time"
)

// experiments is how many the study of the first two measurements has.
const experiments = 1000

// runs times 1,000 runs of one trivial step against a bare loop that starts
// the process and writes and flushes the same files and bytes.
func (b *bench) runs() ([]row, error) {
	dir, err := b.manyExperiments("many", experiments)
	if err != nil {
		return nil, err
	}
	var ran, bare []time.Duration
	turns := min(b.turns, 3) // each turn is a thousand runs
	for range turns {
		if err := os.RemoveAll(filepath.Join(dir, "evidence")); err != nil {
			return nil, err
		}
		took, err := b.timed(dir, b.report, "run")
		if err != nil {
			return nil, err
		}
		ran = append(ran, took)
		took, err = bareLoop(filepath.Join(dir, "evidence"), filepath.Join(b.dir, "bare"))
		if err != nil {
			return nil, err
		}
		bare = append(bare, took)
	}
	r, p := median(ran), median(bare)
	return []row{{"1,000 runs of one trivial step", show(r), show(p), ratio(r, p), "≤ 2× a bare loop that writes and flushes the same"}}, nil
}

// bareLoop starts `true` once for each run kept below from, and writes and
// flushes the files of that run below to.
func bareLoop(from, to string) (time.Duration, error) {
	runs, err := filepath.Glob(filepath.Join(from, "*", "*"))
	if err != nil || len(runs) == 0 {
		return 0, fmt.Errorf("no runs below %s (%v)", from, err)
	}
	type file struct {
		name    string
		content []byte
	}
	kept := make([][]file, len(runs))
	for i, run := range runs {
		entries, err := os.ReadDir(run)
		if err != nil {
			return 0, err
		}
		for _, e := range entries {
			content, err := os.ReadFile(filepath.Join(run, e.Name()))
			if err != nil {
				return 0, err
			}
			kept[i] = append(kept[i], file{e.Name(), content})
		}
	}
	if err := os.RemoveAll(to); err != nil {
		return 0, err
	}
	start := time.Now()
	for i := range kept {
		if err := exec.Command("true").Run(); err != nil {
			return 0, err
		}
		dir := filepath.Join(to, fmt.Sprint(i))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return 0, err
		}
		for _, f := range kept[i] {
			if err := flushed(filepath.Join(dir, f.name), f.content); err != nil {
				return 0, err
			}
		}
	}
	return time.Since(start), nil
}

func flushed(path string, content []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}

// nothingToDo times run and status over 1,000 fresh experiments against
// snakemake -n on as many rules.
func (b *bench) nothingToDo() ([]row, error) {
	dir, err := b.manyExperiments("many", experiments)
	if err != nil {
		return nil, err
	}
	if _, err := b.timed(dir, b.report, "run"); err != nil {
		return nil, err
	}
	turns := []turn{b.command(dir, b.report, "run"), b.command(dir, b.report, "status")}
	const target = "< 50 ms and ≥ 30× faster than snakemake -n"
	snakemake, why := peer("snakemake")
	if why == "" {
		rules, err := b.snakefile(experiments)
		if err != nil {
			return nil, err
		}
		turns = append(turns, b.command(rules, snakemake, "-n", "--quiet", "all", "--cores", "1"))
	}
	medians, err := b.alternate(turns...)
	if err != nil {
		return nil, err
	}
	rows := []row{
		{"report run, 1,000 fresh experiments", show(medians[0]), why, "", target},
		{"report status, 1,000 fresh experiments", show(medians[1]), why, "", target},
	}
	if why == "" {
		for i := range rows {
			rows[i].peer, rows[i].ratio = show(medians[2]), ratio(medians[2], medians[i])
		}
	}
	return rows, nil
}

// peer finds a program to compare with: on PATH, or where make bench put it.
func peer(name string) (path, why string) {
	if at := os.Getenv("REPORT_BENCH_PEERS"); at != "" {
		if _, err := os.Stat(filepath.Join(at, name)); err == nil {
			return filepath.Join(at, name), ""
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", "no " + name
	}
	return path, ""
}

// verify times report verify against reading and hashing the same files on all
// cores.
func (b *bench) verify() ([]row, error) {
	var rows []row
	for _, size := range []struct {
		name  string
		files int
		bytes int
	}{{"2,000 files of 16 KB", 2000, 16 << 10}, {"64 files of 16 MB", 64, 16 << 20}} {
		dir, err := b.keptFiles(size.files, size.bytes)
		if err != nil {
			return rows, err
		}
		medians, err := b.alternate(b.command(dir, b.report, "verify"),
			func() (time.Duration, error) { return hashAll(filepath.Join(dir, "evidence")) })
		if err != nil {
			return rows, err
		}
		rows = append(rows, row{"report verify, " + size.name, show(medians[0]), show(medians[1]), ratio(medians[0], medians[1]), "≤ 1.25× hashing them on all cores"})
	}
	return rows, nil
}

// keptFiles runs one experiment whose step leaves files of a size, which the
// runner then keeps.
func (b *bench) keptFiles(files, size int) (string, error) {
	dir, err := b.manyExperiments(fmt.Sprintf("kept-%d", size), 1)
	if err != nil {
		return dir, err
	}
	script := fmt.Sprintf("i=0; while [ $i -lt %d ]; do head -c %d /dev/urandom >\"$REPORT_OUT/$i.bin\"; i=$((i+1)); done\n", files, size)
	err = write(dir, map[string]string{
		"experiments/e0000/make.sh": script,
		"experiments/e0000/experiment.yaml": "schema: report/experiment/1\ntool: shell\nscenario: nothing\nenvironment: {kind: system}\nseed: 1\nsteps:\n" +
			"  - id: nothing\n    run: [sh, make.sh]\n    keep: [\"*.bin\"]\n",
	})
	if err != nil {
		return dir, err
	}
	_, err = b.timed(dir, b.report, "run")
	return dir, err
}

// hashAll reads and hashes every file below a directory, on all cores.
func hashAll(dir string) (time.Duration, error) {
	start := time.Now()
	paths := make(chan string, 256)
	var wait sync.WaitGroup
	errs := make(chan error, runtime.NumCPU()+1)
	for range runtime.NumCPU() {
		wait.Go(func() {
			buffer := make([]byte, 1<<20)
			for path := range paths {
				f, err := os.Open(path)
				if err != nil {
					errs <- err
					return
				}
				_, err = io.CopyBuffer(struct{ io.Writer }{sha256.New()}, struct{ io.Reader }{f}, buffer)
				f.Close()
				if err != nil {
					errs <- err
					return
				}
			}
		})
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths <- path
		}
		return err
	})
	close(paths)
	wait.Wait()
	close(errs)
	for e := range errs {
		err = e
	}
	return time.Since(start), err
}

// paper times the whole of make paper on the first study, and rendering alone:
// with nothing changed, with a line of the paper changed, and that with no chart
// drawn before.
func (b *bench) paper() ([]row, error) {
	dir := filepath.Join(b.dir, "first")
	if _, err := b.timed(b.dir, "git", "clone", "--quiet", b.root, dir); err != nil {
		return nil, err
	}
	made, err := b.alternate(b.command(b.root, "make", "-s", "paper"))
	if err != nil {
		return nil, err
	}
	same, err := b.alternate(b.command(dir, b.report, "render"))
	if err != nil {
		return nil, err
	}
	warm, err := b.alternate(b.edited(dir))
	if err != nil {
		return nil, err
	}
	none, err := b.undrawn(dir)
	if err != nil {
		return nil, err
	}
	return []row{
		{"make paper, built before", show(made[0]), "", "", "< 1 s"},
		{"report render, nothing changed", show(same[0]), "", "", "< 150 ms"},
		{"  a line changed, charts drawn before", show(warm[0]), "", "", "< 150 ms"},
		{"  a line changed, nothing drawn before", show(none), "", "", "< 2 s"},
	}, nil
}
