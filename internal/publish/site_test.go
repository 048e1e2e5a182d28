package publish_test

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"report/internal/publish"
)

func edition(date, text string) *publish.Edition {
	return &publish.Edition{
		Version: publish.Version{Date: date, Title: `T <script>alert(1)</script>`, About: `a "b" & c`, Root: "sha256:00", Authors: []string{"A. Author"},
			Verdicts: []publish.Verdict{{Set: "Measured", Words: "Winner: <b>A</b>, ahead by 0.05."}}},
		Content: map[string][]byte{"paper.html": []byte(text), "figures/a.svg": []byte("<svg/>")},
	}
}

// A link preview shows how the abstract begins; the page has all of it.
func TestPreviewIsShort(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	e := edition("2026-11-24", "one")
	e.About = strings.TrimSpace(strings.Repeat("words of the abstract ", 40))
	if _, _, err := publish.ToDir(dir, e, publish.Front{Title: "Study", Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), `<meta name="description" content="`)
	preview, _, _ := strings.Cut(rest, `"`)
	if len(preview) > 310 || !strings.HasSuffix(preview, " …") || !strings.Contains(string(page), ">"+e.About+"<") {
		t.Errorf("the preview is %q", preview)
	}
}

// Versions are listed by the day of their evidence, each at its own address,
// whatever the order in which they were published.
func TestSiteKeepsVersions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	for _, e := range []*publish.Edition{edition("2026-11-24", "two"), edition("2026-11-23", "one"), edition("2026-11-24", "three")} {
		if _, changed, err := publish.ToDir(dir, e, publish.Front{Title: "Study", Lang: "en"}); err != nil || !changed {
			t.Fatalf("%v %v", changed, err)
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, publish.SiteName))
	if err != nil {
		t.Fatal(err)
	}
	var site publish.Site
	if err := json.Unmarshal(content, &site); err != nil {
		t.Fatal(err)
	}
	var dates []string
	for _, v := range site.Versions {
		dates = append(dates, v.Date)
		if text, err := os.ReadFile(filepath.Join(dir, v.ID, "paper.html")); err != nil || len(text) == 0 {
			t.Errorf("%s: %v", v.ID, err)
		}
	}
	if got := strings.Join(dates, " "); got != "2026-11-24 2026-11-24 2026-11-23" {
		t.Errorf("versions in the order %s", got)
	}
	page, _ := os.ReadFile(filepath.Join(dir, "index.html"))
	if strings.Contains(string(page), "<script") || strings.Contains(string(page), "<b>A</b>") {
		t.Errorf("words became markup:\n%s", page)
	}
	// Two versions of one day are told apart, and which is newest.
	if n := strings.Count(string(page), ">newest<"); n != 1 {
		t.Errorf("%d versions are the newest", n)
	}
	for _, v := range site.Versions {
		if short := "<code>" + v.ID[len("2026-11-24-"):] + "</code>"; !strings.Contains(string(page), short) {
			t.Errorf("%s is not in the index:\n%s", short, page)
		}
	}
	feed, _ := os.ReadFile(filepath.Join(dir, "feed.xml"))
	var parsed struct {
		Entries []struct {
			ID    string `xml:"id"`
			Title string `xml:"title"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(feed, &parsed); err != nil || len(parsed.Entries) != 3 {
		t.Errorf("%d entries, %v:\n%s", len(parsed.Entries), err, feed)
	}
	titles := map[string]bool{}
	for _, e := range parsed.Entries {
		titles[e.Title] = true
	}
	if len(titles) != 3 {
		t.Errorf("the feed's titles are %v", titles)
	}
}

// An attempt that was cut off before the list was written leaves a directory
// that nothing names; publishing again repairs it.
func TestSiteRepairsAnAttempt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	id, _, err := publish.ToDir(dir, edition("2026-11-23", "one"), publish.Front{Title: "Study", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, publish.SiteName)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := publish.ToDir(dir, edition("2026-11-23", "one"), publish.Front{Title: "Study", Lang: "en"}); err == nil || !strings.Contains(err.Error(), "no site of ours") {
		t.Errorf("a directory without a list was taken: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, id, "paper.html")); err != nil {
		t.Error(err)
	}
}

// A list that names places outside the site, or is of another kind, is refused.
func TestSiteOfAnotherKind(t *testing.T) {
	for _, list := range []string{`{`, `{"schema":"other/1"}`, `{"schema":"report/site/1","versions":[{"id":"../x"}]}`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, publish.SiteName), []byte(list), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := publish.ToDir(dir, edition("2026-11-23", "one"), publish.Front{Title: "Study", Lang: "en"}); err == nil {
			t.Errorf("%s was taken for a list of versions", list)
		}
	}
}
