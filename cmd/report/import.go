package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"report/internal/diag"
	"report/internal/environment"
	"report/internal/notebook"
	"report/internal/study"
)

func newImport(a *app) *cobra.Command {
	as, scenario, tool := "", "", ""
	cmd := &cobra.Command{
		Use:   "import FILE.ipynb",
		Short: "Make an experiment and a paper section of a notebook",
		Long: `Makes an experiment of a Jupyter notebook, whatever kernel it names:

  experiments/NAME/experiment.yaml    one step that executes it by nbclient,
                                      and its parameters
  experiments/NAME/FILE.ipynb         without outputs; cells that showed
                                      something have tags
  experiments/NAME/requirements.in    what it imports or declares
  experiments/NAME/requirements.lock  the same, locked with hashes by uv
  paper/NAME.md                       its prose, and its outputs as blocks

Requirements come from a requirements.txt beside the notebook, from its pip
install lines and inline script metadata, and from its imports. Modules that lie
beside it are copied. What a cell tagged parameters sets to plain values, as
papermill has it, becomes the experiment's parameters, which a run sets in a
cell behind it. What cannot be taken over is told, with its place and what to
do. Nothing runs, and nothing that is there is overwritten.

Exit codes: 0 done · 1 a file is there already, and nothing was written, or the
requirements could not be locked, and all but the lock was · 2 wrong usage, or
no notebook.`,
		Example: `  report import ~/analysis.ipynb
  report import analysis.ipynb --as digits --tool mlflow`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importNotebook(cmd.Context(), args[0], as, tool, scenario)
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "ID of the experiment (default the file's name)")
	cmd.Flags().StringVar(&tool, "tool", "", "the study's tool that it uses")
	cmd.Flags().StringVar(&scenario, "scenario", "", "the study's scenario that it carries out")
	return cmd
}

// imported is a notebook on its way into a study.
type imported struct {
	book       *notebook.Notebook
	study      *study.Study
	id         string
	dir        string // of the experiment, below the study's root
	name       string // of the notebook's file
	from       string // directory of the notebook
	files      map[string][]byte
	parameters []notebook.Parameter // with names as a study has them
	notes      []*diag.Error        // what the user has to see to
	kind       string               // of the environment
	tool, scenario,
	python string
}

const defaultPython = "3.11"

func (a *app) importNotebook(ctx context.Context, file, as, tool, scenario string) error {
	file = a.input(file)
	content, err := readPiped(ctx, file)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return usage("the notebook cannot be read: %w\nhint: %s", err, otherNotebooks(file))
	}
	book, err := notebook.Parse(filepath.Base(file), content)
	switch {
	case err != nil && filepath.Ext(file) != ".ipynb":
		name := filepath.Base(file)
		return usage("%s is no notebook\nhint: a script is the step of an experiment: run: [python, %s]; report help experiment shows one", name, name)
	case err != nil:
		return err
	}
	s, err := study.Alone(a.dir)
	if err != nil {
		return err
	}
	in := &imported{book: book, study: s, name: filepath.Base(file), from: filepath.Dir(file), files: map[string][]byte{}, tool: tool, scenario: scenario}
	if err := in.place(as); err != nil {
		return err
	}
	if err := in.compose(); err != nil {
		return err
	}
	if err := writeNew(s.Root, in.files, "give the experiment another name: --as NAME"); err != nil {
		return err
	}
	locked := in.lock(ctx, a)
	if a.json {
		answer := map[string]any{"schema": "report/import/1", "experiment": in.id, "files": slices.Sorted(maps.Keys(in.files)),
			"parameters": in.values(), "notes": append([]*diag.Error{}, in.notes...)}
		if err := a.printJSON(answer); err != nil {
			return err
		}
		return locked
	}
	for _, name := range slices.Sorted(maps.Keys(in.files)) {
		fmt.Fprintln(a.stdout, name)
	}
	for _, note := range in.notes {
		note.Print(a.stderr, a.colour)
		a.say("")
	}
	a.say("%s", in.next(locked == nil))
	return locked
}

// otherNotebooks names what there is instead of a file that cannot be read.
func otherNotebooks(file string) string {
	found, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*.ipynb")) // the pattern may be broken by the name
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	if near := diag.Nearest(filepath.Base(file), found); near != "" {
		return "did you mean " + near + "?"
	}
	if len(found) > 0 {
		return fmt.Sprintf("%s holds %s", filepath.Dir(file), strings.Join(found[:min(5, len(found))], ", "))
	}
	return "name a notebook: report import path/to/FILE.ipynb"
}

