package pdf

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"report/internal/document"
)

// The validator of the PDF Association, from Maven Central.
const (
	veraVersion = "1.28.2"
	veraClass   = "org.verapdf.apps.GreenfieldCliWrapper"
)

// veraPDF is the validator's jar, fetched once by Maven.
func veraPDF(t *testing.T) (java, jar string) {
	t.Helper()
	java, err := exec.LookPath("java")
	if err != nil {
		skip(t, "java is not installed (Debian: default-jre-headless)")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		skip(t, "no home directory: "+err.Error())
	}
	name := "greenfield-apps-" + veraVersion + ".jar"
	jar = filepath.Join(home, ".m2", "repository", "org", "verapdf", "apps", "greenfield-apps", veraVersion, name)
	if _, err := os.Stat(jar); err == nil {
		return java, jar
	}
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		skip(t, "mvn is not installed (Debian: maven)")
	}
	out, err := exec.Command(mvn, "-q", "-B", "dependency:get", "-Dtransitive=false", "-Dartifact=org.verapdf.apps:greenfield-apps:"+veraVersion).CombinedOutput()
	if err != nil {
		skip(t, "veraPDF cannot be fetched by mvn: "+string(out))
	}
	return java, jar
}

// TestPagesAreAccessibleAndArchival asks veraPDF whether papers with every
// kind of block are PDF/UA-1 and PDF/A-2a.
func TestPagesAreAccessibleAndArchival(t *testing.T) {
	t.Parallel() // Java takes its time
	java, jar := veraPDF(t)
	dir := t.TempDir()
	for name, set := range map[string]struct {
		doc  *document.Document
		opts Options
	}{
		"one": {sample(2), Options{}},
		"two": {sample(1), Options{Columns: 2, Paper: Letter}},
	} {
		set.opts.Date, set.opts.Hyphens = evidenceDate, patterns
		set.opts.Formulas = drawn("T = \\sum_i w_i p_i", true, 20)
		maps.Copy(set.opts.Formulas, drawn("\\alpha_1 + \\beta", false, 8))
		out, err := Render(set.doc, sampleDrawings(2), set.opts)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, flavour := range []string{"ua1", "2a"} {
		out, err := exec.Command(java, "-cp", jar, veraClass, "-f", flavour, "--format", "text", "-v",
			filepath.Join(dir, "one.pdf"), filepath.Join(dir, "two.pdf")).CombinedOutput()
		if err != nil || strings.Count(string(out), "PASS ") != 2 {
			t.Errorf("veraPDF %s: %v\n%s", flavour, err, out)
		}
	}
}

func TestFileIsSound(t *testing.T) {
	qpdf, err := exec.LookPath("qpdf")
	if err != nil {
		skip(t, "qpdf is not installed (Debian: qpdf)")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	out, err := Render(sample(2), sampleDrawings(2), Options{Date: evidenceDate, Hyphens: patterns})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out, 0o644); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(qpdf, "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, said)
	}
}
