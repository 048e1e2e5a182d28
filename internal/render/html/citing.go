package html

import (
	"strings"
	"unicode"

	"report/internal/document"
)

// citing says how the paper is cited, unless nobody is to know whose it is.
func (p *page) citing() {
	authors := p.doc.Meta.Authors
	if len(authors) == 0 || authors[0].Name == document.Unnamed {
		return
	}
	p.ownHeading(1, "page:cite", "Cite this paper")
	w := &p.body
	w.raw(`<div class="code"><pre tabindex="0" role="region" aria-label="BibTeX entry of this paper"><code>`)
	w.text(bibTeX(p.doc.Meta))
	w.raw("</code></pre></div>\n")
}

// bibTeX is the paper as an entry of a bibliography.
func bibTeX(meta document.Meta) string {
	title := meta.Title
	if meta.Subtitle != "" {
		title += ": " + meta.Subtitle
	}
	names := make([]string, len(meta.Authors))
	for i, a := range meta.Authors {
		names[i] = forTeX(a.Name)
	}
	year, _, _ := strings.Cut(meta.Date, "-")
	fields := [][2]string{{"author", strings.Join(names, " and ")}, {"title", "{" + forTeX(title) + "}"}, {"year", forTeX(year)}}
	if meta.Root != "" {
		fields = append(fields, [2]string{"note", "Evidence root " + forTeX(strings.TrimPrefix(meta.Root, "sha256:"))})
	}
	var b strings.Builder
	b.WriteString("@misc{" + citeKey(meta.Authors[0].Name, year))
	for _, f := range fields {
		if f[1] != "" {
			b.WriteString(",\n  " + f[0] + " = {" + f[1] + "}")
		}
	}
	b.WriteString("\n}\n")
	return b.String()
}

// citeKey is the last of a name's words with the year.
func citeKey(name, year string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "paper" + year
	}
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return -1
	}, words[len(words)-1]+year)
}

var texEscaper = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`)

// forTeX writes words so that TeX prints them.
func forTeX(words string) string { return texEscaper.Replace(strings.Join(strings.Fields(words), " ")) }
