package publish

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/xml"
	"html/template"
	"slices"
	"strings"

	"report/internal/evidence"
)

var (
	//go:embed assets/index.html
	indexPage string
	//go:embed assets/index.css
	indexStyle string
)

// Has reports whether the version has a file.
func (v Version) Has(name string) bool { return slices.Contains(v.Files, name) }

// Picture is a file that shows what the version is about, "" where it has none.
func (v Version) Picture() string {
	for _, name := range v.Files {
		if strings.HasSuffix(name, ".png") {
			return name
		}
	}
	return ""
}

// mostPreview is how much of the abstract link previews show, in bytes.
const mostPreview = 300

// Preview is how the abstract begins, for the previews of links to the site.
func (v Version) Preview() string {
	if len(v.About) <= mostPreview {
		return v.About
	}
	cut := strings.LastIndexByte(v.About[:mostPreview], ' ')
	if cut < 0 {
		return v.Title
	}
	return v.About[:cut] + " …"
}

// Short is what tells versions of one day apart.
func (v Version) Short() string { return strings.TrimPrefix(v.ID, v.Date+"-") }

// download is a file that the index offers.
type download struct{ Name, Href string }

// Downloads are the version's files worth taking along.
func (v Version) Downloads() []download {
	var all []download
	for _, one := range []download{{"HTML", "paper.html"}, {"PDF", "paper.pdf"}, {"Markdown", "paper.md"}, {"LaTeX", "tex/paper.tex"},
		{"study and evidence", "study.zip"}, {"digests", evidence.PaperSumsName}} {
		if v.Has(one.Href) {
			all = append(all, download{one.Name, v.ID + "/" + one.Href})
		}
	}
	return all
}

// index is the page that leads to every version.
func (s *Site) index() ([]byte, error) {
	t, err := template.New("index").Parse(indexPage)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(indexStyle))
	var newest *Version
	if len(s.Versions) > 0 {
		newest = &s.Versions[0]
	}
	var b bytes.Buffer
	err = t.Execute(&b, struct {
		*Site
		Newest    *Version
		Style     template.CSS
		StyleHash string
	}{s, newest, template.CSS(indexStyle), "sha256-" + base64.StdEncoding.EncodeToString(sum[:])})
	return b.Bytes(), err
}

// The feed is Atom, RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Link    []atomLink  `xml:"link"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	Title   string   `xml:"title"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feed lists the versions for readers of feeds. Identifiers are made from
// digests, so that they are the same wherever the site is read.
func (s *Site) feed() ([]byte, error) {
	f := atomFeed{Title: s.Title, Link: []atomLink{{"self", s.URL + "feed.xml"}, {"", s.URL + "index.html"}}, Author: atomAuthor{"unknown"}}
	for i, v := range s.Versions {
		if i == 0 {
			f.Updated = stamp(v.Date)
			if len(v.Authors) > 0 {
				f.Author.Name = v.Authors[0]
			}
		}
		f.ID = "urn:sha256:" + v.SHA256.Hex() + ":feed" // that of the first version, for good
		e := atomEntry{Title: v.Title + ", " + v.Date + " (" + v.Short() + ")", ID: "urn:sha256:" + v.SHA256.Hex(), Updated: stamp(v.Date), Link: atomLink{"alternate", s.URL + v.ID + "/paper.html"}}
		for _, verdict := range v.Verdicts {
			e.Summary += verdict.Set + ": " + verdict.Words + " "
		}
		e.Summary += v.Root
		f.Entries = append(f.Entries, e)
	}
	text, err := xml.MarshalIndent(f, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

// stamp is a day as a feed wants it.
func stamp(day string) string {
	if day == "" {
		return "1970-01-01T00:00:00Z"
	}
	return day + "T00:00:00Z"
}
