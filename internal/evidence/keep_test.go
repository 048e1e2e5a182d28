package evidence

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"report/internal/digest"
	"report/internal/pin"
	"report/internal/redact"
	"report/internal/run"
	"report/internal/study"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const firstRun = "20261123T141300Z-standard-1a2b3c4d"

// staged makes a study's directory with the staging directory of one run in
// it, and what is needed to keep the run.
func staged(t testing.TB, root, name string) Keeping {
	t.Helper()
	start := time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC)
	dir := filepath.Join(root, ".report", "staging", "alpha-mnist", name)
	work := filepath.Join(root, ".report", "work")
	files := map[string]string{
		"setup.log":              "made /nowhere/x\nin " + work + "/a\n",
		"train.log":              strings.Repeat("epoch 1 loss 0.5 "+work+"\n", 5000),
		"attempt-1/train.log":    "killed\n",
		"attempt-1/metrics.json": `{"schema":"report/metrics/1","metrics":[]}`,
		"metrics.json":           "{\n  \"schema\": \"report/metrics/1\",\n  \"metrics\": [\n    {\n      \"name\": \"accuracy\",\n      \"value\": 0.9805,\n      \"from\": \"train\",\n      \"repetition\": 1\n    }\n  ]\n}\n",
		"train/report.json":      `{"where": "` + work + `"}`,
		"page.png":               "\x89PNG\r\n\x1a\n\x00\x01\x02",
		"page.txt":               "Experiments\n",
		"outcome.json":           "{}",
	}
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	zero := 0
	record := func(step string, kind study.StepKind, log string, files ...string) run.Record {
		return run.Record{Step: step, Kind: kind, Repetition: 1, Status: run.Succeeded, Exit: &zero, Started: start, Wall: 1.5, Log: log, Files: files}
	}
	failed := record("train", study.Run, "attempt-1/train.log")
	failed.Status, failed.Reason = run.Failed, "killed in "+work
	o := &run.Outcome{
		Schema: "report/outcome/1", Experiment: "alpha-mnist", Name: name, Profile: "standard", Seed: 42,
		Status: run.Succeeded, Started: start, Finished: start.Add(time.Minute),
		Attempts: []run.Attempt{
			{Number: 1, Status: run.Failed, Started: start, Finished: start.Add(20 * time.Second), Steps: []run.Record{failed}},
			{Number: 2, Status: run.Succeeded, Started: start.Add(20 * time.Second), Finished: start.Add(time.Minute), Steps: []run.Record{
				record("setup", study.Setup, "setup.log"),
				record("train", study.Run, "train.log", "train/report.json"),
				record("page", study.Screenshot, "", "page.png", "page.txt"),
			}},
		},
		Machine: run.Machine{CPU: "Model X", Cores: 2, MemoryBytes: 1 << 34, Kernel: "6.1", OS: "linux", Arch: "amd64"},
		Tools:   map[string]string{"python": "Python 3.11.2"}, Dir: dir,
	}
	return Keeping{
		Outcome: o,
		Pins: &pin.Pins{Experiment: "alpha-mnist", Profile: "standard", Tool: "alpha", Version: "1.2.3", Scenario: "mnist", Seed: 42,
			Parameters: []study.Parameter{{Name: "epochs", Value: "2"}}, Key: digest.Bytes([]byte("key")), Definition: digest.Bytes([]byte("definition")),
			Lock:     digest.Entry{Path: "experiments/alpha-mnist/requirements.lock", SHA256: digest.Bytes([]byte("lock"))},
			Data:     []pin.DataPin{{ID: "mnist", URL: "https://example.org/mnist", SHA256: digest.Bytes([]byte("data"))}},
			Inputs:   []digest.Entry{{Path: "experiments/alpha-mnist/train.py", SHA256: digest.Bytes([]byte("input"))}},
			Commands: []pin.Command{{Step: "train", Kind: "run", Command: []string{"python", "train.py"}}}},
		Code: pin.Code{Commit: "0123456789012345678901234567890123456789", Trees: []pin.Tree{{Path: "experiments/alpha-mnist", ID: "abcdefabcdefabcdefabcdefabcdefabcdefabcd"}}},
		Rules: pin.Rules{Rubric: digest.Bytes([]byte("rubric")), Weights: digest.Bytes([]byte("weights")), Contexts: digest.Bytes([]byte("contexts")),
			Each: map[string]digest.SHA256{"speed": digest.Bytes([]byte("speed"))}},
		Redactor: redact.New(redact.Options{Roots: map[string]string{"WORK": work, "REPO": root}}),
		Command:  []string{"report", "run", "alpha-mnist"}, Version: "0.1.0",
	}
}

