package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"report/internal/digest"
	"report/internal/evidence"
)

// sample packs a small study.
func sample(t testing.TB) (name string, content []byte) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"study.yaml": "title: x\n", "evidence/a/log.txt": "one\ntwo\n", "evidence/empty": "", "paper/é.md": "# Paper\n"} {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	name = filepath.Join(t.TempDir(), "b.zip")
	_, err := Write(name, Contents{Study: dir, Title: "x", Root: digest.Bytes(nil), Date: time.Unix(1795435201, 0),
		Files: []string{"study.yaml", "evidence/a/log.txt", "evidence/empty", "paper/é.md", "study.yaml"}})
	if err != nil {
		t.Fatal(err)
	}
	if content, err = os.ReadFile(name); err != nil {
		t.Fatal(err)
	}
	return name, content
}

// problemsOf opens and checks a bundle of some bytes.
func problemsOf(t *testing.T, content []byte) (named []string, err error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "b.zip")
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
	b, problems, err := Open(name)
	if b != nil {
		defer b.Close()
		problems, err = b.Check()
	}
	for _, p := range problems {
		if p.Path == "" || p.Problem == "" {
			t.Errorf("a problem without a name: %+v", p)
		}
		named = append(named, p.Path)
	}
	return named, err
}

func TestBundleHolds(t *testing.T) {
	name, content := sample(t)
	if named, err := problemsOf(t, content); err != nil || len(named) > 0 {
		t.Fatal(named, err)
	}
	b, _, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := fstest.TestFS(b.FS(), "study.yaml", "evidence/a/log.txt", "evidence/empty", "paper/é.md"); err != nil {
		t.Error(err)
	}
	out := t.TempDir()
	if err := b.Unpack(out); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(filepath.Join(out, "evidence/a/log.txt")); string(got) != "one\ntwo\n" {
		t.Errorf("unpacked %q", got)
	}
}

func TestEveryFlippedByteIsNamed(t *testing.T) {
	_, content := sample(t)
	for i := range content {
		for _, bits := range []byte{1, 1 << 5, 1 << 7, 0xff} { // 1<<5 turns a letter's case
			flipped := bytes.Clone(content)
			flipped[i] ^= bits
			named, err := problemsOf(t, flipped)
			if err == nil && len(named) == 0 {
				t.Errorf("byte %d of %d was flipped by %#x and not found", i, len(content), bits)
			} else if owner := ownerOf(t, content, i); owner != "" && !slices.Contains(named, owner) {
				t.Errorf("byte %d, flipped by %#x, is of %s, and %v are named", i, bits, owner, named)
			} else if err != nil {
				t.Errorf("byte %d, flipped by %#x: %v", i, bits, err)
			}
		}
	}
	if named, _ := problemsOf(t, append(bytes.Clone(content), 0)); len(named) == 0 {
		t.Error("a byte behind the end was not found")
	}
	for n := 1; n < len(content); n += 7 {
		if named, err := problemsOf(t, content[:n]); err == nil && len(named) == 0 {
			t.Errorf("cut to %d bytes and not found", n)
		}
	}
}

// ownerOf is the file of the bundle whose content a byte belongs to, "" for what
// stands between files.
func ownerOf(t *testing.T, content []byte, at int) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		start, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		if int64(at) >= start && int64(at) < start+int64(f.UncompressedSize64) {
			return f.Name
		}
	}
	return ""
}

