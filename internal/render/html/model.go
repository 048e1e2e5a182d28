package html

import (
	"slices"

	"report/internal/document"
)

// Model is what the reader may weigh anew: the criteria with the study's
// weights, the kinds of user, and the points of each score set.
type Model struct {
	Criteria []ModelCriterion `json:"criteria"`
	Contexts []ModelContext   `json:"contexts,omitempty"`
	Sets     []ModelSet       `json:"sets"`
}

// ModelCriterion is one criterion with its weight in percent, a decimal.
type ModelCriterion struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Weight string `json:"weight"`
}

// ModelSet is one score set.
type ModelSet struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Tools []ModelTool `json:"tools"`
}

// ModelTool is one tool with a cell a criterion, in the order of the criteria.
type ModelTool struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Cells []ModelCell `json:"cells"`
}

// ModelCell is the points of one cell as decimals; Low and High are equal where
// the points are known.
type ModelCell struct {
	Low  string `json:"low"`
	High string `json:"high"`
}

// ModelContext is a kind of user: weights in the order of the criteria, and by
// tool what rules it out, or what is not known of it.
type ModelContext struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Who      string            `json:"who,omitempty"`
	Weights  []string          `json:"weights"`
	RuledOut map[string]string `json:"ruled_out,omitempty"`
	Unknown  map[string]string `json:"unknown,omitempty"`
}

// weighing is the placeholder of the part with the sliders.
const weighing = "weights"

// withWeighing gives the blocks a place for the sliders, before the back
// matter, where the text names none.
func withWeighing(blocks []document.Block) []document.Block {
	at := len(blocks)
	for i, b := range blocks {
		part, ok := b.(*document.Placeholder)
		if !ok {
			continue
		}
		if part.Part == weighing {
			return blocks
		}
		if at == len(blocks) {
			at = i
		}
	}
	// The back matter begins with the heading before its first part.
	for i := at - 1; i >= 0; i-- {
		if h, ok := blocks[i].(*document.Heading); ok {
			if at < len(blocks) && h.Level == 1 && short(blocks[i+1:at]) {
				at = i
			}
			break
		}
	}
	return slices.Insert(slices.Clone(blocks), at, document.Block(&document.Placeholder{Part: weighing}))
}

// short reports whether nothing but an introduction stands between a heading
// and the part that it heads.
func short(between []document.Block) bool {
	for _, b := range between {
		if _, ok := b.(*document.Paragraph); !ok {
			return false
		}
	}
	return len(between) <= 1
}

// weigh writes the part that the script fills with sliders.
func (p *page) weigh() {
	if p.opts.Model == nil {
		return
	}
	p.ownHeading(1, "page:weights", "Weigh it yourself")
	p.body.raw(`<p>Move a weight, and the others give way in proportion, so that they add up to 100 percent. The points stay as they are above.</p>
<div class="weigh"><p class="absent">The sliders need JavaScript. The command <code>report score --weights</code> answers the same question.</p></div>
`)
}
