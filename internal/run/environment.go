package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"report/internal/plainfile"
	"report/internal/study"
)

// environment is what a step's processes see: nothing of ours but what the
// contract lists. What comes later replaces what came before.
func (a *attempt) environment(s *study.Step, out, metrics string) (variables, error) {
	v := a.given(out, metrics)
	if s.Notebook != "" {
		if err := a.notebookVariables(v); err != nil {
			return nil, err
		}
	}
	v.set(a.plan.Secrets...)
	if a.plan.Given != nil {
		for _, capability := range slices.Concat(a.plan.Experiment.Requires, s.Requires) {
			v.set(a.plan.Given(capability)...)
		}
	}
	if s.Network {
		v.set(a.prepared.Clients...)
	}
	if s.User != "" {
		v["USER"], v["USERNAME"], v["LOGNAME"] = s.User, s.User, s.User
	}
	if err := a.userVariables(v, a.plan.Experiment.Env); err != nil {
		return nil, err
	}
	earlier, err := readEnv(a.work.env)
	if err != nil {
		return nil, err
	}
	maps.Copy(v, earlier)
	return v, a.userVariables(v, s.Env)
}

// given is what every step is given, whatever its experiment asks for: out and
// metrics are the folder and the file of this repetition.
func (a *attempt) given(out, metrics string) variables {
	e := a.plan.Experiment
	v := variables{
		"HOME": a.work.home, "TMPDIR": a.work.tmp, "LANG": "C.UTF-8", "TZ": "UTC",
		"USER": "report", "USERNAME": "report", "LOGNAME": "report",
		"PYTHONPATH": filepath.Join(a.work.study, "experiments"), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
		"PYTHONUNBUFFERED": "1", "REPORT_SEED": strconv.FormatInt(e.Seed, 10),
		"REPORT_PROFILE": a.plan.Profile, "REPORT_OUT": out, "REPORT_METRICS": metrics, "REPORT_ENV": a.work.env,
	}
	if len(e.Reads) > 0 {
		v[study.EvidenceVariable] = filepath.Join(a.work.study, study.EvidenceDir)
	}
	v["PATH"] = strings.Join(append(slices.Clone(a.prepared.Bin), a.systemPath()), string(os.PathListSeparator))
	v.set(a.prepared.Env...)
	for name, port := range a.ports {
		v[study.EnvName("REPORT_PORT_", name)] = strconv.Itoa(port)
	}
	for id, path := range a.prepared.Data {
		v[study.EnvName("REPORT_DATA_", id)] = path
	}
	for _, p := range e.Params(a.plan.Profile) {
		v[study.EnvName("REPORT_PARAM_", p.Name)] = p.Value
	}
	return v
}

// notebookVariables adds the program that executes a notebook, and the
// parameters under the names that they have there.
func (a *attempt) notebookVariables(v variables) error {
	given := map[string]string{}
	for _, p := range a.plan.Experiment.Params(a.plan.Profile) {
		given[p.Name] = p.Value
	}
	parameters, err := json.Marshal(given)
	if err != nil {
		return err
	}
	v[study.NotebookVariable] = a.work.notebook
	v["REPORT_NOTEBOOK_PARAMETERS"] = string(parameters)
	return nil
}

// userVariables adds `env:` entries in their order, expanded.
func (a *attempt) userVariables(v variables, entries []study.Variable) error {
	for _, e := range entries {
		value, err := v.expand(e.Value)
		if err != nil {
			return fmt.Errorf("%s: env %s: %w", e.Pos, e.Name, err)
		}
		v[e.Name] = value
	}
	return nil
}

// mostEnv is how long $REPORT_ENV may be, in bytes: more than a process can be
// given.
const mostEnv = 1 << 20

// readEnv reads what earlier steps appended to $REPORT_ENV, which nobody may
// have made.
func readEnv(path string) (map[string]string, error) {
	f, err := plainfile.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("$REPORT_ENV: %w", rootCause(err))
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, mostEnv+1))
	if err != nil {
		return nil, fmt.Errorf("$REPORT_ENV: %w", rootCause(err))
	}
	if len(content) > mostEnv {
		return nil, fmt.Errorf("$REPORT_ENV has more than %d bytes; write a large value to a file, and the name of that here", mostEnv)
	}
	return parseEnv(string(content))
}

// parseEnv reads NAME=VALUE lines.
func parseEnv(content string) (map[string]string, error) {
	out := map[string]string{}
	for i, line := range strings.Split(content, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || !validName(name) {
			return nil, fmt.Errorf("$REPORT_ENV:%d: %q is not NAME=VALUE", i+1, short(line))
		}
		out[name] = value
	}
	return out, nil
}
