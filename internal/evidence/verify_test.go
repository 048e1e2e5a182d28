package evidence

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"report/internal/digest"
	"report/internal/run"
)

// flip changes one byte in the middle of a file.
func flip(t testing.TB, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFlippedByteIsNamed flips one byte in each file of a run in turn.
func TestFlippedByteIsNamed(t *testing.T) {
	root := t.TempDir()
	kept := keep(t, root, firstRun)
	s := At(root)
	clean, err := s.Verify()
	if err != nil || len(clean.Problems) > 0 || clean.Files != len(kept.Files)+2 {
		t.Fatalf("untouched: %+v, %v", clean, err)
	}
	names := []string{ManifestName, SumsName}
	for _, f := range kept.Files {
		names = append(names, f.Path)
	}
	for _, name := range names {
		full := filepath.Join(kept.Dir, filepath.FromSlash(name))
		before, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		flip(t, full)
		v, err := s.Verify()
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Problems) == 0 {
			t.Errorf("%s: the changed byte is not found", name)
		}
		for _, p := range v.Problems {
			if p.Path != "evidence/alpha-mnist/"+firstRun+"/"+name || p.Hint == "" {
				t.Errorf("%s changed, but the complaint is %+v", name, p)
			}
			if name != ManifestName && name != SumsName && !strings.HasPrefix(p.Problem, "content does not match manifest.json:") {
				t.Errorf("%s: %s", name, p.Problem)
			}
		}
		if (v.Root != clean.Root) != (name == ManifestName) {
			t.Errorf("%s changed: the root is %v", name, v.Root)
		}
		if err := os.WriteFile(full, before, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryByteOfManifestAndSums flips each byte of the two lists in turn:
// none may pass.
func TestEveryByteOfManifestAndSums(t *testing.T) {
	root := t.TempDir()
	kept := keep(t, root, firstRun)
	for _, name := range []string{ManifestName, SumsName} {
		full := filepath.Join(kept.Dir, name)
		before, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(before); i += 7 {
			changed := append([]byte(nil), before...)
			changed[i] ^= 4
			if err := os.WriteFile(full, changed, 0o644); err != nil {
				t.Fatal(err)
			}
			if v, err := At(root).Verify(); err != nil || len(v.Problems) == 0 {
				t.Errorf("byte %d of %s changed from %q to %q: %v", i, name, before[i], changed[i], err)
			}
		}
		if err := os.WriteFile(full, before, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMissingAndAddedFilesAreNamed(t *testing.T) {
	for what, c := range map[string]struct {
		change  func(root, dir string) error
		path    string
		problem string
	}{
		"missing":  {func(_, dir string) error { return os.Remove(filepath.Join(dir, "train", "report.json")) }, "RUN/train/report.json", "is missing, and manifest.json:"},
		"added":    {func(_, dir string) error { return os.WriteFile(filepath.Join(dir, "train", "x"), nil, 0o644) }, "RUN/train/x", "was added after the run"},
		"manifest": {func(_, dir string) error { return os.Remove(filepath.Join(dir, ManifestName)) }, "RUN/manifest.json", "is missing"},
		"sums":     {func(_, dir string) error { return os.Remove(filepath.Join(dir, SumsName)) }, "RUN/SHA256SUMS", "is missing"},
		"link": {func(_, dir string) error {
			log := filepath.Join(dir, "setup.log")
			if err := os.Rename(log, log+".old"); err != nil {
				return err
			}
			return os.Symlink("setup.log.old", log)
		}, "RUN/setup.log", "is not a regular file"},
		"stray": {func(root, _ string) error {
			return os.WriteFile(filepath.Join(root, "evidence", "notes.txt"), nil, 0o644)
		}, "evidence/notes.txt", "belongs to no run"},
		"renamed": {func(_, dir string) error { return os.Rename(dir, strings.Replace(dir, "20261123", "20261124", 1)) }, "evidence/alpha-mnist/" + strings.Replace(firstRun, "20261123", "20261124", 1) + "/manifest.json", "it is the manifest of alpha-mnist/" + firstRun},
		"paper": {func(root, _ string) error {
			dir := filepath.Join(root, "paper", "rendered")
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(dir, "paper.md"), []byte("8.30"), 0o644); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, PaperSumsName), []byte(`{"schema":"report/sums/1","outputs":{"paper.md":"`+digest.Bytes([]byte("8.25")).Hex()+`"}}`), 0o644)
		}, "paper/rendered/paper.md", "content does not match paper.sums.json"},
		"no digest of a paper": {func(root, _ string) error {
			dir := filepath.Join(root, "paper", "rendered")
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, PaperSumsName), []byte(`{"schema":"report/sums/1","outputs":{"paper.md":"8.25"}}`), 0o644)
		}, "paper/rendered/paper.sums.json", "is no JSON of sums: a SHA-256 has 64 hex digits, not 4"},
	} {
		root := t.TempDir()
		kept := keep(t, root, firstRun)
		if err := c.change(root, kept.Dir); err != nil {
			t.Fatal(err)
		}
		v, err := At(root).Verify()
		if err != nil {
			t.Fatal(err)
		}
		path := strings.Replace(c.path, "RUN/", "evidence/alpha-mnist/"+firstRun+"/", 1)
		found := false
		for _, p := range v.Problems {
			found = found || p.Path == path && strings.Contains(p.Problem, c.problem)
		}
		if !found {
			t.Errorf("%s: %+v", what, v.Problems)
		}
	}
}

func TestPaperOlderThanItsSourcesIsOnlyNoted(t *testing.T) {
	root := t.TempDir()
	keep(t, root, firstRun)
	dir := filepath.Join(root, "paper", "rendered")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"paper/rendered/paper.md": "text", "paper/paper.md": "new",
		"paper/rendered/paper.sums.json": `{"schema":"report/sums/1","evidence_root":"sha256:` + strings.Repeat("0", 64) + `","inputs":{"paper/paper.md":"` + digest.Bytes([]byte("old")).Hex() + `"},"outputs":{"paper/rendered/paper.md":"` + digest.Bytes([]byte("text")).Hex() + `"}}`} {
		if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(name)), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	v, err := At(root).Verify()
	if err != nil || len(v.Problems) > 0 || len(v.Notes) != 1 || !strings.Contains(v.Notes[0], "paper/paper.md, the evidence") {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestRootIsWhatSha256sumPrints(t *testing.T) {
	root := t.TempDir()
	s := At(root)
	var lines string
	for _, name := range []string{"20261123T141300Z-standard-1a2b3c4d", "20261124T141300Z-standard-1a2b3c4d"} {
		kept := keep(t, root, name)
		sum, _, err := digest.File(filepath.Join(kept.Dir, ManifestName))
		if err != nil {
			t.Fatal(err)
		}
		lines += sum.Hex() + "  evidence/alpha-mnist/" + name + "/manifest.json\n"
	}
	aside := staged(t, root, "20261125T141300Z-standard-1a2b3c4d")
	aside.Aside = true
	if _, err := s.Keep(aside); err != nil {
		t.Fatal(err)
	}
	want := digest.Bytes([]byte(lines))
	got, err := s.Root()
	if err != nil || got != want {
		t.Errorf("the root is %v (%v), not %v", got, err, want)
	}
	if v, err := s.Verify(); err != nil || v.Root != want {
		t.Errorf("verify's root is %v, %v", v.Root, err)
	}
}

func FuzzManifest(f *testing.F) {
	content, err := os.ReadFile(filepath.Join("testdata", "manifest-1.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add([]byte(`{"schema":"report/manifest/1","files":[{"path":"../x"}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		m, err := ParseManifest(content)
		if err != nil {
			return
		}
		first, err := WriteJSON(m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseManifest(first)
		if err != nil {
			t.Fatalf("what was written is not read: %v\n%s", err, first)
		}
		second, err := WriteJSON(again)
		if err != nil || string(second) != string(first) {
			t.Fatalf("%s\nbecame\n%s", first, second)
		}
		for _, file := range m.Files {
			if !filepath.IsLocal(filepath.FromSlash(file.Path)) {
				t.Fatalf("%q leads out", file.Path)
			}
		}
	})
}

func FuzzPointer(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b~/":2}]}`), "/a/1/b~0~1")
	f.Fuzz(func(t *testing.T, content []byte, pointer string) {
		value, offset, err := Pointer(content, pointer)
		if err == nil && (offset < 0 || offset+len(value) > len(content) || string(content[offset:offset+len(value)]) != string(value)) {
			t.Fatalf("%q in %q is %q at %d", pointer, content, value, offset)
		}
	})
}

// many makes evidence for the benchmarks: runs of small files, and one of
// large ones.
func many(b *testing.B, runs int) string {
	root := b.TempDir()
	for i := range runs {
		keep(b, root, fmt.Sprintf("2026%02d%02dT%02d1300Z-standard-1a2b3c4d", i/672%12+1, i/24%28+1, i%24))
	}
	return root
}

// BenchmarkVerify is to be read beside BenchmarkBareHash.
func BenchmarkVerify(b *testing.B) {
	root := many(b, 200)
	defer cpuPerOp(b)()
	b.ResetTimer()
	for b.Loop() {
		v, err := At(root).Verify()
		if err != nil || len(v.Problems) > 0 {
			b.Fatal(v, err)
		}
		b.SetBytes(v.Bytes)
	}
}

// BenchmarkBareHash reads and digests the same files on all cores, and knows
// nothing of manifests.
func BenchmarkBareHash(b *testing.B) {
	root := many(b, 200)
	defer cpuPerOp(b)()
	b.ResetTimer()
	for b.Loop() {
		var files []string
		filepath.WalkDir(filepath.Join(root, "evidence"), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files = append(files, path)
			}
			return err
		})
		var next atomic.Int64
		var total atomic.Int64
		var group sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			group.Go(func() {
				h := sha256.New()
				buf := make([]byte, 1<<20)
				for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
					f, err := os.Open(files[i])
					if err != nil {
						b.Error(err)
						return
					}
					h.Reset()
					n, _ := io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{f}, buf)
					h.Sum(nil)
					total.Add(n)
					f.Close()
				}
			})
		}
		group.Wait()
		b.SetBytes(total.Load())
	}
}

