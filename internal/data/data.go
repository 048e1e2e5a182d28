// Package data brings a study's data sets and checks their pins. A
// study.DataSet comes in, the path of the decompressed file or the unpacked
// directory goes out; both lie in the user's cache under their digest. They
// come from a mirror directory or from their official address.
package data

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"report/internal/digest"
	"report/internal/environment"
	"report/internal/plainfile"
	"report/internal/study"
)

// MirrorVariable names the directory that data sets are taken from before
// anything is fetched.
const MirrorVariable = "REPORT_DATA"

// The bounds of what is decompressed: a data set that says its size may have
// that and no more, another this.
const (
	largest     = 200 << 30
	mostMembers = 5_000_000
)

// Set is a data set ready for use.
type Set struct {
	Path string // the decompressed file, or the directory of an archive's members
	Did  bool   // brought now rather than found in the cache
}

// Bring finds a data set in the cache below dir, or brings it there: from the
// mirror, else from its address. What does not have its pinned digest is not
// kept.
func Bring(ctx context.Context, dir string, d *study.DataSet, log io.Writer) (*Set, error) {
	if d.SHA256.IsZero() && d.Tree.IsZero() {
		return nil, fmt.Errorf("%s: data set %q has no digest to check it by", d.Pos, d.ID)
	}
	at := place(dir, d)
	if _, err := os.Lstat(at); err == nil {
		return &Set{Path: at}, nil
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return nil, err
	}
	unlock, err := environment.Lock(ctx, filepath.Join(filepath.Dir(at), ".lock"), false, nil)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if _, err := os.Lstat(at); err == nil {
		return &Set{Path: at}, nil
	}
	if err := bring(ctx, at, d, log); err != nil {
		return nil, fmt.Errorf("data set %q: %w", d.ID, err)
	}
	return &Set{Path: at, Did: true}, nil
}

// Cached reports whether a data set is in the cache below dir.
func Cached(dir string, d *study.DataSet) bool {
	_, err := os.Lstat(place(dir, d))
	return err == nil
}

// place is where a data set lies: by its content, so that studies share it.
// The file keeps its name, because tools look at the ending.
func place(dir string, d *study.DataSet) string {
	if !d.Tree.IsZero() {
		return filepath.Join(dir, "data", d.Tree.Hex(), "tree")
	}
	name := strings.TrimSuffix(filepath.Base(filepath.FromSlash(d.Mirror)), ".gz")
	if d.Mirror == "" {
		if u, err := url.Parse(d.URL); err == nil {
			name = strings.TrimSuffix(filepath.Base(u.Path), ".gz")
		}
	}
	if name == "" || name == "." || name == string(filepath.Separator) {
		name = d.ID
	}
	return filepath.Join(dir, "data", d.SHA256.Hex(), name)
}

// source is where the bytes of a data set come from.
type source struct {
	io.ReadCloser
	name   string // for messages
	mirror bool
	mend   string
}

// bring copies, decompresses or unpacks a data set beside its place, checks
// it, and moves it there in one step.
func bring(ctx context.Context, at string, d *study.DataSet, log io.Writer) error {
	src, err := open(ctx, d)
	if err != nil {
		return err
	}
	defer src.Close()
	fmt.Fprintf(log, "data set %s from %s\n", d.ID, src.name)
	tmp, err := os.MkdirTemp(filepath.Dir(at), "new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	made := filepath.Join(tmp, "made")
	var sum, want digest.SHA256
	var counted string
	if d.Tree.IsZero() {
		want, counted = d.SHA256, "decompressed content"
		sum, err = decompress(made, src, limit(d))
	} else {
		want, counted = d.Tree, "tree of "+d.Member
		sum, err = unpack(made, src, src.name, d)
	}
	if errors.Is(err, errStalled) {
		return fmt.Errorf("%s: %w\nhint: %s", src.name, err, mirrorHint(os.Getenv(MirrorVariable), d))
	}
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%s: the disk of the cache is full\nhint: %s", src.name, environment.RoomInCache)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", src.name, err)
	}
	if sum != want {
		return fmt.Errorf("%s: the %s has SHA-256 %s, not the pinned %s (%s)\nhint: %s", src.name, counted, sum.Hex(), want.Hex(), d.Pos, src.mend)
	}
	fmt.Fprintf(log, "data set %s has its pinned digest %s\n", d.ID, sum)
	return os.Rename(made, at)
}

