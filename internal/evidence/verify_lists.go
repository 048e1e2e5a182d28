package evidence

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"report/internal/digest"
	"report/internal/plainfile"
)

// runCheck is one run as it lies on the disk.
type runCheck struct {
	dir      string // relative to the study's root
	shelf    string
	manifest digest.SHA256   // of manifest.json as it is
	odd      map[string]bool // what is not a regular file
	tasks    []task
	folder   *folder // where its files are read from, nil for by their paths
}

// experiment is the experiment's ID.
func (c *runCheck) experiment() string {
	return strings.TrimPrefix(path.Dir(c.dir), c.shelf+"/")
}

// hint says how to get a changed file of the run back.
func (c *runCheck) hint(what string) string {
	restore := "restore it from git: git checkout -- " + c.dir
	if c.shelf == Aside {
		restore = "remove the run: rm -r " + c.dir
	}
	return what + "; " + restore + ", or: report run --force " + c.experiment() + ", then: report prune"
}

// lost says how to get a manifest back without which the run cannot be read:
// no command can say what it was, or drop it.
func (c *runCheck) lost(what string) string {
	restore := "restore it from git: git checkout -- " + c.dir + ", or "
	if c.shelf == Aside {
		restore = ""
	}
	return what + "; " + restore + "remove what is left of the run: rm -r " + c.dir
}

// expected is what a file should be, and the line that says so.
type expected struct {
	path string // below the run
	size int64
	sum  digest.SHA256
	file string // the list that says so
	line int
}

func (e *expected) at() string {
	if e.line == 0 {
		return e.file
	}
	return fmt.Sprintf("%s:%d", e.file, e.line)
}

// open reads what the run says of itself and lists the files to read.
func (c *runCheck) open(v *verifier) {
	present, err := c.walk(v)
	if err != nil {
		v.problem(c.dir, "", "could not be listed: %v", err)
		return
	}
	text, haveManifest := c.read(v, ManifestName)
	sums, haveSums := c.read(v, SumsName)
	if haveManifest {
		c.manifest = digest.Bytes(text)
	}
	list, ok := c.quick(text, sums)
	if !ok {
		list = c.slow(v, text, sums, haveManifest, haveSums)
		if len(list) == 0 {
			return
		}
	}
	c.compare(v, present, list)
}

// compare holds the files that are there against those that should be; both
// are sorted by path.
func (c *runCheck) compare(v *verifier, present []string, list []expected) {
	c.tasks = make([]task, 0, len(list))
	for _, e := range list {
		for len(present) > 0 && present[0] < e.path {
			c.added(v, present[0])
			present = present[1:]
		}
		if len(present) == 0 || present[0] != e.path {
			v.problem(path.Join(c.dir, e.path), c.hint("the file was removed after the run"), "is missing, and %s lists it", e.at())
			continue
		}
		present = present[1:]
		if !c.odd[e.path] {
			c.tasks = append(c.tasks, task{c, e})
		}
	}
	for _, name := range present {
		c.added(v, name)
	}
}

// added is the problem of a file that is in no list.
func (c *runCheck) added(v *verifier, name string) {
	if name != ManifestName && name != SumsName {
		full := path.Join(c.dir, name)
		v.problem(full, "evidence is written once; remove the file: rm "+full, "was added after the run: %s does not list it", ManifestName)
	}
}

// walk lists the run's files, sorted by path. What is neither a file nor a
// directory is a problem of its own.
func (c *runCheck) walk(v *verifier) ([]string, error) {
	var present []string
	var inner func(prefix, dir string) error
	inner = func(prefix, dir string) error {
		entries, err := fs.ReadDir(v.files, dir)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			name := prefix + entry.Name()
			if entry.IsDir() {
				if err := inner(name+"/", path.Join(dir, entry.Name())); err != nil {
					return err
				}
				continue
			}
			if !entry.Type().IsRegular() {
				v.problem(path.Join(c.dir, name), c.hint("a file was replaced after the run"), "is not a regular file")
				if c.odd == nil {
					c.odd = map[string]bool{}
				}
				c.odd[name] = true
			}
			present = append(present, name)
		}
		return nil
	}
	err := inner("", c.dir)
	sort.Strings(present)
	return present, err
}

