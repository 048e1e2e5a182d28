package pin

import (
	"bufio"
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"

	"report/internal/plainfile"
)

// ignorer answers what git ignores, from the .gitignore files at hand and
// .git/info/exclude. It reads only the directories it is asked about.
// A path that a rule matches is ignored here even where it was added by force:
// the same answer then holds for a copy of the study without its history.
type ignorer struct {
	root   string   // of the study
	prefix []string // the study's place in the repository
	base   []gitignore.Pattern
	dirs   map[string]gitignore.Matcher // by directory relative to root, all rules above included
	rules  map[string][]gitignore.Pattern
	seen   *Trace
}

// newIgnorer reads the rules above the study.
func newIgnorer(root string, seen *Trace) *ignorer {
	i := &ignorer{root: root, dirs: map[string]gitignore.Matcher{}, rules: map[string][]gitignore.Pattern{}, seen: seen}
	top := gitTop(root)
	if top == "" {
		return i
	}
	if exclude := gitFile(top, "info/exclude"); exclude != "" {
		i.base = append(i.base, readRules(exclude, nil, seen)...)
	}
	inside, err := filepath.Rel(top, root)
	if err != nil || inside == "." {
		return i
	}
	i.prefix = strings.Split(filepath.ToSlash(inside), "/")
	for n := range i.prefix {
		dir := filepath.Join(top, filepath.Join(i.prefix[:n]...))
		i.base = append(i.base, readRules(filepath.Join(dir, ".gitignore"), i.prefix[:n], seen)...)
	}
	return i
}

// gitTop is the nearest directory at or above dir that holds .git, or "".
func gitTop(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// gitFile is the path of a file of the common git directory, also of a linked
// worktree, where .git is a file.
func gitFile(top, name string) string {
	dir := filepath.Join(top, ".git")
	if content, err := plainfile.ReadFile(dir); err == nil {
		to, ok := strings.CutPrefix(strings.TrimSpace(string(content)), "gitdir: ")
		if !ok {
			return ""
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(top, to)
		}
		dir = to
		if common, err := plainfile.ReadFile(filepath.Join(to, "commondir")); err == nil {
			dir = filepath.Join(to, strings.TrimSpace(string(common)))
		}
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}

// readRules parses one file of rules; a missing one has none.
func readRules(file string, domain []string, seen *Trace) []gitignore.Pattern {
	content, err := seen.ReadFile(file, file)
	if err != nil {
		return nil
	}
	var rules []gitignore.Pattern
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			rules = append(rules, gitignore.ParsePattern(line, domain))
		}
	}
	return rules
}

// in are the rules for the entries of a directory, weakest first.
func (i *ignorer) in(dir string) []gitignore.Pattern {
	if rules, ok := i.rules[dir]; ok {
		return rules
	}
	above := i.base
	domain := i.prefix
	if dir != "." {
		above = i.in(path.Dir(dir))
		domain = append(append([]string(nil), i.prefix...), strings.Split(dir, "/")...)
	}
	own := readRules(filepath.Join(i.root, filepath.FromSlash(dir), ".gitignore"), domain, i.seen)
	rules := append(above[:len(above):len(above)], own...)
	i.rules[dir] = rules
	return rules
}

// match reports whether a rule ignores a path whose directory is not ignored.
func (i *ignorer) match(name string, isDir bool) bool {
	dir := path.Dir(name)
	matcher, ok := i.dirs[dir]
	if !ok {
		matcher = gitignore.NewMatcher(i.in(dir))
		i.dirs[dir] = matcher
	}
	return matcher.Match(append(i.prefix[:len(i.prefix):len(i.prefix)], strings.Split(name, "/")...), isDir)
}

// above reports whether a path or a directory above it is ignored.
func (i *ignorer) above(name string, isDir bool) bool {
	if name == "." {
		return false
	}
	segments := strings.Split(name, "/")
	for n := 1; n <= len(segments); n++ {
		if i.match(strings.Join(segments[:n], "/"), n < len(segments) || isDir) {
			return true
		}
	}
	return false
}
