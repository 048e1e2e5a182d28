package pdf

// element is a node of the structure tree: what a piece of the page is, in
// the order in which it is read. Drawing happens inside an element, so that
// every mark on a page knows what it belongs to.
type element struct {
	kind   string // P, H1, Table … as PDF names them
	parent *element
	kids   []kid
	loose  bool // not yet among its parent's kids: put there when first drawn

	alt        string // what a picture shows
	expansion  string // ActualText: what to read instead of the marks
	attributes string // PDF attributes, such as /O /Table /Scope /Column
	title      string
	id         string
	number     int // of its object, given when it is written
}

// kid is a child element, marked content or an annotation.
type kid struct {
	element    *element
	page       int // of marked content and annotations, from 0
	content    int // MCID
	annotation int // index among the page's, when annotated
	annotated  bool
}

// artifact is what is on a page but not in the text: running heads, rules.
var artifact = &element{kind: "Artifact"}

// child makes an element below e, read after what e has so far.
func (e *element) child(kind string) *element {
	c := &element{kind: kind, parent: e}
	e.kids = append(e.kids, kid{element: c})
	return c
}

// inside makes an element within running text, which takes its place when it
// is first drawn.
func (e *element) inside(kind string) *element {
	return &element{kind: kind, parent: e, loose: true}
}

// place puts a loose element, and those around it, where they are read.
func (e *element) place() {
	if e.loose {
		e.loose = false
		e.parent.place()
		e.parent.kids = append(e.parent.kids, kid{element: e})
	}
}
