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

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"total tool=mlflow set=published | fixed 2", "#id rank tool=a", `quote match="a \"b\"" path='x y'`,
		"assert (total tool=a) > 1.5 and (winner) != \"x\"", "compute (1 + 2) * -3 / .5%", "metric a=b and=3", "assert 1 = 1 and",
		"((((", "#", "| fixed", "total tool=ä\n\tset=", "assert 1 ≥ 2", "\xff",
		"assert (compute (total tool=a) / 2) > compute 1 + compute compute 2", "compute compute=1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := diag.Pos{File: "f", Line: 1, Col: 1}
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
		if again.String() != printed {
			t.Fatalf("%q printed as %q, then as %q", text, printed, again.String())
		}
	})
}
