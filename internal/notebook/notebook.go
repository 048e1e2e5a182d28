// Package notebook reads Jupyter notebooks: a file's bytes come in; its cells,
// its kernel, a copy without outputs, and the digest of what can change an
// outcome go out. It also owns the program that executes one (execute.py) and
// what is taken over when one is imported. What runs it is for run.
package notebook

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"report/internal/diag"
	"report/internal/digest"
)

// Execute is the Python program that executes a notebook by nbclient: its
// arguments are the notebook and the folder for what comes of it.
//
//go:embed execute.py
var Execute []byte

// Notebook is what counts of a notebook.
type Notebook struct {
	Kernel   string // the kernelspec's name, such as python3, ir or bash
	Display  string // as people are shown it
	Language string // in lower case; "python" where the file does not say
	Version  string // of the language, "" unknown
	Cells    []Cell
}

// Cell is one cell.
type Cell struct {
	Kind   string // code, markdown or raw
	Source string
	Tags   []string
	// Shows lists the MIME types of what the cell left when the file was saved.
	Shows []string
	// Attachments are pictures that a Markdown cell holds, by name and type.
	Attachments map[string]map[string]string
}

// text is a string, or a list of strings that belong together.
type text string

func (t *text) UnmarshalJSON(content []byte) error {
	var one string
	if json.Unmarshal(content, &one) == nil {
		*t = text(one)
		return nil
	}
	var parts []string
	if err := json.Unmarshal(content, &parts); err != nil {
		return errors.New("holds something else where text or a list of texts belongs")
	}
	*t = text(strings.Join(parts, ""))
	return nil
}

// stored is a file of format 4.
type stored struct {
	Format   *int `json:"nbformat"`
	Minor    int  `json:"nbformat_minor"`
	Metadata struct {
		Kernelspec struct {
			Name     string `json:"name"`
			Display  string `json:"display_name"`
			Language string `json:"language"`
		} `json:"kernelspec"`
		Language struct {
			Name    string `json:"name"`
			Version string `json:"version"`
		} `json:"language_info"`
	} `json:"metadata"`
	Cells      []json.RawMessage `json:"cells"`
	Worksheets []json.RawMessage `json:"worksheets"`
}

// storedCell is one cell of it.
type storedCell struct {
	Kind     string `json:"cell_type"`
	Source   text   `json:"source"`
	Metadata struct {
		Tags []string `json:"tags"`
	} `json:"metadata"`
	Outputs []struct {
		Kind string                     `json:"output_type"`
		Name string                     `json:"name"`
		Data map[string]json.RawMessage `json:"data"`
	} `json:"outputs"`
	Attachments map[string]map[string]text `json:"attachments"`
}

