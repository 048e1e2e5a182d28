package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// timed runs a command to its end and says how long it took.
func (b *bench) timed(dir string, argv ...string) (time.Duration, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "XDG_CACHE_HOME="+b.dir+"/cache")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if err != nil {
		return took, fmt.Errorf("%s: %w\n%s", strings.Join(argv, " "), err, tail(out.String()))
	}
	return took, nil
}

func tail(text string) string {
	if len(text) > 2000 {
		return "…" + text[len(text)-2000:]
	}
	return text
}

// turn is one thing to time.
type turn func() (time.Duration, error)

// alternate times several things in turn, after one warm-up of each, and gives
// the median of each.
func (b *bench) alternate(turns ...turn) ([]time.Duration, error) {
	all := make([][]time.Duration, len(turns))
	for n := 0; n <= b.turns; n++ {
		for i, do := range turns {
			took, err := do()
			if err != nil {
				return nil, err
			}
			if n > 0 {
				all[i] = append(all[i], took)
			}
		}
	}
	medians := make([]time.Duration, len(turns))
	for i := range all {
		medians[i] = median(all[i])
	}
	return medians, nil
}

func (b *bench) command(dir string, argv ...string) turn {
	return func() (time.Duration, error) { return b.timed(dir, argv...) }
}
