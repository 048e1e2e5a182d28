package pdf

import (
	"report/internal/document"
)

// place is a part of the paper where figures stand, as the evidence appendix
// names it.
type place struct {
	kind  placeKind
	name  string
	order int
}

// placeKind orders the places of a file: where a reader would look first.
type placeKind uint8

const (
	inTableNo placeKind = iota
	inFigureNo
	inSectionNo
	inAppendixNo
	inTitled // a part without a number
)

// word stands before the first number of a kind.
func (k placeKind) word(many bool) string {
	one := [...]string{"Table", "Figure", "Section", "Appendix", ""}[k]
	switch {
	case one == "":
		return ""
	case !many:
		return one + "\u00a0"
	case k == inAppendixNo:
		return "Appendices\u00a0"
	}
	return one + "s\u00a0"
}

// findPlaces notes where each computed figure is printed. Footnotes are left
// out: what calls them stands in the text.
func (r *renderer) findPlaces() {
	body := *r.doc
	body.Footnotes = nil
	section := &place{kind: inTitled, name: "the abstract"}
	at, order := section, 0
	next := func(kind placeKind, name string) *place {
		order++
		return &place{kind, name, order}
	}
	note := func(id string) {
		if list := r.places[id]; id != "" && (len(list) == 0 || list[len(list)-1] != at) {
			r.places[id] = append(list, at)
		}
	}
	document.Walk(&body, func(b document.Block) {
		if section.order == 0 { // behind the abstract, before a heading
			section = next(inTitled, "the opening")
		}
		at = section
		switch b := b.(type) {
		case *document.Heading:
			switch {
			case b.Number == "":
				section = next(inTitled, "“"+plain(b.Text)+"”")
			case b.Number[0] >= 'A': // counted in letters
				section = next(inAppendixNo, b.Number)
			default:
				section = next(inSectionNo, b.Number)
			}
			at = section
		case *document.Table:
			if b.Number != "" {
				at = next(inTableNo, b.Number)
			}
		case *document.Figure:
			if b.Number != "" {
				at = next(inFigureNo, b.Number)
			}
			if b.Chart != nil {
				for _, s := range b.Chart.Series {
					for _, p := range s.Points {
						note(p.Claim)
					}
				}
			}
			if b.Image != nil {
				note(b.Image.Claim)
			}
		}
	}, func(in document.Inline) {
		if f, ok := in.(*document.Figured); ok {
			note(f.Claim)
		}
	})
}
