package main

import (
	"bytes"
	"strings"
	"testing"

	"report/internal/evidence"
)

// TestManyProblemsAreSummedUp has a hint once for all that share it, and no more
// lines than can be read.
func TestManyProblemsAreSummedUp(t *testing.T) {
	var v evidence.Verification
	for i := range 30 {
		hint := "fetch it again"
		if i < 2 {
			hint = "restore it"
		}
		v.Problems = append(v.Problems, evidence.Problem{Path: "a/" + strings.Repeat("x", i+1), Problem: "is missing", Hint: hint})
	}
	var out bytes.Buffer
	if err := (&app{stderr: &out}).printVerification(&v, nil); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != mostProblems+3 || lines[2] != "hint: restore it" || lines[mostProblems+1] != "hint: fetch it again" || lines[mostProblems+2] != "and 10 more; report verify --json lists all" {
		t.Errorf("%d lines:\n%s", len(lines), out.String())
	}
	if v.Problems[0].Hint == "" {
		t.Error("the problems themselves were changed")
	}
}
