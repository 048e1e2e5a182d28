package pdf

import (
	"math"
	"slices"
)

// flow breaks the stack of strips into columns and pages. It holds little more
// than a page's worth at a time.
type flow struct {
	r       *renderer
	list    []strip
	waiting []*float // for the top of a column or page that is still to come
	carried []strip  // of a footnote that did not end on its page

	column  int     // the next one of the page
	top     float64 // where its columns start
	low     float64 // how far down they are printed
	noted   bool    // they have footnotes
	passing bool    // text goes on beyond a barrier in the column being set
	below   bool    // the column being set has begun with floats
	section string  // that holds where the page starts
	opened  string  // the first that starts on the page
}

func newFlow(r *renderer) *flow { return &flow{r: r} }

// add puts strips at the end, and sets a column when there is enough for one.
func (f *flow) add(strips ...strip) {
	f.list = stack(f.list, strips...)
	for f.ahead() > 1.5*f.r.look.height {
		f.fill(false)
	}
}

// ahead is how much is waiting. Floats count in part: they may go elsewhere,
// and a choice between breaks needs text to choose from.
func (f *flow) ahead() float64 {
	sum := 0.0
	for i := range f.list {
		sum += f.list[i].height
		for _, n := range f.list[i].notes {
			sum += n.height
		}
	}
	return sum
}

// end sets all that is left.
func (f *flow) end() {
	for n := len(f.list); n > 0 && f.list[n-1].space; n-- {
		f.list = f.list[:n-1]
	}
	for f.more() {
		f.fill(true)
	}
	if f.r.c.page < 0 {
		f.newPage()
	}
	f.heads()
}

func (f *flow) newPage() {
	l := &f.r.look
	if f.r.c.page >= 0 {
		f.heads()
	}
	f.r.c.newPage()
	f.top, f.opened, f.noted = l.top, "", false
	share := 0.7
	if f.backlog(true) > patience*l.height {
		share = 0.95
	}
	f.across(func(fl *float) bool { return f.top == l.top || f.top-l.top+fl.height < share*l.height })
	room := l.top + l.height - f.top
	if notes := heightOf(f.carried); notes > 0 && room > notes+noteGap {
		return // they are not carried further than the next page
	}
	if room < 0.2*l.height && f.more() {
		f.newPage() // a few lines below a page's figures would be overlooked
	}
}

// level is how far down the first column goes when all text that may come before
// a float over the page's columns leaves room for it below: not lower than the
// others.
func (f *flow) level(room float64, last bool) float64 {
	at, n := f.begin(room), 0
	for n < len(f.list) && !f.overtakes(&f.list[n], at.moved) {
		f.advance(&at, &f.list[n], math.Inf(1))
		n++
	}
	columns := float64(f.r.look.columns)
	if n == len(f.list) && !last || len(at.moved) == 0 || !at.moved[0].wide || at.notes > 0 ||
		at.height/columns+at.moved[0].withNotes()+1.4*f.r.look.leading > room {
		return room
	}
	for high := at.height / columns; high < room; high += f.r.look.leading / 2 {
		part := f.begin(room)
		for i := range f.list[:f.choose(high, false)] {
			f.advance(&part, &f.list[i], math.Inf(1))
		}
		if (at.height-part.height)/(columns-1) <= high {
			return high
		}
	}
	return room
}

// across prints floats over the page's columns, which start below them.
func (f *flow) across(fits func(*float) bool) {
	l := &f.r.look
	for {
		var fl *float
		fl, f.waiting = next(f.waiting, func(fl *float) bool { return fl.wide && fits(fl) })
		if fl == nil {
			break
		}
		f.drawStrips(fl.strips, l.left, f.top)
		f.carry(fl.notes)
		f.top += fl.height + 1.4*l.leading
	}
	f.column, f.low = 0, f.top
}

// lower starts columns anew below those that nothing more can go in, where what
// has to come first goes over all of them and has room there, notes and all.
func (f *flow) lower() bool {
	l := &f.r.look
	if f.noted || len(f.carried) > 0 || len(f.list) > 0 && !f.overtakes(&f.list[0], f.waiting) {
		return false
	}
	before, column, bottom := f.top, f.column, l.top+l.height
	f.top = f.low + 1.4*l.leading
	start := f.top
	f.across(func(fl *float) bool { return len(f.carried) == 0 && f.top+fl.withNotes() <= bottom })
	if f.top == start {
		f.top, f.column = before, column
		return false
	}
	return bottom-f.top >= 0.2*l.height || len(f.carried) > 0
}

