package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"report/internal/diag"
)

// mended adds what helps to what the system says of a file, where who met it
// did not know better.
func mended(err error) error {
	var e *exit
	var list diag.List
	var one *diag.Error
	var file *fs.PathError
	if err == nil || !errors.As(err, &file) && !errors.Is(err, syscall.EXDEV) || errors.As(err, &list) || errors.As(err, &one) || strings.Contains(err.Error(), "hint: ") {
		return err
	}
	mend := mendOf(err)
	switch {
	case mend == "":
		return err
	case errors.As(err, &e):
		return &exit{e.code, fmt.Errorf("%w\nhint: %s", e.err, mend)}
	}
	return fmt.Errorf("%w\nhint: %s", err, mend)
}

// mendOf is what helps where the system refused a file, "" for what needs no
// word.
func mendOf(err error) string {
	var file *fs.PathError
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "make room on that disk"
	case errors.Is(err, syscall.EDQUOT):
		return "make room, or ask for a larger quota"
	case errors.Is(err, syscall.EFBIG):
		return "raise the limit on the size of files (ulimit -f)"
	case errors.Is(err, syscall.EXDEV):
		return ".report and evidence are on two disks, and a run is moved in one step: bring both to one"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "raise the limit on open files (ulimit -n)"
	case errors.Is(err, syscall.EROFS):
		return "that disk can only be read; copy the study to one that can be written"
	case errors.Is(err, fs.ErrPermission) && errors.As(err, &file):
		return "you lack the right to it: ls -ld " + quoted(existing(file.Path)) + " says who has it"
	}
	return misplaced(err)
}

// misplaced says where a file stands in place of a directory, or the other way
// round; "" for another fault.
func misplaced(err error) string {
	var file *fs.PathError
	if !errors.As(err, &file) {
		return ""
	}
	there := existing(file.Path)
	info, statErr := os.Stat(there)
	switch {
	case statErr != nil:
	case errors.Is(err, syscall.ENOTDIR) && !info.IsDir():
		return there + " is a file, and a directory belongs there: move it elsewhere"
	case errors.Is(err, syscall.EISDIR) && info.IsDir():
		return there + " is a directory, and a file belongs there: move it elsewhere"
	}
	return ""
}

// existing is a path, or the nearest above it that is there.
func existing(path string) string {
	for at := path; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(at); err == nil || at == filepath.Dir(at) {
			return at
		}
	}
}
