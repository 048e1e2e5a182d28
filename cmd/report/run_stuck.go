package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"report/internal/diag"
	"report/internal/evidence"
)

// stuck is a run that could not go on, or could not be kept, because its files
// could not be written: not the experiment's fault, and those that follow would
// meet the same.
type stuck struct {
	experiment string
	err        error
}

// halt notes that a run is stuck, so that no other begins.
func (s *session) halt(experiment string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = append(s.failed, experiment)
	s.stuck = append(s.stuck, stuck{experiment, err})
}

// halted reports whether a run is stuck, and counts the one that does not begin
// because of it.
func (s *session) halted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.stuck) == 0 {
		return false
	}
	s.unbegun++
	return true
}

// stuckError tells all runs that are stuck, those of one cause once.
func (s *session) stuckError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []error
	alike := map[string][]string{}
	for _, one := range s.stuck {
		cause := causeOf(one.err).Error()
		if alike[cause] = append(alike[cause], one.experiment); len(alike[cause]) == 1 {
			list = append(list, one.err)
		}
	}
	for i, err := range list {
		others := slices.Compact(alike[causeOf(err).Error()])[1:]
		list[i] = errors.New(s.stuckWords(err, others))
	}
	return errors.Join(list...)
}

// stuckWords are what is wrong, of which other runs, and what helps.
func (s *session) stuckWords(err error, others []string) string {
	text := err.Error()
	var unkept *evidence.Unkept
	if errors.As(err, &unkept) {
		text = fmt.Sprintf("keeping the run of %s: %v", unkept.Experiment, unkept.Err)
	}
	text = strings.ReplaceAll(text, s.root+string(filepath.Separator), "")
	text, hint, hinted := strings.Cut(text, "\nhint: ")
	text, _, _ = strings.Cut(text, "\n") // of what came after the first, the reason is the same
	if len(others) > 0 {
		text += "; so it is with " + diag.Few(others, 10)
	}
	if !hinted {
		hint = mendOfRun(err) + ", then: report run"
	}
	return text + "\nhint: " + hint + "\n  nothing is lost: what was done so far is in .report/" + stagingDir + ", and is kept then"
}

// causeOf is what the system said, without the names of files.
func causeOf(err error) error {
	var file *fs.PathError
	if errors.As(err, &file) {
		return file.Err
	}
	var no syscall.Errno
	if errors.As(err, &no) {
		return no
	}
	return err
}

// mendOfRun is what helps where a run could not write a file.
func mendOfRun(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "make room on the disk of the study"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "let it be written (REPORT_CACHE names another directory for the cache)"
	}
	return cmp.Or(mendOf(err), "mend that")
}
