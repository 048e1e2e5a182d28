package main

import (
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"report/internal/audit"
	"report/internal/claim"
	"report/internal/diag"
	"report/internal/score"
	"report/internal/study"
)

// argue times what a reader argues with: audit, sensitivity, diff, a bundle
// proved elsewhere, and all of it over a table of a thousand tools.
func (b *bench) argue() ([]row, error) {
	var rows []row
	for _, part := range []func() ([]row, error){b.auditPaper, b.sensitivity, b.diffCommits, b.proveBundle, b.manyTools} {
		more, err := part()
		rows = append(rows, more...)
		if err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// often is the median time of a command over the turns.
func (b *bench) often(dir string, args ...string) (time.Duration, error) {
	var all []time.Duration
	for range b.turns {
		took, err := b.timed(dir, append([]string{b.report}, args...)...)
		if err != nil {
			return 0, err
		}
		all = append(all, took)
	}
	return median(all), nil
}

// auditPaper follows every figure of the repository's own paper.
func (b *bench) auditPaper() ([]row, error) {
	took, err := b.often(b.root, "audit")
	return []row{{"audit of the whole paper", show(took), "", "", "< 200 ms"}}, err
}

// sensitivity is of ten tools by ten criteria.
func (b *bench) sensitivity() ([]row, error) {
	dir, err := b.tools("ten", 10, 10)
	if err != nil {
		return nil, err
	}
	took, err := b.often(dir, "score", "--sensitivity", "--json")
	return []row{{"sensitivity of 10 tools × 10 criteria", show(took), "", "", "< 1 s"}}, err
}

// diffCommits compares the repository's last two commits, and the last with
// the one of forty commits before, where there are so many.
func (b *bench) diffCommits() ([]row, error) {
	var rows []row
	for _, from := range []string{"HEAD~1", "HEAD~40"} {
		if exec.Command("git", "-C", b.root, "rev-parse", "--verify", "-q", from).Run() != nil {
			continue
		}
		took, err := b.often(b.root, "diff", from, "HEAD")
		if err != nil {
			return rows, err
		}
		rows = append(rows, row{"diff of " + from + " and HEAD", show(took), "", "", "< 500 ms"})
	}
	return rows, nil
}

// proveBundle verifies the repository's own bundle beside hashing its bytes once,
// on all cores, which is what proving them costs at least.
func (b *bench) proveBundle() ([]row, error) {
	name := filepath.Join(b.dir, "study.zip")
	if _, err := b.timed(b.root, b.report, "export", "--to", "bundle", "--out", name); err != nil {
		return nil, err
	}
	defer os.Remove(name)
	unpacked := filepath.Join(b.dir, "unpacked")
	if err := os.MkdirAll(unpacked, 0o755); err != nil {
		return nil, err
	}
	if out, err := exec.Command("python3", "-m", "zipfile", "-e", name, unpacked).CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("unpacking the bundle: %s", out), err)
	}
	var ours, peers []time.Duration
	for range b.turns {
		took, err := b.timed(b.root, b.report, "verify", name)
		if err != nil {
			return nil, err
		}
		ours = append(ours, took)
		hashed, err := hashAll(unpacked)
		if err != nil {
			return nil, err
		}
		peers = append(peers, hashed)
	}
	o, p := median(ours), median(peers)
	return []row{{"verify of a bundle", show(o), show(p), ratio(o, p), "≤ 1.5× hashing its files on all cores"}}, nil
}

