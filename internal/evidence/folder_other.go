//go:build !unix

package evidence

import (
	"errors"
	"hash"

	"report/internal/digest"
)

// folder reads files by their names in an open directory, which this system
// does not do.
type folder struct{}

func newFolder(string, bool) *folder { return nil }

func (*folder) close() {}

func (*folder) hash(string, hash.Hash, []byte) (digest.SHA256, int64, error) {
	return digest.SHA256{}, 0, errors.ErrUnsupported
}
