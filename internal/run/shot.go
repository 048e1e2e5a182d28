package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"report/internal/browser"
	"report/internal/study"
)

// screenshot opens a page and keeps its picture and text. The browser runs in
// the attempt's cell, where the services are, and is gone with it. Its own
// words are kept only when something went wrong.
func (a *attempt) screenshot(ctx context.Context, r *repetition, rec *Record) ([]string, error) {
	program := browser.Find()
	if program == "" {
		return nil, errors.New("no browser is on PATH\nhint: on Debian: apt-get install chromium; or let the step say `requires: [chromium]`")
	}
	name := r.name()
	env, err := a.environment(r.step, filepath.Join(a.work.out, name), a.work.metrics(name))
	if err != nil {
		return nil, err
	}
	page, err := pageOf(r.step.Screenshot, env)
	if err != nil {
		return nil, err
	}
	log, err := newSink(filepath.Join(a.out.Dir, name+".log"), a.plan.LogLimit)
	if err != nil {
		return nil, err
	}
	shot, err := a.take(ctx, picture{r.step, page, program, name, log, env})
	if err != nil {
		_, closeErr := log.close()
		rec.Log = name + ".log"
		return log.lines(tailLines), errors.Join(err, closeErr)
	}
	if _, err := log.close(); err != nil {
		return nil, err
	}
	if a.out.Tools == nil {
		a.out.Tools = map[string]string{}
	}
	a.out.Tools["browser"] = shot.Browser
	rec.Status = Succeeded
	rec.Files = []string{name + ".png", name + ".txt"}
	return nil, errors.Join(os.Remove(log.path),
		os.WriteFile(filepath.Join(a.out.Dir, name+".png"), shot.PNG, 0o644),
		os.WriteFile(filepath.Join(a.out.Dir, name+".txt"), []byte(shot.Text), 0o644))
}

// picture is a screenshot that is to be taken.
type picture struct {
	step    *study.Step
	page    browser.Page
	program string // the browser
	name    string // of its files
	log     *sink
	env     variables
}

// take runs the browser for one picture, within the step's time.
func (a *attempt) take(ctx context.Context, p picture) (*browser.Shot, error) {
	profile := filepath.Join(a.work.base, "browser-"+p.name)
	if err := os.MkdirAll(profile, 0o755); err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	drained := drain(read, p.log)
	var redact func(string) string
	if a.plan.Redact != nil {
		redact = a.plan.Redact(a.out.Roots)
	}
	limited, cancel := context.WithTimeout(ctx, p.step.Timeout)
	defer cancel()
	shot, err := browser.Take(limited, browser.Launch{
		Program: p.program, Profile: profile, Log: write,
		Start: func(argv []string, files []*os.File) (func(), error) {
			running, err := a.cell.start(spec{Path: p.program, Argv: argv, Env: p.env.list(), Dir: a.work.study, Files: files})
			if err != nil {
				return nil, err
			}
			return func() { running.stop(stepGrace) }, nil
		},
	}, p.page, redact)
	write.Close()
	select {
	case <-drained:
	case <-limited.Done():
	}
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("%w after %s: %w", errTimeout, p.step.Timeout, err)
	}
	return shot, err
}

// pageOf expands what the study says about a page.
func pageOf(s *study.Shot, env variables) (browser.Page, error) {
	p := browser.Page{WaitFor: s.WaitFor, Click: append([]string(nil), s.Click...), Width: s.Width, Height: s.Height, Theme: s.Theme, FullPage: s.FullPage}
	if p.Width == 0 {
		p.Width = 1280
	}
	if p.Height == 0 {
		p.Height = 800
	}
	var err error
	if p.URL, err = env.expand(s.URL); err != nil {
		return p, fmt.Errorf("url: %w", err)
	}
	for _, selector := range append([]*string{&p.WaitFor}, pointers(p.Click)...) {
		if *selector, err = env.expand(*selector); err != nil {
			return p, fmt.Errorf("selector: %w", err)
		}
	}
	return p, nil
}

func pointers(list []string) []*string {
	out := make([]*string, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}
