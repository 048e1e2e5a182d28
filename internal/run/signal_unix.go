//go:build unix

package run

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// signalName is SIGKILL rather than "killed".
func signalName(s syscall.Signal) string {
	if name := unix.SignalName(s); name != "" {
		return name
	}
	return s.String()
}
