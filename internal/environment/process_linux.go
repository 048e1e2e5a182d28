package environment

import (
	"os/exec"
	"syscall"
)

// endWithUs ends the command's whole process group when its context is done,
// and the command itself when we are killed.
func endWithUs(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
