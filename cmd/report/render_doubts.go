package main

import (
	"fmt"
	"slices"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/document"
)

// doubted is a reason for which figures of the paper are doubtful.
type doubted struct {
	Status claim.Status `json:"status"`
	Reason string       `json:"reason"`
	Claims []string     `json:"claims"`
	At     diag.Pos     `json:"at"` // of the first
}

// doubtsOf gathers the claims that are missing or stale by their reason, in
// the order of the text.
func doubtsOf(doc *document.Document) []doubted {
	doubts := []doubted{}
	at := map[string]int{}
	for _, c := range doc.Claims {
		if c.Status != claim.Missing && c.Status != claim.Stale {
			continue
		}
		key := string(c.Status) + "\x00" + c.Reason
		i, known := at[key]
		if !known {
			i = len(doubts)
			at[key] = i
			doubts = append(doubts, doubted{Status: c.Status, Reason: c.Reason, At: c.At})
		}
		doubts[i].Claims = append(doubts[i].Claims, c.ID)
	}
	return doubts
}

func statusWords(s claim.Status) string {
	if s == claim.Missing {
		return "not measured"
	}
	return string(s)
}

// causesOf gathers doubts by what is behind them: something that the machine
// lacks, or experiments that have not been run, however many steps and points
// hang on it. A figure that hangs on several counts with each. A reason of
// another kind stays as it is.
func causesOf(doubts []doubted) []doubted {
	var causes []doubted
	at := map[string]int{}
	var waiting []string // experiments that have not been run
	const unrun = "\x00"
	for _, d := range doubts {
		var behind []string
		if d.Status == claim.Missing {
			lacking, notRun := claim.Causes(d.Reason)
			for _, name := range lacking {
				behind = append(behind, "requires "+name)
			}
			for _, name := range notRun {
				behind = append(behind, unrun)
				if !slices.Contains(waiting, name) {
					waiting = append(waiting, name)
				}
			}
		}
		if len(behind) == 0 {
			behind = []string{d.Reason}
		}
		slices.Sort(behind)
		for _, cause := range slices.Compact(behind) {
			key := string(d.Status) + cause
			i, known := at[key]
			if !known {
				i = len(causes)
				at[key] = i
				causes = append(causes, doubted{Status: d.Status, Reason: cause, At: d.At})
			}
			causes[i].Claims = append(causes[i].Claims, d.Claims...)
		}
	}
	for i := range causes {
		if causes[i].Reason == unrun {
			causes[i].Reason = haveNotRun(waiting)
		}
	}
	return causes
}

// haveNotRun names experiments, as far as they are few, and what runs them.
func haveNotRun(experiments []string) string {
	const most = 4
	switch n := len(experiments); {
	case n == 1:
		return experiments[0] + " has not been run: report run"
	case n > most:
		return fmt.Sprintf("%s and %d more have not been run: report run", strings.Join(experiments[:most-1], ", "), n-most+1)
	default:
		return fmt.Sprintf("%s and %s have not been run: report run", strings.Join(experiments[:n-1], ", "), experiments[n-1])
	}
}

// printDoubts writes each to stderr, wrapped.
func (a *app) printDoubts(doubts []doubted) {
	for _, d := range doubts {
		line := fmt.Sprintf("%s: %s %s: %s", d.At, counted(len(d.Claims), "figure"), statusWords(d.Status), d.Reason)
		a.say("%s", hanging(line))
	}
}

// hanging is a text in lines that fit a terminal, those after the first set in.
func hanging(text string) string {
	const indent = 4
	lines := wrap(text, terminalWidth)
	if len(lines) == 1 {
		return text
	}
	rest := strings.TrimSpace(strings.TrimPrefix(strings.Join(strings.Fields(text), " "), lines[0]))
	return lines[0] + "\n" + strings.Repeat(" ", indent) + strings.Join(wrap(rest, terminalWidth-indent), "\n"+strings.Repeat(" ", indent))
}

// sumDoubts writes how many figures there are in all where that is more than
// their causes say, and what tells each reason where these do not.
func (a *app) sumDoubts(doubts, causes []doubted) {
	count := map[claim.Status]int{}
	folded := false
	for _, d := range doubts {
		count[d.Status] += len(d.Claims)
		folded = folded || !slices.ContainsFunc(causes, func(c doubted) bool { return c.Status == d.Status && strings.HasPrefix(c.Reason, d.Reason) })
	}
	if len(causes) < 2 && !folded {
		return
	}
	var all []string
	for _, status := range []claim.Status{claim.Missing, claim.Stale} {
		if count[status] > 0 {
			all = append(all, fmt.Sprintf("%s %s", counted(count[status], "figure"), statusWords(status)))
		}
	}
	words := strings.Join(all, ", ") + " in all"
	if folded {
		words += "; each reason in full: report render --verbose"
	}
	a.say("%s", hanging(words))
}
