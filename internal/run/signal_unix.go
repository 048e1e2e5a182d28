//go:build unix

package run

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// gone reports whether no process has an id any more.
func gone(pid int) bool { return unix.Kill(pid, 0) == unix.ESRCH }

// signalName is SIGKILL rather than "killed".
func signalName(s syscall.Signal) string {
	if name := unix.SignalName(s); name != "" {
		return name
	}
	return s.String()
}
