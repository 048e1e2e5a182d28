package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
)

// mostMemory is what a process keeps below where it can, in bytes.
const mostMemory = 700 << 20

// holdPapers are the commands that build a whole paper in memory.
var holdPapers = []string{"audit", "check", "diff", "export", "publish", "render", "serve"}

// readyMemory sets the heap up for a command.
func readyMemory(command string) {
	if slices.Contains(holdPapers, command) {
		inHugePages(128 << 20)
	}
	collectFrom(192<<20, 400)
}

// collectFrom puts off the first collection until so much memory is in use, for
// most commands end before. After it the heap grows by so many percent between
// collections. What GOGC and GOMEMLIMIT say comes first.
func collectFrom(used int64, percent int) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		collectAt(percent)
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(used)
	afterCollections(func() bool {
		if putOff() { // nobody has asked for something else
			collectAt(percent)
		}
		return false
	})
}

// putOff reports whether the heap grows as it likes, up to the limit.
func putOff() bool {
	percent := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(percent)
	return percent[0].Value.Uint64() > math.MaxInt32
}

// collectAt lets the heap grow by so many percent between collections, and
// collects earlier where mostMemory is in use.
func collectAt(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
	keepBelow(mostMemory)
}

// keepBelow has memory collected earlier when so much of it is in use, where
// GOMEMLIMIT says nothing else. Where more than half of it is needed at once, the
// limit gives way: to collect all the time would be slower than to take more.
func keepBelow(limit int64) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetMemoryLimit(limit)
	afterCollections(func() bool {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if needed := 2 * int64(live[0].Value.Uint64()); needed > limit {
			limit = needed
			debug.SetMemoryLimit(limit)
		}
		return true
	})
}

// afterCollections calls a function once a collection, until it says no.
func afterCollections(again func() bool) {
	type mark struct{ _ *byte } // not so small that others share its memory
	var collected func(*mark)
	collected = func(m *mark) {
		if again() {
			runtime.SetFinalizer(m, collected)
		}
	}
	runtime.SetFinalizer(new(mark), collected)
}