// keep keeps one run and returns it.
func keep(t testing.TB, root, name string) *Kept {
	t.Helper()
	kept, err := At(root).Keep(staged(t, root, name))
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestKeep(t *testing.T) {
	root := t.TempDir()
	kept := keep(t, root, firstRun)
	if kept.Status != run.Succeeded || len(kept.Refused) > 0 {
		t.Fatalf("kept as %s with %v", kept.Status, kept.Refused)
	}
	var paths []string
	for _, f := range kept.Files {
		paths = append(paths, f.Path)
	}
	want := "attempt-1/metrics.json attempt-1/train.log metrics.json page.png page.txt provenance.json setup.log timings.json train.log.gz train/report.json"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("files are %s, not %s", got, want)
	}
	if fmt.Sprint(kept.Redacted) != "map[WORK:5003]" {
		t.Errorf("redacted %v", kept.Redacted)
	}
	for _, left := range []string{filepath.Join(root, ".report", "staging", "alpha-mnist", firstRun), filepath.Join(root, ".report", "keep", firstRun)} {
		if found, _ := filepath.Glob(left + "*"); len(found) > 0 {
			t.Errorf("%v is left", found)
		}
	}
	if sha256sum, err := exec.LookPath("sha256sum"); err == nil {
		cmd := exec.Command(sha256sum, "--strict", "--quiet", "-c", SumsName)
		cmd.Dir = kept.Dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("sha256sum -c: %v\n%s", err, out)
		}
	}
	filepath.WalkDir(kept.Dir, func(path string, d os.DirEntry, err error) error {
		if content, _ := os.ReadFile(path); bytes.Contains(content, []byte(root)) {
			t.Errorf("%s holds the study's place", path)
		}
		return err
	})
}

// TestManifestIsStable holds the schema: a manifest written years ago is read
// as it was written. A new field changes the golden, and then the old golden
// is kept beside it under its own name.
func TestManifestIsStable(t *testing.T) {
	root := t.TempDir()
	kept := keep(t, root, firstRun)
	for _, name := range []string{ManifestName, TimingsName} {
		got, err := os.ReadFile(filepath.Join(kept.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == ManifestName {
			// The provenance names the version of Go that built the test.
			entry := kept.File(ProvenanceName)
			got = bytes.ReplaceAll(got, []byte(entry.SHA256.Hex()), bytes.Repeat([]byte{'1'}, 64))
			got = bytes.ReplaceAll(got, fmt.Appendf(nil, `"size": %d`, entry.Size), []byte(`"size": 0`))
		}
		golden := filepath.Join("testdata", strings.TrimSuffix(name, ".json")+"-1.json")
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is\n%s", golden, got)
		}
	}
}

func TestReadsTheOldestManifest(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("testdata", "manifest-1.json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseManifest(content)
	if err != nil {
		t.Fatal(err)
	}
	if m.Experiment != "alpha-mnist" || m.Run != firstRun || m.Status != run.Succeeded || len(m.Steps) != 3 || m.Parameters[0].Value != "2" {
		t.Errorf("read %+v", m)
	}
	again, err := WriteJSON(m)
	if err != nil || !bytes.Equal(again, content) {
		t.Errorf("written again it is\n%s", again)
	}
}

func TestProvenanceIsAStatement(t *testing.T) {
	root := t.TempDir()
	kept := keep(t, root, firstRun)
	p, err := At(root).Provenance(kept.Run)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Subject) != len(kept.Files)-1 {
		t.Errorf("%d subjects for %d files", len(p.Subject), len(kept.Files))
	}
	for name, want := range map[string]string{"commit": "0123456789012345678901234567890123456789", "tree": "abcdefabcdefabcdefabcdefabcdefabcdefabcd"} {
		list := p.Named(name)
		if len(list) != 1 || !strings.Contains(fmt.Sprint(list[0].Digest), want) {
			t.Errorf("%s is %v", name, list)
		}
	}
	for _, name := range []string{"lock", "rubric", "rubric/speed", "weights", "contexts", "definition", "data/mnist", "input"} {
		if list := p.Named(name); len(list) != 1 || len(list[0].Digest["sha256"]) != 64 {
			t.Errorf("%s is %v", name, list)
		}
	}
	if sum := digest.Bytes([]byte("speed")).Hex(); !p.TellsRules() || p.Differs("rubric/speed", sum) || !p.Differs("rubric/speed", "another") || p.Differs("rubric/size", sum) {
		t.Error("the digests of single rules are not told apart")
	}
}

// TestOriginsHaveTheirPlace holds the places of what a run was made from against
// the lines of its provenance.
func TestOriginsHaveTheirPlace(t *testing.T) {
	kept := keep(t, t.TempDir(), firstRun)
	content, err := os.ReadFile(filepath.Join(kept.Dir, ProvenanceName))
	if err != nil {
		t.Fatal(err)
	}
	from, lines := OriginsIn(content), strings.Split(string(content), "\n")
	if len(from.Locks) != 1 || len(from.Data) != 1 {
		t.Fatalf("locks %v, data %v", from.Locks, from.Data)
	}
	for at, want := range map[string]string{ // from the place on, up to the end of the next line
		from.MachineAt: `{"cpu"`, from.CodeAt: `{"commit"`, from.Locks[0].At: `{"name": "lock",`, from.Data[0].At: `{"name": "data/mnist",`,
	} {
		var line, col int
		if _, err := fmt.Sscanf(at, "%d:%d", &line, &col); err != nil || line >= len(lines) {
			t.Fatalf("%s is at %q", want, at)
		}
		if got := lines[line-1][col-1:] + strings.TrimSpace(lines[line]); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, not %s", at, got, want)
		}
	}
	if none := OriginsIn([]byte("{}")); none.MachineAt != "" || none.CodeAt != "" {
		t.Errorf("places in nothing: %+v", none)
	}
}

