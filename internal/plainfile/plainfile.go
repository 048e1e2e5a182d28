// Package plainfile opens and reads files of which somebody else may have made
// something else: what would block whoever opens it, or have no end, is an error.
package plainfile

import (
	"fmt"
	"io/fs"
	"os"
)

// Check refuses what would block whoever opens it, or have no end: a named
// pipe, a socket, a device. A directory is told of by whoever reads it.
func Check(info fs.FileInfo) error {
	kind := "no plain file"
	switch mode := info.Mode(); {
	case mode.IsRegular(), mode.IsDir():
		return nil
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	}
	return fmt.Errorf("it is %s, and a plain file is wanted", kind)
}

// Open opens a file on the disk, unless Check refuses it.
func Open(path string) (*os.File, error) {
	if err := plainOnDisk(path); err != nil {
		return nil, err
	}
	return os.Open(path)
}

// ReadFile reads a file on the disk, unless Check refuses it.
func ReadFile(path string) ([]byte, error) {
	if err := plainOnDisk(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// ReadIn reads a file among others, unless Check refuses it.
func ReadIn(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(files, name)
	if err == nil {
		err = plainAt(name, info)
	}
	if err != nil {
		return nil, err
	}
	return fs.ReadFile(files, name)
}

func plainOnDisk(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return plainAt(path, info)
}

func plainAt(path string, info fs.FileInfo) error {
	if err := Check(info); err != nil {
		return &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return nil
}