// Parse reads a notebook of format 4. Mistakes come with their place in the
// file, whose name is given for them.
func Parse(name string, content []byte) (*Notebook, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	var s stored
	d := json.NewDecoder(bytes.NewReader(content))
	if err := d.Decode(&s); err != nil {
		return nil, mistake(name, content, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, at(name, content, int(d.InputOffset()), "the notebook ends before the file does").WithHint("%s", saveAgain)
	}
	switch {
	case s.Format == nil:
		return nil, at(name, content, 0, "this is no notebook: it has no nbformat").WithHint("Jupyter saves notebooks as .ipynb")
	case *s.Format != 4 || s.Worksheets != nil:
		return nil, at(name, content, 0, "the notebook has format %d, and 4 is read", *s.Format).
			WithHint("jupyter nbconvert --to notebook --nbformat 4 --inplace %s", name)
	}
	n := &Notebook{Kernel: s.Metadata.Kernelspec.Name, Display: s.Metadata.Kernelspec.Display, Version: s.Metadata.Language.Version}
	n.Language = strings.ToLower(s.Metadata.Kernelspec.Language)
	if n.Language == "" {
		n.Language = strings.ToLower(s.Metadata.Language.Name)
	}
	if n.Language == "" {
		n.Language = "python"
	}
	if n.Kernel == "" && n.Language == "python" {
		n.Kernel = "python3"
	}
	for i, raw := range s.Cells {
		cell, err := readCell(raw)
		if err != nil {
			return nil, wrongCell(name, content, i, raw, err)
		}
		n.Cells = append(n.Cells, cell)
	}
	return n, nil
}

// readCell reads one cell.
func readCell(raw json.RawMessage) (Cell, error) {
	var c storedCell
	if err := json.Unmarshal(raw, &c); err != nil {
		return Cell{}, err
	}
	if c.Kind != "code" && c.Kind != "markdown" && c.Kind != "raw" {
		return Cell{}, fmt.Errorf("is of the unknown kind %.20q", c.Kind)
	}
	cell := Cell{Kind: c.Kind, Source: strings.ReplaceAll(string(c.Source), "\r\n", "\n"), Tags: c.Metadata.Tags}
	for _, o := range c.Outputs {
		if o.Kind == "stream" && o.Name != "stderr" {
			cell.Shows = append(cell.Shows, "text/plain")
		}
		if len(o.Data) > 0 {
			cell.Shows = append(cell.Shows, best(o.Data))
		}
	}
	for file, types := range c.Attachments {
		for kind, data := range types {
			if cell.Attachments == nil {
				cell.Attachments = map[string]map[string]string{}
			}
			if cell.Attachments[file] == nil {
				cell.Attachments[file] = map[string]string{}
			}
			cell.Attachments[file][kind] = string(data)
		}
	}
	return cell, nil
}

// wrongCell places what is wrong with cell i (from 0) at its beginning, or at
// the value within it.
func wrongCell(name string, content []byte, i int, raw json.RawMessage, err error) error {
	offset := cellOffset(content, i)
	says := err.Error()
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		offset += int(typed.Offset) - 1
		says = fmt.Sprintf("has %s where %s belongs", article(typed.Value), article(kindOf(typed.Type.Kind().String())))
		if typed.Field != "" {
			says += " (" + typed.Field + ")"
		}
	}
	return at(name, content, offset, "cell %d %s", i+1, says).WithHint("%s", saveAgain)
}

// cellOffset is where cell i (from 0) begins in a file that is sound JSON.
func cellOffset(content []byte, i int) int {
	d := json.NewDecoder(bytes.NewReader(content))
	if _, err := d.Token(); err != nil {
		return 0
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return 0
		}
		if key != "cells" {
			var skipped json.RawMessage
			if d.Decode(&skipped) != nil {
				return 0
			}
			continue
		}
		if _, err := d.Token(); err != nil {
			return 0
		}
		for n := 0; d.More(); n++ {
			at := int(d.InputOffset())
			if n == i {
				return at + len(content[at:]) - len(bytes.TrimLeft(content[at:], ", \t\r\n"))
			}
			var skipped json.RawMessage
			if d.Decode(&skipped) != nil {
				return 0
			}
		}
	}
	return 0
}

// saveAgain mends a file that is no notebook as Jupyter writes them.
const saveAgain = "open it in Jupyter and save it, which writes it whole"

// Types are the MIME types of outputs that a paper shows, the best first, with
// the endings of their files. execute.py has the same.
var Types = []struct{ MIME, Ext string }{
	{"image/svg+xml", ".svg"}, {"image/png", ".png"}, {"image/jpeg", ".jpg"},
	{"application/vnd.dataresource+json", ".json"}, {"text/csv", ".csv"}, {"text/tab-separated-values", ".tsv"},
	{"text/markdown", ".md"}, {"application/json", ".json"}, {"text/plain", ".txt"},
}

// best is the type in which an output is shown.
func best(data map[string]json.RawMessage) string {
	for _, t := range Types {
		if _, has := data[t.MIME]; has {
			return t.MIME
		}
	}
	return ""
}

// mistake places an error of the JSON decoder.
func mistake(name string, content []byte, err error) error {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	var e *diag.Error
	switch {
	case errors.As(err, &syntax):
		e = at(name, content, int(syntax.Offset)-1, "the notebook is no JSON: %v", err)
	case errors.As(err, &typed):
		e = at(name, content, int(typed.Offset)-1, "the notebook has %s where %s belongs", article(typed.Value), article(kindOf(typed.Type.Kind().String())))
		if typed.Field != "" {
			e.Message += " (" + typed.Field + ")"
		}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e = at(name, content, len(content)-1, "the notebook ends within its JSON")
	default:
		e = at(name, content, 0, "the notebook cannot be read: %v", err)
	}
	return e.WithHint("%s", saveAgain)
}

