package highlight

import (
	"strings"
	"testing"
)

// show writes tokens as class:text, plain ones as they are.
func show(lines [][]Token) string {
	var b strings.Builder
	for _, line := range lines {
		for _, t := range line {
			if t.Class == Plain {
				b.WriteString(t.Text)
			} else {
				b.WriteString("‹" + string(t.Class) + " " + t.Text + "›")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestLines(t *testing.T) {
	for _, c := range []struct{ name, language, code, want string }{
		{"python", "py", "@task\ndef f(x):  # why\n    return f\"{x}\" if x is None else 1e-3\n",
			"‹meta @task›\n‹keyword def› ‹function f›(x):  ‹comment # why›\n    ‹keyword return› ‹string f\"{x}\"› ‹keyword if› x ‹keyword is› ‹constant None› ‹keyword else› ‹number 1e-3›\n"},
		{"a string over lines keeps its class", "python", "x = \"\"\"a\nb\"\"\"",
			"x = ‹string \"\"\"a›\n‹string b\"\"\"›\n"},
		{"a member is not a keyword", "python", "a.import.len(1)", "a.import.‹function len›(‹number 1›)\n"},
		{"an open string ends with its line", "go", "a := \"x\nreturn", "a := ‹string \"x›\n‹keyword return›\n"},
		{"yaml", "yaml", "steps:\n  - id: train # x\n    at: 2026-11-23\n    url: http://a#b\n    n: 3\n",
			"‹key steps›:\n  - ‹key id›: train ‹comment # x›\n    ‹key at›: 2026-11-23\n    ‹key url›: http://a#b\n    ‹key n›: ‹number 3›\n"},
		{"json", "json", `{"a": [1, true, "b"]}`, "{‹key \"a\"›: [‹number 1›, ‹constant true›, ‹string \"b\"›]}\n"},
		{"console", "console", "$ echo \"$A\" \\\n  > b\nout $A\n",
			"‹prompt $ ›‹builtin echo› ‹string \"$A\"› \\\n  > b\n‹output out $A›\n"},
		{"sql folds its keywords", "sql", "Select 'a' FROM t", "‹keyword Select› ‹string 'a'› ‹keyword FROM› t\n"},
		{"diff", "patch", "@@ -1 +1 @@\n-a\n+b\n c", "‹meta @@ -1 +1 @@›\n‹deleted -a›\n‹inserted +b›\n c\n"},
		{"toml", "toml", "[a.b]\nc = \"d\"\n", "‹meta [a.b]›\n‹key c› = ‹string \"d\"›\n"},
		{"an unknown language is plain", "klingon", "if x\n\ny", "if x\n\ny\n"},
		{"shell", "bash", "for f in $(ls); do echo ${f#a} # b\ndone", "‹keyword for› f ‹keyword in› $(‹builtin ls›); ‹keyword do› ‹builtin echo› ‹variable ${f#a}› ‹comment # b›\n‹keyword done›\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(Lines(c.language, c.code)); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func FuzzLinesKeepEveryByte(f *testing.F) {
	for name := range grammars() {
		f.Add(name, "a = \"b\n'c' # d\n$e /* ${ f\n\"\"\"")
	}
	f.Add("console", "$ a \\\n b\nc")
	f.Add("python", "é\xff'\\")
	f.Fuzz(func(t *testing.T, language, code string) {
		var lines []string
		for _, line := range Lines(language, code) {
			var b strings.Builder
			for _, token := range line {
				b.WriteString(token.Text)
			}
			lines = append(lines, b.String())
		}
		want := strings.TrimSuffix(strings.ReplaceAll(code, "\r\n", "\n"), "\n")
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("%q: got %q, want %q", language, got, want)
		}
	})
}
