package claim

import (
	"strings"
	"testing"

	"report/internal/diag"
)

func TestNormalised(t *testing.T) {
	for in, want := range map[string]string{
		"total tool=b  set=a":                                         "total set=a tool=b",
		" #x total tool='b c' set=a|fixed 2 ":                         `total set=a tool="b c" | fixed 2`,
		"assert total tool=a > 3 and 2 ≤ (1 + 2)*3":                   "assert (total tool=a) > 3 and 2 <= ((1 + 2) * 3)",
		"compute (total tool=a)":                                      "compute (total tool=a)",
		"compute 1 - 2 - -3":                                          "compute (1 - 2) - -3",
		"assert (compute (total tool=a) / 2) > compute 1 + compute 2": "assert ((total tool=a) / 2) > (1 + 2)",
		`quote path=a match="x \"y\" \d"`:                             `quote match="x \"y\" \\d" path=a`,
		"assert winner set=a = \"b\"":                                 `assert (winner set=a) = "b"`,
	} {
		e, err := Parse(in, diag.Pos{})
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := e.String(); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", in, got, want)
		}
	}
}

func TestAnExpressionEndsAtBracesThatNoValueHolds(t *testing.T) {
	for line, want := range map[string]string{
		`a x=1 }} b }}`:               `a x=1 `,
		`a x="}}" y='a }} b' }} c`:    `a x="}}" y='a }} b' `,
		`a x="\"}}" | fixed 2}} "}}"`: `a x="\"}}" | fixed 2`,
		`a x="\\"}} y="}}"`:           `a x="\\"`,
		`(a x="}}") > (a x="}}")}}`:   `(a x="}}") > (a x="}}")`,
		`a x="b }} and {{ a x="c" }}`: `a x="b `,
		`a x="b }} costs`:             `a x="b `,
		`a's }} and the others' }}`:   `a's `,
		`a x="}}`:                     `a x="`,
		`}}`:                          ``,
	} {
		if got := Closing(line); got != len(want) {
			t.Errorf("%s ends at %d, not at %d", line, got, len(want))
		}
	}
	for _, none := range []string{"", "}", `a x="b" }`, `a x="}}"`, `a x="}}" y`, `=`, `="`} {
		if got := Closing(none); got != -1 {
			t.Errorf("%q ends at %d", none, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"total tool=mlflow set=published | fixed 2", "#id rank tool=a", `quote match="a \"b\"" path='x y'`,
		"assert (total tool=a) > 1.5 and (winner) != \"x\"", "compute (1 + 2) * -3 / .5%", "metric a=b and=3", "assert 1 = 1 and",
		"((((", "#", "| fixed", "total tool=ä\n\tset=", "assert 1 ≥ 2", "\xff",
		"assert (compute (total tool=a) / 2) > compute 1 + compute compute 2", "compute compute=1", `quote path=x match="}}" | fixed 2 }}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := diag.Pos{File: "f", Line: 1, Col: 1}
		if end := Closing(text); end >= 0 && text[end:end+2] != "}}" {
			t.Fatalf("%q closes at %d", text, end)
		}
		e, err := Parse(text, at)
		if err != nil {
			lines := strings.Split(text, "\n")
			if err.Line < 1 || err.Line > len(lines) || err.Col < 1 || err.Col > len([]rune(lines[err.Line-1]))+1 {
				t.Fatalf("%q: the position %s lies outside", text, err.Pos)
			}
			return
		}
		printed := e.String()
		again, err := Parse(printed, at)
		if err != nil {
			t.Fatalf("%q printed as %q: %v", text, printed, err)
		}
		if end := Closing(printed + " }}"); end != len(printed)+1 {
			t.Fatalf("%q printed as %q, of which braces cut %q", text, printed, printed[max(end, 0):])
		}
		if again.String() != printed {
			t.Fatalf("%q printed as %q, then as %q", text, printed, again.String())
		}
	})
}
