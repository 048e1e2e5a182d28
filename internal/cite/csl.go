package cite

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"report/internal/diag"
)

// cslItem is one item of CSL-JSON, as far as the styles print it.
type cslItem struct {
	ID        json.RawMessage `json:"id"`
	Type      string          `json:"type"`
	Title     string          `json:"title"`
	Container string          `json:"container-title"`
	Publisher string          `json:"publisher"`
	Place     string          `json:"publisher-place"`
	Volume    json.RawMessage `json:"volume"`
	Issue     json.RawMessage `json:"issue"`
	Number    json.RawMessage `json:"number"`
	Page      string          `json:"page"`
	Edition   json.RawMessage `json:"edition"`
	DOI       string          `json:"DOI"`
	URL       string          `json:"URL"`
	Genre     string          `json:"genre"`
	Note      string          `json:"note"`
	Author    []cslName       `json:"author"`
	Editor    []cslName       `json:"editor"`
	Issued    cslDate         `json:"issued"`
}

type cslName struct {
	Family   string `json:"family"`
	Given    string `json:"given"`
	Particle string `json:"non-dropping-particle"`
	Dropping string `json:"dropping-particle"`
	Suffix   string `json:"suffix"`
	Literal  string `json:"literal"`
}

type cslDate struct {
	Parts   [][]json.RawMessage `json:"date-parts"`
	Raw     string              `json:"raw"`
	Literal string              `json:"literal"`
}

// cslTypes are BibTeX's names for CSL's types.
var cslTypes = map[string]string{"article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
	"paper-conference": "inproceedings", "book": "book", "chapter": "incollection", "thesis": "phdthesis", "report": "techreport"}

// readCSL reads a list of CSL-JSON items.
func readCSL(lib *Library, file string, content []byte) (all diag.List) {
	at := func(offset int64, format string, args ...any) {
		pos := diag.Offset(file, content, int(offset))
		all = append(all, diag.At(pos, format, args...).In(content, 1))
	}
	dec := json.NewDecoder(bytes.NewReader(content))
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		at(0, "a CSL-JSON file holds a list of items")
		return all
	}
	for dec.More() {
		var item cslItem
		before := dec.InputOffset()
		if err := dec.Decode(&item); err != nil {
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) {
				before = syntax.Offset - 1
			}
			at(before, "this is no CSL-JSON item: %v", err)
			return all
		}
		before += int64(len(content[before:]) - len(bytes.TrimLeft(content[before:], ", \t\r\n")))
		w := item.work()
		w.Pos = diag.Offset(file, content, int(before))
		if w.Key == "" {
			at(before, "this item has no id")
			continue
		}
		if e := lib.add(w); e != nil {
			all = append(all, e.In(content, 1))
		}
	}
	return all
}

// word is a JSON text or number as text.
func word(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// work is the item under the names that BibTeX has for its fields.
func (i *cslItem) work() *Work {
	w := &Work{Key: word(i.ID), Type: cslTypes[i.Type], Fields: map[string]string{}}
	if w.Type == "" {
		w.Type = "misc"
	}
	set := func(name, value string) {
		if value != "" && value != "null" {
			w.Fields[name] = value
		}
	}
	container := map[string]string{"inproceedings": "booktitle", "incollection": "booktitle"}[w.Type]
	if container == "" {
		container = "journal"
	}
	set("title", i.Title)
	set(container, i.Container)
	set(map[string]string{"phdthesis": "school", "techreport": "institution"}[w.Type], i.Publisher)
	set("publisher", i.Publisher)
	set("address", i.Place)
	set("volume", word(i.Volume))
	set("number", word(i.Issue))
	if w.Fields["number"] == "" {
		set("number", word(i.Number))
	}
	set("pages", strings.ReplaceAll(i.Page, "-", "–"))
	set("edition", word(i.Edition))
	set("doi", i.DOI)
	set("url", i.URL)
	set("type", i.Genre)
	set("note", i.Note)
	set("year", i.Issued.year())
	delete(w.Fields, "")
	w.Authors, w.Editors = cslNames(i.Author), cslNames(i.Editor)
	return w
}

func (d cslDate) year() string {
	if len(d.Parts) > 0 && len(d.Parts[0]) > 0 {
		return word(d.Parts[0][0])
	}
	raw := fmt.Sprint(d.Raw, d.Literal)
	if len(raw) >= 4 {
		return raw[:4]
	}
	return raw
}

func cslNames(in []cslName) (out []Name) {
	for _, n := range in {
		if n.Literal != "" {
			out = append(out, Name{Last: n.Literal})
			continue
		}
		von := strings.TrimSpace(n.Particle + " " + n.Dropping)
		out = append(out, Name{First: n.Given, Von: von, Last: n.Family, Junior: n.Suffix})
	}
	return out
}
