package publish

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"report/internal/digest"
	"report/internal/evidence"
)

// SiteSchema is the schema of a site's list of versions.
const SiteSchema = "report/site/1"

// SiteName is the list of versions, at the site's root.
const SiteName = "site.json"

// Site is what a site holds: the study and every version of its paper that
// was published, the newest first.
type Site struct {
	Schema   string    `json:"schema"`
	Title    string    `json:"title"`
	URL      string    `json:"url,omitempty"` // where the site is read, with a slash at its end; "" where that is not known
	Lang     string    `json:"lang"`
	Versions []Version `json:"versions"`
}

// Version is one published paper. Its ID is its address below the site's root
// for good: the day of its evidence and the start of its digest.
type Version struct {
	ID       string        `json:"id"` // 2026-11-23-1a2b3c4d
	Date     string        `json:"date"`
	Title    string        `json:"title"`
	Subtitle string        `json:"subtitle,omitempty"`
	About    string        `json:"about,omitempty"` // the abstract as plain text
	Authors  []string      `json:"authors,omitempty"`
	Root     string        `json:"evidence_root"`
	Verdicts []Verdict     `json:"verdicts"`
	SHA256   digest.SHA256 `json:"sha256"` // tree digest of its files
	Files    []string      `json:"files"`  // below the version's directory, sorted
}

// Verdict is what a score set says, in words.
type Verdict struct {
	Set   string `json:"set"`
	Words string `json:"words"`
}

// Edition is a version with its files' bytes, by their path below the
// version's directory. paper.html is the page that the index leads to.
type Edition struct {
	Version
	Content map[string][]byte
	// Shared are files that a page names by their address, by their path below the
	// site's root: what a page says cannot hold the version's own address, which
	// comes from what it says. Their names tell their content.
	Shared map[string][]byte
}

// named gives the edition its digest and its address.
func (e *Edition) named() {
	var entries []digest.Entry
	for name, content := range e.Content {
		entries = append(entries, digest.Entry{Path: name, SHA256: digest.Bytes(content)})
	}
	e.SHA256 = digest.Tree(entries)
	e.Files = slices.Sorted(maps.Keys(e.Content))
	date := e.Date
	if date == "" {
		date = "undated"
	}
	e.ID = date + "-" + e.SHA256.Short()
}

// Front is what a site says of itself.
type Front struct {
	Title string // the study's
	URL   string // where the site will be; "" leaves what it says already
	Lang  string // of its pages, as in HTML
}

// add puts an edition into a site and gives all files that change, by their
// path below the site's root; none where the site has the edition already and
// nothing else about it changed. What other versions hold is never touched.
func (s *Site) add(e *Edition, front Front) (map[string][]byte, error) {
	e.named()
	before, err := evidence.WriteJSON(s)
	if err != nil {
		return nil, err
	}
	s.Schema, s.Title, s.Lang = SiteSchema, front.Title, front.Lang
	if front.URL != "" {
		s.URL = strings.TrimSuffix(front.URL, "/") + "/"
	}
	files := map[string][]byte{}
	if !slices.ContainsFunc(s.Versions, func(v Version) bool { return v.ID == e.ID }) {
		s.Versions = append([]Version{e.Version}, s.Versions...)
		slices.SortStableFunc(s.Versions, func(a, b Version) int { return strings.Compare(b.Date, a.Date) })
		for name, content := range e.Content {
			files[path.Join(e.ID, name)] = content
		}
		maps.Copy(files, e.Shared)
	}
	after, err := evidence.WriteJSON(s)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(before, after) {
		return nil, nil
	}
	files[SiteName] = after
	files[".nojekyll"] = []byte{} // GitHub's pages are to be taken as they are
	if files["index.html"], err = s.index(); err != nil {
		return nil, err
	}
	files["feed.xml"], err = s.feed()
	return files, err
}

// readSite reads a site's list of versions; nil content is a new site.
func readSite(name string, content []byte) (*Site, error) {
	s := &Site{}
	if content == nil {
		return s, nil
	}
	if err := json.Unmarshal(content, s); err != nil {
		return nil, fmt.Errorf("%s is no list of versions: %w", name, err)
	}
	if s.Schema != SiteSchema {
		return nil, fmt.Errorf("%s: the schema is %q, not %q\nhint: another tool, or a newer report, wrote this site", name, s.Schema, SiteSchema)
	}
	for _, v := range s.Versions {
		if v.ID == "" || strings.ContainsAny(v.ID, "/\\") || v.ID == "." || v.ID == ".." {
			return nil, fmt.Errorf("%s: %q is no version's address", name, v.ID)
		}
	}
	return s, nil
}