// patience is how many pages of floats may wait. When there are more, they are
// printed without text between them.
const patience = 0.8

// backlog is the height of the floats that wait for the top of a page, or of a
// column.
func (f *flow) backlog(wide bool) float64 {
	sum := 0.0
	for _, fl := range f.waiting {
		if fl.wide == wide {
			sum += fl.height + floatGap
		}
	}
	return sum
}

// more reports whether anything is left to print.
func (f *flow) more() bool {
	return len(f.list) > 0 || len(f.waiting) > 0 || len(f.carried) > 0
}

// overtakes reports whether a strip would come before a table of a lower number,
// or an appendix before what belongs to the one above.
func (f *flow) overtakes(s *strip, waiting []*float) bool {
	for _, fl := range waiting {
		if s.table && fl.table || s.barrier && !f.passing {
			return true
		}
	}
	return false
}

// next takes the next float that fits out of those that wait. Figures and tables
// are counted apart, and neither are printed in another order than they have in
// the text.
func next(waiting []*float, fits func(*float) bool) (*float, []*float) {
	passed := map[bool]bool{}
	for i, fl := range waiting {
		if passed[fl.table] {
			continue
		}
		if fits(fl) {
			return fl, append(append([]*float(nil), waiting[:i]...), waiting[i+1:]...)
		}
		passed[fl.table] = true
	}
	return nil, waiting
}

// fill sets one column.
func (f *flow) fill(last bool) {
	l := &f.r.look
	for len(f.list) > 0 && f.list[0].space {
		f.list = f.list[1:]
	}
	if f.r.c.page < 0 || f.column == l.columns && !f.lower() {
		f.newPage()
	}
	f.passing = false
	x := l.left + float64(f.column)*(l.column+l.gap)
	f.column++
	y, bottom := f.top, l.top+l.height
	share := 0.75 // text goes on below floats where there is any
	held := len(f.list) > 0 && f.overtakes(&f.list[0], f.waiting)
	if len(f.list) == 0 || held || f.backlog(false) > patience*l.height {
		share = 1
	}
	y = f.floats(x, y, share)
	f.passing = held && f.stranded(y, f.waiting)
	full := y > f.top && bottom-y < 2*l.leading // of floats
	if full || held && f.overtakes(&f.list[0], f.waiting) {
		f.notes(f.carried, x, y, bottom)
		return
	}
	from := y
	var head *strip
	if len(f.list) > 0 && f.list[0].resume != nil {
		head = f.list[0].resume
		y += head.height
	}
	room := bottom - y
	f.below = from > f.top
	if f.column == 1 && !f.below {
		room = f.level(room, last)
	}
	cut := f.choose(room, last)
	if at, s := f.until(cut, room); s != nil && s.barrier && f.stranded(y+at.height, at.moved) {
		f.passing = true
		cut = f.choose(room, last)
	}
	if f.unfold(cut, room) {
		cut = f.choose(room, last)
	}
	if cut == 0 && len(f.list) > 0 {
		if from > l.top || len(f.carried) > 0 {
			// What stays together has more room in a column to come.
			f.notes(f.carried, x, f.floats(x, from, 1), bottom)
			return
		}
		cut = f.forced(room)
	}
	if head != nil {
		head.draw(x, from)
	}
	f.set(cut, x, y, room, last && cut == len(f.list))
}

// mostEmpty is how much of a column may stay empty before an appendix, as a share.
const mostEmpty = 0.5

// stranded reports whether most of a column from y on would stay empty, because
// the next float goes over all columns and has no room on the page: an appendix
// then begins before what belongs to the one above.
func (f *flow) stranded(y float64, waiting []*float) bool {
	l := &f.r.look
	bottom := l.top + l.height
	fl, _ := next(waiting, func(fl *float) bool { return fl.wide })
	return fl != nil && bottom-y > mostEmpty*l.height && max(f.low, y)+1.4*l.leading+fl.withNotes() > bottom
}

// mostBare is how much of a column may stay empty below a text whose next table
// has no room there, as a share.
const mostBare = 0.3

