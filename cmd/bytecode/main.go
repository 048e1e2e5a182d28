// Command bytecode compiles the bundled scripts, so that the binary that embeds
// them need not do it whenever it draws. The Makefile calls it once they are
// bundled: bytecode DIR, the directory with the bundles.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"report/internal/script"
)

func main() {
	if err := compile(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bytecode:", err)
		os.Exit(1)
	}
}

func compile(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want the directory with the bundles, got %d arguments", len(args))
	}
	for _, bundle := range []script.Bundle{script.Charts, script.Formulas} {
		path := filepath.Join(args[0], string(bundle))
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		bytecode, err := script.Compile(source)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.WriteFile(path+script.BytecodeSuffix, bytecode, 0o644); err != nil {
			return err
		}
	}
	return nil
}