func TestRefusedFileFailsTheRun(t *testing.T) {
	root := t.TempDir()
	k := staged(t, root, firstRun)
	elsewhere := t.TempDir()
	log := filepath.Join(k.Outcome.Dir, "setup.log")
	if err := os.WriteFile(log, []byte("first\nread "+elsewhere+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	kept, err := At(root).Keep(k)
	if err != nil {
		t.Fatal(err)
	}
	if kept.Status != run.Failed || kept.Failure == nil || kept.Failure.Step != "setup" || !strings.Contains(kept.Failure.Reason, "setup.log (line 2 names a path of this machine") {
		t.Errorf("status %s, failure %+v", kept.Status, kept.Failure)
	}
	if kept.File("setup.log") != nil {
		t.Error("the refused file is in the manifest")
	}
	if len(kept.Refused) != 1 || !strings.Contains(kept.Refused[0].Source, elsewhere) {
		t.Errorf("refused %v", kept.Refused)
	}
	text, _ := os.ReadFile(filepath.Join(kept.Dir, ManifestName))
	if bytes.Contains(text, []byte(elsewhere)) {
		t.Error("the manifest holds what was refused")
	}
	if v, err := At(root).Verify(); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %v, %v", v, err)
	}
}

func TestAFileOfNoKeepableNameIsLeftOut(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("names of Unix")
	}
	root := t.TempDir()
	k := staged(t, root, firstRun)
	for _, name := range []string{"two\nlines.txt", `back\slash.txt`, "latin\xe9.txt"} {
		if err := os.WriteFile(filepath.Join(k.Outcome.Dir, "train", name), []byte("x\n"), 0o644); err != nil {
			t.Skip(err) // a file system that refuses them by itself
		}
	}
	kept, err := At(root).Keep(k)
	if err != nil {
		t.Fatal(err)
	}
	if kept.Status != run.Failed || !strings.Contains(kept.Failure.Reason, `"train/two\nlines.txt" has a control character`) {
		t.Errorf("status %s, failure %+v", kept.Status, kept.Failure)
	}
	if v, err := At(root).Verify(); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %v, %v", v.Problems, err)
	}
}