// unfold puts the rows of a table that would move to the next column among the
// text, where so much of the column would stay empty without them that the table
// is better not kept whole. It reports whether it did.
func (f *flow) unfold(cut int, room float64) bool {
	at, first := f.begin(room), -1
	for i := range f.list[:cut] {
		s, before := &f.list[i], len(at.moved)
		f.advance(&at, s, room)
		if first < 0 && len(at.moved) > before && s.float.table {
			first = i
		}
	}
	if first < 0 || room-at.height-f.noteRoom(at, room) <= mostBare*f.r.look.height {
		return false
	}
	fl := f.list[first].float
	if fl.unfold == nil || slices.ContainsFunc(f.waiting, func(w *float) bool { return w.table }) {
		return false // it would come before a table of a lower number
	}
	rest := slices.Clone(f.list[first+1:])
	f.list = stack(stack(f.list[:first:first], fl.unfold()...), rest...)
	return true
}

// until is how far a column has come behind the first cut strips, and what comes
// next in the text.
func (f *flow) until(cut int, room float64) (layout, *strip) {
	at := f.begin(room)
	for i := range f.list {
		switch s := &f.list[i]; {
		case i < cut:
			f.advance(&at, s, room)
		case !s.space:
			return at, s
		}
	}
	return at, nil
}

// floats prints those that wait from y on, as long as they leave the rest of a
// share of the column to the text, and says where they end.
func (f *flow) floats(x, y, share float64) float64 {
	l := &f.r.look
	bottom := l.top + l.height
	for {
		var fl *float
		fl, f.waiting = next(f.waiting, func(fl *float) bool {
			if fl.wide {
				return false
			}
			if y == f.top && (f.top == l.top || fl.height <= bottom-y) {
				return true // the first of a column, which no other has more room for
			}
			return y-f.top+fl.height <= share*(bottom-f.top)
		})
		if fl == nil {
			return y
		}
		f.drawStrips(fl.strips, x, y)
		f.carry(fl.notes)
		y += fl.height + floatGap
	}
}

// carry has notes printed at the foot of the column that comes next.
func (f *flow) carry(notes []*note) {
	for _, n := range notes {
		f.carried = append(f.carried[:len(f.carried):len(f.carried)], n.strips...)
	}
}

// floatGap is the space between a float and the text below or above it.
const floatGap = 16

// noteGap is the room that the rule over the footnotes takes.
const noteGap = 13

// layout is how far a column has come while a break is looked for.
type layout struct {
	height float64 // of what is printed
	space  float64 // after the last printed strip
	notes  float64
	last   float64  // height of the last note alone
	moved  []*float // floats that have no room here: later ones follow them
}

// begin is a column before anything is printed: notes that were carried take up
// to half of it. Looking for a break and printing have to begin alike, or a float
// that has moved in one stands among the text in the other.
func (f *flow) begin(room float64) layout {
	at := layout{moved: f.waiting[:len(f.waiting):len(f.waiting)]}
	for _, s := range f.carried {
		at.notes += s.height
	}
	at.notes = min(at.notes, room/2)
	return at
}

// choose is how many strips go in the column: as full as can be without an
// ugly break. There are none when all that would fit has to stay with what
// follows.
func (f *flow) choose(room float64, last bool) int {
	best, cheapest := 0, math.Inf(1)
	at := f.begin(room)
	if f.below {
		empty := (room - f.noteRoom(at, room)) / f.r.look.leading
		cheapest = emptyLine * empty * empty // nothing below the floats
	}
	tied := false // to what comes, like a heading to its text
	for i := range f.list {
		s := &f.list[i]
		if best > 0 && (f.overtakes(s, at.moved) || s.barrier && f.passing && room-at.height <= mostEmpty*f.r.look.height) {
			break
		}
		moved := len(at.moved)
		f.advance(&at, s, room)
		if at.height+f.noteRoom(at, room) > room+0.5 {
			break
		}
		if moved == len(at.moved) && !s.space {
			tied = s.penalty >= forbidden
		}
		if (tied || s.penalty >= forbidden) && i+1 < len(f.list) {
			continue
		}
		cost := float64(s.penalty)
		if i+1 < len(f.list) || !last {
			empty := (room - at.height - f.noteRoom(at, room)) / f.r.look.leading
			cost += emptyLine * empty * empty
		}
		if cost <= cheapest {
			best, cheapest = i+1, cost
		}
	}
	return best
}

// forced is a break inside what should stay together but is larger than a
// column: before the strip that does not fit.
func (f *flow) forced(room float64) int {
	sum := 0.0
	for i := range f.list {
		sum += f.list[i].height
		if sum > room {
			return max(i, 1)
		}
	}
	return len(f.list)
}

// follows reports whether a float of the same kind has moved before.
func (at *layout) follows(fl *float) bool {
	for _, one := range at.moved {
		if one.table == fl.table {
			return true
		}
	}
	return false
}

