//go:build unix

package environment

import (
	"io/fs"
	"syscall"
)

// fileID tells links to the same file.
type fileID struct{ device, inode uint64 }

// identity is a file's, where more than one name leads to it.
func identity(info fs.FileInfo) (fileID, bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || st.Nlink < 2 {
		return fileID{}, false
	}
	return fileID{uint64(st.Dev), uint64(st.Ino)}, true
}
