package pin

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"
)

// FuzzParseMemo: what a cache holds, also a damaged one whose sum fits, is a memo
// that is written as it was read, or none.
func FuzzParseMemo(f *testing.F) {
	m := &memo{began: 1, salt: "go1.26 report", payload: []byte("answer"),
		nodes: []node{{fileNode, "study.yaml"}, {absentNode, "data"}, {dirNode, "experiments"}},
		marks: []mark{{stat: stat{size: 3, modified: 4, changed: 5, inode: 6, mode: 0o644}}, {}, {stat: stat{mode: 0o755}}}}
	whole := m.bytes()
	f.Add(whole[len(memoMagic) : len(whole)-4])
	f.Add([]byte("\x02\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, body []byte) {
		content := append([]byte(memoMagic), body...)
		content = binary.LittleEndian.AppendUint32(content, crc32.ChecksumIEEE(content))
		m, ok := parseMemo(content)
		if !ok {
			return
		}
		first := m.bytes()
		again, ok := parseMemo(first)
		if !ok || !bytes.Equal(again.bytes(), first) {
			t.Fatalf("%+v is written as\n%q\nand read as %+v", m, first, again)
		}
	})
}
