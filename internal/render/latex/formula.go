package latex

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"report/internal/diag"
	"report/internal/document"
	"report/internal/math"
)

// formula is TeX as it was typed, but for letters that the fonts do not have:
// pdflatex would stop at them.
func (w *writer) formula(tex string, at diag.Pos) string {
	var b strings.Builder
	for _, r := range tex {
		s, known := signs[r]
		switch {
		case r < 0x7f || latin(r):
			b.WriteRune(r)
		case known && strings.HasPrefix(s, `\`):
			b.WriteString(s)
		case known:
			b.WriteString(`\text{` + s + `}`)
		case unicode.IsControl(r):
		default:
			b.WriteString(`\text{` + unset(r) + `}`)
			w.warn("LaTeX: %s: no font of pdflatex has the %c (U+%04X) of the formula; its number stands in its place", at, r, r)
		}
	}
	return b.String()
}

func (w *writer) equation(e *document.Equation) {
	tex := w.formula(strings.TrimSpace(e.TeX), e.Pos)
	if lines := w.divided(e, tex); len(lines) > 1 {
		tex = "\\begin{split}\n& " + strings.Join(lines, " \\\\\n&\\qquad ") + "\n\\end{split}"
	} else if lines != nil && !strings.Contains(tex, `\tag`) {
		tex = `\fitted{$\displaystyle ` + tex + `$}`
	}
	if e.Number == "" {
		w.line("\\begin{equation*}\n%s\n\\end{equation*}", tex)
		return
	}
	w.line("\\begin{equation}%s\n%s\n\\end{equation}", label(e.ID), tex)
}

// equationIndent is how far a formula's further lines stand in: a \qquad, in em.
const equationIndent = 2

// divided is a formula that is wider than the text in lines, which end where the
// PDF's would; nil is one that fits, and one line what has no such places.
func (w *writer) divided(e *document.Equation, tex string) []string {
	f := w.opts.Formulas[math.Key{TeX: e.TeX, Display: true}]
	room := (textWidth - w.inset) / (11 * 0.5) // ex, half of the letters' size
	if w.opts.Columns == 2 {
		room = (columnWidth - w.inset) / (10 * 0.5)
	}
	if e.Number != "" {
		room -= 8
	}
	if f == nil || f.Width <= room {
		return nil
	}
	pieces, parts := f.Pieces(), texParts(tex)
	if len(pieces) < 2 || len(pieces) != len(parts) {
		w.warn(`LaTeX: %s: the formula is wider than the text and set smaller; break it, as with \begin{aligned} … \\ … \end{aligned}`, e.Pos)
		return []string{tex}
	}
	var lines []string
	from := 0
	for _, row := range math.Rows(pieces, room, 2*equationIndent) {
		lines = append(lines, strings.TrimSpace(strings.Join(parts[from:from+len(row)], "")))
		from += len(row)
	}
	return lines
}

// texToken is a command, a group's bracket or a letter.
var texToken = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)\\[A-Za-z]+\*?|\\.|.`) })

const (
	relationCommands = ` \le \leq \leqslant \ge \geq \geqslant \ne \neq \approx \sim \simeq \cong \equiv \doteq \propto \in \notin \ni \subset \supset \subseteq \supseteq \to \rightarrow \leftarrow \gets \leftrightarrow \Rightarrow \Leftarrow \Leftrightarrow \mapsto \longrightarrow \longleftarrow \Longrightarrow \iff \implies \ll \gg \prec \succ \preceq \succeq \vdash \models \coloneqq `
	binaryCommands   = ` \pm \mp \times \cdot \ast \circ \cup \cap \wedge \land \vee \lor \oplus \otimes \setminus \div `
)

// texParts divides TeX as math.Formula.Pieces divides its drawing: before the
// signs and behind the commas that stand in no group and no environment.
func texParts(tex string) []string {
	var parts []string
	depth, from, term := 0, 0, false
	for _, at := range texToken().FindAllStringIndex(tex, -1) {
		token := tex[at[0]:at[1]]
		sign := strings.ContainsAny(token, "=<>:+-−*") && len(token) == 1 ||
			strings.Contains(relationCommands+binaryCommands, " "+token+" ")
		switch {
		case token == "{" || token == `\left` || token == `\begin`:
			depth++
		case token == "}" || token == `\right` || token == `\end`:
			depth--
		case depth > 0 || strings.TrimSpace(token) == "":
			continue
		case sign && term:
			parts, from = append(parts, tex[from:at[0]]), at[0]
		case token == "," || token == ";":
			parts, from = append(parts, tex[from:at[1]]), at[1]
		}
		term = !sign && !strings.Contains("([,;", token) && token != `\{`
	}
	return append(parts, tex[from:])
}
