package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"report/internal/audit"
	"report/internal/bundle"
	"report/internal/claim"
	"report/internal/diag"
	"report/internal/document"
)

func newAudit(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "audit [CLAIM] [BUNDLE]",
		Short: "Follow the paper's figures back to the bytes behind them",
		Long: `Walk from every figure in the paper to its claim, score, rule, metric, evidence
file, run, and what the run was made from; the files behind it are read again.

With CLAIM, an id or a place such as paper/paper.md:12, the whole chain of that
figure, or its first broken link. Statuses: supported, judged, published,
missing, unsupported (an assertion that is false), stale, tampered.

With BUNDLE, a file that report export --to bundle wrote, the same of the study
in it: every byte is read first, and it is unpacked for the time of the audit.

Exit codes: 0 every claim holds, also with some missing or stale; 1 could not be
done; 2 wrong usage or a mistake in the files; 3 a claim does not hold.`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			if last := len(args) - 1; last == 1 || last == 0 && isBundle(a.input(args[0])) {
				close, entering := a.enter(a.input(args[last]))
				if entering != nil {
					return entering
				}
				defer func() { err = errors.Join(err, close()) }()
				args = args[:last]
			}
			p, err := a.open()
			if err != nil {
				return err
			}
			p.pinner.Ahead()
			p.store.Unheld() // each figure is told what changed behind it
			p.verifyAhead(true)
			doc, err := p.paper()
			if err != nil {
				return err
			}
			chains, err := p.chains(doc)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return a.auditOne(chains, args[0])
			}
			return a.auditAll(p, chains)
		},
	}
}

// isBundle tells a bundle on the command line from a claim.
func isBundle(name string) bool { return bundle.Is(name) || strings.HasSuffix(name, ".zip") }

// enter reads every byte of a bundle, unpacks it and makes it the study at
// hand, until close is called.
func (a *app) enter(name string) (close func() error, err error) {
	b, problems, err := openBundle(name)
	if err == nil && len(problems) > 0 {
		err = doesNotHold(problemList(problems))
	}
	if err != nil {
		return nil, err
	}
	defer b.Close()
	a.tidies.Store(true)
	dir, err := os.MkdirTemp("", "report-bundle-")
	if err != nil {
		return nil, err
	}
	close = func() error { return os.RemoveAll(dir) }
	if err := b.Unpack(dir); err != nil {
		return nil, errors.Join(err, close())
	}
	a.dir, a.passing = dir, true
	return close, nil
}

// chains traces every claim of the paper and settles their statuses.
func (p *pipeline) chains(doc *document.Document) ([]*audit.Chain, error) {
	auditor := audit.New(audit.Inputs{
		Study: p.study, Store: p.store, Env: p.env, Readings: p.readings,
		Files: p.files(), Ruled: p.ruledOtherwise(), Holds: p.pinner.Holds,
	})
	runs := make([]string, len(doc.Evidence))
	for i, e := range doc.Evidence {
		runs[i] = e.Run
	}
	if err := auditor.Read(runs); err != nil {
		return nil, err
	}
	return auditor.TraceAll(doc.Claims)
}

// faults are the claims that do not hold, each at its place in the paper.
func (p *pipeline) faults(chains []*audit.Chain) diag.List {
	var list diag.List
	reader := p.files()
	for _, c := range chains {
		e := c.Fault()
		if e == nil {
			continue
		}
		if content, err := reader.Study(e.File); err == nil {
			e.In(content, max(e.Len, 2)) // the braces, or a comparison
		}
		list = append(list, e)
	}
	list.Sort()
	return list
}

func (a *app) auditAll(p *pipeline, chains []*audit.Chain) error {
	if a.json {
		if err := a.printSorted(auditJSON(chains)); err != nil {
			return err
		}
	} else {
		auditText(a, chains)
	}
	faults := p.faults(chains)
	if len(faults) == 0 { // what no figure of the paper hangs on
		faults = problemList(p.store.Untrue())
	}
	if len(faults) > 0 {
		if a.json {
			return &exit{code: exitDoesNotHold}
		}
		return doesNotHold(faults)
	}
	return nil
}

