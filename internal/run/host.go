package run

import (
	"context"
	"sync"
)

// Host is this machine as a place for runs: what keeps processes apart here,
// found out once, and cells that wait for the next run. Runs may share it.
type Host struct {
	mu     sync.Mutex
	free   []cell    // ended, and ready to begin again
	coming chan cell // one being made in the background, nil for none
	closed bool
	level  int    // how far newCell has fallen back, see its steps
	limits string // why something stronger was not to be had
	groups *groups
}

// Open finds out what this machine offers. Close ends what it holds ready.
func Open() *Host { return &Host{groups: findGroups()} }

// Close ends the cells that wait for runs.
func (h *Host) Close() {
	h.mu.Lock()
	free, coming := h.free, h.coming
	h.free, h.coming, h.closed = nil, nil, true
	h.mu.Unlock()
	if coming != nil {
		free = append(free, <-coming)
	}
	for _, c := range free {
		_ = c.close()
	}
}

// Prepare makes a cell ready in the background, so that the first run does not
// wait for it.
func (h *Host) Prepare() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.coming != nil || len(h.free) > 0 || h.closed {
		return
	}
	coming := make(chan cell, 1)
	h.coming = coming
	go func() { coming <- h.newCell(context.Background()) }()
}

// cell is one for an attempt: one that waits, or a new one.
func (h *Host) cell(ctx context.Context, open bool) (cell, error) {
	c := h.take(ctx)
	err := c.begin(ctx, open)
	if err == nil {
		return c, nil
	}
	_ = c.close()
	c = h.newCell(ctx) // whatever was wrong with the one that waited
	if err = c.begin(ctx, open); err != nil {
		_ = c.close()
		return nil, err
	}
	return c, nil
}

func (h *Host) take(ctx context.Context) cell {
	h.mu.Lock()
	coming := h.coming
	if n := len(h.free); n > 0 {
		c := h.free[n-1]
		h.free = h.free[:n-1]
		h.mu.Unlock()
		return c
	}
	h.coming = nil
	h.mu.Unlock()
	if coming != nil {
		return <-coming
	}
	return h.newCell(ctx)
}

// release ends what runs in a cell and keeps the cell for the next attempt, if
// it is certain that nothing is left in it.
func (h *Host) release(c cell) error {
	if !c.end() {
		return c.close()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return c.close()
	}
	h.free = append(h.free, c)
	return nil
}

// Isolation is how runs are kept apart on this machine.
func (h *Host) Isolation(ctx context.Context) Isolation {
	c, err := h.cell(ctx, false)
	if err != nil {
		return Isolation{Processes: "none", Limits: err.Error()}
	}
	defer func() { _ = h.release(c) }()
	return c.isolation()
}
