package notebook

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"report/internal/diag"
	"report/internal/need"
)

const analysis = `{
 "cells": [
  {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Loss\n", "\n", "Mail me@example.org, ask @anna; {{ x }} and ![p](attachment:p.png) ![q](https://example.org/q.png)\n", "` + "```" + `\n", "@kept {{ kept }}\n", "` + "```" + `"],
   "attachments": {"p.png": {"image/png": "iVBORw0KGgo="}}},
  {"cell_type": "code", "execution_count": 3, "metadata": {"collapsed": true}, "outputs": [], "source": "import numpy as np, os.path\nfrom sklearn.metrics import f1_score\n%pip install -q 'pandas>=2'  # for the table\nimport helpers\nprint(1 < 2)"},
  {"cell_type": "code", "metadata": {"tags": ["curve", "hide-input"]}, "execution_count": 1, "source": ["plot()"],
   "outputs": [{"output_type": "stream", "name": "stderr", "text": ["w"]}, {"output_type": "display_data", "metadata": {}, "data": {"text/plain": ["<Figure>"], "image/png": "AAAA"}}]},
  {"cell_type": "code", "metadata": {}, "execution_count": 2, "source": "1", "outputs": [{"output_type": "execute_result", "data": {"text/html": "<b>1</b>", "text/plain": "1"}, "metadata": {}, "execution_count": 2}]},
  {"cell_type": "raw", "metadata": {}, "source": "raw"}
 ],
 "metadata": {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}, "language_info": {"name": "python", "version": "3.12.4"}, "widgets": {}},
 "nbformat": 4, "nbformat_minor": 2
}`

