package cite

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// accents are the combining characters that LaTeX's accent commands mean.
var accents = map[byte]rune{'`': '\u0300', '\'': '\u0301', '^': '\u0302', '~': '\u0303', '"': '\u0308', '=': '\u0304',
	'.': '\u0307', 'u': '\u0306', 'v': '\u030C', 'H': '\u030B', 'c': '\u0327', 'k': '\u0328', 'r': '\u030A', 'd': '\u0323', 'b': '\u0331'}

// letters are the commands that stand for one.
var letters = map[string]string{"ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
	"l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "th": "þ", "textendash": "–", "textemdash": "\u2014", "textquoteright": "’",
	"ldots": "…", "dots": "…", "copyright": "©", "textregistered": "®", "texttrademark": "™", "textasciitilde": "~",
	"TeX": "TeX", "LaTeX": "LaTeX", "slash": "/", "S": "§", "P": "¶", "textbackslash": `\`, "textunderscore": "_"}

// plain turns a BibTeX value into Unicode text: accents and letters become
// what they mean, other commands leave their argument, braces go.
func plain(s string) string {
	l := latex{text: s}
	l.run()
	out := strings.ReplaceAll(l.out.String(), "---", "\u2014")
	out = strings.ReplaceAll(out, "--", "–")
	out = strings.ReplaceAll(strings.ReplaceAll(out, "``", "“"), "''", "”")
	return norm.NFC.String(strings.Join(strings.FieldsFunc(out, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\n' || r == '\r'
	}), " "))
}

type latex struct {
	text string
	at   int
	out  strings.Builder
}

func (l *latex) run() {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; c {
		case '{', '}':
			l.at++
		case '~':
			l.out.WriteRune('\u00a0')
			l.at++
		case '\\':
			l.at++
			l.command()
		default:
			l.out.WriteByte(c)
			l.at++
		}
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// command reads what follows a backslash.
func (l *latex) command() {
	if l.at == len(l.text) {
		return
	}
	start := l.at
	if !isLetter(l.text[l.at]) {
		c := l.text[l.at]
		l.at++
		if accent, ok := accents[c]; ok {
			l.accent(accent)
			return
		}
		if c == ' ' || c == '\\' {
			l.out.WriteByte(' ')
			return
		}
		l.at = start
		_, size := utf8.DecodeRuneInString(l.text[l.at:])
		l.out.WriteString(l.text[l.at : l.at+size]) // \& \% \_ \{ …
		l.at += size
		return
	}
	for l.at < len(l.text) && isLetter(l.text[l.at]) {
		l.at++
	}
	name := l.text[start:l.at]
	if accent, ok := accents[name[0]]; ok && len(name) == 1 {
		l.accent(accent)
		return
	}
	for l.at < len(l.text) && l.text[l.at] == ' ' {
		l.at++
	}
	l.out.WriteString(letters[name]) // another command, as \emph, leaves its argument
}

// accent puts a combining character behind the next letter.
func (l *latex) accent(accent rune) {
	for l.at < len(l.text) && (l.text[l.at] == '{' || l.text[l.at] == ' ') {
		l.at++
	}
	rest := l.text[l.at:]
	switch {
	case strings.HasPrefix(rest, `\i`), strings.HasPrefix(rest, `\j`):
		l.out.WriteByte(rest[1])
		l.at += 2
	case strings.HasPrefix(rest, `\`):
		l.at++
		l.command()
	case rest != "" && rest[0] != '}':
		_, size := utf8.DecodeRuneInString(rest)
		l.out.WriteString(rest[:size])
		l.at += size
	default:
		return
	}
	l.out.WriteRune(accent)
}

// folded is a text without its accents, for sorting.
func folded(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if r < '\u0300' || r > '\u036f' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
