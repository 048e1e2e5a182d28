// Package need owns what tests need that is not ours: programs of others, which
// judge the files that we write, and the scripts that make builds. A test that
// lacks one is skipped with its name, or fails where REPORT_REQUIRE=all, as in
// .ci/run. Only tests import it.
package need

import (
	"os"
	"os/exec"
	"testing"
)

// Scripts is what a test says that lacks the bundles of internal/script/dist.
const Scripts = "the embedded scripts and fonts are not built: make scripts"

// Axe is what one says that lacks axe-core, which judges pages.
const Axe = "axe-core is missing: npm ci in internal/render/html/testdata/axe"

// All reports whether nothing may be missing.
func All() bool { return os.Getenv("REPORT_REQUIRE") == "all" }

// Missing skips a test for want of something, or fails it where nothing may be
// missing. It does not return.
func Missing(t testing.TB, what string) {
	t.Helper()
	if All() {
		t.Fatal(what + ", and REPORT_REQUIRE=all")
	}
	t.Skip(what)
}

// Program is where a program stands that a package of Debian brings.
func Program(t testing.TB, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, name+" is missing (Debian: "+debian+")")
	}
	return path
}