// place settles the experiment's ID, and refuses names that the study lacks.
func (in *imported) place(as string) error {
	in.id = as
	if as == "" {
		in.id = strings.Trim(notInID.ReplaceAllString(strings.ToLower(strings.TrimSuffix(in.name, filepath.Ext(in.name))), "-"), "-._")
	}
	if !idText.MatchString(in.id) || in.id == "scenarios" || in.id == study.CellsDir {
		return usage("%q cannot be the ID of an experiment\nhint: lower-case letters, digits, - . and _: --as NAME", in.id)
	}
	if in.tool != "" && in.study.Tool(in.tool) == nil {
		return unknownName("tool", in.tool, toolIDs(in.study))
	}
	if known := scenarioIDs(in.study); in.scenario != "" && !slices.Contains(known, in.scenario) {
		return unknownName("scenario", in.scenario, known)
	}
	in.dir = study.ExperimentsDir + "/" + in.id
	if !strings.HasSuffix(in.name, ".ipynb") {
		in.name += ".ipynb"
	}
	return nil
}

var (
	idText  = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
	notInID = regexp.MustCompile(`[^a-z0-9._]+`)
)

// compose makes the files.
func (in *imported) compose() error {
	in.takeParameters()
	in.book.Adopt()
	section, pictures := in.book.Section(in.id)
	beside := path.Dir(in.study.Paper)
	in.files[path.Join(beside, in.id+".md")] = section
	for name, content := range pictures {
		in.files[path.Join(beside, name)] = content
	}
	in.files[in.dir+"/"+in.name] = in.book.Clean()
	in.kind, in.python = "uv", defaultPython
	if v := minorOf.FindString(in.book.Version); in.book.Language == "python" && v != "" {
		in.python = v
	}
	if notebook.KernelPackages[in.book.Language] == "" {
		in.kind = "system"
		in.note(diag.Pos{File: in.name}, "no lock brings the kernel %q for %s", in.book.Kernel, in.book.Language).
			WithHint("the machine that runs it needs python3 with nbclient, and that kernel;\n  jupyter kernelspec list shows which it has")
	} else {
		if err := in.requirements(); err != nil {
			return err
		}
	}
	in.files[in.dir+"/"+study.ExperimentFileName] = in.definition()
	return nil
}

var minorOf = regexp.MustCompile(`^3\.[0-9]{1,2}`)