// advance counts a strip in.
func (f *flow) advance(at *layout, s *strip, room float64) {
	switch {
	case s.float != nil:
		need := s.float.height + 2*floatGap
		notes := heightOfNotes(s.float.notes)
		if s.float.wide || at.follows(s.float) || at.height+at.space+need+at.notes+notes+noteGap > room {
			at.moved = append(at.moved, s.float)
			return
		}
		at.height += at.space + need
		at.notes += notes
		at.space = 0
	case s.space:
		at.space += s.height
	default:
		at.height += at.space + s.height
		at.space = 0
		for _, n := range s.notes {
			at.notes += n.height
			at.last = n.height
		}
	}
}

// noteRoom is what the notes need at least. A long one may go on on the next
// page.
func (f *flow) noteRoom(at layout, room float64) float64 {
	if at.notes == 0 {
		return 0
	}
	need := at.notes
	if least := 3 * f.r.look.smallLeading; at.last > room/4 && at.last > 2*least {
		need += least - at.last
	}
	return need + noteGap
}

// set prints the first cut strips and the notes they call.
func (f *flow) set(cut int, x, y, room float64, last bool) {
	used := f.list[:cut]
	for len(used) > 0 && used[len(used)-1].space {
		used = used[:len(used)-1]
	}
	at := f.begin(room)
	notes := f.carried
	inline := make([]bool, len(used))
	stretch := 0.0
	for i := range used {
		s := &used[i]
		before := len(at.moved)
		f.advance(&at, s, room)
		if s.float != nil {
			inline[i] = len(at.moved) == before
			if inline[i] {
				for _, n := range s.float.notes {
					notes = append(notes, n.strips...)
				}
			}
		}
		stretch += s.stretch
		for _, n := range s.notes {
			notes = append(notes, n.strips...)
		}
	}
	grow := 0.0
	if empty := room - at.height - f.noteRoom(at, room); !last && stretch > 0 && empty > 0 && empty <= stretch*3 && len(notes) == 0 {
		grow = empty / stretch
	}
	end := f.drawColumn(used, inline, x, y, grow)
	if n := len(used); n > 0 && cut < len(f.list) && used[n-1].closing != nil {
		used[n-1].closing(x, end)
	}
	f.list = f.list[cut:]
	f.notes(notes, x, end, y+room)
}

// drawColumn prints strips downwards and puts the floats that do not stand
// among them aside.
func (f *flow) drawColumn(used []strip, inline []bool, x, y, grow float64) float64 {
	top := y
	for i := range used {
		s := &used[i]
		switch {
		case s.float != nil && inline[i]:
			if y > top {
				y += floatGap
			}
			f.drawStrips(s.float.strips, x, y)
			y += s.float.height + floatGap
		case s.float != nil:
			f.waiting = append(f.waiting, s.float)
		default:
			f.drawStrips(used[i:i+1], x, y)
			y += s.height + grow*s.stretch
		}
	}
	return y
}

// drawStrips prints strips without a break.
func (f *flow) drawStrips(strips []strip, x, y float64) {
	for i := range strips {
		s := &strips[i]
		if s.mark != "" {
			if f.opened == "" {
				f.opened = s.mark
			}
			f.section = s.mark
		}
		if s.draw != nil {
			s.draw(x, y)
		}
		y += s.height
	}
}

// notes prints the footnotes at the column's foot; what does not fit is
// carried to the next.
func (f *flow) notes(notes []strip, x, end, bottom float64) {
	f.carried, f.low = nil, max(f.low, end)
	for len(notes) > 0 && notes[0].space {
		notes = notes[1:]
	}
	if len(notes) == 0 {
		return
	}
	f.noted = true
	height, n := float64(noteGap), 0
	for n < len(notes) && end+height+notes[n].height <= bottom+0.5 {
		height += notes[n].height
		n++
	}
	if n == 0 && end <= f.top {
		n = 1 // one strip at least, or it would never end
	}
	for n > 0 && notes[n-1].space {
		n--
		height -= notes[n].height
	}
	for rest := notes[n:]; len(rest) > 0; rest = rest[1:] {
		if !rest[0].space {
			f.carried = append([]strip(nil), rest...)
			break
		}
	}
	if n == 0 {
		return
	}
	y := bottom - height
	f.r.c.in(artifact)
	f.r.c.rect(x, y+4, 72, 0.5, grey)
	f.drawStrips(notes[:n], x, y+noteGap)
}
