package math

import (
	"regexp"
	"strings"
	"sync"
)

// typed are the patterns of TeX as it is typed.
var typed = sync.OnceValue(func() (e struct{ command, fraction, oneInIts, grouped *regexp.Regexp }) {
	e.command = regexp.MustCompile(`\\([A-Za-z]+) ?|\\[,;:!> ]|~`)
	e.fraction = regexp.MustCompile(`\\[dt]?frac *\{([^{}]*)\} *\{([^{}]*)\}`)
	e.oneInIts = regexp.MustCompile(`([_^])\{(.)\}`)
	e.grouped = regexp.MustCompile(`(^|[^_^])\{([^{}]*)\}`)
	return
})

// commands are those with a letter of their own.
var commands = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
	"iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
	"upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
	"Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
	"sum": "∑", "prod": "∏", "int": "∫", "infty": "∞", "partial": "∂", "nabla": "∇", "sqrt": "√", "pm": "±", "times": "×",
	"cdot": "·", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "∼", "equiv": "≡",
	"to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩",
	"forall": "∀", "exists": "∃", "ldots": "…", "cdots": "⋯", "dots": "…", "ell": "ℓ", "quad": " ", "qquad": " ",
}

// silent are the commands that only change how letters look.
var silent = map[string]bool{
	"mathrm": true, "mathbf": true, "mathit": true, "mathcal": true, "mathbb": true, "mathsf": true, "mathtt": true, "boldsymbol": true,
	"text": true, "textbf": true, "textit": true, "operatorname": true, "left": true, "right": true, "displaystyle": true, "textstyle": true, "limits": true,
}

// Words is a formula where only letters can stand, such as an outline: signs
// that TeX names are the signs themselves, the rest is as it was typed.
func Words(tex string) string {
	named := typed().command.ReplaceAllStringFunc(typed().fraction.ReplaceAllString(tex, "$1/$2"), func(s string) string {
		name := strings.TrimSpace(strings.TrimPrefix(s, `\`))
		switch letter, known := commands[name]; {
		case known && strings.HasSuffix(s, " "):
			return letter + " "
		case known:
			return letter
		case silent[name]:
			return ""
		case name == "" || strings.Contains(",;:!>~", name):
			return " "
		}
		return strings.TrimRight(name+" ", "\n")
	})
	named = typed().oneInIts.ReplaceAllString(named, "$1$2")
	named = typed().grouped.ReplaceAllString(named, "$1$2")
	return strings.Join(strings.Fields(named), " ")
}
