package pdf

// rows are a table's parts, set.
type rows struct {
	*grid
	caption, head, body, foot, notes []strip
}

// assemble is the table in one piece.
func (g *rows) assemble() []strip {
	out := append([]strip(nil), g.caption...)
	out = append(out, g.rule(heavyRule))
	if len(g.head) > 0 {
		out = append(append(out, g.head...), g.rule(lightRule))
	}
	out = append(out, g.body...)
	if len(g.foot) > 0 {
		out = append(append(out, g.rule(lightRule)), g.foot...)
	}
	out = append(out, g.rule(heavyRule))
	return append(out, g.notes...)
}

// together is how many rows of a table in the text stay together where they can.
const together = 14

// long is a table over pages: breaks between rows, the head again after each.
func (g *rows) long(float bool) []strip {
	out := []strip{space(g.frame.leading, 3)}
	whole := g.assemble()
	first := len(g.caption) + 1
	if len(g.head) > 0 {
		first += len(g.head) + 1
	}
	between := inTable
	if !float && len(g.body) <= together {
		between = inShortTable
	}
	for i := range whole {
		whole[i].penalty = forbidden
		if i >= first && i < first+len(g.body)-2 {
			whole[i].penalty = between
		}
	}
	whole[len(whole)-1].penalty = 0
	whole[0].table = float
	again := g.again()
	resume := &strip{height: heightOf(again), draw: func(x, y float64) { g.flow.drawStrips(again, x, y) }}
	for i := first; i < first+len(g.body); i++ {
		whole[i].resume = resume
		whole[i].closing = func(x, y float64) { g.close(x, y) }
	}
	return append(append(out, whole...), space(g.frame.leading, 3))
}

// again is what a column starts with when it goes on with the table: the head
// once more, which is no part of the text.
func (g *rows) again() []strip {
	if len(g.head) == 0 {
		return []strip{g.rule(heavyRule)}
	}
	frame := g.frame
	g.frame.owner = nil
	head := g.section(g.table.Head, "THead", true)
	g.frame = frame
	return append(append([]strip{g.rule(heavyRule)}, head...), g.rule(lightRule))
}

// close is the rule where a column ends within the table.
func (g *rows) close(x, y float64) {
	g.c.in(artifact)
	g.c.rect(x+g.frame.x+g.x[0], y+ruleRoom/2, g.width(), lightRule, ink)
}

// pages is a table over the page's columns, in pieces that fill a page each.
func (g *rows) pages() []strip {
	most := 0.9 * g.look.height
	whole := g.assemble()
	again := g.again()
	end := strip{height: ruleRoom + lightRule, draw: g.close}
	var out, piece []strip
	height := 0.0
	first := len(g.caption) + 1
	if len(g.head) > 0 {
		first += len(g.head) + 1
	}
	for i, s := range whole {
		if height+s.height+end.height > most && i > first && i < first+len(g.body) {
			out = append(out, strip{float: tableFloat(append(piece, end), true)})
			piece = append([]strip(nil), again...)
			height = heightOf(again)
		}
		piece = append(piece, s)
		height += s.height
	}
	return append(out, strip{float: tableFloat(piece, true)})
}

func tableFloat(strips []strip, wide bool) *float {
	fl := newFloat(strips, wide)
	fl.table = true
	return fl
}