// read reads one of the run's two lists; a missing one is a problem.
func (c *runCheck) read(v *verifier, name string) ([]byte, bool) {
	text, err := plainfile.ReadIn(v.files, path.Join(c.dir, name))
	switch {
	case c.odd[name]:
		return nil, false
	case errors.Is(err, fs.ErrNotExist) && name == ManifestName:
		v.problem(path.Join(c.dir, name), c.lost("the file was removed after the run"), "is missing")
	case errors.Is(err, fs.ErrNotExist):
		v.problem(path.Join(c.dir, name), c.hint("the file was removed after the run"), "is missing")
	case err != nil:
		v.problem(path.Join(c.dir, name), "", "could not be read: %v", err)
	default:
		v.count(len(text))
		return text, true
	}
	return nil, false
}

// quick reads a manifest and a list of sums that are as they were written:
// line by line, since every line's form is known. It gives up at the first
// thing that is otherwise, and leaves the judgement to slow.
func (c *runCheck) quick(text, sums []byte) ([]expected, bool) {
	if !c.opens(text) {
		return nil, false
	}
	list := make([]expected, 0, bytes.Count(sums, []byte{'\n'}))
	number, inFiles := 0, false
	for line := range bytes.Lines(text) {
		number++
		switch {
		case !inFiles:
			inFiles = string(line) == "  \"files\": [\n"
		case bytes.HasPrefix(line, []byte(`      "path": "`)):
			name, ok := bytes.CutSuffix(line[len(`      "path": "`):], []byte("\",\n"))
			if !ok || bytes.IndexByte(name, '\\') >= 0 || !fs.ValidPath(string(name)) {
				return nil, false
			}
			list = append(list, expected{path: string(name), file: ManifestName})
		case bytes.HasPrefix(line, []byte(`      "sha256": "`)):
			last := len(list) - 1
			hex, ok := bytes.CutSuffix(line[len(`      "sha256": "`):], []byte("\",\n"))
			sum, err := digest.Parse(string(hex))
			if !ok || err != nil || last < 0 || list[last].line > 0 {
				return nil, false
			}
			list[last].sum, list[last].line = sum, number
		case bytes.HasPrefix(line, []byte(`      "size": `)) && len(list) > 0:
			digits := bytes.TrimRight(line[len(`      "size": `):], ",\n")
			list[len(list)-1].size, _ = strconv.ParseInt(string(digits), 10, 64) // only for the order of reading
		}
	}
	return list, c.sameSums(list, sums)
}

// opens reports whether a manifest begins as one of this run does.
func (c *runCheck) opens(text []byte) bool {
	begin := fmt.Sprintf("{\n  \"schema\": %q,\n  \"experiment\": %q,\n  \"run\": %q,\n", Schema, c.experiment(), path.Base(c.dir))
	return bytes.HasPrefix(text, []byte(begin))
}

// sameSums reports whether a list of sums is exactly that of the entries and
// the manifest.
func (c *runCheck) sameSums(list []expected, sums []byte) bool {
	var line [64 + 2 + 512]byte
	rest := sums
	next := func(name string, sum digest.SHA256) bool {
		hex.Encode(line[:64], sum[:])
		want := append(append(append(line[:64], "  "...), name...), '\n')
		ok := bytes.HasPrefix(rest, want)
		if ok {
			rest = rest[len(want):]
		}
		return ok
	}
	manifest := false
	for i, e := range list {
		if e.line == 0 || i > 0 && list[i-1].path >= e.path {
			return false
		}
		if !manifest && e.path > ManifestName {
			manifest = true
			if !next(ManifestName, c.manifest) {
				return false
			}
		}
		if !next(e.path, e.sum) {
			return false
		}
	}
	return (manifest || next(ManifestName, c.manifest)) && len(rest) == 0
}

// slow reads the two lists with care and says what is wrong with them. The
// manifest tells what each file should be, where the list of sums confirms it;
// else the list of sums does.
func (c *runCheck) slow(v *verifier, text, sumsText []byte, haveManifest, haveSums bool) []expected {
	var m *Manifest
	if haveManifest {
		m = c.parseManifest(v, text)
	}
	var sums map[string]expected
	if haveSums {
		sums = c.parseSums(v, sumsText)
	}
	wanted := c.expect(v, text, m, sums, sumsText)
	list := make([]expected, 0, len(wanted))
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		list = append(list, wanted[name])
	}
	return list
}

