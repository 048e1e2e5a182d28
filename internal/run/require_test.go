package run

import (
	"os"
	"testing"

	"report/internal/browser"
)

// requires skips a test that this machine cannot carry out, naming what is
// missing; with REPORT_REQUIRE=all that is a failure.
func requires(t *testing.T, missing string, ok bool) {
	t.Helper()
	switch {
	case ok:
	case os.Getenv("REPORT_REQUIRE") == "all":
		t.Fatalf("missing: %s, and REPORT_REQUIRE=all", missing)
	default:
		t.Skipf("missing: %s", missing)
	}
}

func requiresChromium(t *testing.T) { requires(t, "chromium", browser.Find() != "") }

// requiresNamespaces needs what root has, or user namespaces give.
func requiresNamespaces(t *testing.T) {
	host := Open()
	defer host.Close()
	requires(t, "PID namespaces", host.Isolation(t.Context()).Processes == "pid-namespace")
}
