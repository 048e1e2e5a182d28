// Package chart draws one figure's series as shapes. A document.Chart comes
// in; its drawing as SVG, the same as options for the interactive script, and
// words that say what it shows go out. Where it stands on a page is for render.
package chart

// Drawing is one chart, drawn.
type Drawing struct {
	SVG     []byte // static, no script; 700 CSS pixels wide
	Width   float64
	Height  float64
	Options []byte   // JSON that the embedded chart script takes
	Alt     string   // generated from the data
	Palette []string // CSS colours by series, in order
}
