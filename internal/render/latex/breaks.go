package latex

import (
	"strings"
	"unicode"
)

// A word longer than these many characters may be parted at a line's end: code,
// which LaTeX never parts, and words with marks in them, as paths are.
const (
	longCode = 12
	longWord = 14
	longRun  = 20 // without any mark, as digests and names of classes are
)

// maybreak is where a line may end within a word.
const maybreak = `\maybreak{}`

// chunks are the parts of a word between which a line may end: behind marks
// that separate, at capitals within long names, and every eight characters of
// what has neither.
func chunks(word string, long int) []string {
	runes := []rune(word)
	if len(runes) <= long {
		return []string{word}
	}
	var out []string
	from := 0
	for i := 1; i < len(runes); i++ {
		if i-from >= 3 && len(runes)-i >= 3 && strings.ContainsRune("/._-:=,;&?@)]}+|·", runes[i-1]) && !strings.ContainsRune("-/.:", runes[i]) {
			out = append(out, parted(runes[from:i])...)
			from = i
		}
	}
	return append(out, parted(runes[from:])...)
}

// parted cuts a long run of letters and digits.
func parted(run []rune) []string {
	if len(run) <= longRun {
		return []string{string(run)}
	}
	var out []string
	from := 0
	capitals := strings.IndexFunc(string(run), unicode.IsLower) >= 0
	for i := 1; i < len(run); i++ {
		hump := capitals && i-from >= 4 && unicode.IsUpper(run[i]) && unicode.IsLower(run[i-1])
		if len(run)-i >= 3 && (hump || i-from >= 8 && !named(run)) {
			out = append(out, string(run[from:i]))
			from = i
		}
	}
	return append(out, string(run[from:]))
}

// named reports whether a run has capitals to part it at, often enough.
func named(run []rune) bool {
	humps := 0
	for i := 1; i < len(run); i++ {
		if unicode.IsUpper(run[i]) && unicode.IsLower(run[i-1]) {
			humps++
		}
	}
	return humps > 0 && len(run)/(humps+1) <= longRun
}

// breakable writes words with the places where lines may end in long ones.
func (w *writer) breakable(words string, long int) string {
	var b strings.Builder
	for rest := words; rest != ""; {
		end := strings.IndexFunc(rest, unicode.IsSpace)
		if end == 0 { // blanks as they are
			n := len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsSpace))
			b.WriteString(w.text(rest[:n]))
			rest = rest[n:]
			continue
		}
		word := rest
		if end > 0 {
			word = rest[:end]
		}
		parts := chunks(word, long)
		for i, chunk := range parts {
			b.WriteString(w.text(chunk))
			// Behind a hyphen in words LaTeX ends lines itself.
			if i < len(parts)-1 && (long == longCode || !strings.HasSuffix(chunk, "-")) {
				b.WriteString(maybreak)
			}
		}
		rest = rest[len(word):]
	}
	return b.String()
}
