package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// What is in use at once may be more than the limit; a limit that stays would
// have the heap collected without a pause.
func TestMemoryLimitGivesWayToWhatIsNeeded(t *testing.T) {
	if os.Getenv("GOMEMLIMIT") != "" {
		t.Skip("GOMEMLIMIT says another limit")
	}
	defer debug.SetMemoryLimit(math.MaxInt64)
	keepBelow(8 << 20)
	if limit := debug.SetMemoryLimit(-1); limit != 8<<20 {
		t.Fatalf("the limit is %d bytes, want 8 MB", limit)
	}
	held := make([]byte, 32<<20)
	held[0] = 1
	for began := time.Now(); debug.SetMemoryLimit(-1) < 64<<20; time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatalf("with 32 MB in use the limit is still %d bytes", debug.SetMemoryLimit(-1))
		}
		runtime.GC()
	}
	runtime.KeepAlive(held)
}

// The first collection is late, and those after it are not.
func TestFirstCollectionIsLate(t *testing.T) {
	if os.Getenv("GOMEMLIMIT") != "" || os.Getenv("GOGC") != "" {
		t.Skip("GOGC or GOMEMLIMIT says when to collect")
	}
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	defer debug.SetMemoryLimit(math.MaxInt64)
	collectFrom(1<<40, 300)
	if !putOff() {
		t.Fatal("it collects before the first time")
	}
	for began := time.Now(); putOff(); time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal("after a collection it is still put off")
		}
		runtime.GC()
	}
	if percent := debug.SetGCPercent(100); percent != 300 {
		t.Errorf("after a collection the heap grows by %d%%, want 300%%", percent)
	}
}

// Room in large pages is given back: it is there for what comes, and neither
// in use nor collected again.
func TestHugePagesAreFreeAgain(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has them for who asks")
	}
	const size = 64 << 20
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	percent := debug.SetGCPercent(77)
	inHugePages(size)
	if now := debug.SetGCPercent(percent); now != 77 {
		t.Errorf("the heap grows by %d%% afterwards, want the 77%% of before", now)
	}
	runtime.ReadMemStats(&after)
	if after.HeapAlloc > before.HeapAlloc+size/4 {
		t.Errorf("%d bytes are in use after it, %d were before", after.HeapAlloc, before.HeapAlloc)
	}
	if after.HeapIdle < size/2 {
		t.Errorf("%d bytes are free for what comes, want at least half of %d", after.HeapIdle, size)
	}
}
