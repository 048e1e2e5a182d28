package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"report/internal/document"
	"report/internal/evidence"
	"report/internal/study"
)

// starter is the study that init writes: small, with comments that teach.
//
//go:embed all:starter
var starter embed.FS

func newInit(a *app) *cobra.Command {
	template := ""
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a new study that runs, scores and renders within a minute",
		Long: `Writes a small study to DIR (here, unless given): two programs found on any
machine, compared on an input that is made, and a paper with a cell of code. It
needs no download. Its files are full of comments; change them into your own.

With --template NAME, puts the files of a built-in theme into templates/NAME of
the study at hand, to be changed, and writes nothing else.

Exits 1 when a file is already there, and then writes nothing.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := a.dir
			if len(args) == 1 {
				dir = filepath.Join(a.dir, args[0])
			}
			if len(args) == 1 && filepath.IsAbs(args[0]) {
				dir = args[0]
			}
			if template != "" {
				return a.initTheme(dir, template)
			}
			return a.initStudy(dir)
		},
	}
	cmd.Flags().StringVar(&template, "template", "", "a built-in theme to change: "+strings.Join(document.BuiltInThemes(), ", "))
	return cmd
}

// initTheme copies a built-in theme into the study's templates.
func (a *app) initTheme(dir, name string) error {
	theme := document.BuiltInTheme(name)
	if theme == nil {
		return unknownName("built-in theme", name, document.BuiltInThemes())
	}
	root, err := study.Root(dir)
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	for file, content := range theme {
		files[document.TemplatesDir+"/"+name+"/"+file] = content
	}
	if err := writeNew(root, files, "change these, or move them away for new ones"); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"schema": "report/init/1", "directory": filepath.ToSlash(dir), "template": name, "files": slices.Sorted(maps.Keys(files))})
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintln(a.stdout, file)
	}
	return nil
}

// starterFiles lists the study's files by their path in a study.
func starterFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(starter, "starter", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := starter.ReadFile(path)
		name := strings.TrimPrefix(path, "starter/")
		// Under their own names these two would govern this repository.
		if strings.HasPrefix(name, "git") {
			name = "." + name
		}
		files[name] = content
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, kind := range study.Kinds {
		if files[study.SchemaDir+"/"+study.SchemaFile(kind)], err = study.SchemaJSON(kind); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// writeNew writes files below a directory, all of them or, where one is there
// already, none; the hint then says what to do.
func writeNew(dir string, files map[string][]byte, hint string) error {
	var there []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			there = append(there, name)
		} else if errors.Is(err, syscall.ENOTDIR) {
			return inTheWay(dir)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("looking for %s: %w", name, err)
		}
	}
	if len(there) > 0 {
		const most = 10
		list := strings.Join(there[:min(most, len(there))], "\n  ")
		if more := len(there) - most; more > 0 {
			list += fmt.Sprintf("\n  and %d more", more)
		}
		return fmt.Errorf("nothing was written, because %s already holds\n  %s\nhint: %s", dir, list, hint)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("making the study's directory: %w", err)
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return fmt.Errorf("writing the study: %w", err)
		}
	}
	return nil
}

// inTheWay says that a directory cannot be made where a file is.
func inTheWay(dir string) error {
	if isThere(dir) {
		return fmt.Errorf("%s is a file, and a study is a directory\nhint: name a new directory: report init my-study", dir)
	}
	return fmt.Errorf("%s cannot be made: a file stands in its way\nhint: name a new directory: report init my-study", dir)
}

// apart refuses a new study within what another study reads as its own.
func apart(dir string) error {
	full, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	outer, err := study.Root(filepath.Dir(full))
	if err != nil {
		return nil // there is none, or none that can be told
	}
	inner, err := filepath.Rel(outer, full)
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(filepath.ToSlash(inner), "/")
	if slices.Contains([]string{study.ExperimentsDir, evidence.Committed, document.TemplatesDir, "paper", ".report"}, first) {
		return fmt.Errorf("%s lies in %s/ of another study, which would take its files for its own\nhint: name a directory outside of it: report init my-study", dir, first)
	}
	return nil
}

func (a *app) initStudy(dir string) error {
	if err := apart(dir); err != nil {
		return err
	}
	files, err := starterFiles()
	if err != nil {
		return err
	}
	if err := writeNew(dir, files, "name an empty directory: report init my-study"); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"schema": "report/init/1", "directory": filepath.ToSlash(dir), "files": slices.Sorted(maps.Keys(files))})
	}
	fmt.Fprintf(a.stdout, "a new study of %d files in %s; next:\n", len(files), filepath.ToSlash(dir))
	if filepath.Clean(dir) != "." {
		fmt.Fprintf(a.stdout, "  cd %s\n", quoted(filepath.ToSlash(dir)))
	}
	fmt.Fprint(a.stdout, `  report run       carry out its experiments, and keep what they leave
  report score     the table, by the rules in study.yaml
  report render    the paper, in paper/rendered/
a run names the commit of its code, where git has it: before the runs that are
to count, git init, git add and git commit
`)
	return nil
}
