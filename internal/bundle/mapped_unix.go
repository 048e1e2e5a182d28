//go:build unix

package bundle

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapped is the bytes of a file without a copy of them, nil where the system
// cannot give them; see safely. unmap ends it.
func mapped(f *os.File, size int64) []byte {
	if size <= 0 || int64(int(size)) != size {
		return nil
	}
	view, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil
	}
	return view
}

func unmap(view []byte) error {
	if view == nil {
		return nil
	}
	return unix.Munmap(view)
}
