package run

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
)

// sink writes a log to its file with the middle cut out when it gets too long:
// the head goes to the file at once, the tail waits in memory. So a step that
// floods its log fills neither the disk nor the memory.
type sink struct {
	mu      sync.Mutex
	path    string
	file    *os.File
	head    int64 // bytes still to go to the file
	tail    []byte
	most    int   // bytes of tail kept
	skipped int64 // bytes that fell out of the tail
	err     error
}

// newSink opens a log that keeps at most limit bytes.
func newSink(path string, limit int64) (*sink, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	return &sink{path: path, file: f, head: limit / 2, most: int(limit - limit/2)}, nil
}

// Write never refuses: a step must not stop because its log is long. Errors
// of the disk are kept for close.
func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	total := len(p)
	if s.file == nil {
		return total, nil
	}
	if s.head > 0 {
		n := min(int64(len(p)), s.head)
		if _, err := s.file.Write(p[:n]); err != nil && s.err == nil {
			s.err = err
		}
		s.head -= n
		p = p[n:]
	}
	s.tail = append(s.tail, p...)
	if over := len(s.tail) - s.most; over > s.most {
		// Copied only when twice as long, so that a flood stays cheap.
		s.skipped += int64(over)
		s.tail = append(s.tail[:0], s.tail[over:]...)
	}
	return total, nil
}

// text is what was kept so far, at most the last n bytes of it.
func (s *sink) text(n int64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last(n)
}

func (s *sink) last(n int64) string {
	if s.file == nil || int64(len(s.tail)) >= n {
		return string(lastBytes(s.tail, n))
	}
	size, err := s.file.Seek(0, io.SeekEnd)
	if err != nil {
		return string(s.tail)
	}
	from := max(0, size-(n-int64(len(s.tail))))
	b := make([]byte, size-from)
	got, _ := s.file.ReadAt(b, from)
	return string(b[:got]) + string(s.tail)
}

// shownBytes bounds what is looked at for the last lines.
const shownBytes = 64 << 10

// lines are the last n lines.
func (s *sink) lines(n int) []string {
	text := bytes.TrimRight([]byte(s.text(shownBytes)), "\n")
	if len(text) == 0 {
		return nil
	}
	all := bytes.Split(text, []byte("\n"))
	if len(all) > n {
		all = all[len(all)-n:]
	}
	out := make([]string, len(all))
	for i, l := range all {
		out[i] = string(bytes.ToValidUTF8(bytes.TrimRight(l, "\r"), []byte("\uFFFD")))
	}
	return out
}

// close writes the tail and says how many bytes were cut out. The cut falls
// between lines, and a line in its place says so.
func (s *sink) close() (cut int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return 0, s.err
	}
	if over := len(s.tail) - s.most; over > 0 {
		s.skipped += int64(over)
		s.tail = s.tail[over:]
	}
	end := s.last(shownBytes) // for those who ask afterwards
	if s.skipped > 0 {
		cut = s.cutAtLines()
	}
	if _, err := s.file.Write(s.tail); err != nil && s.err == nil {
		s.err = err
	}
	if err := s.file.Close(); err != nil && s.err == nil {
		s.err = err
	}
	s.file = nil
	s.tail = []byte(end)
	return cut, s.err
}

// cutAtLines moves both edges of the cut to line ends and writes the notice.
func (s *sink) cutAtLines() int64 {
	size, err := s.file.Seek(0, io.SeekEnd)
	if err != nil && s.err == nil {
		s.err = err
	}
	const longest = 64 << 10
	from := max(0, size-longest)
	last := make([]byte, size-from)
	if n, _ := s.file.ReadAt(last, from); n == len(last) {
		if i := bytes.LastIndexByte(last, '\n'); i >= 0 {
			end := from + int64(i) + 1
			s.skipped += size - end
			s.truncate(end)
		}
	}
	if i := bytes.IndexByte(s.tail, '\n'); i >= 0 && i < longest {
		s.skipped += int64(i) + 1
		s.tail = s.tail[i+1:]
	}
	notice := fmt.Sprintf("[report: %d bytes were cut out here; a log keeps its first and last %d bytes]\n", s.skipped, s.most)
	if _, err := s.file.WriteString(notice); err != nil && s.err == nil {
		s.err = err
	}
	return s.skipped
}

func (s *sink) truncate(size int64) {
	if err := s.file.Truncate(size); err != nil && s.err == nil {
		s.err = err
	}
	if _, err := s.file.Seek(size, io.SeekStart); err != nil && s.err == nil {
		s.err = err
	}
}

func lastBytes(b []byte, n int64) []byte {
	if int64(len(b)) > n {
		return b[int64(len(b))-n:]
	}
	return b
}
