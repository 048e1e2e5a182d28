package document

import (
	"testing"

	"report/internal/score"
)

// TestOneCellIsNotEachOfOne puts a single written cell into words of its own.
func TestOneCellIsNotEachOfOne(t *testing.T) {
	for _, c := range []struct {
		cells, fewest       int
		words, count, ended string
		asked               int
	}{
		{1, 0, "the %s published cell", "n | words", "moving it cannot end its lead.", 0},
		{1, 1, "the %s published cell", "n | words", "moving it can end its lead.", 0},
		{6, 0, "each of the %s published cells", "n", "moving all of them cannot end its lead.", 0},
		{6, 1, "each of the %s published cells", "n", "one of them can end its lead.", 0},
		{6, 3, "each of the %s published cells", "n", "it takes %s of them to end its lead.", 1},
	} {
		m := &score.Moved{Cells: c.cells, Fewest: c.fewest}
		words, count := moving(m, "published", "n")
		ended, asked := ending(m, "f")
		if words != c.words || count != c.count || ended != c.ended || len(asked) != c.asked {
			t.Errorf("%+v: %q, %q, %q, %q", c, words, count, ended, asked)
		}
	}
}
