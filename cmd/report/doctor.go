package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"report/internal/data"
	"report/internal/diag"
	"report/internal/environment"
	"report/internal/run"
	"report/internal/study"
)

func newDoctor(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine has and lacks for this study",
		Long: `Say what this machine has and lacks for this study, with the Debian package that
brings what is missing, or what else would.

Exit codes: 0 report run can carry out every experiment, but for those and those
steps whose requirements are listed as lacking: they are not run here · 1 an
experiment would fail here, because its environment cannot be built, the program
that it begins with is not here, or the cache cannot be written · 2 a mistake in
the study's files.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context()) },
	}
}

// finding is one thing that the study needs of the machine.
type finding struct {
	Need   string   `json:"need"`
	OK     bool     `json:"ok"`
	Vital  bool     `json:"vital,omitempty"` // without it experiments fail, instead of being skipped
	Where  string   `json:"where,omitempty"`
	Debian string   `json:"package,omitempty"`
	Mend   string   `json:"mend,omitempty"` // what brings it where no package does
	For    []string `json:"for"`            // experiments, or experiment/step
}

// set is a data set and where it would come from.
type set struct {
	ID   string `json:"id"`
	From string `json:"from"` // cache, mirror or address
	At   string `json:"at"`
}

// doctor looks at everything that the study's experiments name.
func (a *app) doctor(ctx context.Context) error {
	s, err := study.Load(a.dir)
	if err != nil {
		return err
	}
	cache, noCache := environment.Cache()
	findings := append(environmentsOf(s), requirementsOf(ctx, s)...)
	findings = append(findings, programsOf(s, findings)...)
	findings = append(findings, cacheOf(s, cache, noCache)...)
	sets := dataOf(s, cache)
	host := run.Open()
	isolation := host.Isolation(ctx)
	host.Close()
	lacking := 0
	for _, f := range findings {
		if !f.OK && f.Vital {
			lacking++
		}
	}
	if a.json {
		err = a.printJSON(map[string]any{"schema": "report/doctor/1", "ok": lacking == 0, "needs": findings,
			"data": sets, "isolation": isolation, "cache": cache})
	} else {
		err = a.printDoctor(findings, sets, isolation)
	}
	if err == nil && lacking > 0 {
		err = &exit{exitFailed, fmt.Errorf("%d of the study's needs would make experiments fail here", lacking)}
	}
	return err
}

// environmentsOf are what the experiments' environments are built with.
func environmentsOf(s *study.Study) []finding {
	byNeed := map[string]*finding{}
	for _, e := range s.Experiments {
		kind, err := environment.For(e.Environment.Kind)
		if err != nil {
			continue // check says so
		}
		need := "environments of kind " + e.Environment.Kind
		if e.Environment.Python != "" {
			need = "Python " + e.Environment.Python
		}
		f := byNeed[need]
		if f == nil {
			what, debian := kind.Missing(e.Environment)
			f = &finding{Need: need, OK: what == "", Vital: true, Debian: debian}
			if what != "" {
				f.Where = what + " is not on PATH"
			}
			byNeed[need] = f
		}
		f.For = append(f.For, e.ID)
	}
	return sorted(byNeed)
}

// requirementsOf are the capabilities that experiments and steps name.
func requirementsOf(ctx context.Context, s *study.Study) []finding {
	byNeed := map[string]*finding{}
	add := func(names []string, user string) {
		for _, name := range names {
			f := byNeed[name]
			if f == nil {
				c := environment.Check(ctx, name)
				f = &finding{Need: name, OK: c.OK, Where: c.Why}
				if !c.OK {
					f.Debian, f.Mend = c.Debian, c.Mend
				}
				byNeed[name] = f
			}
			f.For = append(f.For, user)
		}
	}
	for _, e := range s.Experiments {
		add(e.Requires, e.ID)
		for _, step := range e.Steps {
			add(step.Requires, e.ID+"/"+step.ID)
		}
	}
	return sorted(byNeed)
}

// programsOf are the programs that steps begin with and that are not on PATH,
// where nothing is built for the experiment and what it requires is here: those
// that are there are not worth a line. A step before may put one on PATH.
func programsOf(s *study.Study, findings []finding) []finding {
	byNeed := map[string]*finding{}
	here := func(need string) bool {
		return !slices.ContainsFunc(findings, func(f finding) bool { return f.Need == need && !f.OK })
	}
	for _, e := range s.Experiments {
		if e.Environment.Kind != "system" || setsPath(e.Env) || !every(e.Requires, here) {
			continue
		}
		for i, step := range e.Steps {
			if len(step.Command) == 0 || setsPath(step.Env) || !every(step.Requires, here) {
				continue
			}
			program := step.Command[0]
			if strings.ContainsAny(program, `/\$`) {
				continue // of the experiment, or named by a variable
			}
			if _, err := exec.LookPath(program); err == nil {
				continue
			}
			f := byNeed[program]
			if f == nil {
				f = &finding{Need: "program " + program, Where: "is not on PATH",
					Mend: "install it; what a machine may lack goes under requires: (report help steps)"}
				byNeed[program] = f
			}
			f.Vital = f.Vital || i == 0
			f.For = append(f.For, e.ID+"/"+step.ID)
		}
	}
	return sorted(byNeed)
}

func setsPath(env []study.Variable) bool {
	return slices.ContainsFunc(env, func(v study.Variable) bool { return v.Name == "PATH" })
}

func every(names []string, is func(string) bool) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !is(name) })
}

// cacheOf is the cache, where it cannot be written or nothing says where it would
// be: every run takes its locks there, and most their environment and data.
func cacheOf(s *study.Study, cache string, err error) []finding {
	if err == nil {
		err = environment.Writable(cache)
	}
	if err == nil || len(s.Experiments) == 0 {
		return nil
	}
	why, _, _ := strings.Cut(err.Error(), "\nhint: ")
	return []finding{{Need: "cache", Vital: true, Where: why, Mend: "set REPORT_CACHE to a directory that can be written", For: experimentIDs(s)}}
}

func sorted(byNeed map[string]*finding) []finding {
	list := make([]finding, 0, len(byNeed))
	for _, f := range byNeed {
		list = append(list, *f)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Need < list[j].Need })
	return list
}

// dataOf says where each data set that an experiment uses would come from.
func dataOf(s *study.Study, cache string) []set {
	used := map[string]bool{}
	for _, e := range s.Experiments {
		for _, id := range e.Data {
			used[id] = true
		}
	}
	sets := []set{}
	mirror := os.Getenv(data.MirrorVariable)
	for i := range s.Data {
		d := &s.Data[i]
		if !used[d.ID] {
			continue
		}
		at := filepath.Join(mirror, filepath.FromSlash(d.Mirror))
		_, missing := os.Stat(at)
		switch {
		case cache != "" && data.Cached(cache, d):
			sets = append(sets, set{d.ID, "cache", d.SHA256.Hex()})
		case mirror != "" && d.Mirror != "" && missing == nil:
			sets = append(sets, set{d.ID, "mirror", at})
		default:
			sets = append(sets, set{d.ID, "address", d.URL})
		}
	}
	return sets
}

// doctorWidth is how wide a line may be, but for a word that is longer.
const doctorWidth = 80

func (a *app) printDoctor(findings []finding, sets []set, isolation run.Isolation) error {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(entry(f.state(), f.Need, f.notes()...))
	}
	for _, d := range sets {
		words := map[string]string{"cache": "cached", "mirror": "from the mirror", "address": "to be fetched from " + d.At}[d.From]
		b.WriteString(entry("data", d.ID, words))
	}
	words := []string{"processes: " + isolation.Processes, "network: " + isolation.Network, "cgroup: " + isolation.Cgroup}
	if isolation.Limits != "" {
		words = append(words, isolation.Limits)
	}
	for _, line := range wrap("runs are kept apart by "+strings.Join(words, ", "), doctorWidth) {
		b.WriteString(line + "\n")
	}
	_, err := fmt.Fprint(a.stdout, b.String())
	return err
}

func (f finding) state() string {
	if f.OK {
		return "has"
	}
	return "lacks"
}

// notes are where the need was found or why it was not, what would bring it,
// and who has it.
func (f finding) notes() []string {
	notes := []string{f.Where}
	if f.Debian != "" {
		notes = append(notes, "on Debian: apt-get install "+f.Debian)
	}
	if !f.OK && f.Mend != "" {
		notes = append(notes, "mend: "+f.Mend)
	}
	return append(notes, "for "+diag.Few(f.For, 3))
}

// entry is a line that names a thing, with its first note beside it where that
// fits, and the other notes below.
func entry(state, name string, notes ...string) string {
	const margin = "       "
	head := fmt.Sprintf("%-*s%s", len(margin), state, name)
	if first := fmt.Sprintf("%-28s  %s", head, notes[0]); utf8.RuneCountInString(first) <= doctorWidth {
		head, notes = strings.TrimRight(first, " "), notes[1:]
	}
	lines := []string{head}
	for _, note := range notes {
		for _, part := range wrap(note, doctorWidth-len(margin)) {
			lines = append(lines, margin+part)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}
