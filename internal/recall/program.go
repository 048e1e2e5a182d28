package recall

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"

	"report/internal/digest"
)

// program tells one build of this program from another: a result that is its
// own work, and no script's, is another program's to make again.
var program = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s %d %d %s", runtime.Version(), info.Size(), info.ModTime().UnixNano(), path)
})

// Recall reads into what Remember was given for the same kind and parts, and
// reports whether there was any.
func (c *Cache) Recall(kind string, parts []string, into any) bool {
	key, ok := Key(kind, parts...)
	if !ok {
		return false
	}
	text, known := c.Get(key)
	return known && json.Unmarshal([]byte(text), into) == nil
}

// Remember keeps as JSON what this program worked out from parts.
func (c *Cache) Remember(kind string, parts []string, made any) {
	key, ok := Key(kind, parts...)
	text, err := json.Marshal(made)
	if ok && err == nil {
		c.Put(key, string(text))
	}
}

// Key is the key of what this program works out from parts; a kind keeps apart
// what is worked out from the same parts. It is false where the program cannot
// be told from another, so that nothing can be kept.
func Key(kind string, parts ...string) (digest.SHA256, bool) {
	own := program()
	var text strings.Builder
	for _, part := range append([]string{kind, own}, parts...) {
		fmt.Fprintf(&text, "%d:%s\n", len(part), part)
	}
	return digest.Bytes([]byte(text.String())), own != ""
}
