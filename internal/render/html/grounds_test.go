package html

import (
	"reflect"
	"testing"

	"report/internal/claim"
	"report/internal/document"
)

// on is a figure on so many lines of a file, from one on.
func on(id, path string, from, lines int) claim.Claim {
	c := claim.Claim{ID: id, Text: id}
	for n := range lines {
		c.Evidence = append(c.Evidence, claim.Source{Path: path, Line: from + n})
	}
	return c
}

func TestTotalRestsOnWhatItsCellsRestOn(t *testing.T) {
	total := on("8.30", "install.log", 1, 10)
	total.Evidence = append(total.Evidence, on("", "train.log", 1, 5).Evidence...)
	total.Evidence = append(total.Evidence, claim.Source{Path: "study.yaml", Line: 7})
	seconds := on("1.5", "train.log", 1, 1)
	claims := []claim.Claim{total, on("9", "install.log", 1, 10), seconds, on("7", "train.log", 1, 5), total}
	g := groundsOf(&document.Document{Claims: claims})
	for i, want := range []struct {
		figures []int
		left    int
	}{{[]int{1, 3}, 1}, {nil, 10}, {nil, 1}, {nil, 5}, {[]int{0}, 0}} {
		if figures, left := g.of(i); !reflect.DeepEqual(figures, want.figures) || len(left) != want.left {
			t.Errorf("%s rests on figures %v and %d places, not %v and %d", claims[i].ID, figures, len(left), want.figures, want.left)
		}
	}
}

func TestFigureOnOneFileNamesItsPlaces(t *testing.T) {
	sum := on("13.2", "train.log", 1, 11)
	if figures, left := groundsOf(&document.Document{Claims: []claim.Claim{on("7", "train.log", 1, 5), sum}}).of(1); figures != nil || len(left) != 11 {
		t.Errorf("figures %v and %d places", figures, len(left))
	}
}