// TestRunIsPassedOverOnlyWhereItsListsAgree: a byte of the manifest of the
// newest run must not put an older one in its place.
func TestRunIsPassedOverOnlyWhereItsListsAgree(t *testing.T) {
	root := t.TempDir()
	tiny(t, root, 1)
	s := loaded(root, 1)
	e := s.Experiments[0]
	start := time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC)
	older := ran(t, s, e, start, run.Succeeded)
	newer := ran(t, s, e, start.Add(time.Hour), run.Failed)
	if r, err := At(root).Newest(e.ID, s.Profile); err != nil || r.Manifest.Run != older.Manifest.Run {
		t.Fatalf("a failed run is not passed over: %v, %v", r, err)
	}
	manifest := filepath.Join(newer.Dir, ManifestName)
	content, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(content), `"seed": 0`, `"seed": 1`, 1)
	if err := os.WriteFile(manifest, []byte(changed), 0o644); err != nil || changed == string(content) {
		t.Fatalf("nothing changed: %v", err)
	}
	var tampered *Changed
	if r, err := At(root).Newest(e.ID, s.Profile); !errors.As(err, &tampered) || !strings.HasSuffix(tampered.Path, newer.Manifest.Run+"/"+ManifestName) {
		t.Errorf("passed over in silence: %v, %v", r, err)
	}
	if r, err := At(root).Succeeded(e.ID, s.Profile); err != nil || r.Manifest.Run != older.Manifest.Run {
		t.Errorf("it hinders a run: %v, %v", r, err)
	}
	unheld := At(root).Unheld()
	if r, err := unheld.Newest(e.ID, s.Profile); err != nil || r.Manifest.Run != newer.Manifest.Run || len(unheld.Untrue()) != 1 {
		t.Errorf("an audit has nothing to tell of: %v, %v", r, err)
	}
}