// auditOne prints the chain of the claim with an id, or of those on a line.
func (a *app) auditOne(chains []*audit.Chain, name string) error {
	var known []string
	var chosen []*audit.Chain
	for _, c := range chains {
		known = append(known, c.Claim.ID)
		if c.Claim.ID == name || onLine(c.Claim.At, strings.TrimPrefix(name, "./")) {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) == 0 {
		if near := nearestClaim(chains, strings.TrimPrefix(name, "./")); near != nil {
			return usage("no claim stands at %s\nhint: the nearest is at %s: report audit %s", name, near.At, near.ID)
		}
		if len(known) > 12 && diag.Nearest(name, known) == "" {
			return usage("no claim is called %q\nhint: report audit lists all %d; a place in the paper does as well: report audit %s:%d", name, len(known), chains[0].Claim.At.File, chains[0].Claim.At.Line)
		}
		return unknownName("claim", name, known)
	}
	holds := true
	for i, c := range chosen {
		holds = holds && c.Fault() == nil
		if a.json {
			continue
		}
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprint(a.stdout, c.Text(columnsOf(a.stdout, 0)))
	}
	if a.json {
		out := auditJSON(chosen)
		for i, one := range out["claims"].([]map[string]any) {
			one["chain"] = chosen[i].Root
		}
		if err := a.printSorted(out); err != nil {
			return err
		}
	}
	if !holds {
		return &exit{code: exitDoesNotHold}
	}
	return nil
}

// onLine reports whether a place is the one typed: file:line or file:line:col.
func onLine(at diag.Pos, typed string) bool {
	return typed == at.String() || typed == at.File+":"+strconv.Itoa(at.Line)
}

// nearestClaim is the claim next to the place typed, nil where that is no place in
// a file that holds claims.
func nearestClaim(chains []*audit.Chain, typed string) (near *claim.Claim) {
	file, rest, _ := strings.Cut(typed, ":")
	number, place, _ := strings.Cut(rest, ":")
	line, err := strconv.Atoi(number)
	if err != nil {
		return nil
	}
	col, _ := strconv.Atoi(place)
	apart := func(c *claim.Claim) int { return max(c.At.Line-line, line-c.At.Line) }
	for _, chain := range chains {
		c := &chain.Claim
		if c.At.File != file {
			continue
		}
		// Of one line, that which the place lies in or behind.
		if near == nil || apart(c) < apart(near) || c.At.Line == line && near.At.Line == line && c.At.Col > near.At.Col && c.At.Col <= col {
			near = c
		}
	}
	return near
}

// auditJSON is the shape that the contract gives `audit --json`.
func auditJSON(chains []*audit.Chain) map[string]any {
	claims := []map[string]any{}
	summary := map[string]int{}
	for _, s := range []claim.Status{claim.Supported, claim.Judged, claim.Published, claim.Missing, claim.Unsupported, claim.Stale, claim.Tampered} {
		summary[string(s)] = 0
	}
	for _, c := range chains {
		summary[string(c.Claim.Status)]++
		one := map[string]any{
			"id": c.Claim.ID, "text": c.Claim.Text, "value": c.Claim.Value, "at": c.Claim.At.String(),
			"basis": c.Claim.Basis, "status": c.Claim.Status, "evidence": sourcesJSON(c.Claim.Evidence),
			"expression": c.Claim.Expr, "what": c.Claim.What,
		}
		if c.Claim.Reason != "" {
			one["reason"] = c.Claim.Reason
		}
		if c.Break != nil {
			one["broken"] = map[string]string{"at": c.Break.At, "problem": c.Break.Broken}
		}
		claims = append(claims, one)
	}
	return map[string]any{"schema": "report/audit/1", "claims": claims, "summary": summary}
}

func sourcesJSON(sources []claim.Source) []map[string]any {
	out := []map[string]any{}
	for _, s := range sources {
		if s.Path == "" {
			continue
		}
		pointer := s.Pointer
		if pointer == "" && s.Line > 0 {
			pointer = "L" + strconv.Itoa(s.Line)
		}
		out = append(out, map[string]any{"run": s.Run, "path": s.Path, "sha256": s.SHA256.Hex(), "pointer": pointer, "what": s.Words()})
	}
	return out
}

// auditText is a line a claim, then how many there are of each status.
func auditText(a *app, chains []*audit.Chain) {
	const before = 66                                               // columns before the last
	what := max(14, min(80, columnsOf(a.stdout, 80+before)-before)) // a file or a pipe gets more
	out := bufio.NewWriter(a.stdout)
	defer out.Flush()
	for _, c := range chains {
		fmt.Fprintf(out, "%-11s  %-11s  %-22s  %-12s  %s\n", c.Claim.Status, c.Claim.ID, c.Claim.At, clip(textOf(c), 12), clip(c.Claim.What, what))
	}
	fmt.Fprintln(out, auditTotal(chains))
}

// textOf is a claim as the paper prints it.
func textOf(c *audit.Chain) string {
	if c.Claim.Text == "" {
		return "(asserted)"
	}
	return c.Claim.Text
}

// auditTotal says how many claims have each status.
func auditTotal(chains []*audit.Chain) string {
	count := map[claim.Status]int{}
	for _, c := range chains {
		count[c.Claim.Status]++
	}
	var parts []string
	for _, s := range []claim.Status{claim.Supported, claim.Judged, claim.Published, claim.Missing, claim.Stale, claim.Unsupported, claim.Tampered} {
		if n := count[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	if len(parts) == 0 {
		return counted(len(chains), "claim")
	}
	return counted(len(chains), "claim") + ": " + strings.Join(parts, ", ")
}
