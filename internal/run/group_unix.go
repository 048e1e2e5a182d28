//go:build unix

package run

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// ownGroup makes the command lead a process group of its own.
func ownGroup(cmd *exec.Cmd, as *account) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if as != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: as.UID, Gid: as.GID, Groups: as.Groups}
	}
	return nil
}

func terminateGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
func killGroup(cmd *exec.Cmd)      { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// endingOf reads exit and rusage of a process that was waited for.
func endingOf(state *os.ProcessState) ending {
	if state == nil {
		return ending{Exit: -1, Signal: "lost"}
	}
	e := ending{Exit: state.ExitCode(), User: state.UserTime(), System: state.SystemTime()}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.Signal = signalName(status.Signal())
	}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		e.MaxRSS = maxRSS(usage)
	}
	return e
}

// maxRSS is in bytes; only macOS counts so by itself.
func maxRSS(usage *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss << 10
}
