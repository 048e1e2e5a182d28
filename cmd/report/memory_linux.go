package main

import (
	"runtime"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// inHugePages has the next so many bytes of the heap come in pages of 2 MB, as
// far as they are used, where the system gives them to who asks. A paper takes
// 100 MB, which would be 25,000 pages that are each made at its first use. The
// heap cannot be asked for such memory, but what was allocated and is free
// again stays what it was. It has to come before collectFrom, for it collects.
func inHugePages(size int) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // one collection does
	room := make([]byte, size)                       // none of it is touched, so that it takes none yet
	if unix.Madvise(room, unix.MADV_HUGEPAGE) != nil {
		return // small pages do as well
	}
	runtime.KeepAlive(room)
	runtime.GC()
}
