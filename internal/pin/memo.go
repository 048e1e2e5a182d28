package pin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"report/internal/digest"
)

// A memo is an answer about a study, kept in the user's cache directory with
// the trace of what it was made from. It is believed only when every node of
// the trace is the same: by what the system says of it, or, where that says
// nothing certain, by its content. Deleting it costs time and nothing else;
// `verify` never reads it.

// memoMagic begins every memo. It changes with the form of what follows.
const memoMagic = "report/memo/1\n"

// racy is how young a file is for its times to prove nothing: it may be written
// again without a new time, on the coarsest clock of a file system (two
// seconds). Git's index has the same rule.
const racy = 2 * time.Second

// memo is a memo that was read.
type memo struct {
	began   int64 // when the trace began, in nanoseconds
	salt    string
	nodes   []node
	marks   []mark
	payload []byte
}

// memoFile is where the memo of a study and a question is kept.
func memoFile(root, question string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	name := digest.Bytes([]byte(root + "\x00" + question)).Hex()[:32]
	return filepath.Join(cache, "report", "status", name), nil
}

// memoSalt is what an answer depends on beside files: the program that gave it.
var memoSalt = sync.OnceValue(func() string {
	program, err := os.Executable()
	if err != nil {
		return ""
	}
	s, err := statOf(program, true)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s %s %d %d %d", runtime.Version(), program, s.size, s.modified, s.inode)
})

// Recall gives the answer that was remembered for a question about a study, if
// nothing that it was made from has changed.
func Recall(root, question string) ([]byte, bool) {
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	m, file := readMemo(root, question)
	if m == nil {
		return nil, false
	}
	began := time.Now()
	fresh, ok := m.check(root)
	if !ok {
		return nil, false
	}
	if fresh {
		m.began = began.UnixNano()
		m.write(file) // only saves time; if it cannot be written, the next call reads again
	}
	return m.payload, true
}

// readMemo is what is kept for a question about a study, and in which file; nil
// where nothing is, or another program kept it.
func readMemo(root, question string) (*memo, string) {
	file, err := memoFile(root, question)
	if err != nil || memoSalt() == "" {
		return nil, ""
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, ""
	}
	m, ok := parseMemo(content)
	if !ok || m.salt != memoSalt()+question {
		return nil, ""
	}
	return m, file
}

// check compares every node with the disk. fresh says that nodes which had to
// be read have times that can be believed from now on.
func (m *memo) check(root string) (fresh, same bool) {
	var differs, better atomic.Bool
	var group sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(m.nodes)/256+1)
	share := (len(m.nodes) + workers - 1) / workers
	now := time.Now().Add(-racy).UnixNano()
	for w := range workers {
		group.Go(func() {
			path := append(make([]byte, 0, 512), root...)
			path = append(path, filepath.Separator)
			for i := w * share; i < min((w+1)*share, len(m.nodes)) && !differs.Load(); i++ {
				improved, ok := m.checkNode(i, path, now)
				if !ok {
					differs.Store(true)
				} else if improved {
					better.Store(true)
				}
			}
		})
	}
	group.Wait()
	return better.Load(), !differs.Load()
}

// checkNode compares one node with the disk.
func (m *memo) checkNode(i int, base []byte, now int64) (improved, same bool) {
	n, k := m.nodes[i], &m.marks[i]
	full := n.path
	if !filepath.IsAbs(full) {
		full = string(append(base, filepath.FromSlash(n.path)...))
	}
	at, err := statOf(full, n.kind == fileNode || n.kind == textNode || n.kind == dirNode) // a link to nowhere is there
	if n.kind == absentNode {
		return false, errors.Is(err, fs.ErrNotExist)
	}
	if err != nil {
		return false, false
	}
	old := m.began - int64(racy)
	if at == k.stat && k.modified < old && k.changed < old {
		return false, true
	}
	if at.mode != k.mode {
		return false, false
	}
	sum, err := contentOf(n.kind, full)
	if err != nil || sum != k.content {
		return false, false
	}
	k.stat = at
	return at.modified < now && at.changed < now, true
}

