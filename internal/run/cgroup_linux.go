package run

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// unified stands for the cgroup v2 hierarchy among the names of v1 ones.
const unified = ""

// ownGroups maps each cgroup hierarchy's controllers to the directory of the
// group that this process is in: "memory", "cpuacct", and unified for v2.
var ownGroups = sync.OnceValue(func() map[string]string {
	mounts := groupMounts()
	own := map[string]string{}
	for line := range strings.Lines(readText("/proc/self/cgroup")) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		for _, controller := range strings.Split(parts[1], ",") {
			m, ok := mounts[controller]
			if !ok {
				continue
			}
			below := strings.TrimPrefix(parts[2], strings.TrimSuffix(m.root, "/"))
			dir := filepath.Join(m.point, below)
			if info, err := os.Stat(dir); err == nil && info.IsDir() {
				own[controller] = dir
			}
		}
	}
	return own
})

// mount is where a hierarchy is seen, and which of its groups stands there.
type mount struct{ root, point string }

// groupMounts reads /proc/self/mountinfo: fields 4 and 5 are root and mount
// point; after the dash come type, source and super options, which for v1
// name the controllers.
func groupMounts() map[string]mount {
	out := map[string]mount{}
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return out
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		left, right, ok := strings.Cut(lines.Text(), " - ")
		head, tail := strings.Fields(left), strings.Fields(right)
		if !ok || len(head) < 5 || len(tail) < 3 {
			continue
		}
		m := mount{root: head[3], point: head[4]}
		switch tail[0] {
		case "cgroup2":
			out[unified] = m
		case "cgroup":
			for _, option := range strings.Split(tail[2], ",") {
				if option == "memory" || option == "cpuacct" || option == "cpu" {
					out[option] = m
				}
			}
		}
	}
	return out
}

// groups makes a control group a step, where the kernel and our rights allow
// it. Which hierarchy counts what is found out once.
type groups struct {
	memory string // directory in which to make groups that count memory: v1
	cpu    string // likewise for CPU time: v1
	v2     string
	peak   bool // v2 has memory.peak
	next   atomic.Int64
}

// groupPrefix begins the name of every group made here; the process that made
// it comes next, so that what a killed runner left can be told and removed.
const groupPrefix = "report-"

func findGroups() *groups {
	own := ownGroups()
	g := &groups{}
	if dir := own["memory"]; writableGroup(dir, "memory.max_usage_in_bytes", "tasks") {
		g.memory = dir
	}
	if dir := own["cpuacct"]; writableGroup(dir, "cpuacct.stat", "tasks") {
		g.cpu = dir
	}
	if dir := own[unified]; writableGroup(dir, "cpu.stat", "cgroup.procs") {
		g.v2 = dir
		g.peak = groupHas(dir, "memory.peak")
	}
	for _, dir := range []string{g.memory, g.cpu, g.v2} {
		removeStale(dir)
	}
	return g
}

// writableGroup tries a group with the files that counting needs.
func writableGroup(parent string, files ...string) bool {
	if parent == "" {
		return false
	}
	probe := filepath.Join(parent, fmt.Sprintf("%s%d-probe", groupPrefix, os.Getpid()))
	if err := os.Mkdir(probe, 0o755); err != nil && !os.IsExist(err) {
		return false
	}
	defer os.Remove(probe)
	for _, name := range files {
		if _, err := os.Stat(filepath.Join(probe, name)); err != nil {
			return false
		}
	}
	return unix.Access(filepath.Join(probe, files[len(files)-1]), unix.W_OK) == nil
}

func groupHas(parent, file string) bool {
	probe := filepath.Join(parent, fmt.Sprintf("%s%d-probe", groupPrefix, os.Getpid()))
	if err := os.Mkdir(probe, 0o755); err != nil && !os.IsExist(err) {
		return false
	}
	defer os.Remove(probe)
	_, err := os.Stat(filepath.Join(probe, file))
	return err == nil
}

