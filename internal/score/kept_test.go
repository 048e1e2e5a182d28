package score_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"report/internal/recall"
	"report/internal/score"
)

// exactly is all that a sensitivity says.
func exactly(t *testing.T, s *score.Sensitivity, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal([]any{s, s.WinShare()})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAKeptSensitivityIsThatOfItsTable(t *testing.T) {
	kept := recall.In(t.TempDir())
	table := apply(t, seed(t), score.Fixed{}, "published", nil)
	said := map[string]bool{}
	for _, change := range []func(){
		func() {},
		func() { table.Criteria[0].Weight, table.Criteria[1].Weight = new(big.Rat), big.NewRat(40, 1) },
		func() {
			cell := table.Tools[1].Cells[table.Criteria[2].ID]
			cell.Points = big.NewRat(1, 3)
			table.Tools[1].Cells[table.Criteria[2].ID] = cell
		},
	} {
		change()
		plain, err := score.Sensitive(table)
		want := exactly(t, plain, err)
		for _, when := range []string{"made", "kept"} {
			got, err := score.SensitiveKept(table, kept)
			if text := exactly(t, got, err); text != want {
				t.Errorf("%s: %s, want %s", when, text, want)
			}
		}
		said[want] = true
	}
	if len(said) != 3 {
		t.Errorf("%d different tables, want 3", len(said))
	}
}
