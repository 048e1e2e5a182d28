package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// initArgument makes this program the first process of a cell.
const initArgument = "__init"

// request is what the runner asks of a cell's first process; its descriptors
// come with the message.
type request struct {
	ID   int    `json:"id"`
	Op   string `json:"op"` // hello, begin, start, signal, dial, end
	Open bool   `json:"open,omitempty"`

	Level int `json:"level,omitempty"` // hello

	Path    string   `json:"path,omitempty"` // start
	Argv    []string `json:"argv,omitempty"`
	Env     []string `json:"env,omitempty"`
	Dir     string   `json:"dir,omitempty"`
	Files   int      `json:"files,omitempty"`
	Account *account `json:"account,omitempty"`
	// The groups that the process begins in, and those to go back to.
	Memory    string `json:"memory,omitempty"`
	CPU       string `json:"cpu,omitempty"`
	OwnMemory string `json:"own_memory,omitempty"`
	OwnCPU    string `json:"own_cpu,omitempty"`
	Unified   bool   `json:"unified,omitempty"` // the last descriptor is a cgroup v2

	Signal int `json:"signal,omitempty"` // signal: to the group of process ID

	Network string `json:"network,omitempty"` // dial
	Address string `json:"address,omitempty"`
}

// answer is what the first process says: to a request, or that a process ended.
type answer struct {
	ID      int    `json:"id"`
	Error   string `json:"error,omitempty"`
	Network string `json:"network,omitempty"`
	Limits  string `json:"limits,omitempty"`

	Ended  bool  `json:"ended,omitempty"`
	Exit   int   `json:"exit,omitempty"`
	Signal int   `json:"signal,omitempty"`
	User   int64 `json:"user,omitempty"` // nanoseconds
	System int64 `json:"system,omitempty"`
	MaxRSS int64 `json:"max_rss,omitempty"` // bytes

	files []*os.File
}

func (a *answer) ending() ending {
	e := ending{Exit: a.Exit, User: time.Duration(a.User), System: time.Duration(a.System), MaxRSS: a.MaxRSS}
	if a.Signal != 0 {
		e.Exit, e.Signal = -1, signalName(syscall.Signal(a.Signal))
	}
	return e
}

// Init turns this process into the first one of a cell if it was started as
// such, and does not return then. It must be called before anything else.
func Init() {
	if len(os.Args) != 2 || os.Args[1] != initArgument {
		return
	}
	file := os.NewFile(3, "cell")
	conn, err := net.FileConn(file)
	file.Close()
	socket, ok := conn.(*net.UnixConn)
	if err != nil || !ok {
		fmt.Fprintln(os.Stderr, "report: __init is started by report run alone")
		os.Exit(exitNotStarted)
	}
	// Caught rather than ignored: what is ignored stays so in the steps.
	signal.Notify(make(chan os.Signal, 8), unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT, unix.SIGUSR1, unix.SIGUSR2)
	f := &first{conn: socket, pids: map[int]int{}, started: make(chan struct{}, 1), hard: os.Getpid() == 1}
	go f.reap()
	f.serve()
	f.endAll()
	os.Exit(0)
}

const exitNotStarted = 2

// first is the first process of a cell: it starts what it is asked to, reaps
// whatever is orphaned, and ends when the runner does. It may serve one attempt
// after the other: between two, everything but itself is ended, and each gets
// mounts and IPC of its own.
type first struct {
	conn    *net.UnixConn
	writing sync.Mutex

	// mu is held from fork to the note of the new process, so that reaping
	// never meets a process it does not know.
	mu      sync.Mutex
	pids    map[int]int   // process → request
	started chan struct{} // filled when there is something to wait for

	inside, outside *forker // threads within and beyond the loopback-only network
	hard            bool    // process 1 of a PID namespace

	// loopback is the network of all attempts, once there is one and where no
	// step can change it: the kernel takes as long for another as for all the
	// rest of a short run.
	loopback *os.File
	sealed   bool // /proc/sys/net is only to be read
}

// forker is a thread that starts processes. It is a thread of its own because
// namespaces and version 1 cgroups are properties of threads.
type forker struct{ work chan func() }

