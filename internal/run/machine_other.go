//go:build !linux

package run

import "runtime"

// machine says what the Go runtime knows; kernel and memory are asked for on
// Linux only.
func machine() Machine {
	return Machine{Cores: runtime.NumCPU(), OS: runtime.GOOS, Arch: runtime.GOARCH, CPU: runtime.GOARCH}
}

// takeSnapshot has nothing to read away from Linux.
func takeSnapshot() snapshot { return snapshot{} }