// kindOf is a kind of Go as JSON calls it.
func kindOf(kind string) string {
	switch kind {
	case "struct", "map":
		return "object"
	case "slice":
		return "list"
	case "int":
		return "whole number"
	}
	return kind
}

func article(noun string) string {
	if strings.ContainsAny(noun[:min(1, len(noun))], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}

func at(name string, content []byte, offset int, format string, args ...any) *diag.Error {
	e := diag.At(diag.Offset(name, content, max(0, min(offset, len(content)))), format, args...)
	return e.In(content, 1)
}

// clean is a notebook as it is written.
type clean struct {
	Cells    []cleanCell    `json:"cells"`
	Metadata map[string]any `json:"metadata"`
	Format   int            `json:"nbformat"`
	Minor    int            `json:"nbformat_minor"`
}

// cleanCell is a cell as it is written. The format asks code cells for a count
// and outputs, here null and empty, and forbids both to others.
type cleanCell struct {
	Kind      string          `json:"cell_type"`
	Execution json.RawMessage `json:"execution_count,omitempty"`
	ID        string          `json:"id"`
	Metadata  map[string]any  `json:"metadata"`
	Outputs   *[]any          `json:"outputs,omitempty"`
	Source    []string        `json:"source"`
}

// marshal is json.Marshal that leaves <, > and & as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// Clean is the notebook without outputs, counts, and whatever tools keep for
// themselves: the same cells give the same bytes.
func (n *Notebook) Clean() []byte {
	out := clean{Cells: []cleanCell{}, Metadata: map[string]any{}, Format: 4, Minor: 5}
	if n.Kernel != "" {
		display := n.Display
		if display == "" {
			display = n.Kernel
		}
		out.Metadata["kernelspec"] = map[string]any{"display_name": display, "language": n.Language, "name": n.Kernel}
	}
	out.Metadata["language_info"] = map[string]any{"name": n.Language}
	for i, c := range n.Cells {
		cell := cleanCell{Kind: c.Kind, ID: fmt.Sprintf("cell-%d", i+1), Metadata: map[string]any{}, Source: strings.SplitAfter(c.Source, "\n")}
		if last := len(cell.Source) - 1; cell.Source[last] == "" {
			cell.Source = cell.Source[:last]
		}
		if len(c.Tags) > 0 {
			cell.Metadata["tags"] = c.Tags
		}
		if c.Kind == "code" {
			cell.Execution, cell.Outputs = json.RawMessage("null"), &[]any{}
		}
		out.Cells = append(out.Cells, cell)
	}
	plain, err := marshal(out)
	if err != nil {
		panic("writing a notebook: " + err.Error()) // texts and lists alone
	}
	var b bytes.Buffer
	if err := json.Indent(&b, plain, "", " "); err != nil {
		panic("writing a notebook: " + err.Error())
	}
	return append(b.Bytes(), '\n')
}

// Key digests what can change an outcome: code cells with their tags, and the
// kernel. Prose, outputs, counts and what editors keep are not in it, so that
// opening and saving a notebook makes no run stale. The code does not see them
// either: execute.py reads the file and takes it away first.
func (n *Notebook) Key() digest.SHA256 {
	type code struct {
		Source string   `json:"source"`
		Tags   []string `json:"tags,omitempty"`
	}
	all := struct {
		Kernel   string `json:"kernel"`
		Language string `json:"language"`
		Cells    []code `json:"cells"`
	}{Kernel: n.Kernel, Language: n.Language}
	for _, c := range n.Cells {
		if c.Kind == "code" && strings.TrimSpace(c.Source) != "" {
			tags := slices.Clone(c.Tags)
			slices.Sort(tags)
			all.Cells = append(all.Cells, code{c.Source, slices.Compact(tags)})
		}
	}
	content, err := marshal(all)
	if err != nil {
		panic("digesting a notebook: " + err.Error())
	}
	return digest.Bytes(content)
}
