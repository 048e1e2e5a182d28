package run

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// ownGroup keeps Ctrl-C at the terminal from reaching the command.
func ownGroup(cmd *exec.Cmd, as *account) error {
	if as != nil {
		return errors.New("a step with `user:` needs Linux or macOS")
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
	return nil
}

// Windows has no signal that asks a group to end; the process itself is ended.
func terminateGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
func killGroup(cmd *exec.Cmd)      { _ = cmd.Process.Kill() }

// gone is never sure here, so that nothing of a live process is removed.
func gone(int) bool { return false }

func endingOf(state *os.ProcessState) ending {
	if state == nil {
		return ending{Exit: -1, Signal: "lost"}
	}
	return ending{Exit: state.ExitCode(), User: state.UserTime(), System: state.SystemTime()}
}
