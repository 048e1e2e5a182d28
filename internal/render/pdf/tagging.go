package pdf

import (
	"fmt"
	"sort"
	"strconv"
)

// addStructure writes the tree of elements, the links, and what ties both to
// the pages.
func (f *file) addStructure(c *canvas, root *element) {
	tree := f.add(nil)
	f.number(root)
	links := f.addLinks(c)
	f.writeElement(root, tree, links)
	parents := f.add(f.parentTree(c, links))
	f.objects[tree] = fmt.Appendf(nil, "<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R%s>>", root.number, parents, identities(root))
	f.extend(f.catalog, fmt.Sprintf("/MarkInfo <</Marked true>> /StructTreeRoot %d 0 R /ViewerPreferences <</DisplayDocTitle true>>\n", tree))
	for i, page := range f.pages {
		entries := fmt.Sprintf("/StructParents %d /Tabs /S", i)
		if len(links[i]) > 0 {
			entries += " /Annots ["
			for _, n := range links[i] {
				entries += fmt.Sprintf("%d 0 R ", n)
			}
			entries += "]"
		}
		f.extend(page, entries)
	}
}

// number gives every element its object.
func (f *file) number(e *element) {
	e.number = f.add(nil)
	for _, k := range e.kids {
		if k.element != nil {
			f.number(k.element)
		}
	}
}

// writeElement writes an element and all below it.
func (f *file) writeElement(e *element, parent int, links [][]int) {
	b := fmt.Appendf(f.draft[:0], "<</S /%s /P %d 0 R", e.kind, parent)
	home := -1
	for _, k := range e.kids {
		if k.element == nil {
			home = k.page
			b = fmt.Appendf(b, " /Pg %d 0 R", f.pages[home])
			break
		}
	}
	if len(e.kids) > 0 {
		b = append(b, " /K ["...)
		for _, k := range e.kids {
			b = f.appendKid(b, k, home, links)
		}
		b = append(b, ']')
	}
	for _, entry := range [...]struct{ key, value string }{
		{"Alt", e.alt}, {"ActualText", e.expansion}, {"T", e.title}, {"ID", e.id},
	} {
		if entry.value != "" {
			b = fmt.Appendf(b, " /%s %s", entry.key, textString(entry.value))
		}
	}
	if e.attributes != "" {
		b = fmt.Appendf(b, " /A <<%s>>", e.attributes)
	}
	f.draft = append(b, ">>"...)
	f.objects[e.number] = f.keep(f.draft)
	for _, k := range e.kids {
		if k.element != nil {
			f.writeElement(k.element, e.number, links)
		}
	}
}

func (f *file) appendKid(b []byte, k kid, home int, links [][]int) []byte {
	switch {
	case k.element != nil:
		b = strconv.AppendInt(b, int64(k.element.number), 10)
		return append(b, " 0 R "...)
	case k.annotated:
		return fmt.Appendf(b, "<</Type /OBJR /Pg %d 0 R /Obj %d 0 R>> ", f.pages[k.page], links[k.page][k.annotation])
	case k.page == home:
		b = strconv.AppendInt(b, int64(k.content), 10)
		return append(b, ' ')
	}
	return fmt.Appendf(b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", f.pages[k.page], k.content)
}

// addLinks writes every page's links and returns their objects.
func (f *file) addLinks(c *canvas) [][]int {
	numbers := make([][]int, len(f.pages))
	next := len(f.pages) // keys of the parent tree after the pages' own
	for page, list := range c.links {
		for _, a := range list {
			var target string
			if a.address != "" {
				target = "/A <</S /URI /URI " + textString(a.address) + ">>"
			} else {
				to := c.anchors[a.anchor]
				target = fmt.Sprintf("/Dest [%d 0 R /XYZ 0 %.2f null]", f.pages[to.page], c.height-to.y)
			}
			f.draft = fmt.Appendf(f.draft[:0], "<</Type /Annot /Subtype /Link /Rect [%.2f %.2f %.2f %.2f] /Border [0 0 0] /F 4 /Contents %s /StructParent %d %s>>",
				a.x, c.height-a.y-a.h, a.x+a.w, c.height-a.y, textString(a.says), next, target)
			n := f.add(f.keep(f.draft))
			next++
			numbers[page] = append(numbers[page], n)
		}
	}
	return numbers
}

// parentTree leads from the marks on a page back to their elements.
func (f *file) parentTree(c *canvas, links [][]int) []byte {
	b := []byte("<</Nums [")
	for page := range f.pages {
		b = fmt.Appendf(b, "%d [", page)
		for _, owner := range c.owners[page] {
			b = strconv.AppendInt(b, int64(owner.number), 10)
			b = append(b, " 0 R "...)
		}
		b = append(b, "] "...)
	}
	next := len(f.pages)
	for page := range links {
		for _, a := range c.links[page] {
			b = fmt.Appendf(b, "%d %d 0 R ", next, a.owner.number)
			next++
		}
	}
	return append(b, "]>>"...)
}

// identities is the tree of elements that have an ID: the footnotes.
func identities(root *element) string {
	byID := map[string]int{}
	var walk func(*element)
	walk = func(e *element) {
		if e.id != "" {
			byID[e.id] = e.number
		}
		for _, k := range e.kids {
			if k.element != nil {
				walk(k.element)
			}
		}
	}
	walk(root)
	if len(byID) == 0 {
		return ""
	}
	ids := make([]string, 0, len(byID))
	for id := range byID {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	b := " /IDTree <</Names ["
	for _, id := range ids {
		b += fmt.Sprintf("%s %d 0 R ", textString(id), byID[id])
	}
	return b + "]>>"
}