func parse(t *testing.T, content string) *Notebook {
	t.Helper()
	n, err := Parse("a.ipynb", []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestKeyIsOfTheCodeAlone(t *testing.T) {
	n := parse(t, analysis)
	same := map[string]string{
		"another id":        strings.Replace(analysis, `"id": "a"`, `"id": "b"`, 1),
		"another count":     strings.Replace(analysis, `"execution_count": 3`, `"execution_count": null`, 1),
		"no outputs":        strings.Replace(analysis, `"image/png": "AAAA"`, `"image/png": "BBBB"`, 1),
		"other prose":       strings.Replace(analysis, "Mail", "Write", 1),
		"of a newer format": strings.Replace(analysis, `"nbformat_minor": 2`, `"nbformat_minor": 5`, 1),
		"source as text":    strings.Replace(analysis, `"source": ["plot()"]`, `"source": "plot()"`, 1),
		"line ends":         strings.ReplaceAll(analysis, "\n", "\r\n"),
	}
	for what, content := range same {
		if parse(t, content).Key() != n.Key() {
			t.Errorf("%s: another key", what)
		}
	}
	other := map[string]string{
		"code":   strings.Replace(analysis, "plot()", "plot(1)", 1),
		"tag":    strings.Replace(analysis, `"curve", `, `"line", `, 1),
		"kernel": strings.Replace(analysis, `"name": "python3"`, `"name": "python3-gpu"`, 1),
		"order":  strings.Replace(strings.Replace(analysis, "plot()", "X", 1), `"source": "1"`, `"source": "plot()"`, 1),
	}
	for what, content := range other {
		if parse(t, content).Key() == n.Key() {
			t.Errorf("another %s: the same key", what)
		}
	}
	cleaned := n.Clean()
	again := parse(t, string(cleaned))
	if again.Key() != n.Key() || string(again.Clean()) != string(cleaned) {
		t.Error("a cleaned notebook is not the same, cleaned again")
	}
	for _, not := range []string{"AAAA", "<b>", "widgets", "collapsed", `"execution_count": 3`} {
		if strings.Contains(string(cleaned), not) {
			t.Errorf("%s is in the cleaned notebook:\n%s", not, cleaned)
		}
	}
	if !strings.Contains(string(cleaned), "print(1 < 2)") || !strings.HasSuffix(string(cleaned), "}\n") {
		t.Errorf("cleaned:\n%s", cleaned)
	}
}

func TestRequirements(t *testing.T) {
	n := parse(t, analysis)
	if got := strings.Join(n.Imports(), " "); got != "helpers numpy sklearn" {
		t.Errorf("imports %s", got)
	}
	given, left := Listed("# a comment\nnumpy==2.1.0 \\\n    --hash=sha256:aa  # pinned\n-r other.txt\r\ntorch ; python_version < '3.14'\n\n../evil\n--pre\n--index-url=https://x.invalid\n")
	var told []string
	for _, l := range left {
		told = append(told, fmt.Sprintf("%d %s: "+l.Mend, l.Line, l.Text, "F"))
	}
	want := "4 -r other.txt: copy what is needed of it into F\n7 ../evil: name a release of it in F\n" +
		"8 --pre: if the environment needs it, add it to F\n9 --index-url=https://x.invalid: set it for pip or uv on this machine, not in F"
	if strings.Join(told, "\n") != want {
		t.Errorf("left:\n%s\nnot\n%s", strings.Join(told, "\n"), want)
	}
	got := strings.Join(n.Requirements(given, map[string]bool{"helpers": true}), " | ")
	if got != "ipykernel | nbclient | numpy==2.1.0 | pandas>=2 | scikit-learn | torch ; python_version < '3.14'" {
		t.Errorf("requirements %s", got)
	}
	script := parse(t, `{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": "# /// script\n# requires-python = \">=3.11\"\n# dependencies = [\n#   \"polars\",\n#   'rich>=13',\n# ]\n# ///\nimport polars"}]}`)
	if got := strings.Join(script.Requirements(nil, nil), " "); got != "ipykernel nbclient polars rich>=13" {
		t.Errorf("requirements of inline metadata: %s", got)
	}
	bash := parse(t, `{"nbformat": 4, "metadata": {"kernelspec": {"name": "bash", "language": "bash"}}, "cells": [{"cell_type": "code", "source": "import -window root x.png"}]}`)
	if got := strings.Join(bash.Requirements(nil, nil), " "); got != "bash_kernel nbclient" {
		t.Errorf("requirements of a notebook in bash: %s", got)
	}
}

func TestSection(t *testing.T) {
	n := parse(t, analysis)
	n.Adopt()
	if !strings.Contains(n.Cells[1].Source, "\n# %pip install -q 'pandas>=2'") || strings.Join(n.Cells[3].Tags, " ") != "out-4" || len(n.Cells[2].Tags) != 2 {
		t.Errorf("adopted: %q, tags %v and %v", n.Cells[1].Source, n.Cells[2].Tags, n.Cells[3].Tags)
	}
	section, files := n.Section("digits")
	want := "# Loss\n\nMail me@example.org, ask \\@anna; \\{{ x }} and ![p](digits-1.png) [q](https://example.org/q.png)\n```\n@kept {{ kept }}\n```\n\n" +
		"```{output #fig-digits-3}\nexperiment: digits\ntag: curve\ncaption: What cell 3 shows\nalt: The picture that cell 3 of the notebook draws\n```\n\n" +
		"```{output}\nexperiment: digits\ntag: out-4\n```\n"
	if string(section) != want {
		t.Errorf("section:\n%s\nwant:\n%s", section, want)
	}
	if string(files["digits-1.png"]) != "\x89PNG\r\n\x1a\n" {
		t.Errorf("files %q", files)
	}
}

func TestMistakes(t *testing.T) {
	for content, says := range map[string]string{
		"":                                  "a.ipynb:1:1: the notebook ends within its JSON",
		"{\n \"nbformat\": 4,\n":            "a.ipynb:2:16: the notebook ends within its JSON",
		"{\n x}":                            "a.ipynb:2:2: the notebook is no JSON: invalid character 'x' looking for beginning of object key string",
		"[]":                                "a.ipynb:1:1: the notebook has an array where an object belongs",
		"{}":                                "a.ipynb:1:1: this is no notebook: it has no nbformat",
		`{"nbformat": 3, "worksheets": []}`: "a.ipynb:1:1: the notebook has format 3, and 4 is read",
		`{"nbformat": 4, "cells": []} {}`:   "a.ipynb:1:31: the notebook ends before the file does",
		`{"nbformat": 4, "cells": [{"cell_type": "sql"}]}`:                                                              `a.ipynb:1:27: cell 1 is of the unknown kind "sql"`,
		`{"nbformat": 4, "cells": [{"cell_type": "code", "source": {"a": 1}}]}`:                                         "a.ipynb:1:27: cell 1 holds something else where text or a list of texts belongs",
		"{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\", \"source\": \"\"},\n 7]}":                               "a.ipynb:2:2: cell 2 has a number where an object belongs",
		"{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\", \"source\": \"\"},\n {\"metadata\": {\n\"tags\": 3}}]}": "a.ipynb:3:9: cell 2 has a number where a list belongs (metadata.tags)",
	} {
		_, err := Parse("a.ipynb", []byte(content))
		var e *diag.Error
		if !errors.As(err, &e) || e.Pos.String()+": "+e.Message != says {
			t.Errorf("%q: %v, not %s", content, err, says)
		} else if e.Hint == "" {
			t.Errorf("%q: nothing says how to mend it", content)
		}
	}
}

// FuzzParse: what is read is written so that it reads the same, and a mistake
// lies within the file.
func FuzzParse(f *testing.F) {
	f.Add([]byte(analysis))
	f.Add([]byte(`{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a\n", "b"], "metadata": {"tags": ["x"]}}]}`))
	f.Add([]byte(`{"nbformat": 4, "cells": [{"cell_type": "code", "source": "a = [1, {'b': 2.5}, (x)]\nc: int = -0x1 # d\ne = '''f\n'''", "metadata": {"tags": ["parameters"]}}]}`))
	f.Add([]byte("{\n x}"))
	f.Fuzz(func(t *testing.T, content []byte) {
		n, err := Parse("a.ipynb", content)
		if err != nil {
			var e *diag.Error
			if !errors.As(err, &e) || e.Line < 1 || e.Line > 1+strings.Count(string(content), "\n") {
				t.Fatalf("a mistake outside the file: %v", err)
			}
			return
		}
		again, err := Parse("a.ipynb", n.Clean())
		if err != nil || again.Key() != n.Key() || string(again.Clean()) != string(n.Clean()) {
			t.Fatalf("cleaned, it reads otherwise: %v\n%s", err, n.Clean())
		}
		n.Requirements(nil, nil)
		found, _ := n.Parameters()
		for _, p := range found {
			if source := strings.Split(n.Cells[p.Cell-1].Source, "\n")[p.Line-1]; strings.TrimRight(source, "\r") != p.Source || !strings.Contains(source, p.Name) {
				t.Fatalf("parameter %+v does not stand in %q", p, source)
			}
		}
		n.Adopt()
		n.Section("x")
	})
}

// Python that decides what a message says has tests of its own.
func TestExecute(t *testing.T) {
	cmd := exec.Command(need.Program(t, "python3", "python3"), "-B", "testdata/execute_test.py")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func TestFailureIn(t *testing.T) {
	log := []string{"cell 2", "Traceback", "report: a/b.ipynb: cell 4 (curve, x), line 2: NameError: name 'n' is not defined", "    2 |   m = n + 1", "      |       ^"}
	f := FailureIn(log)
	if f == nil {
		t.Fatal("nothing was found")
	}
	if got, want := f.String(), "a/b.ipynb: cell 4 (curve, x), line 2: NameError: name 'n' is not defined"; got != want {
		t.Errorf("it says %q, not %q", got, want)
	}
	var printed strings.Builder
	f.Mistake("experiments/e/a/b.ipynb").Print(&printed, false)
	want := "experiments/e/a/b.ipynb:cell 4:2:7: the cell tagged curve, x failed: NameError: name 'n' is not defined\n    2 |   m = n + 1\n      |       ^\n"
	if printed.String() != want {
		t.Errorf("it prints\n%s\nnot\n%s", printed.String(), want)
	}
	for line, says := range map[string]string{
		"report: b.ipynb: cell 3: the kernel died":                               "b.ipynb:cell 3: the cell failed: the kernel died",
		"report: b.ipynb: the cell that sets the parameters, line 1: E: m":       "b.ipynb:1: the cell that sets the parameters failed: E: m",
		"report: b.ipynb: cell 5 (metrics): its 'loss' is no number: 'a: b (c)'": "b.ipynb:cell 5: the cell tagged metrics failed: its 'loss' is no number: 'a: b (c)'",
	} {
		if f := FailureIn([]string{line}); f == nil || f.Mistake("b.ipynb").Error() != says {
			t.Errorf("%s: %v, not %s", line, f.Mistake("b.ipynb"), says)
		}
	}
	if FailureIn([]string{"report: nbclient is not in the environment"}) != nil || FailureIn(nil) != nil {
		t.Error("a failure of no cell names one")
	}
	if got := Begun([]string{"cell 2", "cell 4 (curve)", ""}); got != "cell 4 (curve)" {
		t.Errorf("begun %q", got)
	}
	if got := Begun([]string{"cell 2", "something else"}); got != "" {
		t.Errorf("begun %q", got)
	}
}
