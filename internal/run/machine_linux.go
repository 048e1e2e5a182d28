package run

import (
	"bufio"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// machine describes this machine; it does not change while we run.
var machine = sync.OnceValue(func() Machine {
	m := Machine{Cores: runtime.NumCPU(), OS: runtime.GOOS, Arch: runtime.GOARCH, CPU: cpuModel()}
	var name unix.Utsname
	if unix.Uname(&name) == nil {
		m.Kernel = unix.ByteSliceToString(name.Release[:])
	}
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) == nil {
		m.MemoryBytes = int64(info.Totalram) * int64(info.Unit)
	}
	return m
})

// cpuModel is the name in /proc/cpuinfo; ARM machines have none there.
func cpuModel() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		if strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// takeSnapshot reads load, swapping, throttling and stolen time.
func takeSnapshot() snapshot {
	var s snapshot
	if fields := strings.Fields(readText("/proc/loadavg")); len(fields) > 0 {
		s.load, _ = strconv.ParseFloat(fields[0], 64)
	}
	s.swapIn = int64(counter(readText("/proc/vmstat"), "pswpin"))
	s.swapOut = int64(counter(readText("/proc/vmstat"), "pswpout"))
	s.throttled = throttled()
	// The eighth number of the first line counts stolen time in USER_HZ,
	// which is 100 on every architecture that Go runs on.
	if fields := strings.Fields(readText("/proc/stat")); len(fields) > 8 {
		ticks, _ := strconv.ParseFloat(fields[8], 64)
		s.steal = ticks / 100
	}
	return s
}

// counter finds "name value" in a file of such lines.
func counter(text, name string) float64 {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			value, _ := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			return value
		}
	}
	return 0
}

// throttled is how long our own cgroup was kept from the CPU, in seconds.
func throttled() float64 {
	own := ownGroups()
	if dir := own["cpu"]; dir != "" {
		return counter(readText(dir+"/cpu.stat"), "throttled_time") / 1e9
	}
	if dir := own[unified]; dir != "" {
		return counter(readText(dir+"/cpu.stat"), "throttled_usec") / 1e6
	}
	return 0
}

func readText(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(b)
}
