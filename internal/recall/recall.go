// Package recall keeps what was worked out, in the user's cache, by the digest
// of all that it was worked out from. A key and a text come in, and the text
// comes out the next time. Nothing depends on it but time: with an empty or a
// deleted cache the same is worked out again.
package recall

import (
	"os"
	"path/filepath"

	"report/internal/digest"
)

// Cache is a directory of kept texts. It is safe for use by many goroutines and
// processes.
type Cache struct{ dir string }

// In is the cache in a directory, which need not be there yet; "" keeps nothing.
func In(dir string) *Cache { return &Cache{dir} }

// path puts kept texts in folders by the first two digits of their keys.
func (c *Cache) path(key digest.SHA256) string {
	hex := key.Hex()
	return filepath.Join(c.dir, hex[:2], hex[2:])
}

// Get returns a kept text; its own digest stands before it, so that a cut or
// altered file counts as none.
func (c *Cache) Get(key digest.SHA256) (string, bool) {
	if c == nil || c.dir == "" {
		return "", false
	}
	content, err := os.ReadFile(c.path(key))
	if err != nil || len(content) < 65 {
		return "", false
	}
	body := content[65:]
	if digest.Bytes(body).Hex() != string(content[:64]) {
		return "", false
	}
	return string(body), true
}

// Put keeps a text; a full disk or a read-only home costs only time.
func (c *Cache) Put(key digest.SHA256, text string) {
	if c == nil || c.dir == "" {
		return
	}
	path := c.path(key)
	if os.MkdirAll(filepath.Dir(path), 0o755) != nil {
		return
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return
	}
	_, err = temp.WriteString(digest.Bytes([]byte(text)).Hex() + "\n" + text)
	if closeErr := temp.Close(); err != nil || closeErr != nil || os.Rename(temp.Name(), path) != nil {
		os.Remove(temp.Name())
	}
}