func TestTwoWritersKeepBoth(t *testing.T) {
	root := t.TempDir()
	var group sync.WaitGroup
	keepings := []Keeping{staged(t, root, firstRun)}
	for i := range 3 {
		k := staged(t, root, firstRun)
		moved := filepath.Join(root, ".report", fmt.Sprint("staging", i))
		if err := os.Rename(k.Outcome.Dir, moved); err != nil {
			t.Fatal(err)
		}
		k.Outcome.Dir = moved
		keepings = append(keepings, k)
	}
	keepings = append(keepings[1:], staged(t, root, firstRun))
	for _, k := range keepings {
		group.Go(func() {
			if _, err := At(root).Keep(k); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	runs, err := At(root).Runs("alpha-mnist", "standard")
	if err != nil || len(runs) != 4 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	for _, r := range runs {
		if fmt.Sprint(r.Redacted) != "map[WORK:5003]" {
			t.Errorf("%s counts %v", r.Name(), r.Redacted)
		}
	}
	if v, err := At(root).Verify(); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}

// TestRunsOfOneSecondKeepTheirOrder: a change between them gives another key,
// which must not decide which is the newer.
func TestRunsOfOneSecondKeepTheirOrder(t *testing.T) {
	root := t.TempDir()
	keep(t, root, "20261123T141300Z-standard-ffffffff")
	keep(t, root, "20261123T141300Z-standard-00000000")
	keep(t, root, "20261123T141300Z-smoke-00000000")
	newest, err := At(root).Newest("alpha-mnist", "standard")
	if err != nil || newest.Manifest.Run != "20261123T141301Z-standard-00000000" {
		t.Errorf("newest is %+v, %v", newest, err)
	}
	if r, err := At(root).Newest("alpha-mnist", "smoke"); err != nil || r.Manifest.Run != "20261123T141300Z-smoke-00000000" {
		t.Errorf("newest of smoke is %+v, %v", r, err)
	}
}

func TestWholeOrNotAtAll(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("running as root: permissions do not bind; a file in the way does")
	}
	root := t.TempDir()
	k := staged(t, root, firstRun)
	if err := os.MkdirAll(filepath.Join(root, "evidence"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "evidence", "alpha-mnist"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := At(root).Keep(k)
	if err == nil || !strings.Contains(err.Error(), "nothing is lost") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(k.Outcome.Dir, "train.log")); err != nil {
		t.Errorf("the staged files are gone: %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(root, ".report", "keep", "*"))
	if len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

func TestOpenAndLines(t *testing.T) {
	root := t.TempDir()
	keep(t, root, firstRun)
	s := At(root)
	for _, c := range []struct {
		ref, value string
		line, from int
		first      string
		lines      int
	}{
		{"alpha-mnist/" + firstRun + "/train.log#L120", "", 120, 118, "epoch 1 loss 0.5 $WORK", 5},
		{"alpha-mnist/" + firstRun + "/train.log.gz#L5000", "", 5000, 4998, "epoch 1 loss 0.5 $WORK", 3},
		{"alpha-mnist/" + firstRun + "/setup.log", "", 0, 1, "made /nowhere/x", 2},
		{"alpha-mnist/" + firstRun + "/metrics.json#/metrics/0/value", "0.9805", 6, 4, "    {", 5},
		{"alpha-mnist/" + firstRun + "/metrics.json#/metrics/0", "", 4, 2, `  "schema": "report/metrics/1",`, 5},
	} {
		ref, err := ParseRef(c.ref)
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Lines(ref, 2)
		if err != nil {
			t.Errorf("%s: %v", c.ref, err)
			continue
		}
		if c.value != "" && p.Value != c.value || p.Line != c.line || p.From != c.from || len(p.Excerpt) != c.lines || p.Excerpt[0] != c.first {
			t.Errorf("%s is %+v", c.ref, p)
		}
	}
	for ref, want := range map[string]string{
		"alpha-mnist/" + firstRun + "/train.log#L5001":                "has 5000 lines",
		"alpha-mnist/" + firstRun + "/nothing.log":                    "has no file nothing.log",
		"alpha-mnist/" + firstRun + "/metrics.json#/metrics/1":        "no place 1",
		"alpha-mnist/" + firstRun + "/metrics.json#/nothing":          `no "nothing"`,
		"alpha-mnist/20261123T141301Z-standard-1a2b3c4d/metrics.json": "there is no run",
	} {
		parsed, err := ParseRef(ref)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Lines(parsed, 2); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	f, _, err := s.Open(Ref{Experiment: "alpha-mnist", Run: firstRun, Path: "train.log"})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil || bytes.Count(content, []byte("$WORK\n")) != 5000 {
		t.Errorf("read %d bytes, %v", len(content), err)
	}
}

func TestNewest(t *testing.T) {
	root := t.TempDir()
	s := At(root)
	if r, err := s.Newest("alpha-mnist", "standard"); r != nil || err != nil {
		t.Errorf("before any run: %v, %v", r, err)
	}
	keep(t, root, firstRun)
	later := staged(t, root, "20261123T151300Z-standard-1a2b3c4d")
	later.Outcome.Status = run.Interrupted
	later.Aside = true
	if _, err := s.Keep(later); err != nil {
		t.Fatal(err)
	}
	newest, err := s.Newest("alpha-mnist", "standard")
	if err != nil || newest.Manifest.Run != firstRun {
		t.Errorf("newest is %v, %v", newest, err)
	}
	last, err := s.Last("alpha-mnist", "standard")
	if err != nil || last.Shelf != Aside || last.Status != run.Failed {
		t.Errorf("last is %+v, %v", last, err)
	}
	metrics, err := s.Metrics(newest)
	if err != nil || len(metrics) != 1 || metrics[0].Value != "0.9805" {
		t.Errorf("metrics %v, %v", metrics, err)
	}
	timings, err := s.Timings(newest)
	if err != nil || len(timings) != 4 || timings[2].Log != "train.log.gz" || timings[0].Reason != "killed in $WORK" {
		t.Errorf("timings %+v, %v", timings, err)
	}
	var plain map[string]any
	content, _ := os.ReadFile(filepath.Join(newest.Dir, ProvenanceName))
	if err := json.Unmarshal(content, &plain); err != nil || plain["_type"] != statementType {
		t.Errorf("provenance: %v, %v", plain["_type"], err)
	}
}
