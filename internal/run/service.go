package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"report/internal/study"
)

// service is a step that stays up until the attempt ends.
type service struct {
	*launched
	step    *study.Step
	rec     *Record
	stopped atomic.Bool
}

// startService starts a service and waits until it is ready.
func (a *attempt) startService(ctx context.Context, r *repetition, rec *Record) ([]string, error) {
	l, err := a.launch(r, rec)
	if err != nil {
		return nil, err
	}
	s := &service{launched: l, step: r.step, rec: rec}
	a.services = append(a.services, s)
	go a.watch(s)
	began := l.began
	if err := a.awaitReady(ctx, s); err != nil {
		stopErr := a.stopService(s)
		return l.log.lines(tailLines), errors.Join(err, stopErr)
	}
	rec.Status, rec.Ready = Succeeded, seconds(time.Since(began))
	a.emit(Event{Type: ServiceReady, Attempt: a.number, Step: s.step.ID, Kind: s.step.Kind, Wall: rec.Ready})
	return nil, nil
}

// awaitReady asks until the service answers, ends, or its time is over.
func (a *attempt) awaitReady(ctx context.Context, s *service) error {
	ready := s.step.Ready
	if ready == nil {
		return nil
	}
	asked, ask, err := a.question(s, ready)
	if err != nil {
		return err
	}
	within := ready.Timeout
	if within == 0 {
		within = time.Minute
	}
	limit := time.NewTimer(within)
	defer limit.Stop()
	pause := 10 * time.Millisecond
	for {
		last := ask(ctx)
		if last == nil {
			return nil
		}
		wake := time.NewTimer(pause)
		select {
		case <-s.process.done():
			wake.Stop()
			<-s.drained
			return fmt.Errorf("ended with %s before it was ready (%s)", describe(s.process.wait()), asked)
		case <-limit.C:
			wake.Stop()
			return fmt.Errorf("%w: not ready within %s: %s: %s\nhint: %s", errTimeout, within, asked, besides(asked, last), mendOf(ready))
		case <-ctx.Done():
			wake.Stop()
			return errors.New("interrupted")
		case <-wake.C:
		}
		pause = min(pause*3/2, 500*time.Millisecond)
	}
}

// mendOf is what to look at when a service is not ready in time.
func mendOf(ready *study.Ready) string {
	const slow = "where it needs longer, give timeout: under ready:"
	if ready.Port != "" {
		return fmt.Sprintf("tell the service to listen on 127.0.0.1 at ${%s}; %s", study.EnvName("REPORT_PORT_", ready.Port), slow)
	}
	return "its log says what it waits for; " + slow
}

// besides is an error without the address that is said before it.
func besides(asked string, err error) string {
	address := asked[strings.LastIndexByte(asked, ' ')+1:]
	return strings.ReplaceAll(err.Error(), address+": ", "")
}

// question is how readiness is asked for, in words and as a function.
func (a *attempt) question(s *service, ready *study.Ready) (string, func(context.Context) error, error) {
	switch {
	case ready.Port != "":
		port, known := a.ports[ready.Port]
		if !known {
			return "", nil, fmt.Errorf("ready: port %q is not one of the experiment's ports", ready.Port)
		}
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		return "port " + ready.Port + " at " + address, func(ctx context.Context) error { return a.askPort(ctx, address) }, nil
	case ready.HTTP != "":
		env, err := a.environment(s.step, s.out, s.metrics)
		if err != nil {
			return "", nil, err
		}
		address, err := env.expand(ready.HTTP)
		if err != nil {
			return "", nil, fmt.Errorf("ready: %w", err)
		}
		return "an answer from " + address, a.askHTTP(address), nil
	case ready.Log != "":
		pattern, err := regexp.Compile(ready.Log)
		if err != nil {
			return "", nil, fmt.Errorf("ready: log: %w", err)
		}
		return "a log line that matches " + strconv.Quote(ready.Log), func(context.Context) error { return askLog(s.log, pattern) }, nil
	}
	return "", func(context.Context) error { return nil }, nil
}

func (a *attempt) askPort(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	conn, err := a.cell.dial(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

// askHTTP asks an address over the cell's own network. Redirects are answers.
func (a *attempt) askHTTP(address string) func(context.Context) error {
	client := &http.Client{
		Timeout:       5 * time.Second,
		Transport:     &http.Transport{DialContext: a.cell.dial, DisableKeepAlives: true, Proxy: nil},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		answer, err := client.Do(req)
		if err != nil {
			return err
		}
		answer.Body.Close()
		if answer.StatusCode >= 400 {
			return fmt.Errorf("it answered %s", answer.Status)
		}
		return nil
	}
}

// askLog looks for a line in what the service wrote lately.
func askLog(log *sink, pattern *regexp.Regexp) error {
	for _, line := range strings.Split(log.text(1<<20), "\n") {
		if pattern.MatchString(line) {
			return nil
		}
	}
	return errors.New("no line matches yet")
}

// watch tells the attempt when a service that nobody stopped ends with an
// error, so that a step which waits for it in vain is ended at once.
func (a *attempt) watch(s *service) {
	<-s.process.done()
	if s.lost() {
		a.lostOnce.Do(func() { close(a.lost) })
	}
}

// lost reports whether a service ended by itself with an error. One that
// exited 0 did what it was asked to.
func (s *service) lost() bool {
	select {
	case <-s.process.done():
	default:
		return false
	}
	end := s.process.wait()
	return !s.stopped.Load() && (end.Exit != 0 || end.Signal != "")
}

// lostService is the failure of the first service that was lost.
func (a *attempt) lostService() error {
	for _, s := range a.services {
		if s.lost() {
			return &failed{step: s.step.ID, status: Failed, log: s.rec.Log,
				reason: fmt.Sprintf("the service ended by itself with %s while it was needed", describe(s.process.wait()))}
		}
	}
	return nil
}

// stopService ends a service and completes its record.
func (a *attempt) stopService(s *service) error {
	lost := s.lost()
	if s.stopped.Swap(true) {
		return nil
	}
	s.process.stop(serviceGrace)
	end := s.process.wait()
	s.rec.Wall = seconds(time.Since(s.began))
	s.count(s.rec, end)
	if end.Signal != "" {
		s.rec.Signal = end.Signal
	} else {
		s.rec.Exit = &end.Exit
	}
	if lost {
		s.rec.Status, s.rec.Reason = Failed, "ended by itself with "+describe(end)
	}
	err := a.collectService(s)
	if err != nil && s.rec.Status == Succeeded {
		s.rec.Status, s.rec.Reason = Failed, err.Error()
		err = &failed{step: s.step.ID, status: Failed, reason: err.Error(), log: s.rec.Log}
	}
	return errors.Join(err, a.closeLog(s.launched, s.rec))
}

// collectService reads a service's metrics and kept files once it is down.
func (a *attempt) collectService(s *service) error {
	metrics, err := readMetrics(s.metrics, s.step.ID, 1)
	if err != nil {
		return err
	}
	s.rec.Metrics = len(metrics)
	a.metrics = append(a.metrics, metrics...)
	kept, err := keepFiles(s.out, a.out.Dir, s.step.ID, s.step.Keep)
	s.rec.Files = append(s.rec.Files, kept...)
	return err
}

// describe says how a process ended.
func describe(e ending) string {
	if e.Signal != "" {
		return e.Signal
	}
	return "exit " + strconv.Itoa(e.Exit)
}
