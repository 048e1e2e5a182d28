package script

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// helper is a process of its own that runs a bundle's functions. All runtimes
// of one process share one allocator and wait for each other; those of two
// processes do not.
type helper struct {
	process *exec.Cmd
	in      io.Closer
	send    *gob.Encoder
	receive *gob.Decoder
}

// request is what a helper is asked: first to load a bundle, then to call.
type request struct {
	Bytecode []byte // of the bundle, in the first request alone
	Function string
	Args     []string
}

// reply is what it answers. The first one says how loading went.
type reply struct {
	Result   string
	Reusable bool
	Thrown   string // by the script
}

// errHelper says that a helper is gone, and nothing of what it was asked.
var errHelper = errors.New("the process that draws has ended")

// startHelper starts a program that calls Help, by the name that this one was
// called by, and has it load a bundle.
func startHelper(program []string, bytecode []byte) (*helper, error) {
	h := &helper{process: exec.Command(program[0], program[1:]...)}
	h.process.Args[0] = os.Args[0]
	in, err := h.process.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := h.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := h.process.Start(); err != nil {
		return nil, err
	}
	h.in, h.send, h.receive = in, gob.NewEncoder(in), gob.NewDecoder(out)
	if _, err := h.ask(request{Bytecode: bytecode}); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *helper) call(function string, args []string) (string, bool, error) {
	r, err := h.ask(request{Function: function, Args: args})
	return r.Result, r.Reusable, err
}

func (h *helper) ask(q request) (reply, error) {
	var r reply
	if h.send.Encode(q) != nil || h.receive.Decode(&r) != nil {
		return r, errHelper
	}
	if r.Thrown != "" {
		return r, errors.New(r.Thrown)
	}
	return r, nil
}

// close ends the process and waits for it; how it ended says nothing about what
// it drew.
func (h *helper) close() error {
	err := h.in.Close()
	if end := new(exec.ExitError); !errors.As(h.process.Wait(), &end) {
		return err
	}
	return nil
}

// Help runs functions for an engine that started this process, as Helped says:
// requests come in on in, and replies go to out, until in ends.
func Help(in io.Reader, out io.Writer, measure func(text, font string) float64) error {
	receive, send := gob.NewDecoder(in), gob.NewEncoder(out)
	var q request
	if err := receive.Decode(&q); err != nil {
		return fmt.Errorf("this is for report itself, which draws in several processes: %w", err)
	}
	engine := &Engine{measure: measure}
	here, err := engine.start(q.Bytecode)
	r := reply{}
	for {
		if err != nil {
			r.Thrown = err.Error()
		}
		if err := send.Encode(r); err != nil {
			return err
		}
		q, r = request{}, reply{}
		switch ended := receive.Decode(&q); {
		case errors.Is(ended, io.EOF):
			return nil
		case ended != nil:
			return ended
		case here == nil:
			return err
		}
		r.Result, r.Reusable, err = here.call(q.Function, q.Args)
	}
}
