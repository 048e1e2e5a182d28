// Command bench measures what the project promises, each figure beside the
// peer or the limit that it is promised against, in one run on one machine.
// It times whole processes of bin/report, from start to end, and prints the
// median of several turns; peers take turns with it, so that a machine that
// slows down slows both. It never judges: targets stand beside the figures.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// row is one figure: what it is, what was measured, and beside what.
type row struct {
	what, figure, peer, ratio, target string
}

// bench is where a measurement finds the binary, its scratch and its size.
type bench struct {
	report string // path of bin/report
	root   string // the repository
	dir    string // scratch, removed at the end
	turns  int
	edits  int // of papers, so that each is another
}

var measurements = []struct {
	name string
	do   func(*bench) ([]row, error)
}{
	{"run", (*bench).runs},
	{"status", (*bench).nothingToDo},
	{"verify", (*bench).verify},
	{"paper", (*bench).paper},
	{"rendering", (*bench).rendering},
	{"growth", (*bench).growth},
	{"serving", (*bench).serving},
	{"argue", (*bench).argue},
}

func main() {
	turns := flag.Int("turns", 5, "how often each command is timed")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: bench [-turns N] [MEASUREMENT…]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := measure(*turns, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measure(turns int, only []string) error {
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "report-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{report: filepath.Join(root, "bin", "report"), root: root, dir: dir, turns: turns}
	fmt.Printf("%d cores, %s, %s/%s, median of %d turns\n\n", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, turns)
	fmt.Printf("%-46s %10s %10s %8s  %s\n", "what", "report", "peer", "ratio", "target")
	for _, m := range measurements {
		if len(only) > 0 && !slices.Contains(only, m.name) {
			continue
		}
		rows, err := m.do(b)
		for _, r := range rows {
			fmt.Printf("%-46s %10s %10s %8s  %s\n", r.what, r.figure, r.peer, r.ratio, r.target)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// median is the middle of the durations, the upper one of two.
func median(all []time.Duration) time.Duration {
	sorted := append([]time.Duration(nil), all...)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

func show(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

func ratio(a, b time.Duration) string {
	if b == 0 {
		return "-"
	}
	return strings.TrimSuffix(fmt.Sprintf("%.3g", float64(a)/float64(b)), ".0") + "×"
}