// parseManifest reads a manifest; nil where it is none of this run.
func (c *runCheck) parseManifest(v *verifier, text []byte) *Manifest {
	m, err := ParseManifest(text)
	if err == nil && (m.Run != path.Base(c.dir) || m.Experiment != c.experiment()) {
		err = fmt.Errorf("it is the manifest of %s/%s", m.Experiment, m.Run)
	}
	if err != nil {
		v.problem(path.Join(c.dir, ManifestName), c.lost("the manifest changed after the run"), "%v", err)
		return nil
	}
	return m
}

// parseSums reads SHA256SUMS.
func (c *runCheck) parseSums(v *verifier, text []byte) map[string]expected {
	sums := map[string]expected{}
	number := 0
	for line := range bytes.Lines(text) {
		number++
		hex, file, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), "  ")
		one, err := digest.Parse(hex)
		if !ok || err != nil || !bytes.HasSuffix(line, []byte("\n")) || !fs.ValidPath(file) {
			v.problem(path.Join(c.dir, SumsName), c.hint("the list of sums changed after the run"), "line %d is not one of sha256sum", number)
			continue
		}
		sums[file] = expected{path: file, sum: one, file: SumsName, line: number}
	}
	return sums
}

// expect says what each file should be. The manifest does, where the list of
// sums confirms it; else the list of sums, and the manifest is the problem.
func (c *runCheck) expect(v *verifier, text []byte, m *Manifest, sums map[string]expected, sumsText []byte) map[string]expected {
	listed, ok := sums[ManifestName]
	confirmed := ok && listed.sum == c.manifest
	switch {
	case m == nil && len(text) == 0:
	case ok && !confirmed && m != nil:
		v.problem(path.Join(c.dir, ManifestName), c.hint("one of the two changed after the run"), "content does not match %s", listed.at())
	case !ok && len(sums) > 0:
		v.problem(path.Join(c.dir, SumsName), c.hint("the list of sums changed after the run"), "does not list %s", ManifestName)
	}
	delete(sums, ManifestName)
	if m == nil || !confirmed && len(sums) > 0 {
		return sums
	}
	lines := entryLines(text)
	wanted := make(map[string]expected, len(m.Files))
	entries := []digest.Entry{{Path: ManifestName, SHA256: c.manifest}}
	for _, f := range m.Files {
		wanted[f.Path] = expected{f.Path, f.Size, f.SHA256, ManifestName, lines[f.Path]}
		entries = append(entries, digest.Entry{Path: f.Path, SHA256: f.SHA256})
	}
	if confirmed && !bytes.Equal(digest.Lines(entries), sumsText) {
		c.compareSums(v, wanted, sums)
	}
	return wanted
}

// compareSums names the lines in which the list of sums is not the manifest's.
func (c *runCheck) compareSums(v *verifier, wanted, sums map[string]expected) {
	name, hint := path.Join(c.dir, SumsName), c.hint("the list of sums changed after the run")
	found := false
	complain := func(format string, args ...any) {
		found = true
		v.problem(name, hint, format, args...)
	}
	for file, want := range wanted {
		got, ok := sums[file]
		switch {
		case !ok:
			complain("does not list %s, which %s does", file, want.at())
		case got.sum != want.sum:
			complain("line %d of %s does not match %s", got.line, file, want.at())
		}
	}
	for file, got := range sums {
		if _, ok := wanted[file]; !ok {
			complain("line %d lists %s, which %s does not", got.line, file, ManifestName)
		}
	}
	if !found {
		v.problem(name, hint, "is not in the order in which it was written")
	}
}

// entryLines are the lines of the manifest on which each file's digest stands.
func entryLines(text []byte) map[string]int {
	lines := map[string]int{}
	number, current := 0, ""
	for line := range bytes.Lines(text) {
		number++
		trimmed := strings.TrimSpace(string(line))
		if rest, ok := strings.CutPrefix(trimmed, `"path": "`); ok {
			current = strings.TrimSuffix(strings.TrimSuffix(rest, ","), `"`)
		} else if strings.HasPrefix(trimmed, `"sha256": "`) && current != "" {
			lines[current] = number
		}
	}
	return lines
}