// requirements writes requirements.in, and copies the modules beside the
// notebook.
func (in *imported) requirements() error {
	local := map[string]bool{}
	for _, module := range in.book.Imports() {
		content, err := os.ReadFile(filepath.Join(in.from, module+".py"))
		if err == nil {
			local[module] = true
			in.files[in.dir+"/"+module+".py"] = content
			continue
		}
		if info, err := os.Stat(filepath.Join(in.from, module)); err == nil && info.IsDir() {
			local[module] = true
			in.note(diag.Pos{File: in.name}, "the package %s, which it imports, lies beside it", module).
				WithHint("cp -r %s %s/", filepath.ToSlash(filepath.Join(in.from, module)), in.dir)
		}
	}
	var given []string
	if content, err := os.ReadFile(filepath.Join(in.from, "requirements.txt")); err == nil {
		var left []notebook.Left
		given, left = notebook.Listed(string(content))
		for _, l := range left {
			in.note(diag.Pos{File: "requirements.txt", Line: l.Line}, "not taken over: %s", l.Text).
				WithHint(l.Mend, in.dir+"/requirements.in")
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("reading the requirements beside the notebook: %w", err)
	}
	in.files[in.dir+"/requirements.in"] = []byte(strings.Join(in.book.Requirements(given, local), "\n") + "\n")
	return nil
}

// note adds something that the user has to see to.
func (in *imported) note(at diag.Pos, format string, args ...any) *diag.Error {
	e := diag.At(at, format, args...)
	in.notes = append(in.notes, e)
	return e
}

// takeParameters makes parameters of what the tagged cell sets to plain values.
func (in *imported) takeParameters() {
	found, tagged := in.book.Parameters()
	if tagged && len(found) == 0 {
		in.note(diag.Pos{File: in.name}, "no parameter was found in its cell tagged parameters").
			WithHint("write each on a line of its own, set to a number, a text, true or false;\n  or list them below parameters: in the experiment.yaml")
	}
	first := map[string]string{}
	for _, p := range found {
		at := diag.Pos{File: fmt.Sprintf("%s:cell %d", in.name, p.Cell), Line: p.Line, Col: 1 + strings.Index(p.Source, p.Name)}
		id := strings.Trim(strings.ToLower(p.Name), "._")
		var note *diag.Error
		switch {
		case p.Computed:
			note = in.note(at, "%s stays in the notebook: it is no plain value", p.Name).
				WithHint("for a parameter, set it to a number or a text, and compute further on")
		case !idText.MatchString(id):
			note = in.note(at, "%s stays in the notebook: no parameter has such a name", p.Name).
				WithHint("rename it: letters, digits and _, a letter or digit first")
		case first[id] != "":
			note = in.note(at, "%s stays in the notebook: to a study it is %s", p.Name, first[id]).
				WithHint("rename one of the two")
		default:
			first[id] = p.Name
			p.Name = id
			in.parameters = append(in.parameters, p)
			continue
		}
		note.Source, note.Len = p.Source, len(p.Name)
	}
}

// values are the parameters by their names.
func (in *imported) values() map[string]string {
	values := map[string]string{}
	for _, p := range in.parameters {
		values[p.Name] = p.Value
	}
	return values
}

// plainYAML is a value that YAML needs no quotes for.
const plainYAML = `^(-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?|true|false|[a-z][a-z0-9]*([-_./][a-z0-9]+)*)$`

// quotedYAML are words that YAML would take for something else than text.
var quotedYAML = []string{"null", "yes", "no", "on", "off", "y", "n"}

// definition is the experiment.yaml.
func (in *imported) definition() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nschema: %s\ntitle: %q\n", study.Modeline(in.dir+"/"+study.ExperimentFileName), study.ExperimentSchema, in.id)
	if in.tool != "" {
		fmt.Fprintf(&b, "tool: %s\n", in.tool)
	}
	if in.scenario != "" {
		fmt.Fprintf(&b, "scenario: %s\n", in.scenario)
	}
	if in.kind == "uv" {
		fmt.Fprintf(&b, "environment:\n  kind: uv\n  lock: %s/requirements.lock\n  python: %q\n", in.dir, in.python)
	} else {
		b.WriteString("environment: {kind: system}\n")
	}
	if len(in.parameters) > 0 {
		b.WriteString("parameters: # as its cell tagged parameters has them; a profile may set others\n")
	}
	plain := regexp.MustCompile(plainYAML)
	for _, p := range in.parameters {
		value := p.Value
		if !plain.MatchString(value) || slices.Contains(quotedYAML, value) {
			value = fmt.Sprintf("%q", value)
		}
		fmt.Fprintf(&b, "  %s: %s\n", p.Name, value)
	}
	fmt.Fprintf(&b, "steps:\n  - id: notebook\n    notebook: %q\n    timeout: 30m\n", in.name)
	return b.Bytes()
}

// lock makes the lock, where the environment has one.
func (in *imported) lock(ctx context.Context, a *app) error {
	if in.kind != "uv" {
		return nil
	}
	at := func(name string) string { return filepath.Join(in.study.Root, filepath.FromSlash(in.dir), name) }
	var log bytes.Buffer
	err := environment.Resolve(ctx, at("requirements.in"), at("requirements.lock"), in.python, &log)
	if err == nil {
		in.files[in.dir+"/requirements.lock"] = nil
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	said := strings.Split(err.Error(), "\n")
	for i, line := range said { // uv's own words, in lines of any length
		if blank := line[:len(line)-len(strings.TrimLeft(line, " "))]; i > 0 && line != blank {
			said[i] = blank + strings.Join(wrap(line, terminalWidth-len(blank)-2), "\n"+blank+"  ")
		}
	}
	return fmt.Errorf("the requirements could not be locked: %s\nhint: all but the lock was written. Mend %s/requirements.in,\n  or go online, and make it:\n"+
		"  uv pip compile --universal --generate-hashes --no-header --no-annotate \\\n    -o %s/requirements.lock %[2]s/requirements.in",
		strings.TrimSpace(strings.Join(said, "\n")), in.dir, in.dir)
}

// next says what to do now.
func (in *imported) next(locked bool) string {
	var b strings.Builder
	if len(in.parameters) > 0 {
		names := make([]string, len(in.parameters))
		for i, p := range in.parameters {
			names[i] = p.Name
		}
		intro := fmt.Sprintf("its parameters stand in %s/%s: ", in.dir, study.ExperimentFileName)
		b.WriteString(hanging(intro+strings.Join(names, ", ")) + "\n")
	}
	b.WriteString("next:\n")
	if locked {
		fmt.Fprintf(&b, "  report run %s\n", in.id)
	}
	fmt.Fprintf(&b, "  put into %s, where it is to stand:\n\n    ```{include}\n    %s.md\n    ```\n\n  report check    what of its text the paper cannot take as it is", in.study.Paper, in.id)
	return b.String()
}
