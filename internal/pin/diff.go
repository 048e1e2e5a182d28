package pin

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	format "github.com/go-git/go-git/v5/plumbing/format/diff"
	linediff "github.com/go-git/go-git/v5/utils/diff"
)

// diffLimit is how much of a diff a run's provenance keeps: enough to see what
// was tried, not a second copy of the code.
const diffLimit = 64 << 10

// diff is the change of the named files from the commit to the disk.
func (r *repository) diff(root string, names []string, committed map[string]string) string {
	var b strings.Builder
	for _, name := range names {
		if b.Len() > diffLimit {
			break
		}
		var old []byte
		var err error
		if id := committed[name]; id != "" {
			if old, err = r.objects.content(id); err != nil {
				fmt.Fprintf(&b, "# %s: the committed content could not be read: %v\n", name, err)
				continue
			}
		}
		now, err := readBlob(filepath.Join(root, filepath.FromSlash(name)))
		gone := err != nil
		b.WriteString(fileDiff(name, old, now, committed[name] == "", gone))
	}
	text := b.String()
	if len(text) > diffLimit {
		end := strings.LastIndexByte(text[:diffLimit], '\n') + 1
		text = text[:end] + fmt.Sprintf("# cut here: %d more bytes of this diff were not kept\n", len(text)-end)
	}
	return text
}

// fileDiff is one file's change in unified form.
func fileDiff(name string, old, now []byte, added, gone bool) string {
	const largest = 1 << 20
	if len(old) > largest || len(now) > largest || bytes.IndexByte(old, 0) >= 0 || bytes.IndexByte(now, 0) >= 0 {
		return fmt.Sprintf("# %s: %d bytes became %d; binary or large, not shown\n", name, len(old), len(now))
	}
	p := patch{chunks: chunks(string(old), string(now))}
	if !added {
		p.from = side{name, blobHash(old)}
	}
	if !gone {
		p.to = side{name, blobHash(now)}
	}
	var b bytes.Buffer
	if err := format.NewUnifiedEncoder(&b, format.DefaultContextLines).Encode(p); err != nil {
		return fmt.Sprintf("# %s: %v\n", name, err)
	}
	return b.String()
}

func blobHash(content []byte) plumbing.Hash {
	return plumbing.ComputeHash(plumbing.BlobObject, content)
}

// chunks compares two texts by line. The time is bounded for the comparison's
// worst case; what it then gives is still a correct diff, only longer.
func chunks(old, now string) []format.Chunk {
	operations := map[int]format.Operation{-1: format.Delete, 0: format.Equal, 1: format.Add}
	var list []format.Chunk
	for _, d := range linediff.DoWithTimeout(old, now, 5*time.Second) {
		list = append(list, chunk{d.Text, operations[int(d.Type)]})
	}
	return list
}

// patch, side and chunk are one changed file as the encoder wants it.
type patch struct {
	from, to format.File
	chunks   []format.Chunk
}

func (p patch) FilePatches() []format.FilePatch   { return []format.FilePatch{p} }
func (p patch) Message() string                   { return "" }
func (p patch) IsBinary() bool                    { return false }
func (p patch) Files() (format.File, format.File) { return p.from, p.to }
func (p patch) Chunks() []format.Chunk            { return p.chunks }

type side struct {
	name string
	id   plumbing.Hash
}

func (s side) Hash() plumbing.Hash     { return s.id }
func (s side) Mode() filemode.FileMode { return filemode.Regular }
func (s side) Path() string            { return s.name }

type chunk struct {
	text string
	kind format.Operation
}

func (c chunk) Content() string        { return c.text }
func (c chunk) Type() format.Operation { return c.kind }
