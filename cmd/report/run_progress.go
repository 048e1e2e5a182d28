package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/notebook"
	"report/internal/run"
	"report/internal/study"
)

// eventSchema is that of each line of `report run --json`.
const eventSchema = "report/event/1"

// progress tells what a `report run` does: lines on stderr, with a bar below
// them on a terminal; or events on stdout with --json.
type progress struct {
	app     *app
	profile string // that was asked for, "" for the study's

	mu      sync.Mutex
	jobs    map[string]time.Duration // estimates
	total   int
	done    int
	began   time.Time
	running map[string]*running
	bar     bool // a bar is on the screen
	stop    chan struct{}
	ended   chan struct{}
}

// running is an experiment under way.
type running struct {
	step  string
	since time.Time
	began time.Time
	tail  []string // of the step that failed
	// waits is since when it waits for the machine, waited how long it did.
	waits  time.Time
	waited time.Duration
}

func newProgress(a *app, profile string) *progress {
	return &progress{app: a, profile: profile, jobs: map[string]time.Duration{}, running: map[string]*running{}}
}

// notice is an event of the command's own.
type notice struct {
	Schema     string     `json:"schema"`
	Event      string     `json:"event"`
	Experiment string     `json:"experiment,omitempty"`
	Run        string     `json:"run,omitempty"`
	Status     run.Status `json:"status,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Path       string     `json:"path,omitempty"`
	Work       string     `json:"work,omitempty"`
	At         string     `json:"at,omitempty"` // of a cell's fault in the paper
	ToRun      *int       `json:"to_run,omitempty"`
	Fresh      *int       `json:"fresh,omitempty"`
	NotHere    *int       `json:"not_run_here,omitempty"`
	Failed     []string   `json:"failed,omitempty"`
}

// tell writes a notice as JSON, or its words as a line.
func (p *progress) tell(n notice, format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.app.json {
		n.Schema = eventSchema
		p.line(n)
		return
	}
	p.clear()
	p.app.say(format, args...)
	p.draw()
}

func (p *progress) line(v any) {
	enc := json.NewEncoder(p.app.stdout)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}

// fresh is worth a line only to a program: people are told how many.
func (p *progress) fresh(s evidence.State) {
	if p.app.json {
		p.tell(notice{Event: "fresh", Experiment: s.Experiment, Run: s.Run}, "")
	}
}

func (p *progress) planned(id, why string) {
	p.tell(notice{Event: "planned", Experiment: id, Reason: why}, "%s", folded(id+": "+why))
}

func (p *progress) notHere(id, why string) {
	p.tell(notice{Event: "not-run-here", Experiment: id, Reason: why}, "%s", folded(id+": not run here: "+why))
}

// word is what is said of an experiment before anything runs.
type word struct{ id, why string }

// each says of every experiment what tell does. Who only asks is told once of
// those of one reason, where that is shorter.
func (p *progress) each(list []word, said string, dry bool, tell func(id, why string)) {
	ids := map[string][]string{}
	for _, w := range list {
		ids[w.why] = append(ids[w.why], w.id)
	}
	for _, w := range list {
		alike := ids[w.why]
		alone := folded(w.id + ": " + said + w.why)
		switch {
		case p.app.json || !dry || len(alike) == 1 || len(alike) <= fewAlike && !strings.Contains(alone, "\n"):
			tell(w.id, w.why)
		case alike[0] == w.id:
			p.tell(notice{}, "%s", folded(strings.Join(alike, ", ")+": "+said+w.why))
		}
	}
}

// fewAlike are so few experiments of one short reason that each has its line.
const fewAlike = 3

// shown is a line as it is printed: whole in a pipe, where programs look for it,
// folded on a terminal.
func (p *progress) shown(line string) string {
	if !p.app.terminal {
		return line
	}
	return folded(line)
}

// folded is a line for people in as many as it needs, the others indented.
func folded(line string) string { return strings.Join(wrap(line, terminalWidth-2), "\n  ") }

func (p *progress) waiting(who string) {
	p.tell(notice{Event: "waiting", Reason: who}, "%s", p.shown("waiting for "+who))
}

func (p *progress) plan(toRun, fresh, notHere int, dry bool) {
	verb := "to run"
	if dry {
		verb = "would run"
	}
	words := []string{fmt.Sprintf("%d %s", toRun, verb), fmt.Sprintf("%d fresh", fresh)}
	if notHere > 0 {
		words = append(words, fmt.Sprintf("%d not run here", notHere))
	}
	p.tell(notice{Event: "plan", ToRun: &toRun, Fresh: &fresh, NotHere: &notHere}, "%s", strings.Join(words, ", "))
}

// begin starts the bar.
func (p *progress) begin(jobs []job, repeat int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, j := range jobs {
		p.jobs[j.experiment.ID] = j.estimate
	}
	p.total, p.began = len(jobs)*repeat, time.Now()
	if !p.app.terminal || p.app.json {
		return
	}
	p.stop, p.ended = make(chan struct{}), make(chan struct{})
	go p.redraw(p.stop, p.ended)
}

// more counts what turned out to be due on the way.
func (p *progress) more(repeat int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total += repeat
}

func (p *progress) redraw(stop <-chan struct{}, ended chan<- struct{}) {
	defer close(ended)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			p.mu.Lock()
			p.clear()
			p.draw()
			p.mu.Unlock()
		}
	}
}

// close takes the bar off the screen.
func (p *progress) close() {
	p.mu.Lock()
	stop, ended := p.stop, p.ended
	p.stop = nil
	p.mu.Unlock()
	if stop != nil {
		close(stop)
		<-ended
	}
	p.mu.Lock()
	p.clear()
	p.mu.Unlock()
}

// event takes what run.Do tells.
func (p *progress) event(e run.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.note(e)
	if p.app.json {
		p.line(struct {
			Schema string `json:"schema"`
			run.Event
		}{eventSchema, e})
		return
	}
	if words := wordsOf(e); words != "" {
		p.clear()
		p.app.say("%s", p.shown(e.Experiment+": "+words))
		p.draw()
	}
}

// note keeps what the bar shows.
func (p *progress) note(e run.Event) {
	r := p.running[e.Experiment]
	if r == nil {
		r = &running{began: time.Now(), since: time.Now()}
		p.running[e.Experiment] = r
	}
	if !r.waits.IsZero() {
		r.waited += time.Since(r.waits)
		r.waits = time.Time{}
	}
	switch e.Type {
	case run.StepStarted:
		r.step, r.since = e.Step, time.Now()
	case run.Waiting:
		r.step, r.since = "waiting", time.Now()
		r.waits = r.since
	case run.StepFinished:
		if e.Tail != nil {
			r.tail = e.Tail
		}
	}
}

// wordsOf is an event as a line, "" for one that is not worth a line.
func wordsOf(e run.Event) string {
	name := e.Step
	if e.Of > 1 {
		name = fmt.Sprintf("%s %d/%d", e.Step, e.Repetition, e.Of)
	}
	switch {
	case e.Type == run.Waiting:
		return "waiting " + e.Reason
	case e.Type == run.ServiceReady:
		return fmt.Sprintf("%s ready after %s", name, took(e.Wall))
	case e.Type == run.Retrying:
		return fmt.Sprintf("attempt %d, because %s: %s", e.Attempt, e.Step, e.Reason)
	case e.Type == run.StepFinished && e.Kind == study.Service && e.Status == run.Succeeded:
		return ""
	case e.Type == run.StepFinished && e.Status == run.Succeeded:
		return fmt.Sprintf("%s %s", name, took(e.Wall))
	case e.Type == run.StepFinished && e.Status == run.Refused:
		return fmt.Sprintf("%s: the tool does not do it", name)
	case e.Type == run.StepFinished && strings.HasPrefix(e.Reason, string(e.Status)):
		return name + " " + firstLine(e.Reason)
	case e.Type == run.StepFinished:
		return fmt.Sprintf("%s %s: %s", name, e.Status, firstLine(e.Reason))
	}
	return ""
}

// firstLine is what a reason says in short; the end of the run has the rest.
func firstLine(reason string) string {
	first, _, _ := strings.Cut(reason, "\n")
	return first
}

// took is a duration for people.
func took(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// kept tells how a run ended and where it lies; a failed step with its last
// lines and the way to run it alone. The path is data, so it goes to stdout.
// Of a cell, the line of the paper that failed is shown. answered is whether
// another run answers for one that was interrupted.
func (p *progress) kept(o *run.Outcome, k *evidence.Kept, e *study.Experiment, answered bool) {
	place := k.Place()
	n := notice{Event: "kept", Experiment: o.Experiment, Run: k.Manifest.Run, Status: k.Status, Path: place, Work: o.Work}
	var words strings.Builder
	cut := o.Status == run.Interrupted
	switch {
	case answered:
		fmt.Fprintf(&words, "%s: interrupted after %s; its run of before is fresh and goes on counting", o.Experiment, took(p.worked(o).Seconds()))
	case cut:
		fmt.Fprintf(&words, "%s: interrupted after %s, and is begun again by the next report run", o.Experiment, took(p.worked(o).Seconds()))
	default:
		fmt.Fprintf(&words, "%s: %s in %s", o.Experiment, k.Status, took(p.worked(o).Seconds()))
	}
	if k.Failure != nil {
		n.Reason = k.Failure.Reason
		var fault *diag.Error
		if o.Failure != nil { // else it is what was left out
			fault = p.fault(e, k)
		}
		if fault != nil {
			n.At = fault.Pos.String()
		}
		if !cut {
			p.explain(&words, o, k, fault)
		}
	}
	for _, refused := range k.Refused {
		fmt.Fprintf(&words, "\n%s", p.printed(as("not kept", refused)))
	}
	if o.Failure != nil { // else they are why it failed
		for _, name := range k.Irregular {
			fmt.Fprintf(&words, "\n  not kept: %s: is not a regular file", name)
		}
	}
	first, rest, more := strings.Cut(words.String(), "\n")
	if first = p.shown(first); more {
		first += "\n" + rest
	}
	p.tell(n, "%s", first)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	delete(p.running, o.Experiment)
	if !p.app.json {
		p.clear()
		fmt.Fprintln(p.app.stdout, place)
		p.draw()
	}
}

// worked is how long a run took, without the time that it waited for the
// machine.
func (p *progress) worked(o *run.Outcome) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	took := o.Finished.Sub(o.Started)
	if r := p.running[o.Experiment]; r != nil {
		took -= r.waited
	}
	return max(took, 0)
}

// explain adds what helps after a failure.
func (p *progress) explain(words *strings.Builder, o *run.Outcome, k *evidence.Kept, fault *diag.Error) {
	f := k.Failure
	reason := f.Reason
	if o.Failure != nil {
		reason = o.Failure.Reason // what was left out follows below
	}
	lines := strings.Split(reason, "\n")
	if f.Step != "" {
		fmt.Fprintf(words, ": %s: %s", f.Step, shortened(lines[0]))
	} else {
		fmt.Fprintf(words, ": %s", shortened(lines[0]))
	}
	p.mu.Lock()
	said := map[string]bool{}
	if r := p.running[o.Experiment]; r != nil {
		tail := r.tail
		for i, line := range tail {
			if fault != nil && strings.HasPrefix(line, "report: ") { // what follows says it with its place
				tail = tail[:i]
			}
		}
		for _, line := range tail {
			if line == lines[0] && line != "" {
				continue // said above
			}
			fmt.Fprintf(words, "\n  | %s", shortened(line))
			said[strings.TrimSpace(line)] = true
		}
	}
	p.mu.Unlock()
	for _, line := range lines[1:] {
		if line = strings.TrimSpace(line); !said[line] {
			fmt.Fprintf(words, "\n  %s", shortened(line))
		}
	}
	if fault != nil {
		words.WriteString("\n" + p.printed(fault))
	}
	where := k.Place()
	if f.Log != "" {
		where = path.Join(where, f.Log)
	}
	fmt.Fprintf(words, "\n  evidence: %s", where)
	switch {
	case o.Work == "":
		fmt.Fprintf(words, "\n  to run it alone: report run %s%s --force --keep-work", o.Experiment, p.under())
	case f.Step == "": // of what was left out it may be unknown
		fmt.Fprintf(words, "\n  to run a step alone: sh %s", quoted(filepath.Join(o.Work, "steps", "STEP.sh")))
	default:
		fmt.Fprintf(words, "\n  to run it alone: sh %s", quoted(filepath.Join(o.Work, "steps", f.Step+".sh")))
	}
}

// under is the profile that was asked for, as a command has it.
func (p *progress) under() string {
	if p.profile == "" {
		return ""
	}
	return " --profile " + p.profile
}

// printed is a mistake with its line and hint, without the last line end.
func (p *progress) printed(e *diag.Error) string {
	var b strings.Builder
	e.Print(&b, p.app.colour)
	return strings.TrimRight(b.String(), "\n")
}

// widestLogLine is how much of a log's line is shown, in runes.
const widestLogLine = 400

// shortened cuts the middle out of a line that would fill a terminal: what went
// wrong stands at one of its ends. The log has all of it.
func shortened(line string) string {
	line = diag.Plain(line)
	runes := []rune(line)
	if len(runes) <= widestLogLine {
		return line
	}
	const end = widestLogLine / 4
	return fmt.Sprintf("%s … (%d characters) … %s", string(runes[:widestLogLine-end]), len(runes)-widestLogLine, string(runes[len(runes)-end:]))
}

// fault is where a cell failed, in the paper or in a notebook; nil for what is
// neither, or did not fail by its own code.
func (p *progress) fault(e *study.Experiment, k *evidence.Kept) *diag.Error {
	if e == nil {
		return nil
	}
	step := e.Step(k.Failure.Step)
	if step == nil || e.Cell == nil && step.Notebook == "" {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var tail []string
	if r := p.running[e.ID]; r != nil {
		tail = r.tail
	}
	if e.Cell != nil {
		return e.Cell.Fault(tail, k.Failure.Reason)
	}
	if f := notebook.FailureIn(tail); f != nil {
		return f.Mistake(path.Join(e.Dir, step.Notebook))
	}
	return nil
}

func (p *progress) recovered(o *run.Outcome, k *evidence.Kept) {
	what := "a run that was cut short"
	if o.Status != run.Interrupted {
		what = "a run that had ended and could not be kept before"
	}
	p.tell(notice{Event: "recovered", Experiment: o.Experiment, Run: k.Manifest.Run, Status: k.Status, Path: k.Place()},
		"%s", folded(fmt.Sprintf("%s: %s is kept as %s", o.Experiment, what, k.Place())))
}

// ending tells that steps are given time to end.
func (p *progress) ending() {
	p.tell(notice{Event: "ending"}, "interrupted: the steps under way are ended, which may take some seconds")
}

// unkept tells of what a killed runner left that cannot be read.
func (p *progress) unkept(place string, why error) {
	p.tell(notice{Event: "unkept", Path: place, Reason: why.Error()},
		"warning: %s: cannot be kept as a run: %v\nhint: its logs may still be of use; then: rm -r %s", place, why, place)
}

func (p *progress) end(finished, cut, unbegun int, failed, notHere []string) {
	sort.Strings(failed)
	words := fmt.Sprintf("%d carried out", finished)
	if cut > 0 {
		words += fmt.Sprintf(", %d interrupted", cut)
	}
	if len(failed) > 0 {
		words += fmt.Sprintf(", %d failed", len(failed))
	}
	if unbegun > 0 {
		words += fmt.Sprintf(", %d not begun", unbegun)
	}
	if len(notHere) > 0 {
		words += fmt.Sprintf(", %d not run here", len(notHere))
	}
	p.tell(notice{Event: "end", Failed: failed}, "%s in %s", words, took(time.Since(p.began).Seconds()))
}

// clear takes the bar off, so that a line can be written. p.mu is held.
func (p *progress) clear() {
	if p.bar {
		fmt.Fprint(p.app.stderr, "\r\x1b[K")
		p.bar = false
	}
}

// draw puts the bar below the lines. p.mu is held.
func (p *progress) draw() {
	if p.stop == nil || len(p.running) == 0 {
		return
	}
	const width = 24
	share, left := p.share()
	full := int(share * width)
	text := fmt.Sprintf("[%s%s] %d/%d", strings.Repeat("#", full), strings.Repeat(".", width-full), p.done, p.total)
	if left > 0 {
		text += ", about " + took(left.Seconds()) + " left"
	}
	ids := make([]string, 0, len(p.running))
	for id := range p.running {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		r := p.running[id]
		text += fmt.Sprintf("  %s: %s %s", id, r.step, took(time.Since(r.since).Truncate(100*time.Millisecond).Seconds()))
	}
	fmt.Fprint(p.app.stderr, clip(text, p.columns()-1))
	p.bar = true
}

// columns is how wide the terminal is now; a bar that fills its last column
// would begin a new line.
func (p *progress) columns() int { return columnsOf(p.app.stderr, terminalWidth) }

// columnsOf is how wide the terminal is that is written to, and otherwise what
// is given.
func columnsOf(out io.Writer, otherwise int) int {
	if f, ok := out.(*os.File); ok {
		if wide, _, err := term.GetSize(int(f.Fd())); err == nil && wide > 1 {
			return wide
		}
	}
	return otherwise
}

// share is how much is done, and how long the rest takes where every estimate
// is known.
func (p *progress) share() (float64, time.Duration) {
	var known, spent time.Duration
	for id, estimate := range p.jobs {
		if estimate == 0 {
			return float64(p.done) / float64(max(p.total, 1)), 0
		}
		known += estimate
		if r := p.running[id]; r != nil {
			spent += min(time.Since(r.began), estimate)
		}
	}
	each := known / time.Duration(max(len(p.jobs), 1))
	spent += each * time.Duration(p.done)
	all := each * time.Duration(p.total)
	return min(1, float64(spent)/float64(max(all, 1))), max(0, all-spent)
}
