//go:build !linux

package environment

import "os/exec"

// endWithUs leaves it to the context to end the command.
func endWithUs(*exec.Cmd) {}
