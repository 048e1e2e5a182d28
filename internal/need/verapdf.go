package need

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The validator of the PDF Association, from Maven Central.
const (
	veraVersion  = "1.28.2"
	veraArtifact = "org.verapdf.apps:greenfield-apps:" + veraVersion
	veraClass    = "org.verapdf.apps.GreenfieldCliWrapper"
)

// Accessible asks veraPDF whether files are what report's PDFs say they are:
// PDF/UA-1, which is accessible, and PDF/A-2a, which is archival.
func Accessible(t testing.TB, files ...string) {
	t.Helper()
	java, jar := Program(t, "java", "default-jre-headless"), veraPDF(t)
	// 0 holds each file against all that its own metadata claims, in one start;
	// what Java gains by compiling more comes too late for so short a run.
	args := []string{"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", jar, veraClass, "-f", "0", "--format", "text", "-v"}
	out, err := exec.Command(java, append(args, files...)...).CombinedOutput()
	said := string(out)
	for _, file := range files {
		for _, flavour := range []string{"ua1", "2a"} {
			if !strings.Contains(said, "PASS "+file+" "+flavour+"\n") {
				t.Errorf("veraPDF does not find %s to be %s", filepath.Base(file), flavour)
			}
		}
	}
	if err != nil || t.Failed() {
		t.Errorf("veraPDF: %v\n%s", err, said)
	}
}

// veraPDF is the validator's jar, fetched once by Maven.
func veraPDF(t testing.TB) (jar string) {
	t.Helper()
	home, err := os.UserHomeDir()
	if err != nil {
		Missing(t, "no home directory: "+err.Error())
	}
	jar = filepath.Join(home, ".m2", "repository", "org", "verapdf", "apps", "greenfield-apps", veraVersion, "greenfield-apps-"+veraVersion+".jar")
	if _, err := os.Stat(jar); err == nil {
		return jar
	}
	out, err := exec.Command(Program(t, "mvn", "maven"), "-q", "-B", "dependency:get", "-Dtransitive=false", "-Dartifact="+veraArtifact).CombinedOutput()
	if err != nil {
		Missing(t, "veraPDF cannot be fetched by mvn: "+string(out))
	}
	return jar
}
