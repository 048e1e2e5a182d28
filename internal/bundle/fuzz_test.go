package bundle

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"report/internal/diag"
	"report/internal/digest"
)

// FuzzOpen: a file that somebody sent is refused in words, or is a study in which
// every file has the digest that the list gives it, and which unpacks to that.
func FuzzOpen(f *testing.F) {
	_, content := sample(f)
	f.Add(content)
	f.Add(content[:len(content)/2])
	f.Add(bytes.Replace(content, []byte("evidence/a/log.txt"), []byte("../../../tmp/x.txt"), -1))
	f.Fuzz(func(t *testing.T, content []byte) {
		name := filepath.Join(t.TempDir(), "b.zip")
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
		b, problems, err := Open(name)
		if b == nil {
			if err == nil && len(problems) == 0 {
				t.Fatal("there is neither a bundle nor a problem")
			}
			return
		}
		defer b.Close()
		if problems, err := b.Check(); err != nil || len(problems) > 0 {
			return
		}
		out := t.TempDir()
		if err := b.Unpack(out); err != nil {
			t.Fatal(err)
		}
		for _, file := range b.Manifest.Files {
			packed, err := fs.ReadFile(b.FS(), file.Path)
			if err != nil || digest.Bytes(packed) != file.SHA256 {
				t.Fatalf("%s is not what the list says: %v", file.Path, err)
			}
			unpacked, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(file.Path)))
			if err != nil || !bytes.Equal(unpacked, packed) {
				t.Fatalf("%s unpacks to something else: %v", file.Path, err)
			}
		}
	})
}

// FuzzParseAllowed: a line that cannot be read is named, and lies in the file.
func FuzzParseAllowed(f *testing.F) {
	const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl1"
	f.Add("# whose signatures count\nalice@example.org " + key + "\n\"b c\" namespaces=\"report*\",valid-after=\"20261231Z\" " + key)
	f.Add("alice@example.org cert-authority " + key + "\r\n\"open " + key)
	f.Fuzz(func(t *testing.T, content string) {
		allowed, err := ParseAllowed("allowed_signers", []byte(content))
		var list diag.List
		if err != nil && !errors.As(err, &list) {
			t.Fatalf("%T: %v", err, err)
		}
		lines := bytes.Count([]byte(content), []byte("\n")) + 1
		for _, e := range list {
			if e.Line < 1 || e.Line > lines {
				t.Fatalf("line %d of %d", e.Line, lines)
			}
		}
		if len(allowed.signers)+len(list) > lines {
			t.Fatalf("%d lines give %d signers and %d mistakes", lines, len(allowed.signers), len(list))
		}
	})
}