// manyTools scores, audits and checks a thousand tools by a hundred criteria
// with a thousand claims, then twice and four times as many tools and claims
// beside it, which shows how they grow. It is measured within this process,
// because a study file that large is refused.
func (b *bench) manyTools() ([]row, error) {
	var rows []row
	var one time.Duration
	for _, times := range []int{1, 2, 4} {
		took, err := b.largeStudy(times * 1000)
		if err != nil {
			return rows, err
		}
		r := row{what: fmt.Sprintf("score, audit, check: %d,000 × 100 × %[1]d,000", times), figure: show(took)}
		if times == 1 {
			one, r.target = took, "< 2 s"
		} else {
			r.peer, r.ratio, r.target = show(one), ratio(took, one), fmt.Sprintf("linear: %d× the first", times)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// memory holds the one file that written scores point into.
type memory struct{ lines []byte }

// Evidence is not there: no score of the study is measured.
func (memory) Evidence(experiment, run, path string) ([]byte, error) {
	return nil, fmt.Errorf("no run %s/%s", experiment, run)
}

// Study is the study's file.
func (m memory) Study(string) ([]byte, error) { return m.lines, nil }

// largeStudy is the median time of scoring all tools, resolving and tracing a
// claim for each, and checking a sentence about each.
func (b *bench) largeStudy(tools int) (time.Duration, error) {
	const criteria = 100
	s := &study.Study{Sets: []study.ScoreSet{{ID: "ours", Name: "Ours", Source: "doe"}}, Paper: "paper/paper.md"}
	for k := range criteria {
		s.Criteria = append(s.Criteria, study.Criterion{ID: fmt.Sprint("c", k), Name: fmt.Sprint("Criterion ", k), Weight: big.NewRat(100, criteria)})
	}
	var lines strings.Builder
	for i := range tools {
		id := fmt.Sprint("t", i)
		s.Tools = append(s.Tools, study.Tool{ID: id, Name: "Tool " + id, Version: "1"})
		for k := range criteria {
			at := diag.Pos{File: study.FileName, Line: 1 + i*criteria + k, Col: 1}
			s.Sets[0].Cells = append(s.Sets[0].Cells, study.Cell{Tool: id, Criterion: s.Criteria[k].ID, Points: big.NewRat(int64((i*7+k*13)%101), 10), Basis: "published", At: "Table 1", Pos: at})
			lines.WriteString("a cell\n")
		}
	}
	files := memory{[]byte(lines.String())}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as report itself does
	var all []time.Duration
	for range b.turns {
		start := time.Now()
		if err := useLarge(s, files); err != nil {
			return 0, err
		}
		all = append(all, time.Since(start))
	}
	return median(all), nil
}

func useLarge(s *study.Study, files memory) error {
	env := claim.NewEnv(claim.Inputs{Study: s, Readings: score.Fixed{}, Files: files})
	if _, err := env.Table("ours", ""); err != nil {
		return err
	}
	auditor := audit.New(audit.Inputs{Study: s, Env: env, Readings: score.Fixed{}, Files: files})
	var prose []claim.Sentence
	var claims []claim.Claim
	for i, t := range s.Tools {
		c, bad := env.Resolve("total tool="+t.ID, diag.Pos{File: s.Paper, Line: i + 1})
		if bad != nil {
			return bad
		}
		claims = append(claims, c)
		text := t.Name + " is faster than others, took 12.5 s and scores more than 0.123 on it."
		prose = append(prose, claim.Sentence{Text: text, At: func(int) diag.Pos { return diag.Pos{File: s.Paper, Line: i + 1} }})
	}
	if _, err := auditor.TraceAll(claims); err != nil {
		return err
	}
	if found := len(env.Typed(prose)) + len(env.Compared(prose)); found < len(prose) {
		return fmt.Errorf("the prose of %d sentences gave %d warnings", len(prose), found)
	}
	_, err := env.CheckProse(prose)
	return err
}

// tools writes a study of written scores.
func (b *bench) tools(name string, tools, criteria int) (string, error) {
	var s strings.Builder
	s.WriteString("schema: report/study/1\ntitle: Many tools\nprofile: standard\nprofiles:\n  standard: {about: all}\ntools:\n")
	for i := range tools {
		fmt.Fprintf(&s, "  t%d: {name: Tool %d, version: \"1\"}\n", i, i)
	}
	s.WriteString("criteria:\n")
	for i := range criteria {
		fmt.Fprintf(&s, "  c%d: {name: Criterion %d, weight: %g}\n", i, i, 100/float64(criteria))
	}
	s.WriteString("sets:\n  written:\n    name: Written\n    source: doe\n    cells:\n")
	for i := range tools {
		fmt.Fprintf(&s, "      t%d:\n", i)
		for j := range criteria {
			fmt.Fprintf(&s, "        c%d: {points: %d.%d, at: Table 1}\n", j, (i*7+j*3)%10, (i*3+j*j)%10)
		}
	}
	dir := filepath.Join(b.dir, name)
	return dir, write(dir, map[string]string{"study.yaml": s.String(), "paper/paper.md": "# Many tools\n"})
}