func TestForeignEntriesAreNamed(t *testing.T) {
	_, content := sample(t)
	from, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		header zip.FileHeader
		text   string
	}{
		{zip.FileHeader{Name: "../out"}, "x"}, {zip.FileHeader{Name: ".git/config"}, "x"}, {zip.FileHeader{Name: "/etc/x"}, "x"}, {zip.FileHeader{Name: "study.yaml"}, "x"},
		{zip.FileHeader{Name: "bomb", Method: zip.Deflate}, string(make([]byte, 1<<20))}, {zip.FileHeader{Name: "link", ExternalAttrs: 0o120777 << 16, CreatorVersion: 3 << 8}, "/etc"},
	} {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, f := range from.File {
			if err := z.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
		w, err := z.CreateHeader(&one.header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(one.text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		named, err := problemsOf(t, out.Bytes())
		if err != nil || len(named) != 1 || named[0] != one.header.Name {
			t.Errorf("%s: named %v, %v", one.header.Name, named, err)
		}
	}
}

// A file that was taken out of a bundle, or that another program put in longer or
// shorter, is named alone: those behind it lie elsewhere and are what they were.
func TestWhatLiesElsewhereIsNotBlamed(t *testing.T) {
	_, content := sample(t)
	from, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "longer than it was when it was packed, and by so much that all others lie elsewhere"} {
		for _, changed := range from.File[1 : len(from.File)-1] {
			var out bytes.Buffer
			z := zip.NewWriter(&out)
			for _, f := range from.File {
				if f != changed {
					err = z.Copy(f)
				} else if text != "" {
					header := f.FileHeader
					header.UncompressedSize64, header.CompressedSize64 = 0, 0
					var w io.Writer
					if w, err = z.CreateHeader(&header); err == nil {
						_, err = w.Write([]byte(text))
					}
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			if named, err := problemsOf(t, out.Bytes()); err != nil || len(named) != 1 || named[0] != changed.Name {
				t.Errorf("%s, %d bytes: named %v, %v", changed.Name, len(text), named, err)
			}
		}
	}
}

// A repository in a bundle would have whoever audits it run what its settings
// name: a bundle with one is refused before anything of it is unpacked.
func TestARepositoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{".git", ".git/config", "experiments/.GIT/config", ".git./config", "paper/git~1/config", "a/.g\u200cit/x"} {
		if _, err := Write(filepath.Join(dir, "b.zip"), Contents{Study: dir, Files: []string{path}}); err == nil || !strings.Contains(err.Error(), "git repository") {
			t.Errorf("%q is packed: %v", path, err)
		}
		m := &Manifest{Schema: Schema, Files: []File{{Path: path}}}
		text, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parse(text); err == nil || !strings.Contains(err.Error(), "git repository") {
			t.Errorf("%q is taken: %v", path, err)
		}
	}
	for _, path := range []string{".gitattributes", ".gitignore", "experiments/git/x", "x.git/y"} {
		if why := unsafe(path); why != "" {
			t.Errorf("%q %s", path, why)
		}
	}
}

// A bundle's list is what encoding/json writes of it, whatever its names.
func TestTheListIsPlainJSON(t *testing.T) {
	sum := digest.Bytes([]byte("content"))
	for _, files := range [][]File{
		nil, {}, {{Path: "a", SHA256: sum, Size: 1}},
		{{Path: "a b/ü\"<&>\u2028.txt", Size: 1 << 40, Executable: true}, {Path: "tab\t", SHA256: sum}, {Path: "z"}},
	} {
		m := &Manifest{Schema: Schema, Title: "A <study> & more", Root: sum, Date: time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC), Files: files}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(m); err != nil {
			t.Fatal(err)
		}
		got, err := m.encode()
		if err != nil || string(got) != want.String() {
			t.Errorf("%v\n%s\nwant:\n%s", err, got, want.String())
		}
	}
}

// A file that is cut short between its opening and its reading is told; what is
// mapped into memory would end the process.
func TestCutShortWhileItIsRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "big"), bytes.Repeat([]byte("0123456789abcdef"), 1<<16), 0o644); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "b.zip")
	if _, err := Write(name, Contents{Study: dir, Title: "x", Date: time.Unix(1795435201, 0), Files: []string{"big"}}); err != nil {
		t.Fatal(err)
	}
	b, problems, err := Open(name)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	defer b.Close()
	if err := os.Truncate(name, 1<<17); err != nil {
		t.Fatal(err)
	}
	problems, err = b.Check()
	if err == nil && len(problems) == 0 {
		t.Fatal("a bundle without its end is called whole")
	}
	t.Log(problems, err)
}

// A list in the form in which it is written is read as JSON is, and no other is
// taken for it.
func TestAListIsReadAsJSON(t *testing.T) {
	sum := digest.Bytes([]byte("content"))
	m := &Manifest{
		Schema: Schema, Title: "A <study> & \"more\"", Root: sum, Date: time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC),
		Files: []File{{Path: "a b/ü\"<&>\u2028.txt", SHA256: sum, Size: 1 << 40, Executable: true}, {Path: "b", SHA256: sum}, {Path: "tab\t", SHA256: sum, Size: 7}},
	}
	text, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := read(text); !ok || !reflect.DeepEqual(got, m) {
		t.Fatalf("%v\n%+v\nwant:\n%+v", ok, got, m)
	}
	for i := range text {
		for _, changed := range [][]byte{text[:i], append(append(bytes.Clone(text[:i]), text[i]^1), text[i+1:]...)} {
			var want Manifest
			if got, ok := read(changed); ok && (evidence.ReadJSON(changed, &want) != nil || !reflect.DeepEqual(*got, want)) {
				t.Errorf("byte %d: read %+v of\n%s", i, got, changed)
			}
		}
	}
}
