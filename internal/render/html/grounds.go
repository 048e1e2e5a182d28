package html

import (
	"cmp"
	"slices"
	"strconv"

	"report/internal/document"
)

// A figure on many places, such as a total, rests on what others rest on, such
// as the points of its cells: those are named, and not all places again.
const (
	manyPlaces = 12 // of the figure
	mostOfOnes = 4  // places of each of the others, at the least
)

// grounds are the places behind the figures, and which figures share them.
type grounds struct {
	places []place
	lists  [][]int       // of places, by claim, each place once
	owner  []int         // by claim: the first that has words and the same places, or -1
	starts map[int][]int // by a list's first place: owners, the longest list first
}

func groundsOf(doc *document.Document) *grounds {
	claims := doc.Claims
	g := &grounds{lists: make([][]int, len(claims)), owner: make([]int, len(claims)), starts: map[int][]int{}}
	keys := g.number(doc)
	first := map[string]int{}
	for i := range claims {
		if _, known := first[keys[i]]; known || claims[i].Text == "" || len(g.lists[i]) < 2 {
			continue
		}
		first[keys[i]] = i
		g.starts[g.lists[i][0]] = append(g.starts[g.lists[i][0]], i)
	}
	for i := range claims {
		g.owner[i] = -1
		if owner, known := first[keys[i]]; known {
			g.owner[i] = owner
		}
	}
	for _, all := range g.starts {
		slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(len(g.lists[b]), len(g.lists[a])) })
	}
	return g
}

// entries are the claims that get an entry of their own, in order, and by each
// the others that are the same figure in another place.
func (g *grounds) entries(doc *document.Document) (own []int, twins map[int][]int) {
	claims := doc.Claims
	first := make(map[string]int, len(claims))
	twins = map[int][]int{}
	var key []byte
	for i, c := range claims {
		key = key[:0]
		for _, part := range []string{c.Text, c.Expr, string(c.Status), c.Basis, c.Reason} {
			key = append(append(key, part...), 0)
		}
		for _, n := range g.lists[i] {
			key = append(strconv.AppendInt(key, int64(n), 10), ' ')
		}
		same, known := first[string(key)]
		if known {
			twins[same] = append(twins[same], i)
			continue
		}
		first[string(key)] = i
		own = append(own, i)
	}
	return own, twins
}

// number gives each place a number and each claim its list; what is returned
// tells lists apart.
func (g *grounds) number(doc *document.Document) []string {
	claims := doc.Claims
	keys, numbers := make([]string, len(claims)), map[place]int{}
	var key []byte
	var in []int // by place: the last claim whose list has it, counted from 1
	for i := range claims {
		key = key[:0]
		for _, s := range claims[i].Evidence {
			one := place{s.Run, s.Path, s.Line, s.Pointer}
			n, known := numbers[one]
			if !known {
				n = len(g.places)
				numbers[one] = n
				g.places, in = append(g.places, one), append(in, 0)
			}
			if in[n] != i+1 {
				in[n] = i + 1
				g.lists[i] = append(g.lists[i], n)
				key = append(strconv.AppendInt(key, int64(n), 10), ' ')
			}
		}
		keys[i] = string(key)
	}
	return keys
}

// of says what a figure rests on: the figures that stand for places, and the
// places that are left.
func (g *grounds) of(figure int) (figures []int, left []place) {
	list := g.lists[figure]
	if owner := g.owner[figure]; owner >= 0 && owner != figure {
		return []int{owner}, nil
	}
	open := make(map[int]bool, len(list))
	for _, n := range list {
		open[n] = true
	}
	for _, n := range list {
		if !open[n] {
			continue
		}
		other := g.within(list, open, n)
		if other < 0 {
			left = append(left, g.places[n])
			continue
		}
		figures = append(figures, other)
		for _, covered := range g.lists[other] {
			open[covered] = false
		}
	}
	return figures, byFile(left)
}

// within is the figure on the most places that begin with one and are all among
// those of a list, but not all of them; -1 where there is none.
func (g *grounds) within(list []int, open map[int]bool, start int) int {
	if len(list) < manyPlaces {
		return -1
	}
	for _, other := range g.starts[start] {
		its := g.lists[other]
		if len(its) < mostOfOnes {
			break
		}
		if len(its) < len(list) && !slices.ContainsFunc(its, func(n int) bool { _, has := open[n]; return !has }) {
			return other
		}
	}
	return -1
}
