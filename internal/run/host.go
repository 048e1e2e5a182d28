package run

import (
	"context"
	"sync"
)

// Host is this machine as a place for runs: what keeps processes apart here,
// found out once, and a cell made ready while the last run is being kept.
// Runs may share it.
type Host struct {
	mu     sync.Mutex
	spare  chan cell // the cell being made ready, nil for none
	closed bool
	level  int    // how far newCell has fallen back, see its steps
	limits string // why something stronger was not to be had
	groups *groups
}

// Open finds out what this machine offers. Close ends what it holds ready.
func Open() *Host { return &Host{groups: findGroups()} }

// Close ends the cell that waits for a run that did not come.
func (h *Host) Close() {
	h.mu.Lock()
	spare := h.spare
	h.spare, h.closed = nil, true
	h.mu.Unlock()
	if spare != nil {
		if c := <-spare; c != nil {
			c.close()
		}
	}
	h.groups.close()
}

// Prepare makes a cell ready in the background, so that starting it costs the
// next run nothing.
func (h *Host) Prepare() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.spare != nil || h.closed {
		return
	}
	ready := make(chan cell, 1)
	h.spare = ready
	go func() { ready <- h.newCell(context.Background(), false) }()
}

// cell is a fresh cell: the one that waits, or a new one. An open one sees the
// machine's network as a whole.
func (h *Host) cell(ctx context.Context, open bool) cell {
	if !open {
		h.mu.Lock()
		spare := h.spare
		h.spare = nil
		h.mu.Unlock()
		if spare != nil {
			if c := <-spare; c != nil {
				return c
			}
		}
	}
	return h.newCell(ctx, open)
}

// Isolation is how runs are kept apart on this machine.
func (h *Host) Isolation(ctx context.Context) Isolation {
	c := h.cell(ctx, false)
	defer c.close()
	return c.isolation()
}