// removeStale removes the groups of runners that are gone. Their processes
// went with them, or are ended here.
func removeStale(parent string) {
	if parent == "" {
		return
	}
	left, _ := filepath.Glob(filepath.Join(parent, groupPrefix+"*"))
	for _, dir := range left {
		id, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), groupPrefix), "-")
		pid, err := strconv.Atoi(id)
		if err != nil || !gone(pid) {
			continue
		}
		killMembers(dir)
		_ = os.Remove(dir)
	}
}

// kind names what counts here, for the provenance.
func (g *groups) kind() string {
	v1 := g.memory != "" || g.cpu != ""
	switch {
	case v1 && g.v2 != "":
		return "hybrid"
	case v1:
		return "v1"
	case g.v2 != "":
		return "v2"
	}
	return "none"
}

// group is one step's control groups: a directory in each hierarchy in use.
type group struct {
	memory, cpu, v2 string
	own             *groups
	fd              *os.File // of v2
}

// make makes a step's groups. A directory that cannot be made only means that
// rusage counts instead.
func (g *groups) make(step string) *group {
	name := fmt.Sprintf("%s%d-%d-%s", groupPrefix, os.Getpid(), g.next.Add(1), step)
	out := &group{own: g}
	try := func(parent string) string {
		if parent == "" {
			return ""
		}
		dir := filepath.Join(parent, name)
		if os.Mkdir(dir, 0o755) != nil {
			return ""
		}
		return dir
	}
	out.memory = try(g.memory)
	if out.v2 = try(g.v2); out.v2 != "" {
		out.fd, _ = os.Open(out.v2)
	} else {
		out.cpu = try(g.cpu) // v2 counts CPU time in every group
	}
	return out
}

// read takes what the groups counted over into a record.
func (g *group) read(rec *Record) {
	if g == nil {
		return
	}
	switch {
	case g.v2 != "":
		stat := readText(g.v2 + "/cpu.stat")
		g.cpuFrom(rec, counter(stat, "user_usec")/1e6, counter(stat, "system_usec")/1e6, "cgroup-v2")
	case g.cpu != "":
		user := counterFile(g.cpu + "/cpuacct.usage_user")
		system := counterFile(g.cpu + "/cpuacct.usage_sys")
		g.cpuFrom(rec, user/1e9, system/1e9, "cgroup-v1")
	}
	switch {
	case g.memory != "":
		g.memoryFrom(rec, counterFile(g.memory+"/memory.max_usage_in_bytes"), "cgroup-v1")
	case g.v2 != "" && g.own.peak:
		g.memoryFrom(rec, counterFile(g.v2+"/memory.peak"), "cgroup-v2")
	}
}

// cpuFrom prefers the group's count, which has descendants that nobody waited
// for, unless the group saw nothing.
func (g *group) cpuFrom(rec *Record, user, system float64, from string) {
	if user+system > 0 {
		rec.CPUUser, rec.CPUSystem, rec.CPUFrom = round6(user), round6(system), from
	}
}

func (g *group) memoryFrom(rec *Record, bytes float64, from string) {
	if bytes > 0 {
		rec.PeakMemory, rec.MemoryFrom = int64(bytes), from
	}
}

func counterFile(path string) float64 {
	value, _ := strconv.ParseFloat(strings.TrimSpace(readText(path)), 64)
	return value
}

// remove removes the groups, ending whatever is still in them.
func (g *group) remove() {
	if g == nil {
		return
	}
	if g.fd != nil {
		g.fd.Close()
		g.fd = nil
	}
	for _, dir := range []string{g.memory, g.cpu, g.v2} {
		if dir == "" || os.Remove(dir) == nil {
			continue
		}
		for range 100 {
			killMembers(dir)
			if err := os.Remove(dir); err == nil || os.IsNotExist(err) {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// killMembers ends every process in a group.
func killMembers(dir string) {
	if os.WriteFile(dir+"/cgroup.kill", []byte("1"), 0) == nil {
		return
	}
	for _, field := range strings.Fields(readText(dir + "/cgroup.procs")) {
		if pid, err := strconv.Atoi(field); err == nil && pid > 1 {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
	}
}
