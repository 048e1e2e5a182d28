package recall

import (
	"encoding/binary"
	"strings"
	"sync"

	"report/internal/digest"
)

// Last is what was worked out of the pieces of one thing the last time, by the
// pieces' digests. A piece that stayed is not worked out again, and one that
// went is forgotten, so that a thing that often changes fills no disk. It is
// safe for use by many goroutines; nil keeps nothing.
type Last struct {
	cache *Cache
	key   digest.SHA256

	mu           sync.Mutex
	before, used map[digest.SHA256]string
	changed      bool
}

// Last is what this program kept the last time under a kind and a name, which
// tells one thing from the others of its kind.
func (c *Cache) Last(kind, name string) *Last {
	key, ok := Key(kind, name)
	if !ok || c == nil || c.dir == "" {
		return nil
	}
	l := &Last{cache: c, key: key, used: map[digest.SHA256]string{}}
	text, _ := c.Get(key)
	l.before = pieces(text)
	return l
}

// Made is what work makes of a piece, or made of it the last time. How it works
// tells one work from another on the same piece.
func (l *Last) Made(how string, piece []byte, work func() string) string {
	if l == nil {
		return work()
	}
	sum := digest.Bytes(piece)
	key := digest.Bytes([]byte(how + "\n" + sum.Hex()))
	l.mu.Lock()
	made, known := l.before[key]
	l.mu.Unlock()
	if !known {
		made = work()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.used[key] = made
	l.changed = l.changed || !known
	return made
}

// Keep keeps what was asked for since Last, for the next time.
func (l *Last) Keep() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.changed && len(l.used) == len(l.before) {
		return
	}
	var text strings.Builder
	for key, made := range l.used {
		text.Write(key[:])
		text.Write(binary.BigEndian.AppendUint64(nil, uint64(len(made))))
		text.WriteString(made)
	}
	l.cache.Put(l.key, text.String())
}

// pieces takes apart what Keep put together.
func pieces(text string) map[digest.SHA256]string {
	all := map[digest.SHA256]string{}
	var key digest.SHA256
	for len(text) >= len(key)+8 {
		copy(key[:], text)
		size := binary.BigEndian.Uint64([]byte(text[len(key) : len(key)+8]))
		text = text[len(key)+8:]
		if size > uint64(len(text)) {
			break
		}
		all[key], text = text[:size], text[size:]
	}
	return all
}
