// Package environment builds an experiment's locked environment and knows
// which capabilities this machine has. A study.Environment comes in, the
// directories to put on PATH go out. Environments lie in the user's cache, one
// for each lock, shared by all experiments and safe to delete; the processes
// of an experiment are for run.
package environment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"

	"report/internal/study"
)

// Built is an environment ready for use.
type Built struct {
	Bin   []string          // directories that come first on PATH
	Env   []string          // NAME=VALUE that its programs need
	Path  string            // the rest of PATH; "" is the system's usual directories
	Dir   string            // where it lies, "" for none of its own
	Tools map[string]string // interpreter, installer: version as printed
	Roots []string          // further directories that count as part of it: the interpreter's own
	Did   bool              // built now rather than found in the cache
}

// Kind brings one kind of environment to be.
type Kind interface {
	// Build finds or builds the environment, telling log what it does. With an
	// error there may still be a Built, with the Roots that the log names.
	Build(ctx context.Context, root string, e study.Environment, log io.Writer) (*Built, error)
	// Missing names what this machine lacks to build it, in words, with the
	// Debian package that brings it; "" for nothing.
	Missing(e study.Environment) (what, debian string)
}

// kinds by their name in experiment.yaml.
var kinds = map[string]Kind{"uv": uv{}, "system": system{}}

// For is the kind with a name.
func For(kind string) (Kind, error) {
	if k, ok := kinds[kind]; ok {
		return k, nil
	}
	names := make([]string, 0, len(kinds))
	for n := range kinds {
		names = append(names, n)
	}
	sort.Strings(names)
	return nil, fmt.Errorf("environment kind %q is not one of %s", kind, strings.Join(names, ", "))
}

// Cache is the user's cache directory for environments, data and the tools
// that bring them: $REPORT_CACHE, or `report` in the system's usual place. All
// in it can be made again.
func Cache() (string, error) {
	if dir := os.Getenv("REPORT_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("%w\nhint: set REPORT_CACHE to a directory for environments and data", err)
	}
	return filepath.Join(dir, "report"), nil
}

// Writable tries whether files can be written to the cache, or to the directory
// in which it would be made, and says why not.
func Writable(cache string) error {
	at := cache
	for at != filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		at = filepath.Dir(at)
	}
	f, err := os.CreateTemp(at, ".report-")
	if err != nil {
		var reason *fs.PathError
		if errors.As(err, &reason) {
			err = reason.Err
		}
		return fmt.Errorf("%s cannot be written: %w", cache, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// RoomInCache is what helps where the cache's disk is full.
const RoomInCache = "make room there (report clean frees what is cached), or let REPORT_CACHE name a directory on another disk"

// Full reports whether the disk of a directory has no room left for a small
// file: installers say so in many ways, and some not at all.
func Full(dir string) bool {
	f, err := os.CreateTemp(dir, ".report-")
	if err != nil {
		return errors.Is(err, syscall.ENOSPC)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, 1<<20))
	return errors.Is(errors.Join(err, f.Close()), syscall.ENOSPC)
}

// system is the kind for programs that are on the machine already.
type system struct{}

// Build has nothing to build: steps see the PATH that report was started with.
func (system) Build(context.Context, string, study.Environment, io.Writer) (*Built, error) {
	return &Built{Path: os.Getenv("PATH"), Tools: map[string]string{}}, nil
}

// Missing is nothing in advance: what a step needs it says in `requires`.
func (system) Missing(study.Environment) (string, string) { return "", "" }

// clientNames and clientPrefixes are the variables of package clients that
// steps with `network: true`, and the building of environments, may see.
var (
	clientNames = map[string]bool{
		"SSL_CERT_FILE": true, "SSL_CERT_DIR": true, "REQUESTS_CA_BUNDLE": true, "CURL_CA_BUNDLE": true,
		"NODE_EXTRA_CA_CERTS": true, "GIT_SSL_CAINFO": true,
		"HTTP_PROXY": true, "HTTPS_PROXY": true, "NO_PROXY": true, "ALL_PROXY": true,
	}
	clientPrefixes = []string{"PIP_", "UV_", "NPM_CONFIG_"}
)

// Clients are the package clients' own variables of this process, by an
// allow-list, sorted. Where a client's settings are in a file below the user's
// home, which steps do not see, the variable that names the file is added; and
// what pip is told about indexes and certificates is told to uv as well.
func Clients() []string {
	vars := map[string]string{}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if isClient(name) {
			vars[name] = value
		}
	}
	addSettingsFiles(vars)
	tellUV(vars)
	out := make([]string, 0, len(vars))
	for name, value := range vars {
		out = append(out, name+"="+value)
	}
	sort.Strings(out)
	return out
}

func isClient(name string) bool {
	upper := strings.ToUpper(name)
	if clientNames[upper] {
		return true
	}
	for _, p := range clientPrefixes {
		if strings.HasPrefix(upper, p) {
			return true
		}
	}
	return false
}

// addSettingsFiles names the clients' files below the user's home.
func addSettingsFiles(vars map[string]string) {
	config, err := os.UserConfigDir()
	home, homeErr := os.UserHomeDir()
	if err != nil || homeErr != nil {
		return
	}
	for _, f := range []struct{ variable, path string }{
		{"PIP_CONFIG_FILE", filepath.Join(config, "pip", "pip.conf")},
		{"PIP_CONFIG_FILE", filepath.Join(home, ".pip", "pip.conf")},
		{"UV_CONFIG_FILE", filepath.Join(config, "uv", "uv.toml")},
		{"NPM_CONFIG_USERCONFIG", filepath.Join(home, ".npmrc")},
	} {
		if _, set := vars[f.variable]; set {
			continue
		}
		if _, err := os.Stat(f.path); err == nil {
			vars[f.variable] = f.path
		}
	}
}

// tellUV gives uv what only pip was told.
func tellUV(vars map[string]string) {
	for _, pair := range [][2]string{
		{"PIP_INDEX_URL", "UV_DEFAULT_INDEX"}, {"PIP_EXTRA_INDEX_URL", "UV_INDEX"},
		{"PIP_FIND_LINKS", "UV_FIND_LINKS"}, {"PIP_CERT", "SSL_CERT_FILE"}, {"PIP_TRUSTED_HOST", "UV_INSECURE_HOST"},
	} {
		if value, told := vars[pair[0]]; told {
			if _, already := vars[pair[1]]; !already {
				vars[pair[1]] = value
			}
		}
	}
}

// find looks for the first of some programs on PATH.
func find(names ...string) string {
	for _, n := range names {
		if path, err := exec.LookPath(n); err == nil {
			return path
		}
	}
	return ""
}
