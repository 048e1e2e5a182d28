package script

import (
	"bytes"
	"errors"
	"io/fs"

	"modernc.org/quickjs"

	"report/internal/digest"
)

// BytecodeSuffix is what the name of a bundle's bytecode has behind the bundle's.
const BytecodeSuffix = ".bytecode"

// Compile is a bundle's text as bytecode, behind a digest of what it was made
// from. An error is one in the text.
func Compile(source []byte) ([]byte, error) {
	bytecode, err := compiled(source)
	if err != nil {
		return nil, err
	}
	return append([]byte(madeFrom(source)), bytecode...), nil
}

// bytecodeIn is a bundle's bytecode: as it was built, where that was from this
// text, or else compiled now.
func bytecodeIn(built fs.FS, b Bundle, source []byte) ([]byte, error) {
	if kept, err := assetIn(built, string(b)+BytecodeSuffix); err == nil {
		if bytecode, fits := bytes.CutPrefix(kept, []byte(madeFrom(source))); fits {
			return bytecode, nil
		}
	}
	return compiled(source)
}

// madeFrom digests what bytecode was made from. Of which engine it is, is left to
// make: go.sum names the engine's version, and the bundles are built after it.
func madeFrom(source []byte) string { return digest.Bytes(source).Hex() }

// compiled is a script as bytecode.
func compiled(source []byte) ([]byte, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	bytecode, err := vm.Compile(string(source), quickjs.EvalGlobal)
	return bytecode, errors.Join(err, vm.Close())
}
