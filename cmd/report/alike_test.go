package main

import (
	"archive/zip"
	"encoding/json"
	"io"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// alike holds that one figure opens the same chain wherever it stands: of the
// claims of an expression there are so many, their values, evidence and chains
// are the same, and in the page each is a link to an entry with the same
// sources. `alike PAGE COUNT EXPRESSION`, in a study's directory.
func alike(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: alike PAGE COUNT EXPRESSION")
	}
	page, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(ts.Exec("report", "audit", "--json"))
	var all struct {
		Claims []struct{ ID, Expression string }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &all))
	var ids []string
	for _, c := range all.Claims {
		if c.Expression == args[2] {
			ids = append(ids, c.ID)
		}
	}
	if want, err := strconv.Atoi(args[1]); err != nil || len(ids) != want {
		ts.Fatalf("%d claims are %q, not %s", len(ids), args[2], args[1])
	}
	var first, firstOpened map[string]any
	for _, id := range ids {
		chain, opened := chainOf(ts, id), openedIn(ts, string(page), id)
		if first == nil {
			first, firstOpened = chain, opened
		}
		if !reflect.DeepEqual(chain, first) {
			ts.Fatalf("the chain of %s is not that of %s", id, ids[0])
		}
		if !reflect.DeepEqual(opened, firstOpened) {
			ts.Fatalf("%s opens\n%v\nand not\n%v", id, opened, firstOpened)
		}
	}
}

// chainOf is what an audit prints of a claim, less its name and place.
func chainOf(ts *testscript.TestScript, id string) map[string]any {
	ts.Check(ts.Exec("report", "audit", id, "--json"))
	var one struct{ Claims []map[string]any }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &one))
	if len(one.Claims) != 1 {
		ts.Fatalf("%d claims are called %s", len(one.Claims), id)
	}
	c := one.Claims[0]
	next := []any{c["chain"]}
	for range 2 { // the sentence and the claim say where they stand
		link, _ := next[0].(map[string]any)
		if next, _ = link["next"].([]any); len(next) == 0 {
			ts.Fatalf("nothing stands behind %s", id)
		}
	}
	return map[string]any{"value": c["value"], "status": c["status"], "evidence": c["evidence"], "chain": next}
}

var pageEvidence = regexp.MustCompile(`(?s)<script[^>]*id="page:evidence"[^>]*>(.*?)</script>`)

// openedIn is what the page opens for a claim, less its name and place; the page
// has to lead there from where the figure stands.
func openedIn(ts *testscript.TestScript, page, id string) map[string]any {
	if !strings.Contains(page, `href="#claim:`+id+`"`) {
		ts.Fatalf("no figure of the page leads to claim %s", id)
	}
	found := pageEvidence.FindStringSubmatch(page)
	if found == nil {
		ts.Fatalf("the page holds no evidence")
	}
	var evidence struct{ Claims map[string]map[string]any }
	ts.Check(json.Unmarshal([]byte(found[1]), &evidence))
	opened := evidence.Claims[id]
	if opened == nil {
		ts.Fatalf("the page opens nothing for claim %s", id)
	}
	delete(opened, "at")
	return opened
}

// smuggles adds an entry to a bundle: `smuggles FROM TO NAME`.
func smuggles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: smuggles FROM TO NAME")
	}
	from, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer from.Close()
	to, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	defer to.Close()
	z := zip.NewWriter(to)
	for _, f := range from.File {
		ts.Check(z.Copy(f))
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: args[2], Method: zip.Store})
	ts.Check(err)
	_, err = io.WriteString(w, "out of place\n")
	ts.Check(err)
	ts.Check(z.Close())
}
