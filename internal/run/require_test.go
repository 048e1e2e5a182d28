package run

import (
	"testing"

	"report/internal/browser"
	"report/internal/need"
)

// requires ends a test that this machine cannot carry out.
func requires(t *testing.T, missing string, ok bool) {
	t.Helper()
	if !ok {
		need.Missing(t, missing+" is missing")
	}
}

func requiresChromium(t *testing.T) { requires(t, "chromium", browser.Find() != "") }

// requiresNamespaces needs what root has, or user namespaces give.
func requiresNamespaces(t *testing.T) {
	host := Open()
	defer host.Close()
	requires(t, "PID namespaces", host.Isolation(t.Context()).Processes == "pid-namespace")
}
