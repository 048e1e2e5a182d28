package latex

import (
	"fmt"
	"strings"
	"unicode"
)

// specials are the characters that mean something to LaTeX.
var specials = map[rune]string{
	'\\': `\textbackslash{}`, '{': `\{`, '}': `\}`, '$': `\$`, '&': `\&`, '#': `\#`, '_': `\_`, '%': `\%`,
	'~': `\textasciitilde{}`, '^': `\textasciicircum{}`, '<': `\textless{}`, '>': `\textgreater{}`, '|': `\textbar{}`,
	'"': `\textquotedbl{}`, '\'': `\textquotesingle{}`, '`': `\textasciigrave{}`,
}

// signs are the characters beyond ASCII that the fonts of the preamble have by
// a name. Letters of Latin alphabets they know as they are.
var signs = map[rune]string{
	'\u00a0': `~`, '\u202f': `\,`, '\u2009': `\,`, '\u200b': ``, '\u00ad': `\-`,
	'–': `--`, '—': `---`, '‘': "`", '’': `'`, '“': "``", '”': `''`, '„': `\quotedblbase{}`, '…': `\ldots{}`, '•': `\textbullet{}`,
	'†': `\textdagger{}`, '‡': `\textdaggerdbl{}`, '§': `\S{}`, '¶': `\P{}`, '©': `\copyright{}`, '®': `\textregistered{}`, '™': `\texttrademark{}`,
	'°': `\textdegree{}`, '·': `\textperiodcentered{}`, '€': `\texteuro{}`, '£': `\pounds{}`, '‰': `\textperthousand{}`, '«': `\guillemotleft{}`, '»': `\guillemotright{}`,
	'×': `\ensuremath{\times}`, '÷': `\ensuremath{\div}`, '−': `\ensuremath{-}`, '±': `\ensuremath{\pm}`, '≤': `\ensuremath{\le}`, '≥': `\ensuremath{\ge}`,
	'≠': `\ensuremath{\neq}`, '≈': `\ensuremath{\approx}`, '∞': `\ensuremath{\infty}`, '√': `\ensuremath{\surd}`, '∑': `\ensuremath{\sum}`, '∏': `\ensuremath{\prod}`,
	'∈': `\ensuremath{\in}`, '∀': `\ensuremath{\forall}`, '∃': `\ensuremath{\exists}`, '∂': `\ensuremath{\partial}`, '∇': `\ensuremath{\nabla}`,
	'→': `\ensuremath{\rightarrow}`, '←': `\ensuremath{\leftarrow}`, '↑': `\ensuremath{\uparrow}`, '↓': `\ensuremath{\downarrow}`, '↔': `\ensuremath{\leftrightarrow}`, '⇒': `\ensuremath{\Rightarrow}`,
	'✓': `\ensuremath{\checkmark}`, '✔': `\ensuremath{\checkmark}`, '✗': `\ensuremath{\times}`, '✘': `\ensuremath{\times}`, '□': `\ensuremath{\square}`, '■': `\ensuremath{\blacksquare}`,
	'²': `\textsuperscript{2}`, '³': `\textsuperscript{3}`, '¹': `\textsuperscript{1}`, '½': `\textonehalf{}`, '¼': `\textonequarter{}`, '¾': `\textthreequarters{}`,
	'µ': `\textmu{}`, 'α': `\ensuremath{\alpha}`, 'β': `\ensuremath{\beta}`, 'γ': `\ensuremath{\gamma}`, 'δ': `\ensuremath{\delta}`, 'ε': `\ensuremath{\varepsilon}`,
	'θ': `\ensuremath{\theta}`, 'λ': `\ensuremath{\lambda}`, 'μ': `\ensuremath{\mu}`, 'π': `\ensuremath{\pi}`, 'ρ': `\ensuremath{\rho}`, 'σ': `\ensuremath{\sigma}`,
	'τ': `\ensuremath{\tau}`, 'φ': `\ensuremath{\varphi}`, 'χ': `\ensuremath{\chi}`, 'ψ': `\ensuremath{\psi}`, 'ω': `\ensuremath{\omega}`,
	'Γ': `\ensuremath{\Gamma}`, 'Δ': `\ensuremath{\Delta}`, 'Σ': `\ensuremath{\Sigma}`, 'Φ': `\ensuremath{\Phi}`, 'Ω': `\ensuremath{\Omega}`,
}

// text keeps words from being read as commands. What the fonts do not have
// prints as its number.
func (w *writer) text(words string) string {
	var b strings.Builder
	for _, r := range words {
		switch s, special := specials[r]; {
		case special:
			b.WriteString(s)
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
		default:
			b.WriteString(sign(r))
		}
	}
	// Two hyphens would run together to a dash, as in the name of an option.
	return strings.ReplaceAll(b.String(), "--", `-{}-`)
}

// sign is a character as the preamble's fonts print it.
func sign(r rune) string {
	if s, known := signs[r]; known {
		if strings.Trim(s, "-") == "" && s != "" {
			return `\text` + map[int]string{2: "endash", 3: "emdash"}[len(s)] + `{}`
		}
		return s
	}
	switch {
	case r >= ' ' && r < 0x7f:
		return string(r)
	case latin(r):
		return string(r)
	case unicode.IsControl(r):
		return ""
	}
	return unset(r) + maybreak
}

// unset stands for a character that the fonts do not have.
func unset(r rune) string { return fmt.Sprintf("[U+%04X]", r) }

// settable reports whether the fonts have a character.
func settable(r rune) bool {
	_, known := signs[r]
	return known || r >= ' ' && r < 0x7f || latin(r) || unicode.IsControl(r)
}

// latin reports whether a character is a letter of the preamble's encodings.
func latin(r rune) bool {
	return r >= 0xc0 && r <= 0x17f && unicode.IsLetter(r) && !strings.ContainsRune("ĦħĸĿŀŉŦŧſ", r)
}

// address is a link's target or a path, as \url and \nolinkurl read it.
func address(url string) string {
	return strings.NewReplacer(`\`, `%5C`, `{`, `%7B`, `}`, `%7D`, `%`, `\%`, `#`, `\#`, `^`, `%5E`, ` `, `%20`).Replace(ascii(url))
}

// ascii writes an address's other characters as their bytes.
func ascii(url string) string {
	var b strings.Builder
	for i := 0; i < len(url); i++ {
		if c := url[i]; c < ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
