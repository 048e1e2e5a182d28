package run

import (
	"context"
	"net"
	"os"
	"time"
)

// cell is where the processes of one attempt live, from begin to end:
// everything started in it is gone then. What holds it together differs by
// machine; Isolation names it.
type cell interface {
	// begin makes it ready for an attempt; an open one sees the machine's
	// network as a whole.
	begin(ctx context.Context, open bool) error
	// end ends what was started and reports whether the cell can begin again.
	end() bool
	start(spec) (process, error)
	// dial connects from inside, so that a service is reached where it listens.
	dial(ctx context.Context, network, address string) (net.Conn, error)
	isolation() Isolation
	close() error
}

// spec is one process to start.
type spec struct {
	Path    string // resolved program
	Argv    []string
	Env     []string
	Dir     string
	Files   []*os.File // descriptors from 0
	Open    bool       // sees the machine's network
	Account *account
	Group   *group
}

// account is an unprivileged user to run as.
type account struct {
	Name   string
	UID    uint32
	GID    uint32
	Groups []uint32
}

// process is one started process and the process group it leads.
type process interface {
	wait() ending             // blocks; may be called more than once
	done() <-chan struct{}    // closed when it ended
	terminate()               // asks its process group to end
	kill()                    // ends its process group
	stop(grace time.Duration) // terminate, then kill after grace; waits
}

// ending is how a process ended and what it used, as the kernel counted.
type ending struct {
	Exit   int // -1 when a signal ended it
	Signal string
	User   time.Duration
	System time.Duration
	MaxRSS int64 // bytes, of the largest single process
	Err    error // the cell was lost
}

// stopProcess is stop for every kind of process.
func stopProcess(p process, grace time.Duration) {
	p.terminate()
	select {
	case <-p.done():
	case <-time.After(grace):
	}
	p.kill()
	<-p.done()
}
