package main

import (
	"context"
	"sync"
)

// turns shares out the places of a wave, so that so many runs work at a time. A
// timed run that has come to where it needs the machine to itself gives its
// place to the next, and goes on once each run of the wave has ended or has come
// as far: what the others do before they are timed is done side by side.
type turns struct {
	places chan *keeper
	idle   chan struct{} // closed when nothing is left that works beside others

	mu   sync.Mutex
	left int // runs that work beside others, or have not begun
}

func newTurns(places, runs int, note func(experiment string, err error)) *turns {
	t := &turns{places: make(chan *keeper, places), idle: make(chan struct{}), left: runs}
	for range places {
		t.places <- &keeper{note: note}
	}
	return t
}

// turn is the part of one run in a wave.
type turn struct {
	all    *turns
	keeper *keeper
	alone  bool // it has given its place back
}

// next waits for a place, or until ctx ends: then it is nil.
func (t *turns) next(ctx context.Context) *turn {
	if ctx.Err() != nil {
		return nil
	}
	select {
	case k := <-t.places:
		return &turn{all: t, keeper: k}
	case <-ctx.Done():
		return nil
	}
}

// wait gives the place back and waits until nothing else works, or until ctx
// ends. told is called where that takes any time.
func (t *turn) wait(ctx context.Context, told func()) error {
	t.leave()
	select {
	case <-t.all.idle:
		return nil
	default:
	}
	told()
	select {
	case <-t.all.idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leave gives the place back, once; what the run leaves is then kept by a keeper
// of its own.
func (t *turn) leave() {
	if t.alone {
		return
	}
	t.alone = true
	given := t.keeper
	t.keeper = &keeper{note: given.note}
	t.all.places <- given
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	if t.all.left--; t.all.left == 0 {
		close(t.all.idle)
	}
}

// end gives the place back, if the run has not, and waits for what it left on
// its own to be kept.
func (t *turn) end() {
	t.leave()
	t.keeper.wait()
}

// wait waits until all that was left is kept. No run may have a place.
func (t *turns) wait() {
	for range cap(t.places) {
		(<-t.places).wait()
	}
}
