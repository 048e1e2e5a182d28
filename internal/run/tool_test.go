package run

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain makes this binary three things: the tests, a cell's first process,
// and the tiny tool that the tests' steps run.
func TestMain(m *testing.M) {
	Init()
	if len(os.Args) > 1 && os.Args[1] == "tool" {
		os.Exit(tool(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// tool can succeed, hang, flood its log, crash, escape by setsid, ignore
// SIGTERM, serve, and append metrics.
func tool(args []string) int {
	arg := func(i int) string {
		if i < len(args) {
			return args[i]
		}
		return ""
	}
	switch arg(0) {
	case "say":
		fmt.Println(strings.Join(args[1:], " "))
	case "exit":
		code, _ := strconv.Atoi(arg(1))
		return code
	case "env":
		fmt.Println(os.Getenv(arg(1)))
	case "append": // append $FILEVAR LINE…
		f, err := os.OpenFile(os.Getenv(arg(1)), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return 1
		}
		for _, line := range args[2:] {
			fmt.Fprintln(f, line)
		}
		f.Close()
	case "write": // write NAME CONTENT into REPORT_OUT
		if os.WriteFile(os.Getenv("REPORT_OUT")+"/"+arg(1), []byte(arg(2)), 0o644) != nil {
			return 1
		}
	case "hang":
		time.Sleep(time.Hour)
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
		fmt.Println("not listening")
		time.Sleep(time.Hour)
	case "flood":
		n, _ := strconv.Atoi(arg(1))
		for i := range n {
			fmt.Printf("line %d of a log that does not end\n", i)
		}
	case "flood-and-fail":
		tool([]string{"flood", arg(1)})
		return 1
	case "crash":
		p, _ := os.FindProcess(os.Getpid())
		p.Signal(syscall.SIGKILL)
		time.Sleep(time.Minute)
	case "escape": // leave a process behind in a session of its own
		c := exec.Command(os.Args[0], "tool", "hang", arg(1))
		detach(c)
		if c.Start() != nil {
			return 1
		}
		fmt.Println(c.Process.Pid)
	case "serve": // serve PORT after a while
		pause, _ := time.ParseDuration(arg(2))
		time.Sleep(pause)
		l, err := net.Listen("tcp", "127.0.0.1:"+arg(1))
		if err != nil {
			fmt.Println(err)
			return 1
		}
		fmt.Println("listening now")
		http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintln(w, "<h1 id=hello>hello</h1>")
		}))
	case "exit-after":
		pause, _ := time.ParseDuration(arg(1))
		time.Sleep(pause)
		return tool([]string{"exit", arg(2)})
	case "interfaces":
		fmt.Print(interfaces())
	case "processes":
		names, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, n := range names {
			line, _ := os.ReadFile(n)
			fmt.Println(strings.ReplaceAll(string(line), "\x00", " "))
		}
	case "rights":
		status, _ := os.ReadFile("/proc/self/status")
		_, rest, _ := strings.Cut(string(status), "CapEff:\t")
		line, _, _ := strings.Cut(rest, "\n")
		fmt.Println(line)
	case "look": // at what is here, and at a variable that must not be
		names, _ := os.ReadDir(".")
		for _, n := range names {
			fmt.Println(n.Name())
		}
		fmt.Print(os.Getenv("LEAKED"))
	case "get":
		answer, err := http.Get(arg(1))
		if err != nil {
			fmt.Println(err)
			return 1
		}
		fmt.Println(answer.Status)
	case "fail-first": // fails the first time, by a file that outlives attempts
		if _, err := os.Stat(arg(1)); err == nil {
			return 0
		}
		os.WriteFile(arg(1), nil, 0o644)
		return 1
	default:
		if special := specials[arg(0)]; special != nil {
			return special()
		}
		return 99
	}
	return 0
}

// specials are what the tool can do on one system alone.
var specials = map[string]func() int{}

// interfaces are the names of the network's interfaces, a line each.
func interfaces() string {
	list, _ := net.Interfaces()
	text := ""
	for _, i := range list {
		text += i.Name + "\n"
	}
	return text
}
