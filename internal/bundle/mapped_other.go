//go:build !unix

package bundle

import "os"

// mapped is nothing here: the file is read as others are.
func mapped(*os.File, int64) []byte { return nil }

func unmap([]byte) error { return nil }
