package notebook

import (
	"fmt"
	"strings"
	"testing"
)

// parametersOf prints what the cell tagged parameters of a language sets.
func parametersOf(language, source string) string {
	n := &Notebook{Language: language, Cells: []Cell{{Kind: "markdown"}, {Kind: "code", Source: source, Tags: []string{"parameters"}}}}
	found, _ := n.Parameters()
	var lines []string
	for _, p := range found {
		if p.Computed {
			lines = append(lines, fmt.Sprintf("%s computed at %d:%d: %s", p.Name, p.Cell, p.Line, p.Source))
			continue
		}
		lines = append(lines, p.Name+"="+p.Value)
	}
	return strings.Join(lines, "\n")
}

func TestParameters(t *testing.T) {
	for _, c := range []struct{ language, source, want string }{
		{"python", "# settings\nepochs = 5\nlr: float = 1e-3  # the step\nname = 'mnist'\nLABEL = \"3.11\"\nshuffle = True\nseed = None\nbig = 1_000_000\nmask = 0xFF\nhalf = .5\nminus = -2.",
			"epochs=5\nlr=1e-3\nname=mnist\nLABEL=3.11\nshuffle=true\nseed=null\nbig=1000000\nmask=255\nhalf=0.5\nminus=-2.0"},
		{"python", "layers = [64,\n  32,  # the last\n]\nafter = 1\nsplit = ('train', 'test')\none = (5)\nopt = {'name': \"sgd\", 'nesterov': False, 'steps': [1, 2.5]}\nempty = []",
			"layers=[64,32]\nafter=1\nsplit=[\"train\",\"test\"]\none=5\nopt={\"name\":\"sgd\",\"nesterov\":false,\"steps\":[1,2.5]}\nempty=[]"},
		{"python", "import os\nhome = os.environ['HOME']\nn = 60 * 60\nif n == 3:\n    inner = 1\nn2 = 1 if n else 2\nf = f'{n}'\ns = 'it\\'s'\na == 3\nprint(n)",
			"home computed at 2:2: home = os.environ['HOME']\nn computed at 2:3: n = 60 * 60\nn2 computed at 2:6: n2 = 1 if n else 2\nf computed at 2:7: f = f'{n}'\ns=it's"},
		{"python", "text = '''a\nb = 2'''\nx = 1; y = 2\nx = 3", "text=a\nb = 2\nx=3"},
		{"python", "open_list = [1, 2\n", "open_list computed at 2:1: open_list = [1, 2"},
		{"r", "n <- 5L\nlearn.rate = 0.1\nname <- \"iris\"\nok <- TRUE\nv <- c(1, 2)", "n=5\nlearn.rate=0.1\nname=iris\nok=true\nv computed at 2:5: v <- c(1, 2)"},
		{"julia", "n = 5\nx::Float64 = 2.5\ns = \"a\"\nt = \"$n\"\nnone = nothing", "n=5\nx=2.5\ns=a\nt computed at 2:4: t = \"$n\"\nnone=null"},
		{"bash", "n=5\nexport who='a b'\nx=\"c d\"e # end\ny=$n\nz=\nd=`date`", "n=5\nwho=a b\nx=c de\ny computed at 2:4: y=$n\nz=\nd computed at 2:6: d=`date`"},
		{"javascript", "let n = 5;\nname = 'x'; // of it\nconst k = 3", "n=5\nname=x"},
		{"cobol", "MOVE 5 TO N", ""},
	} {
		if got := parametersOf(c.language, c.source); got != c.want {
			t.Errorf("%s:\n%s\ngives\n%s\nnot\n%s", c.language, c.source, got, c.want)
		}
	}
}

// What papermill left: the values that it ran with count, and its cell goes.
func TestParametersOfARun(t *testing.T) {
	n := &Notebook{Language: "python", Cells: []Cell{
		{Kind: "code", Source: "a = 1\nb = 2", Tags: []string{"parameters"}},
		{Kind: "code", Source: "# Parameters\nb = 3\nc = \"x\"\n", Tags: []string{"injected-parameters"}},
		{Kind: "code", Source: "print(a + b)"},
	}}
	found, tagged := n.Parameters()
	if len(found) != 3 || !tagged || found[0].Value != "1" || found[1].Value != "3" || found[1].Cell != 2 || found[2].Value != "x" {
		t.Errorf("found %+v, tagged %v", found, tagged)
	}
	n.Adopt()
	if len(n.Cells) != 2 || n.Cells[1].Source != "print(a + b)" {
		t.Errorf("adopted: %+v", n.Cells)
	}
	if _, tagged := (&Notebook{Cells: []Cell{{Kind: "markdown", Tags: []string{"parameters"}}}}).Parameters(); tagged {
		t.Error("a cell of prose holds parameters")
	}
}
