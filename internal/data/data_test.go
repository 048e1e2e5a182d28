package data

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"report/internal/digest"
	"report/internal/study"
)

func gzipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type member struct {
	name, content string
	kind          byte
}

func tarred(t *testing.T, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Typeflag: m.kind, Mode: 0o644, Size: int64(len(m.content))}
		if m.kind == tar.TypeSymlink || m.kind == tar.TypeLink {
			h.Linkname, h.Size = "/etc/passwd", 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			io.WriteString(w, m.content)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mirror(t *testing.T, name string, content []byte) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv(MirrorVariable, dir)
}

func tree(files map[string]string) digest.SHA256 {
	var entries []digest.Entry
	for name, content := range files {
		entries = append(entries, digest.Entry{Path: name, SHA256: digest.Bytes([]byte(content))})
	}
	return digest.Tree(entries)
}

func TestFileIsPinnedByItsDecompressedContent(t *testing.T) {
	content := []byte("sixty thousand images")
	for name, stored := range map[string][]byte{"plain.bin": content, "wrapped.bin.gz": gzipped(t, content)} {
		mirror(t, name, stored)
		cache := t.TempDir()
		d := &study.DataSet{ID: "d", Mirror: name, SHA256: digest.Bytes(content), Size: int64(len(content))}
		for i := range 2 {
			set, err := Bring(context.Background(), cache, d, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			if set.Did != (i == 0) {
				t.Errorf("%s, time %d: brought %v", name, i+1, set.Did)
			}
			got, err := os.ReadFile(set.Path)
			if err != nil || string(got) != string(content) || strings.HasSuffix(set.Path, ".gz") {
				t.Errorf("%s has %q: %v", set.Path, got, err)
			}
		}
	}
}

func TestWrongContentIsRefusedAndNotKept(t *testing.T) {
	mirror(t, "d.gz", gzipped(t, []byte("changed")))
	cache := t.TempDir()
	tests := []struct {
		name string
		set  study.DataSet
		want string
	}{
		{"digest", study.DataSet{ID: "d", Mirror: "d.gz", SHA256: digest.Bytes([]byte("original"))}, "not the pinned " + digest.Bytes([]byte("original")).Hex()},
		{"size", study.DataSet{ID: "d", Mirror: "d.gz", SHA256: digest.Bytes([]byte("changed")), Size: 3}, "longer than the 3 bytes"},
		{"not an archive", study.DataSet{ID: "d", Mirror: "d.gz", Tree: digest.Bytes(nil), Member: "**"}, "reading the archive"},
		{"no mirror", study.DataSet{ID: "d", Mirror: "absent", URL: "http://127.0.0.1:1/absent", SHA256: digest.Bytes(nil)}, "hint: absent is not in"},
	}
	for _, test := range tests {
		_, err := Bring(context.Background(), cache, &test.set, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v does not say %q", test.name, err, test.want)
		}
	}
	filepath.WalkDir(cache, func(path string, d os.DirEntry, _ error) error {
		if !d.IsDir() && d.Name() != ".lock" {
			t.Errorf("%s was left in the cache", path)
		}
		return nil
	})
}

func TestArchiveIsPinnedByTheTreeOfItsSelectedMembers(t *testing.T) {
	files := map[string]string{"a/train/pos/1_9.txt": "good", "a/test/neg/2_1.txt": "bad"}
	members := []member{{"a/", "", tar.TypeDir}, {"a/README", "not selected", tar.TypeReg}, {"a/train/unsup/3.txt", "no", tar.TypeReg}}
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	for name, content := range files {
		members = append(members, member{"./" + name, content, tar.TypeReg})
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, content)
	}
	z.Close()
	for name, stored := range map[string][]byte{"a.tar": tarred(t, members...), "a.tar.gz": gzipped(t, tarred(t, members...)), "a.zip": zipped.Bytes()} {
		mirror(t, name, stored)
		d := &study.DataSet{ID: "d", Mirror: name, Tree: tree(files), Member: "a/{train,test}/{neg,pos}/*.txt"}
		set, err := Bring(context.Background(), t.TempDir(), d, io.Discard)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for path, content := range files {
			if got, err := os.ReadFile(filepath.Join(set.Path, path)); err != nil || string(got) != content {
				t.Errorf("%s: %s is %q: %v", name, path, got, err)
			}
		}
		if _, err := os.Stat(filepath.Join(set.Path, "a/README")); err == nil {
			t.Errorf("%s: a member that was not selected was unpacked", name)
		}
	}
}

func TestArchiveCannotLeaveItsDirectory(t *testing.T) {
	tests := []struct {
		member member
		want   string
	}{
		{member{"../escape.txt", "x", tar.TypeReg}, "outside"},
		{member{"a/../../escape.txt", "x", tar.TypeReg}, "outside"},
		{member{"/escape.txt", "x", tar.TypeReg}, "outside"},
		{member{"link.txt", "", tar.TypeSymlink}, "a link"},
		{member{"hard.txt", "", tar.TypeLink}, ""},
	}
	for _, test := range tests {
		mirror(t, "a.tar", tarred(t, test.member))
		d := &study.DataSet{ID: "d", Mirror: "a.tar", Tree: digest.Bytes([]byte("x")), Member: "**"}
		_, err := Bring(context.Background(), t.TempDir(), d, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v does not say %q", test.member.name, err, test.want)
		}
	}
}

func TestAddressIsAskedWhenThereIsNoMirror(t *testing.T) {
	t.Setenv(MirrorVariable, "")
	content := []byte("from afar")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/d.gz" {
			http.NotFound(w, r)
			return
		}
		w.Write(gzipped(t, content))
	}))
	defer server.Close()
	d := &study.DataSet{ID: "d", Mirror: "d.gz", URL: server.URL + "/d.gz", SHA256: digest.Bytes(content)}
	if _, err := Bring(context.Background(), t.TempDir(), d, io.Discard); err != nil {
		t.Fatal(err)
	}
	d.URL = server.URL + "/gone"
	_, err := Bring(context.Background(), t.TempDir(), d, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "404") || !strings.Contains(err.Error(), "hint: set REPORT_DATA") {
		t.Errorf("an address that is gone: %v", err)
	}
}
