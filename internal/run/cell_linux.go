package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// The levels of a cell, from the strongest. A level that this machine refuses
// is not tried again by the same Host.
const (
	levelNamespaces = iota
	levelSubreaper
	levelGroup
)

// newCell makes the strongest cell that this machine allows. It is not begun.
func (h *Host) newCell(ctx context.Context) cell {
	for {
		h.mu.Lock()
		level, limits := h.level, h.limits
		h.mu.Unlock()
		if level == levelGroup {
			return newGroupCell(limits)
		}
		c, err := startInit(ctx, level, limits)
		if err == nil {
			c.where.Cgroup = h.groups.kind()
			return c
		}
		h.mu.Lock()
		if h.level == level {
			h.level++
			h.limits = strings.TrimPrefix(h.limits+"; "+err.Error(), "; ")
		}
		h.mu.Unlock()
	}
}

// initCell talks to the cell's first process, which starts the others from
// inside: see init_linux.go. Killing it ends them all.
type initCell struct {
	cmd   *exec.Cmd
	where Isolation
	limit string // of the level, whatever an attempt adds
	hard  bool   // a PID namespace: the kernel ends everything with the first process

	mu      sync.Mutex
	conn    *net.UnixConn
	next    int
	waiting map[int]chan answer // by request
	procs   map[int]*initProcess
	gone    chan struct{}
	exited  chan struct{}
}

// initProcess is a process in the cell, known by the request that started it.
type initProcess struct {
	cell   *initCell
	id     int
	ended  chan struct{}
	ending ending
}

// startInit starts a cell's first process and hears from it what it achieved.
func startInit(ctx context.Context, level int, limits string) (*initCell, error) {
	ours, theirs, err := socketPair()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := &exec.Cmd{Path: self, Args: []string{self, initArgument}, Env: []string{"LANG=C.UTF-8"}, ExtraFiles: []*os.File{theirs}}
	cmd.SysProcAttr = initAttributes(level)
	started := make(chan error)
	exited := make(chan struct{})
	go startOnThread(cmd, started, exited)
	err = <-started
	theirs.Close()
	if err != nil {
		ours.Close()
		return nil, fmt.Errorf("%s: %w", levelName(level), err)
	}
	conn, err := net.FileConn(ours)
	ours.Close()
	if err != nil {
		return nil, err
	}
	c := &initCell{cmd: cmd, conn: conn.(*net.UnixConn), waiting: map[int]chan answer{}, procs: map[int]*initProcess{},
		gone: make(chan struct{}), exited: exited, hard: level == levelNamespaces}
	go c.listen()
	hello, err := c.ask(ctx, request{Op: "hello", Level: level}, nil, nil)
	if err == nil && hello.Error != "" {
		err = errors.New(hello.Error)
	}
	if err != nil {
		c.close()
		return nil, fmt.Errorf("%s: %w", levelName(level), err)
	}
	c.limit = limits
	c.where = Isolation{Processes: levelName(level)}
	return c, nil
}

// startOnThread starts and awaits the first process on a thread of its own:
// the kernel ends the process when that thread ends, which is when we do.
func startOnThread(cmd *exec.Cmd, started chan<- error, exited chan<- struct{}) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := cmd.Start()
	started <- err
	if err == nil {
		_ = cmd.Wait()
	}
	close(exited)
}

func levelName(level int) string {
	return [...]string{"pid-namespace", "subreaper", "process-group"}[level]
}

// socketPair makes a connected pair that keeps messages apart and carries
// descriptors.
func socketPair() (ours, theirs *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	for _, fd := range fds {
		// A large environment has to fit one message; more than the system's
		// usual limit is granted to root only.
		if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, 4<<20) != nil {
			_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF, 4<<20)
		}
	}
	_ = unix.SetNonblock(fds[0], true)
	_ = unix.SetNonblock(fds[1], true)
	return os.NewFile(uintptr(fds[0]), "cell"), os.NewFile(uintptr(fds[1]), "cell"), nil
}

// initAttributes asks for the namespaces. Without root a user namespace that
// maps us to ourselves gives the right to make them.
func initAttributes(level int) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if level != levelNamespaces {
		return attr
	}
	attr.Cloneflags = unix.CLONE_NEWPID | unix.CLONE_NEWNS
	attr.Pdeathsig = syscall.SIGKILL
	if uid, gid := os.Geteuid(), os.Getegid(); uid != 0 {
		attr.Cloneflags |= unix.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
		attr.AmbientCaps = []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_NET_ADMIN, unix.CAP_KILL}
	}
	return attr
}

// listen sorts the answers to those who wait for them.
func (c *initCell) listen() {
	defer close(c.gone)
	buf, oob := make([]byte, 64<<10), make([]byte, 256)
	for {
		n, oobn, _, _, err := c.conn.ReadMsgUnix(buf, oob)
		if err != nil || n == 0 {
			c.lose()
			return
		}
		var a answer
		if err := json.Unmarshal(buf[:n], &a); err != nil {
			c.lose()
			return
		}
		a.files = receivedFiles(oob[:oobn])
		c.mu.Lock()
		if a.Ended {
			if p := c.procs[a.ID]; p != nil {
				delete(c.procs, a.ID)
				p.ending = a.ending()
				close(p.ended)
			}
		} else if w := c.waiting[a.ID]; w != nil {
			delete(c.waiting, a.ID)
			w <- a
		}
		c.mu.Unlock()
	}
}

