//go:build unix

package evidence

import (
	"hash"
	"io/fs"
	"path/filepath"

	"golang.org/x/sys/unix"

	"report/internal/digest"
)

// folder is a directory whose files are read with four system calls each: a
// file of os takes a fifth and is collected.
type folder struct {
	dir  string
	fd   int    // of the directory, or unix.AT_FDCWD
	path string // what stands before a file's name to open it
}

// newFolder is a directory, opened where open says so and it can be.
func newFolder(dir string, open bool) *folder {
	f := &folder{dir, unix.AT_FDCWD, dir + "/"}
	if !open {
		return f
	}
	fd, err := again(func() (int, error) { return unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0) })
	if err == nil {
		f.fd, f.path = fd, ""
	}
	return f
}

func (f *folder) close() {
	if f != nil && f.fd != unix.AT_FDCWD {
		_ = unix.Close(f.fd)
	}
}

// hash reads a file to its end.
func (f *folder) hash(name string, h hash.Hash, buf []byte) (sum digest.SHA256, size int64, err error) {
	fd, err := again(func() (int, error) { return unix.Openat(f.fd, f.path+name, unix.O_RDONLY|unix.O_CLOEXEC, 0) })
	if err != nil {
		return sum, 0, &fs.PathError{Op: "open", Path: filepath.Join(f.dir, name), Err: err}
	}
	defer unix.Close(fd)
	h.Reset()
	for {
		n, err := again(func() (int, error) { return unix.Read(fd, buf) })
		if err != nil {
			return sum, size, &fs.PathError{Op: "read", Path: filepath.Join(f.dir, name), Err: err}
		}
		if n == 0 {
			h.Sum(sum[:0])
			return sum, size, nil
		}
		h.Write(buf[:n])
		size += int64(n)
	}
}

// again repeats a system call that a signal interrupted.
func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != unix.EINTR {
			return n, err
		}
	}
}
