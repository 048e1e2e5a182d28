package run

import (
	"context"
	"net"
	"os/exec"
	"sync"
	"time"
)

// groupCell is the weakest cell, for machines without namespaces: each process
// leads a process group, and the groups are killed. What left its group, by
// setsid, is not found again; Isolation.Limits says so.
type groupCell struct {
	limits string
	mu     sync.Mutex
	procs  []*groupProcess
}

func newGroupCell(limits string) *groupCell { return &groupCell{limits: limits} }

type groupProcess struct {
	cmd    *exec.Cmd
	ended  chan struct{}
	ending ending
}

func (c *groupCell) begin(context.Context, bool) error { return nil }
func (c *groupCell) end() bool                         { return false }

// start starts a program in a process group of its own.
func (c *groupCell) start(s spec) (process, error) {
	cmd := &exec.Cmd{Path: s.Path, Args: s.Argv, Env: s.Env, Dir: s.Dir}
	if len(s.Files) > 0 {
		cmd.Stdin, cmd.Stdout, cmd.Stderr = s.Files[0], s.Files[1], s.Files[2]
		cmd.ExtraFiles = s.Files[3:]
	}
	if err := ownGroup(cmd, s.Account); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &groupProcess{cmd: cmd, ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // the state says more than the error
		p.ending = endingOf(cmd.ProcessState)
		close(p.ended)
	}()
	c.mu.Lock()
	c.procs = append(c.procs, p)
	c.mu.Unlock()
	return p, nil
}

func (c *groupCell) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}

func (c *groupCell) isolation() Isolation {
	return Isolation{Processes: "process-group", Network: "open", Cgroup: "none", Limits: c.limits}
}

func (c *groupCell) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.procs {
		p.kill()
		<-p.ended
	}
	c.procs = nil
	return nil
}

func (p *groupProcess) wait() ending {
	<-p.ended
	return p.ending
}

func (p *groupProcess) done() <-chan struct{}    { return p.ended }
func (p *groupProcess) terminate()               { terminateGroup(p.cmd) }
func (p *groupProcess) kill()                    { killGroup(p.cmd) }
func (p *groupProcess) stop(grace time.Duration) { stopProcess(p, grace) }
