package run

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// dial connects from inside and hands the connection over.
func (f *first) dial(r request) {
	a := answer{ID: r.ID}
	var conn net.Conn
	var err error
	f.thread(r.Open).do(func() {
		// The socket belongs to the network of the thread that made it, so it
		// is made here, blocking, without Go's own poller.
		conn, err = dialOnThread(r.Network, r.Address)
	})
	if err != nil {
		a.Error = err.Error()
		f.reply(a, nil)
		return
	}
	defer conn.Close()
	file, err := conn.(*net.TCPConn).File()
	if err != nil {
		a.Error = err.Error()
		f.reply(a, nil)
		return
	}
	defer file.Close()
	f.reply(a, file)
}

// dialOnThread connects to an address written with numbers. On loopback the
// answer comes at once, yes or no.
func dialOnThread(network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	addr, err := new(net.Resolver).LookupNetIP(ctx, "ip", hostOf(address))
	if err != nil || len(addr) == 0 {
		return nil, fmt.Errorf("%s: only loopback addresses are reached here: %w", address, err)
	}
	var failure error
	for _, ip := range addr {
		conn, err := connectNumeric(network, net.JoinHostPort(ip.Unmap().String(), portOf(address)))
		if err == nil {
			return conn, nil
		}
		failure = err
	}
	return nil, failure
}

func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

// connectNumeric makes the socket with plain system calls: see dial.
func connectNumeric(network, address string) (net.Conn, error) {
	tcp, err := net.ResolveTCPAddr(network, address)
	if err != nil {
		return nil, err
	}
	family, to := unix.AF_INET6, unix.Sockaddr(&unix.SockaddrInet6{Port: tcp.Port, Addr: [16]byte(tcp.IP.To16())})
	if four := tcp.IP.To4(); four != nil {
		family, to = unix.AF_INET, &unix.SockaddrInet4{Port: tcp.Port, Addr: [4]byte(four)}
	}
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	limit := unix.Timeval{Sec: 1}
	_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &limit) // bounds connect too
	if err := unix.Connect(fd, to); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	file := os.NewFile(uintptr(fd), address)
	defer file.Close()
	return net.FileConn(file)
}