// newForker starts the thread. It ends with the channel and is not used by Go
// again, because it stays locked; its namespaces end with it.
func newForker() *forker {
	f := &forker{make(chan func())}
	go func() {
		runtime.LockOSThread()
		for do := range f.work {
			do()
		}
	}()
	return f
}

// end lets the thread go.
func (f *forker) end() {
	if f != nil {
		close(f.work)
	}
}

// do runs a function on the thread and waits for it.
func (f *forker) do(work func()) {
	done := make(chan struct{})
	f.work <- func() { work(); close(done) }
	<-done
}

// serve answers requests until the runner is gone.
func (f *first) serve() {
	buf, oob := make([]byte, 4<<20), make([]byte, 1024)
	for {
		n, oobn, _, _, err := f.conn.ReadMsgUnix(buf, oob)
		if err != nil || n == 0 {
			return
		}
		files := receivedFiles(oob[:oobn])
		var r request
		if json.Unmarshal(buf[:n], &r) != nil {
			return
		}
		switch r.Op {
		case "hello":
			f.reply(f.hello(r), nil)
		case "begin":
			f.reply(f.begin(r), nil)
		case "end":
			f.reply(f.end(r), nil)
		case "start":
			f.reply(f.start(r, files), nil)
		case "signal":
			f.signal(r)
		case "dial":
			go f.dial(r)
		}
		for _, file := range files {
			file.Close()
		}
	}
}

func (f *first) reply(a answer, file *os.File) {
	b, err := json.Marshal(a)
	if err != nil {
		return
	}
	var oob []byte
	if file != nil {
		oob = unix.UnixRights(int(file.Fd()))
	}
	f.writing.Lock()
	defer f.writing.Unlock()
	_, _, _ = f.conn.WriteMsgUnix(b, oob, nil) // a runner that is gone is seen by serve
}

// hello sets the cell up.
func (f *first) hello(r request) answer {
	a := answer{ID: r.ID}
	var err error
	if r.Level == levelNamespaces {
		err = ownProc()
		f.sealed = err == nil && sealNetwork() == nil
	} else {
		err = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	}
	if err != nil {
		a.Error = err.Error()
	}
	return a
}

// begin makes the namespaces of one attempt and says what came of it.
func (f *first) begin(r request) answer {
	a := answer{ID: r.ID, Network: "open"}
	f.inside = newForker()
	f.inside.do(func() {
		if f.hard {
			if err := unix.Unshare(unix.CLONE_NEWNS | unix.CLONE_NEWIPC); err != nil {
				a.Error = "mounts and IPC of its own: " + err.Error()
				return
			}
		}
		if r.Open {
			return
		}
		if err := f.loopbackOnly(); err != nil {
			a.Limits = "network namespace: " + err.Error()
			return
		}
		a.Network = "namespace"
	})
	return a
}

// mostEnding bounds how long the processes of an attempt take to be gone after
// they were killed.
const mostEnding = 5 * time.Second

// end ends every process but this one and lets the namespaces go.
func (f *first) end(r request) answer {
	a := answer{ID: r.ID}
	if !f.hard {
		a.Error = "only in a PID namespace is the end certain"
		return a
	}
	f.inside.end()
	f.outside.end()
	f.inside, f.outside = nil, nil
	for began := time.Now(); ; time.Sleep(100 * time.Microsecond) {
		// Everyone else in the namespace; nobody is left when it says so.
		if unix.Kill(-1, unix.SIGKILL) == unix.ESRCH {
			return a
		}
		if time.Since(began) > mostEnding {
			a.Error = "processes do not end"
			return a
		}
	}
}

// ownProc shows the processes of this namespace, and no others, under /proc.
func ownProc() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("making the mounts private: %w", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("mounting /proc: %w", err)
	}
	return nil
}

// sealNetwork takes the right to set the network's parameters through /proc.
func sealNetwork() error {
	const parameters = "/proc/sys/net"
	if err := unix.Mount(parameters, parameters, "", unix.MS_BIND, ""); err != nil {
		return err
	}
	return unix.Mount("", parameters, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, "")
}

// loopbackOnly moves the calling thread into a network that has nothing but a
// loopback interface: that of the attempt before, in which nothing is left, for
// its processes are gone and none had the right to change it, or a new one.
func (f *first) loopbackOnly() error {
	if f.loopback != nil && unix.Setns(int(f.loopback.Fd()), unix.CLONE_NEWNET) == nil && withoutNetworkRights() == nil {
		return nil
	}
	if err := newLoopback(); err != nil {
		return err
	}
	if f.sealed && f.loopback == nil && withoutNetworkRights() == nil {
		f.loopback, _ = os.Open("/proc/thread-self/ns/net") // nil: the next one gets its own
	}
	return nil
}

