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
	begun  chan cell // one that begins in the background, nil for none; it may give nil
	ahead  int       // attempts that are still to come
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
	free, coming, begun := h.free, h.coming, h.begun
	h.free, h.coming, h.begun, h.closed = nil, nil, nil, true
	h.mu.Unlock()
	if coming != nil {
		free = append(free, <-coming)
	}
	if begun != nil {
		free = append(free, <-begun)
	}
	for _, c := range free {
		if c != nil {
			_ = c.close()
		}
	}
}

// Expect tells how many runs are to come, so that while one runs the next one's
// cell begins: its mounts and its network take the kernel as long as all the
// rest of a short run.
func (h *Host) Expect(runs int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ahead += runs
}

// beginNext begins the cell of the next attempt in the background, where one is
// to come.
func (h *Host) beginNext() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.begun != nil || h.ahead <= 0 || h.closed {
		return
	}
	begun := make(chan cell, 1)
	h.begun = begun
	go func() {
		c := h.take(context.Background())
		if c.begin(context.Background(), false) != nil {
			_ = c.close()
			c = nil
		}
		begun <- c
	}()
}

// begunBefore is the cell that began in the background, or nil.
func (h *Host) begunBefore(open bool) cell {
	h.mu.Lock()
	h.ahead--
	begun := h.begun
	if open || begun == nil {
		h.mu.Unlock()
		return nil
	}
	h.begun = nil
	h.mu.Unlock()
	return <-begun
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

// cell is one for an attempt: one that waits, or a new one. Beside an attempt
// that is timed nothing is made ready.
func (h *Host) cell(ctx context.Context, open, timed bool) (cell, error) {
	if !timed {
		defer h.beginNext()
	}
	if c := h.begunBefore(open); c != nil {
		return c, nil
	}
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
	c, err := h.cell(ctx, false, true)
	if err != nil {
		return Isolation{Processes: "none", Limits: err.Error()}
	}
	defer func() { _ = h.release(c) }()
	return c.isolation()
}
