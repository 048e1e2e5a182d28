package latex

import (
	"strconv"
	"strings"

	"report/internal/document"
)

// inlines writes running text on one line.
func (w *writer) inlines(inlines []document.Inline) string {
	var b strings.Builder
	note := false
	for _, i := range inlines {
		_, again := i.(*document.NoteRef)
		if note && again {
			b.WriteString(`\textsuperscript{,}`)
		}
		b.WriteString(w.inline(i))
		note = again
	}
	return b.String()
}

func (w *writer) inline(i document.Inline) string {
	switch i := i.(type) {
	case *document.Text:
		return w.breakable(i.Value, longWord)
	case *document.Emph:
		return `\emph{` + w.inlines(i.Text) + `}`
	case *document.Strong:
		return `\textbf{` + w.inlines(i.Text) + `}`
	case *document.Strike:
		return `\sout{` + w.inlines(i.Text) + `}`
	case *document.Code:
		return `\texttt{` + w.breakable(i.Value, longCode) + `}`
	case *document.Link:
		return w.link(i)
	case *document.Figured:
		return w.figured(i)
	case *document.Cite:
		return w.cite(i)
	case *document.Ref:
		return w.ref(i)
	case *document.NoteRef:
		w.pending = append(w.pending, i.Number)
		return `\protect\footnotemark[` + strconv.Itoa(i.Number) + `]`
	case *document.Math:
		return `$` + strings.Join(strings.Fields(w.formula(i.TeX, i.Pos)), " ") + `$`
	case *document.Break:
		return `\newline{}`
	case *document.Picture:
		name, err := w.picture(i.Image)
		if err != nil {
			w.warn("LaTeX: %v", err)
			return w.text(i.Alt)
		}
		return `\includegraphics[height=1em]{` + name + `}`
	}
	return ""
}

func (w *writer) link(l *document.Link) string {
	words := w.inlines(l.Text)
	if plain(l.Text) == l.URL {
		return `\url{` + address(l.URL) + `}`
	}
	return `\href{` + address(l.URL) + `}{` + words + `}`
}

// figured is a computed figure; it leads to the run that its evidence lies in.
func (w *writer) figured(f *document.Figured) string {
	words := w.breakable(f.Value, longWord)
	if digest, is := strings.CutPrefix(f.Value, "sha256:"); is {
		words = sum(digest)
	}
	switch f.Mark {
	case document.MarkMissing:
		return `\notmeasured{` + words + `}`
	case document.MarkStale:
		words += " (stale)"
	}
	if run := w.evidence[f.Claim]; run != "" {
		return `\claim{` + key(run) + `}{` + words + `}`
	}
	return words
}

// cite is \cite where that prints the same, which leaves a journal's style its
// say; else the words, linked.
func (w *writer) cite(c *document.Cite) string {
	if keys, plain := w.plain(c); plain {
		return `\cite{` + keys + `}`
	}
	var b strings.Builder
	for _, p := range c.Printed {
		switch {
		case p.Key != "" && w.works[p.Key]:
			b.WriteString(`\hyperlink{cite.` + key(p.Key) + `}{` + w.text(p.Text) + `}`)
		default:
			b.WriteString(w.text(p.Text))
		}
	}
	return b.String()
}

// plain reports whether a citation is a group of numbers and nothing else.
func (w *writer) plain(c *document.Cite) (keys string, plain bool) {
	if c.Narrative || w.doc.Meta.Style == "author-year" {
		return "", false
	}
	var all []string
	for _, item := range c.Items {
		if item.Prefix != "" || item.Locator != "" || item.SuppressAuthor || !w.works[item.Key] {
			return "", false
		}
		all = append(all, key(item.Key))
	}
	return strings.Join(all, ","), len(all) > 0
}

// ref names what it leads to and lets LaTeX count: "Figure 2" becomes
// Figure~\ref*{…}. A section without a number keeps its words.
func (w *writer) ref(r *document.Ref) string {
	kind, number, found := cutLast(r.Text)
	before, after := "", ""
	if strings.HasPrefix(number, "(") { // an equation's
		number, before, after = strings.Trim(number, "()"), "(", ")"
	}
	if !found || number == "" || !strings.ContainsAny(number[:1], "0123456789ABCDEFGHIJ") {
		return `\hyperref[` + key(r.ID) + `]{` + w.text(r.Text) + `}`
	}
	return `\hyperref[` + key(r.ID) + `]{` + w.text(kind) + `~` + before + `\ref*{` + key(r.ID) + `}` + after + `}`
}

// cutLast parts a text at its last blank, plain or unbreakable.
func cutLast(text string) (before, after string, found bool) {
	text = strings.ReplaceAll(text, "\u00a0", " ")
	i := strings.LastIndexByte(text, ' ')
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+1:], true
}

// wordsOnly reports whether a text is words and code in plain letters.
func wordsOnly(inlines []document.Inline) bool {
	for _, i := range inlines {
		switch i.(type) {
		case *document.Text, *document.Code:
		default:
			return false
		}
	}
	return true
}

// plain is a text's words alone, formulas as they are typed.
func plain(text []document.Inline) string {
	return document.Plain(text, func(tex string) string { return tex })
}
