package document_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"report/internal/claim"
	"report/internal/digest"
	"report/internal/document"
	"report/internal/evidence"
	"report/internal/golden"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// TestStudy builds each testdata/study/*.txtar with the study in
// testdata/study/study.txt beside it and the evidence that study holds.
func TestStudy(t *testing.T) {
	base, err := txtar.ParseFile("testdata/study/study.txt")
	if err != nil {
		t.Fatal(err)
	}
	golden.Each(t, "testdata/study/*.txtar", []string{"want"}, func(t *testing.T, a *golden.Archive) {
		files := fstest.MapFS{}
		for _, f := range base.Files {
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		}
		maps.Copy(files, a.Files)
		got := shownStudy(t, files)
		if again := shownStudy(t, files); again != got {
			t.Error("built twice, the documents differ")
		}
		a.Hold(t, got)
	})
}

// shownStudy is what Build makes of a study's paper, for reading in review.
func shownStudy(t *testing.T, files fstest.MapFS) string {
	t.Helper()
	doc, errs := document.Build(document.Source{Files: files, Path: "paper.md"}, environment(t, files))
	var b bytes.Buffer
	errs.Sort()
	for _, e := range errs {
		e.Print(&b, false)
	}
	document.Walk(doc, func(block document.Block) { show(&b, block) }, nil)
	for _, n := range doc.Footnotes {
		fmt.Fprintf(&b, "[^%d]: %s\n", n.Number, words(n.Blocks[0].(*document.Paragraph).Text))
	}
	for _, e := range doc.Evidence {
		fmt.Fprintf(&b, "run %s %s %s %q", e.Run, e.Status, e.Started, e.Machine)
		for _, f := range e.Files {
			fmt.Fprintf(&b, " %s×%d", f.Path, len(f.Claims))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func show(b *bytes.Buffer, block document.Block) {
	switch v := block.(type) {
	case *document.Table:
		fmt.Fprintf(b, "table %s %s: %s\n", v.Number, v.ID, words(v.Caption))
		for _, part := range [][][]document.Cell{v.Head, v.Body, v.Foot} {
			for _, row := range part {
				for _, c := range row {
					text := words(c.Text)
					if c.Strong {
						text = "**" + text + "**"
					}
					b.WriteString("| " + text + " ")
				}
				b.WriteString("|\n")
			}
			b.WriteString("|-\n")
		}
		for _, n := range v.Notes {
			b.WriteString("note " + words(n) + "\n")
		}
	case *document.Figure:
		fmt.Fprintf(b, "figure %s %s: %s (%s) %d%%\n", v.Number, v.ID, words(v.Caption), v.Alt, v.Width)
		if v.Image != nil {
			fmt.Fprintf(b, "  image %s %s %d×%d from %s claim %t\n", v.Image.Name, v.Image.MediaType, v.Image.Width, v.Image.Height, v.Image.Source, v.Image.Claim != "")
		}
		if c := v.Chart; c != nil {
			fmt.Fprintf(b, "  chart %s stacked=%t y=%q %s–%s %v\n", c.Kind, c.Stacked, c.YName, c.Min, c.Max, c.Categories)
			for _, s := range c.Series {
				fmt.Fprintf(b, "  %s:", s.Name)
				for _, p := range s.Points {
					fmt.Fprintf(b, " %s[%s,%s]%d", p.Value, p.Low, p.High, len(p.Samples))
				}
				b.WriteByte('\n')
			}
		}
	case *document.Listing:
		fmt.Fprintf(b, "listing %s %s: %s %s %s:%d\n%s\n", v.Number, v.ID, words(v.Caption), v.Language, v.Source, v.First, v.Code)
	case *document.Paragraph:
		b.WriteString(words(v.Text) + "\n")
	case *document.Heading:
		fmt.Fprintf(b, "# %s\n", words(v.Text))
	case *document.Placeholder:
		fmt.Fprintf(b, "{%s}\n", v.Part)
	}
}

// words prints running text, with the marks of what is doubtful.
func words(in []document.Inline) string {
	var b strings.Builder
	for _, i := range in {
		switch i := i.(type) {
		case *document.Text:
			b.WriteString(i.Value)
		case *document.Code:
			b.WriteString("`" + i.Value + "`")
		case *document.Strong:
			b.WriteString("**" + words(i.Text) + "**")
		case *document.Figured:
			b.WriteString(i.Value)
			if i.Mark != "" {
				b.WriteString("(" + i.Mark + ")")
			}
		case *document.NoteRef:
			fmt.Fprintf(&b, "[^%d]", i.Number)
		case *document.Cite:
			b.WriteString("@" + i.Items[0].Key)
		case *document.Ref:
			b.WriteString("<" + i.Text + ">")
		}
	}
	return strings.ReplaceAll(b.String(), "\u00a0", "_")
}

// held is the evidence of a test's study.
type held struct{ files fstest.MapFS }

func (h held) Evidence(experiment, run, path string) ([]byte, error) {
	return fs.ReadFile(h.files, "evidence/"+experiment+"/"+run+"/"+path)
}

func (h held) Study(path string) ([]byte, error) { return fs.ReadFile(h.files, path) }

// environment loads the study and reads its evidence.
func environment(t *testing.T, files fstest.MapFS) document.Env {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(root, files); err != nil {
		t.Fatal(err)
	}
	s, err := study.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	readings := score.Fixed{}
	for _, e := range s.Experiments {
		matches, _ := fs.Glob(files, "evidence/"+e.ID+"/*/manifest.json")
		if len(matches) == 0 {
			continue
		}
		dir := filepath.ToSlash(filepath.Dir(matches[0]))
		r := &score.Reading{Experiment: e.ID, Run: filepath.Base(dir), Manifest: &evidence.Manifest{}}
		var metrics struct{ Metrics []run.Metric }
		var timings struct{ Records []run.Record }
		decode(t, files, matches[0], r.Manifest)
		decode(t, files, dir+"/metrics.json", &metrics)
		decode(t, files, dir+"/timings.json", &timings)
		for i, f := range r.Manifest.Files { // the golden files give made-up digests
			r.Manifest.Files[i].SHA256 = digest.Bytes(files[dir+"/"+f.Path].Data)
		}
		r.Metrics, r.Timings = metrics.Metrics, timings.Records
		readings[e.ID] = r
	}
	in := claim.Inputs{Study: s, Readings: readings, Files: held{files}, Root: "sha256:00", Newest: "2026-11-23"}
	return document.Env{Study: s, Claims: claim.NewEnv(in), Readings: readings, Files: held{files}, Root: in.Root, Newest: in.Newest}
}

func decode(t *testing.T, files fstest.MapFS, name string, into any) {
	t.Helper()
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return
	}
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