// withoutNetworkRights keeps what the calling thread starts, root's too, from
// changing its network.
func withoutNetworkRights() error {
	return unix.Prctl(unix.PR_CAPBSET_DROP, unix.CAP_NET_ADMIN, 0, 0, 0)
}

// newLoopback moves the calling thread into a new network and turns its loopback
// interface on.
func newLoopback() error {
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return err
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, lo); err != nil {
		return err
	}
	lo.SetUint16(lo.Uint16() | unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}

// thread picks the thread whose network a request is for.
func (f *first) thread(open bool) *forker {
	if !open {
		return f.inside
	}
	if f.outside == nil {
		f.outside = newForker()
	}
	return f.outside
}

// start starts a process in its groups, as the leader of a process group.
func (f *first) start(r request, files []*os.File) (a answer) {
	a.ID = r.ID
	if f.inside == nil {
		a.Error = "no attempt has begun"
		return a
	}
	attr := &syscall.ProcAttr{Dir: r.Dir, Env: r.Env, Sys: &syscall.SysProcAttr{Setpgid: true}}
	if len(files) < r.Files {
		a.Error = "descriptors were lost"
		return a
	}
	for _, file := range files[:r.Files] {
		attr.Files = append(attr.Files, file.Fd())
	}
	if r.Unified && len(files) > r.Files {
		attr.Sys.UseCgroupFD, attr.Sys.CgroupFD = true, int(files[r.Files].Fd())
	}
	if r.Account != nil {
		attr.Sys.Credential = &syscall.Credential{Uid: r.Account.UID, Gid: r.Account.GID, Groups: r.Account.Groups}
	}
	f.thread(r.Open).do(func() {
		// Rights that only this process needs are not for the steps.
		_ = unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
		joinGroups(r.Memory, r.CPU)
		defer joinGroups(r.OwnMemory, r.OwnCPU)
		f.mu.Lock()
		defer f.mu.Unlock()
		pid, err := syscall.ForkExec(r.Path, r.Argv, attr)
		if err != nil {
			a.Error = err.Error()
			return
		}
		f.pids[pid] = r.ID
		select {
		case f.started <- struct{}{}:
		default: // reap has been told already
		}
	})
	return a
}

// joinGroups moves the calling thread into version 1 groups; what it forks
// begins there.
func joinGroups(dirs ...string) {
	for _, dir := range dirs {
		if dir != "" {
			_ = os.WriteFile(dir+"/tasks", []byte("0"), 0) // 0 is the caller
		}
	}
}

// reap waits for every process that ends, started here or orphaned, and tells
// the runner of those it knows.
func (f *first) reap() {
	for {
		var info unix.Siginfo
		// Looked at first and reaped under the lock: see mu.
		err := unix.Waitid(unix.P_ALL, 0, &info, unix.WEXITED|unix.WNOWAIT, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil: // no children
			<-f.started
			continue
		}
		f.reapOne()
	}
}

// reapOne takes the end of a process, where there is one, and tells the runner of
// those that it started.
func (f *first) reapOne() {
	f.mu.Lock()
	defer f.mu.Unlock()
	var status unix.WaitStatus
	var usage unix.Rusage
	pid, err := unix.Wait4(-1, &status, unix.WNOHANG, &usage)
	if err != nil || pid <= 0 {
		return
	}
	id, known := f.pids[pid]
	if !known {
		return
	}
	delete(f.pids, pid)
	a := answer{ID: id, Ended: true, Exit: status.ExitStatus(), User: usage.Utime.Nano(), System: usage.Stime.Nano(), MaxRSS: usage.Maxrss << 10}
	if status.Signaled() {
		a.Signal = int(status.Signal())
	}
	f.reply(a, nil)
}

// signal sends a signal to a started process's group.
func (f *first) signal(r request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for pid, id := range f.pids {
		if id == r.ID {
			_ = unix.Kill(-pid, unix.Signal(r.Signal))
			return
		}
	}
}