// open opens the mirror's file if it is there, else the official address.
func open(ctx context.Context, d *study.DataSet) (*source, error) {
	mirror := os.Getenv(MirrorVariable)
	if mirror != "" && d.Mirror != "" {
		path := filepath.Join(mirror, filepath.FromSlash(d.Mirror))
		f, err := plainfile.Open(path)
		if err == nil {
			return &source{f, path, true, "the mirror's file is not the data set; replace it, or unset " + MirrorVariable + " to fetch " + d.URL}, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	body, err := fetch(ctx, d.URL)
	if err != nil {
		return nil, fmt.Errorf("%w\nhint: %s", err, mirrorHint(mirror, d))
	}
	return &source{body, d.URL, false, "the file at this address changed; see whether the new content is meant, then pin it"}, nil
}

// mirrorHint says how to do without the network.
func mirrorHint(mirror string, d *study.DataSet) string {
	if d.Mirror == "" {
		return "give the data set a `mirror:` path and set " + MirrorVariable + " to a directory that has it"
	}
	if mirror == "" {
		return "set " + MirrorVariable + " to a directory that has " + d.Mirror
	}
	return d.Mirror + " is not in " + mirror + ", which " + MirrorVariable + " names"
}

// fetch asks for an address. Servers that stall are given up on, however long
// the transfer as a whole may take.
func fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	if address == "" {
		return nil, errors.New("it has no address")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	stalled := time.AfterFunc(stallTimeout, func() { cancel(errStalled) })
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	// Kept as it is: a transport that decompresses would change what is pinned.
	req.Header.Set("Accept-Encoding", "identity")
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		defer cancel(nil)
		return nil, fmt.Errorf("fetching: %w", whyEnded(ctx, err))
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		cancel(nil)
		return nil, fmt.Errorf("fetching %s: the server answered %s", address, answer.Status)
	}
	return &body{answer.Body, ctx, stalled, cancel}, nil
}

// stallTimeout is how long a server may send nothing.
var stallTimeout = time.Minute

// errStalled is why a transfer is ended that nobody interrupted.
var errStalled = errors.New("the server sent nothing for a minute")

// whyEnded is the error of a transfer, in words where the server stalled.
func whyEnded(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStalled) {
		return errStalled
	}
	return err
}

// body gives up when nothing came for a while.
type body struct {
	io.ReadCloser
	ctx     context.Context // of the transfer
	stalled *time.Timer
	cancel  context.CancelCauseFunc
}

func (b *body) Read(p []byte) (int, error) {
	b.stalled.Reset(stallTimeout)
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = whyEnded(b.ctx, err)
	}
	return n, err
}

func (b *body) Close() error {
	b.stalled.Stop()
	b.cancel(nil)
	return b.ReadCloser.Close()
}

func limit(d *study.DataSet) int64 {
	if d.Size > 0 {
		return d.Size
	}
	return largest
}

// decompress writes a file's content, unwrapped if it is gzip, and digests it.
func decompress(to string, from io.Reader, most int64) (digest.SHA256, error) {
	content, err := unwrapped(from)
	if err != nil {
		return digest.SHA256{}, err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o444)
	if err != nil {
		return digest.SHA256{}, err
	}
	defer f.Close()
	sum, n, err := digest.Reader(io.TeeReader(io.LimitReader(content, most+1), f))
	if err != nil {
		return sum, err
	}
	if n > most {
		return sum, fmt.Errorf("the content is longer than the %d bytes it should have", most)
	}
	if err := f.Sync(); err != nil {
		return sum, err
	}
	return sum, f.Close()
}

// unwrapped looks at the first bytes: gzip is taken off, all else stays.
func unwrapped(from io.Reader) (io.Reader, error) {
	var magic [2]byte
	n, err := io.ReadFull(from, magic[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	whole := io.MultiReader(strings.NewReader(string(magic[:n])), from)
	if n == 2 && magic == [2]byte{0x1f, 0x8b} {
		return gzip.NewReader(whole)
	}
	return whole, nil
}
