package recall

import (
	"os"
	"path/filepath"
	"testing"

	"report/internal/digest"
)

func TestAKeptTextComesBack(t *testing.T) {
	dir := t.TempDir()
	key := digest.Bytes([]byte("what it was made from"))
	if _, ok := In(dir).Get(key); ok {
		t.Fatal("an empty cache gave a text")
	}
	In(dir).Put(key, "a text")
	if text, ok := In(dir).Get(key); !ok || text != "a text" {
		t.Fatalf("got %q, %v", text, ok)
	}
	if _, ok := In(dir).Get(digest.Bytes([]byte("another"))); ok {
		t.Fatal("another key gave a text")
	}
}

func TestAChangedFileCountsAsNone(t *testing.T) {
	dir := t.TempDir()
	key := digest.Bytes([]byte("what it was made from"))
	In(dir).Put(key, "a text")
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, changed := range []string{string(content[:len(content)-1]), string(content[:65]) + "A text", "", "short"} {
		if err := os.WriteFile(files[0], []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		if text, ok := In(dir).Get(key); ok {
			t.Errorf("%q gave %q", changed, text)
		}
	}
}

func TestNoDirectoryKeepsNothing(t *testing.T) {
	var none *Cache
	for _, c := range []*Cache{none, In("")} {
		c.Put(digest.SHA256{}, "a text")
		if _, ok := c.Get(digest.SHA256{}); ok {
			t.Error("a text came back")
		}
	}
}
