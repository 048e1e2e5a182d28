package redact

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSettingsOfPackageClients(t *testing.T) {
	home := t.TempDir()
	for name, content := range map[string]string{
		".config/pip/pip.conf": "[global]\nindex-url = https://bob:hunter22@pypi.corp.example/simple\nextra-index-url =\n    https://other.corp.example/simple\ntrusted-host = pypi.corp.example\n",
		".config/uv/uv.toml":   "[[index]]\nurl = \"https://uv.corp.example/simple\"\ndefault = true\n",
		".npmrc":               "registry=https://npm.corp.example/npm/\n//npm.corp.example/npm/:_authToken=abcdefgh12345678\n",
		".config/go/env":       "GOPROXY=https://go.corp.example,direct\n",
		".netrc":               "machine pypi.corp.example login bob password letmein99\n",
	} {
		full := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := Machine([]string{
		"UV_INDEX=corp=https://named.corp.example/simple", "PIP_TRUSTED_HOST=trusted.corp.example:8080", "GOPROXY=off",
		"HTTPS_PROXY=http://proxy.corp.example:3128", "HUB_TOKEN=secret-value-1", "MONKEY=banana-banana",
	}, home)
	o.Exists = func(string) bool { return false }
	var hosts []string
	for _, address := range o.Indexes {
		_, rest, _ := strings.Cut(address, "//")
		rest = rest[strings.LastIndex(rest, "@")+1:]
		host, _, _ := strings.Cut(rest, "/")
		hosts = append(hosts, host)
	}
	for _, want := range []string{"pypi.corp.example", "other.corp.example", "uv.corp.example", "npm.corp.example", "go.corp.example", "named.corp.example", "trusted.corp.example:8080"} {
		if !slices.Contains(hosts, want) {
			t.Errorf("%s is not among %v", want, hosts)
		}
	}
	r := New(o)
	for in, want := range map[string]string{
		"GET https://npm.corp.example/npm/left-pad": "GET $INDEX/left-pad",
		"https://pypi.corp.example/simple/torch":    "$INDEX/torch",
		"https://" + "pypi" + ".org/simple/torch":   "$INDEX/simple/torch",
		"tried registry.npmjs" + ".org twice":       "tried $INDEX twice",
		"via http://proxy.corp.example:3128":        "via $PROXY",
		"secret-value-1 and banana-banana":          "$SECRET_HUB_TOKEN and banana-banana",
		"hunter22 letmein99 abcdefgh12345678":       "$SECRET_INDEX $SECRET_NETRC $SECRET_INDEX",
		"trusted.corp.example":                      "$INDEX",
	} {
		if got, _, err := r.Text("log", in); err != nil || got != want {
			t.Errorf("%q became %q (%v), not %q", in, got, err, want)
		}
	}
}
