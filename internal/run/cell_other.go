//go:build !linux

package run

import (
	"context"
	"runtime"
)

// newCell has only process groups to offer away from Linux.
func (h *Host) newCell(context.Context) cell {
	return newGroupCell("namespaces and cgroups need Linux, not " + runtime.GOOS + ": a process that leaves its group by setsid is not found again")
}

// group stands for a Linux control group.
type group struct{}

// groups stands for the control groups of a machine that has none.
type groups struct{}

func findGroups() *groups          { return nil }
func (*groups) kind() string       { return "none" }
func (*groups) make(string) *group { return nil }
func (*group) remove()             {}
func (*group) read(*Record)        {}

// Init does nothing away from Linux, where no process is a cell's first.
func Init() {}
