package run

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"report/internal/study"
)

func init() { specials["change-network"] = changeNetwork }

// changeNetwork says what of the network a step could change.
func changeNetwork() int {
	const parameter = "/proc/sys/net/ipv4/ip_local_port_range"
	if os.WriteFile(parameter, []byte("20000 60000"), 0) == nil {
		fmt.Println("a parameter")
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return 1
	}
	lo, err := unix.NewIfreq("lo")
	if err != nil || unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, lo) != nil {
		return 1
	}
	if unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo) == nil {
		fmt.Println("an interface")
	}
	return 0
}

// Attempts follow one another in one network, in which root, too, can leave
// nothing to the next.
func TestNetworkCannotBeChanged(t *testing.T) {
	requiresNamespaces(t)
	host := Open()
	defer host.Close()
	for range 2 {
		o, err := Do(context.Background(), host, planned(t,
			study.Step{ID: "change", Command: []string{"change-network"}},
			study.Step{ID: "see", Command: []string{"interfaces"}}))
		if err != nil {
			t.Fatal(err)
		}
		wantStatus(t, o, Succeeded, "")
		if got := content(t, o, "change.log"); got != "" {
			t.Errorf("a step changed %q", got)
		}
		if got := content(t, o, "see.log"); got != "lo\n" || o.Isolation.Network != "namespace" {
			t.Errorf("a step sees %q, isolation %+v", got, o.Isolation)
		}
	}
}

// A runner that is killed before it said a word leaves its cell's first process
// at once: process 1 of a namespace has nobody to look for.
func TestFirstProcessEndsWithAnEarlyRunner(t *testing.T) {
	requiresNamespaces(t)
	ours, theirs, err := socketPair()
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := &exec.Cmd{Path: self, Args: []string{self, initArgument}, ExtraFiles: []*os.File{theirs}, SysProcAttr: initAttributes(levelNamespaces),
		Env: []string{"GORACE=atexit_sleep_ms=0"}} // else the detector itself takes a second
	cmd.SysProcAttr.Pdeathsig = 0 // which comes too late where the runner is gone before it is asked for
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	ours.Close()
	began := time.Now()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 700*time.Millisecond {
		t.Errorf("it took %s", took)
	}
}
