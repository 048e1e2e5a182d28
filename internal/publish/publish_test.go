package publish_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/publish"
)

func paper(files ...string) publish.Paper {
	p := publish.Paper{Files: map[string][]byte{}, Inputs: map[string]digest.SHA256{"paper/paper.md": digest.Bytes([]byte("source"))}, Root: "sha256:" + strings.Repeat("0", 64)}
	for i := 0; i < len(files); i += 2 {
		p.Files[files[i]] = []byte(files[i+1])
	}
	return p
}

// tree lists what a directory holds, as "path: content".
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == evidence.PaperSumsName {
			return err
		}
		content, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		b.WriteString(filepath.ToSlash(rel) + ": " + string(content) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteReplacesWhatItWroteAndKeepsTheRest(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "rendered")
	if err := publish.Write(out, paper("paper.md", "one", "figures/a.svg", "a")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "NOTES"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := publish.Write(out, paper("paper.md", "two", "figures/b.svg", "b")); err != nil {
		t.Fatal(err)
	}
	if got, want := tree(t, out), "NOTES: mine\nfigures/b.svg: b\npaper.md: two\n"; got != want {
		t.Errorf("the directory holds\n%s, not\n%s", got, want)
	}
	entries, _ := os.ReadDir(parent)
	if len(entries) != 1 {
		t.Errorf("%d entries beside the output directory; the staging directory was left", len(entries)-1)
	}
}

// What a killed render left beside the papers goes with the next one that
// writes; that of one under way stays.
func TestWriteSweepsWhatAKilledOneLeft(t *testing.T) {
	parent := t.TempDir()
	for name, age := range map[string]time.Duration{".rendered.new-1": 2 * time.Hour, ".rendered.new-2": 0, ".other.new-1": 2 * time.Hour} {
		dir := filepath.Join(parent, name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(dir, then, then); err != nil {
			t.Fatal(err)
		}
	}
	if err := publish.Write(filepath.Join(parent, "rendered"), paper("paper.md", "one")); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(parent, ".*"))
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	if got := strings.Join(left, " "); got != ".other.new-1 .rendered.new-2" {
		t.Errorf("left are %s", got)
	}
}

// A file that stays is not written again, unless somebody altered it.
func TestWriteLinksWhatStays(t *testing.T) {
	out := filepath.Join(t.TempDir(), "rendered")
	figure := filepath.Join(out, "figures", "a.svg")
	var before os.FileInfo
	for turn, text := range []string{"one", "two", "three"} {
		if err := publish.Write(out, paper("paper.md", text, "figures/a.svg", "a")); err != nil {
			t.Fatal(err)
		}
		now, err := os.Stat(figure)
		if err != nil {
			t.Fatal(err)
		}
		if stayed := before != nil && os.SameFile(before, now); stayed != (turn == 1) {
			t.Errorf("turn %d: the same file: %v", turn, stayed)
		}
		if got, want := tree(t, out), "figures/a.svg: a\npaper.md: "+text+"\n"; got != want {
			t.Errorf("turn %d: the directory holds\n%s, not\n%s", turn, got, want)
		}
		if before = now; turn == 1 {
			if err := os.WriteFile(figure, []byte("b"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestWriteTouchesNothingWhenNothingChanged(t *testing.T) {
	out := filepath.Join(t.TempDir(), "rendered")
	if err := publish.Write(out, paper("paper.md", "one")); err != nil {
		t.Fatal(err)
	}
	before, _ := os.Stat(filepath.Join(out, "paper.md"))
	if err := publish.Write(out, paper("paper.md", "one")); err != nil {
		t.Fatal(err)
	}
	after, _ := os.Stat(filepath.Join(out, "paper.md"))
	if !os.SameFile(before, after) {
		t.Error("the same paper was written again")
	}
	if err := os.WriteFile(filepath.Join(out, "paper.md"), []byte("changed by hand"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := publish.Write(out, paper("paper.md", "one")); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, out); got != "paper.md: one\n" {
		t.Errorf("a changed output was not put right: %s", got)
	}
}

func TestSumsNameEveryInputAndOutput(t *testing.T) {
	out := filepath.Join(t.TempDir(), "rendered")
	if err := publish.Write(out, paper("paper.md", "one", "figures/a.svg", "a")); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(out, evidence.PaperSumsName))
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "schema": "report/sums/1",
  "evidence_root": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
  "inputs": {
    "paper/paper.md": "` + digest.Bytes([]byte("source")).Hex() + `"
  },
  "outputs": {
    "figures/a.svg": "` + digest.Bytes([]byte("a")).Hex() + `",
    "paper.md": "` + digest.Bytes([]byte("one")).Hex() + `"
  }
}
`
	if string(content) != want {
		t.Errorf("the list is\n%s, not\n%s", content, want)
	}
	sums, err := publish.Read(out)
	if err != nil || sums.Outputs["paper.md"] != digest.Bytes([]byte("one")) {
		t.Errorf("read back: %v, %v", sums, err)
	}
}

func TestWriteRefusesADirectoryOfOthers(t *testing.T) {
	out := filepath.Join(t.TempDir(), "rendered")
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "paper.md"), []byte("written by hand"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := publish.Write(out, paper("paper.md", "one"))
	if err == nil || !strings.Contains(err.Error(), "already holds paper.md") {
		t.Errorf("got %v", err)
	}
	if got := tree(t, out); got != "paper.md: written by hand\n" {
		t.Errorf("the directory now holds %s", got)
	}
}

func TestCheckRefusesTheSourcesFolder(t *testing.T) {
	root := t.TempDir()
	source := filepath.Join(root, "paper")
	if err := os.Mkdir(source, 0o755); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(root, "evidence")
	link := filepath.Join(root, "link")
	if err := os.Symlink(source, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for out, refused := range map[string]bool{
		source: true, link: true, root: true, filepath.Join(link, "..", "paper"): true,
		filepath.Join(source, "rendered"): false, filepath.Join(link, "rendered", "deep"): false, filepath.Join(root, "out"): false,
		closed: true, filepath.Join(closed, "a", "b"): true,
	} {
		if err := publish.Check(out, publish.Sources{Paper: source, Closed: []string{closed}}); (err != nil) != refused {
			t.Errorf("%s: %v", out, err)
		}
	}
}
