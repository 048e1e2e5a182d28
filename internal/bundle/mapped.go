package bundle

import (
	"errors"
	"runtime/debug"
)

// errCut says that a file ended before the size that it had when it was opened.
var errCut = errors.New("was cut short while it was read")

// safely looks at a file that the system maps into memory. To touch what was cut
// off meanwhile would end the process; here it is an error.
func safely(look func() error) (err error) {
	before := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(before)
		if r := recover(); r != nil {
			if _, fault := r.(interface{ Addr() uintptr }); !fault {
				panic(r)
			}
			err = errCut
		}
	}()
	return look()
}
