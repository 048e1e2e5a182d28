package environment

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// Lock takes a lock that is a file, alone or shared with others that share it.
// It is the kernel's, so a killed process leaves none behind. Where it is not
// to be had at once, waiting is called (nil for silence) and it is waited for
// until the context is done.
func Lock(ctx context.Context, path string, shared bool, waiting func()) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	flag := os.O_RDWR | os.O_CREATE
	if shared {
		flag = os.O_RDONLY | os.O_CREATE
	}
	type result struct {
		file *lockedfile.File
		err  error
	}
	got := make(chan result, 1)
	go func() {
		f, err := lockedfile.OpenFile(path, flag, 0o644)
		got <- result{f, err}
	}()
	slow := time.NewTimer(200 * time.Millisecond)
	defer slow.Stop()
	for {
		select {
		case r := <-got:
			if r.err != nil {
				return nil, r.err
			}
			return func() { r.file.Close() }, nil
		case <-slow.C:
			if waiting != nil {
				waiting()
			}
		case <-ctx.Done():
			go func() { // it may still come
				if r := <-got; r.err == nil {
					r.file.Close()
				}
			}()
			return nil, ctx.Err()
		}
	}
}
