package document

import (
	"strings"
	"testing"
)

func TestTableOf(t *testing.T) {
	for _, test := range []struct{ as, text, want string }{
		{"csv", "name,n\n\"a, b\",1.5\nc,-2e3\n", "left decimal | name n | *a, b 1.5 | *c -2e3"},
		{"csv", "\ufeffn\n1\n", "decimal | n | 1"},
		{"tsv", "a\tb\n<i>x</i>\t{{ y }}\n1\t\n", "left left | a b | *<i>x</i> {{ y }} | *1 "},
		{"markdown", "Text\n\n| a | b |\n|---|:-:|\n| x \\| y | *z* |\n\nMore | text\n", "left center | a b | *x | y *z*"},
		{"json", `[{"b": 1, "a": null}, {"c": true, "b": [1]}]`, "left left left | b a c | *1   | *[1]  true"},
		{"json", `{"columns": ["x", 2], "data": [["p", 3.10]]}`, "left decimal | x 2 | *p 3.10"},
		{"json", `{"schema": {"fields": [{"name": "i"}, {"name": "v"}]}, "data": [{"i": 0, "v": "w", "z": 1}]}`, "decimal left | i v | 0 w"},
		{"json", `{"loss": 1}`, "it holds no table"},
		{"json", `[1, 2]`, "it holds no table"},
		{"json", `{`, "it is no JSON"},
		{"markdown", "no table | here", "it holds no table"},
		{"csv", "", "it is empty"},
		{"csv", "a\n1,2\n", "row 2 has 2 cells, and the head 1"},
		{"csv", "a\n" + strings.Repeat("1\n", 1001), "it has 1001 rows, more than the 1000 that a paper prints"},
	} {
		table, err := tableOf([]byte(test.text), test.as)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			var lines []string
			var aligns []string
			for _, c := range table.Columns {
				aligns = append(aligns, string(c.Align))
			}
			lines = append(lines, strings.Join(aligns, " "))
			for _, row := range append(table.Head, table.Body...) {
				var cells []string
				for _, c := range row {
					head := ""
					if c.Head {
						head = "*"
					}
					cells = append(cells, head+plainText(c.Text))
				}
				lines = append(lines, strings.Join(cells, " "))
			}
			got = strings.Join(lines, " | ")
		}
		if got != test.want {
			t.Errorf("%s %.60q:\n got %s\nwant %s", test.as, test.text, got, test.want)
		}
	}
}

// FuzzTableOf: whatever code wrote, each row of the table has all columns and
// no cell holds what cannot be printed.
func FuzzTableOf(f *testing.F) {
	for _, as := range []string{"csv", "tsv", "markdown", "json"} {
		f.Add([]byte("a,b\n1,2\n"), as)
		f.Add([]byte("|a|b|\n|-|-|\n|1|2|\n"), as)
		f.Add([]byte(`[{"a": 1}, {"b": "\u0000"}]`), as)
		f.Add([]byte(`{"columns": [1], "rows": [[1, 2]]}`), as)
	}
	f.Fuzz(func(t *testing.T, content []byte, as string) {
		table, err := tableOf(content, as)
		if err != nil {
			return
		}
		for _, row := range append(table.Head, table.Body...) {
			if len(row) != len(table.Columns) {
				t.Fatalf("a row of %d cells in %d columns", len(row), len(table.Columns))
			}
			for _, c := range row {
				if strings.ContainsAny(plainText(c.Text), "\x00\x1b\n") {
					t.Fatalf("a cell holds %q", plainText(c.Text))
				}
			}
		}
	})
}
