package run

import "os/exec"

func detach(*exec.Cmd) {}
