package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"report/internal/diag"
	"report/internal/study"
)

// largestKept bounds one kept file: evidence is committed to git.
const largestKept = 64 << 20

// keepFiles copies what matches the patterns from a repetition's REPORT_OUT
// into the evidence and returns the paths below the run's directory. Links are
// not followed: what they point at is not the step's own output.
func keepFiles(out, staging, folder string, patterns []string) ([]string, error) {
	if len(patterns) == 0 {
		return nil, nil
	}
	found, err := outputs(out)
	if err != nil {
		return nil, err
	}
	var kept []string
	for _, pattern := range patterns {
		matched := false
		for _, name := range found {
			if !keeps(pattern, name) {
				continue
			}
			matched = true
			if !Keepable(name) {
				return kept, fmt.Errorf("keep: %q cannot be evidence: its name %s\nhint: give the file another name in $REPORT_OUT, or let no pattern under keep: match it", name, Unkeepable)
			}
			to := path.Join(folder, name)
			if err := copyKept(filepath.Join(out, filepath.FromSlash(name)), filepath.Join(staging, filepath.FromSlash(to))); err != nil {
				return kept, fmt.Errorf("keeping %s: %w", name, err)
			}
			kept = append(kept, to)
		}
		if !matched {
			return kept, fmt.Errorf("keep: %q matches none of the %d files in $REPORT_OUT%s", pattern, len(found), nearestOf(pattern, found))
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept), nil
}

// nearestOf names what a step left in place of what a pattern wants.
func nearestOf(pattern string, found []string) string {
	if len(found) == 0 {
		return "\nhint: a step finds the folder that its files go into in the variable REPORT_OUT"
	}
	if near := diag.Nearest(pattern, found); near != "" {
		return fmt.Sprintf("\nhint: did you mean %q?", near)
	}
	return "\nhint: it has " + diag.Few(found, 5)
}

// Unkeepable is what is wrong with a name that is not Keepable.
const Unkeepable = "has a control character, a backslash or what is not UTF-8"

// Keepable reports whether a file of this name can be evidence: a manifest is
// JSON, and a list of sums has a line a file. What of a name they cannot hold
// as it is could not be proved unchanged, nor checked out elsewhere.
func Keepable(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, func(c rune) bool { return c == '\\' || unicode.IsControl(c) })
}

// outputs lists the regular files below a folder, with forward slashes.
func outputs(out string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(out, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(out, p)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	return names, err
}

// keeps reports whether a pattern names a file; one without a slash names it at
// any depth.
func keeps(pattern, name string) bool {
	if !strings.Contains(pattern, "/") {
		name = path.Base(name)
	}
	return study.Fits(pattern, name)
}

// copyKept copies a regular file that is not too large; it may still grow meanwhile.
func copyKept(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("not a regular file any more")
	}
	if info.Size() > largestKept {
		return fmt.Errorf("%d MB are too many: evidence is committed to git, so a kept file has at most %d MB; keep a digest or a summary of it",
			info.Size()>>20, largestKept>>20)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err := io.Copy(dst, io.LimitReader(in, largestKept+1)); err != nil {
		dst.Close()
		return err
	}
	return dst.Close()
}