// Remember keeps an answer with what it was made from. A cache that cannot be
// written is no error: the answer is made again the next time.
func (t *Trace) Remember(question string, payload []byte) {
	file, err := memoFile(t.root, question)
	if err != nil || memoSalt() == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	m := &memo{began: t.began.UnixNano(), salt: memoSalt() + question, payload: payload}
	for n := range t.nodes {
		if n.kind != absentNode || !t.covered(n.path) {
			m.nodes = append(m.nodes, n)
		}
	}
	// What was written last is most likely to be written again, and one difference
	// answers for all.
	sort.Slice(m.nodes, func(i, j int) bool {
		a, b := m.nodes[i], m.nodes[j]
		if x, y := t.nodes[a].modified, t.nodes[b].modified; x != y {
			return x > y
		}
		return a.path < b.path || a.path == b.path && a.kind < b.kind
	})
	for _, n := range m.nodes {
		m.marks = append(m.marks, t.nodes[n])
	}
	m.write(file)
}

// covered reports whether what is not there need not be looked for: its
// directory is remembered with all that is in it, or is not there either.
func (t *Trace) covered(name string) bool {
	dir := path.Dir(name)
	if filepath.IsAbs(name) {
		inside, err := filepath.Rel(t.root, filepath.Dir(name))
		if err != nil || !filepath.IsLocal(inside) {
			return false
		}
		dir = filepath.ToSlash(inside)
	}
	_, listed := t.nodes[node{dirNode, dir}]
	_, absent := t.nodes[node{absentNode, dir}]
	return listed || absent
}

// write replaces the memo in one step.
func (m *memo) write(file string) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".new-")
	if err != nil {
		return
	}
	_, err = tmp.Write(m.bytes())
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
}

// bytes is the memo as it is written.
func (m *memo) bytes() []byte {
	b := append(make([]byte, 0, 128*len(m.nodes)+len(m.payload)+1024), memoMagic...)
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	b = binary.AppendVarint(b, m.began)
	text(m.salt)
	b = binary.AppendUvarint(b, uint64(len(m.nodes)))
	for i, n := range m.nodes {
		k := m.marks[i]
		b = append(b, byte(n.kind))
		text(n.path)
		if n.kind == absentNode {
			continue
		}
		b = binary.AppendVarint(binary.AppendVarint(binary.AppendVarint(b, k.size), k.modified), k.changed)
		b = binary.AppendUvarint(binary.AppendUvarint(b, k.inode), uint64(k.mode))
		b = append(b, k.content[:]...)
	}
	b = append(b, m.payload...)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// memoReader takes a memo apart. After a mistake all it gives is empty.
type memoReader struct {
	text string
	bad  bool
}

func (r *memoReader) take(n uint64) string {
	if r.bad || n > uint64(len(r.text)) {
		r.bad = true
		return ""
	}
	s := r.text[:n]
	r.text = r.text[n:]
	return s
}

func (r *memoReader) unsigned() uint64 {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		b := r.take(1)
		if r.bad {
			return 0
		}
		v |= uint64(b[0]&0x7f) << shift
		if b[0] < 0x80 {
			return v
		}
	}
	r.bad = true
	return 0
}

func (r *memoReader) signed() int64 {
	u := r.unsigned()
	return int64(u>>1) ^ -int64(u&1)
}

// parseMemo reads a memo; false where it is none, or was cut short.
func parseMemo(content []byte) (*memo, bool) {
	if !bytes.HasPrefix(content, []byte(memoMagic)) || len(content) < len(memoMagic)+4 {
		return nil, false
	}
	body, sum := content[:len(content)-4], content[len(content)-4:]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(sum) {
		return nil, false
	}
	r := &memoReader{text: string(body[len(memoMagic):])}
	m := &memo{began: r.signed(), salt: strings.Clone(r.take(r.unsigned()))}
	count := r.unsigned()
	if count > uint64(len(r.text)) {
		return nil, false
	}
	m.nodes, m.marks = make([]node, count), make([]mark, count)
	for i := range m.nodes {
		kind := r.take(1)
		if r.bad {
			return nil, false
		}
		m.nodes[i] = node{nodeKind(kind[0]), r.take(r.unsigned())}
		if m.nodes[i].kind == absentNode {
			continue
		}
		k := &m.marks[i]
		k.size, k.modified, k.changed = r.signed(), r.signed(), r.signed()
		k.inode, k.mode = r.unsigned(), uint32(r.unsigned())
		copy(k.content[:], r.take(uint64(len(k.content))))
	}
	m.payload = []byte(r.text)
	return m, !r.bad
}
