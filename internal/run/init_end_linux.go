package run

import (
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// endAll ends what a subreaper gathered: children, their children, and so on,
// until there are none. In a PID namespace the kernel does it when we exit.
func (f *first) endAll() {
	if f.hard {
		return
	}
	for range 200 {
		left := descendants(os.Getpid())
		if len(left) == 0 {
			return
		}
		for _, pid := range left {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// descendants lists all live processes below one, from /proc.
func descendants(of int) []int {
	parents := map[int]int{}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat := readText("/proc/" + e.Name() + "/stat")
		// The name in parentheses may hold anything; what follows is plain.
		fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
		if len(fields) < 2 || fields[0] == "Z" {
			continue
		}
		parents[pid], _ = strconv.Atoi(fields[1])
	}
	var out []int
	for pid := range parents {
		for p, depth := parents[pid], 0; p > 0 && depth < len(parents); p, depth = parents[p], depth+1 {
			if p == of {
				out = append(out, pid)
				break
			}
		}
	}
	return out
}