// lose ends all waiting once the first process is gone.
func (c *initCell) lose() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, w := range c.waiting {
		delete(c.waiting, id)
		w <- answer{Error: "the cell's first process is gone"}
	}
	for id, p := range c.procs {
		delete(c.procs, id)
		p.ending = ending{Exit: -1, Signal: "SIGKILL", Err: errors.New("killed: the processes' namespace is gone")}
		close(p.ended)
	}
	c.next = -1
}

// ask sends a request with descriptors and waits for its answer.
// A process that the request starts is known from then on.
func (c *initCell) ask(ctx context.Context, r request, files []*os.File, p *initProcess) (answer, error) {
	c.mu.Lock()
	if c.next < 0 {
		c.mu.Unlock()
		return answer{}, errors.New("the cell's first process is gone")
	}
	c.next++
	r.ID = c.next
	got := make(chan answer, 1)
	c.waiting[r.ID] = got
	if p != nil {
		p.id = r.ID
		c.procs[r.ID] = p
	}
	c.mu.Unlock()
	if err := c.send(r, files); err != nil {
		return answer{}, err
	}
	select {
	case a := <-got:
		return a, nil
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
}

// send writes one request with the files that go with it.
func (c *initCell) send(r request, files []*os.File) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	var fds []int
	for _, f := range files {
		fds = append(fds, int(f.Fd()))
	}
	var oob []byte
	if len(fds) > 0 {
		oob = unix.UnixRights(fds...)
	}
	_, _, err = c.conn.WriteMsgUnix(b, oob, nil)
	if errors.Is(err, unix.EMSGSIZE) {
		return fmt.Errorf("command and environment are too large: %d bytes", len(b))
	}
	return err
}

// begin makes the cell ready for an attempt.
func (c *initCell) begin(ctx context.Context, open bool) error {
	a, err := c.ask(ctx, request{Op: "begin", Open: open}, nil, nil)
	if err == nil && a.Error != "" {
		err = errors.New(a.Error)
	}
	if err != nil {
		return err
	}
	c.where.Network = a.Network
	c.where.Limits = strings.Trim(c.limit+"; "+a.Limits, "; ")
	return nil
}

// end ends everything in the cell, so that it can begin again.
func (c *initCell) end() bool {
	if !c.hard {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*mostEnding)
	defer cancel()
	a, err := c.ask(ctx, request{Op: "end"}, nil, nil)
	return err == nil && a.Error == ""
}

// start has process 1 start a program in the cell, and is called back by its end.
func (c *initCell) start(s spec) (process, error) {
	r := request{Op: "start", Path: s.Path, Argv: s.Argv, Env: s.Env, Dir: s.Dir, Open: s.Open, Files: len(s.Files), Account: s.Account}
	files := s.Files
	if s.Group != nil {
		r.Memory, r.CPU = s.Group.memory, s.Group.cpu
		r.OwnMemory, r.OwnCPU = s.Group.own.memory, s.Group.own.cpu
		if s.Group.fd != nil {
			r.Unified = true
			files = append(append([]*os.File{}, files...), s.Group.fd)
		}
	}
	p := &initProcess{cell: c, ended: make(chan struct{})}
	a, err := c.ask(context.Background(), r, files, p)
	if err == nil && a.Error != "" {
		err = errors.New(a.Error)
	}
	if err != nil {
		c.mu.Lock()
		delete(c.procs, p.id)
		c.mu.Unlock()
		return nil, err
	}
	return p, nil
}

// dial lets the first process connect and hand the connection over.
func (c *initCell) dial(ctx context.Context, network, address string) (net.Conn, error) {
	a, err := c.ask(ctx, request{Op: "dial", Network: network, Address: address}, nil, nil)
	if err != nil {
		return nil, err
	}
	if a.Error != "" || len(a.files) == 0 {
		return nil, errors.New(a.Error)
	}
	defer a.files[0].Close()
	return net.FileConn(a.files[0])
}

func (c *initCell) isolation() Isolation { return c.where }

// close ends everything in the cell, and the cell. A first process in its own PID namespace
// takes all others with it, the kernel sees to that; a subreaper is asked to
// find and end them and is given time.
func (c *initCell) close() error {
	if c.hard {
		_ = c.cmd.Process.Kill()
	} else {
		c.mu.Lock()
		_ = c.conn.CloseWrite()
		c.mu.Unlock()
		select {
		case <-c.exited:
		case <-time.After(10 * time.Second):
			_ = c.cmd.Process.Kill()
		}
	}
	<-c.exited
	<-c.gone
	return c.conn.Close()
}

func (p *initProcess) wait() ending {
	<-p.ended
	return p.ending
}

func (p *initProcess) done() <-chan struct{}    { return p.ended }
func (p *initProcess) terminate()               { p.signal(syscall.SIGTERM) }
func (p *initProcess) kill()                    { p.signal(syscall.SIGKILL) }
func (p *initProcess) stop(grace time.Duration) { stopProcess(p, grace) }

func (p *initProcess) signal(s syscall.Signal) {
	_ = p.cell.send(request{Op: "signal", ID: p.id, Signal: int(s)}, nil)
}

// receivedFiles unpacks descriptors that came with a message.
func receivedFiles(oob []byte) []*os.File {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return nil
	}
	var files []*os.File
	for _, m := range messages {
		fds, err := unix.ParseUnixRights(&m)
		if err != nil {
			continue
		}
		for _, fd := range fds {
			files = append(files, os.NewFile(uintptr(fd), "received"))
		}
	}
	return files
}
