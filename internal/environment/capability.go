package environment

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"report/internal/diag"
	"report/internal/study"
)

// Capability is whether this machine has what a step `requires`.
type Capability struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Why    string `json:"why,omitempty"`     // why not, or where it was found
	Debian string `json:"package,omitempty"` // the Debian package that brings it
	Mend   string `json:"mend,omitempty"`    // what brings it where no package does
}

// requirement says how a capability is found out.
type requirement struct {
	programs []string // the first that is on PATH will do
	debian   string
	mend     string                                   // in words, where no package is enough
	probe    func(ctx context.Context) (bool, string) // instead of, or after, programs
	given    func() []string                          // variables that a step which asks for it gets
}

// requirements are the names that study knows for `requires`, but for python3.N.
var requirements = map[string]requirement{
	"chromium":         {programs: []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}, debian: "chromium"},
	"postgresql":       {debian: "postgresql", probe: hasPostgres},
	"slurm":            {programs: []string{"sbatch"}, debian: "slurm-client", mend: "let sinfo reach a cluster", probe: asks("sinfo", "--noheader")},
	"kubernetes":       {programs: []string{"kubectl"}, debian: "kubernetes-client", mend: "let kubectl reach a cluster, with KUBECONFIG set", probe: asksCluster("cluster-info"), given: kubeconfig},
	"container-engine": {debian: "podman", mend: "install podman or docker, and let this user run it", probe: hasContainers},
	"model-hub":        {mend: "set REPORT_MODEL_HUB to a directory that holds the models at their revisions", probe: hasModelHub},
	"kubeflow-pipelines": {programs: []string{"kubectl"}, debian: "kubernetes-client",
		mend:  "install Kubeflow Pipelines on the cluster, in the namespace kubeflow",
		probe: asksCluster("--namespace", "kubeflow", "get", "deployment", "ml-pipeline"), given: kubeconfig},
	"katib": {programs: []string{"kubectl"}, debian: "kubernetes-client",
		mend:  "install Katib on the cluster",
		probe: asksCluster("get", "crd", "experiments.kubeflow.org"), given: kubeconfig},
	"aws": {programs: []string{"aws"}, debian: "awscli",
		mend:  "give the aws command credentials: aws configure",
		probe: asksAWS},
	"image-registry": {mend: "set IMAGE_REPOSITORY to a repository of images, such as registry.example/study",
		probe: named("IMAGE_REPOSITORY")},
	"aws-batch": {mend: "deploy Metaflow's stack on AWS and set what it prints",
		probe: named("METAFLOW_BATCH_JOB_QUEUE", "METAFLOW_DATASTORE_SYSROOT_S3", "METAFLOW_ECS_S3_ACCESS_IAM_ROLE")},
	"sagemaker": {mend: "set SAGEMAKER_ROLE_ARN to a role that SageMaker may take on",
		probe: named("SAGEMAKER_ROLE_ARN")},
	"databricks": {mend: "set DATABRICKS_HOST and DATABRICKS_TOKEN to those of a workspace",
		probe: named("DATABRICKS_HOST", "DATABRICKS_TOKEN")},
	"mlreef": {mend: "set MLREEF_URL and MLREEF_TOKEN to those of an installation",
		probe: named("MLREEF_URL", "MLREEF_TOKEN")},
	"wandb-server": {mend: "set WANDB_BASE_URL and WANDB_API_KEY to those of a Weights & Biases server",
		probe: named("WANDB_BASE_URL", "WANDB_API_KEY"), given: handed("WANDB_BASE_URL", "WANDB_API_KEY")},
	"dvc-studio": {mend: "set DVC_STUDIO_REPO_URL to a repository that Studio is connected to and DVC_STUDIO_PROJECT to the page of its project",
		probe: named("DVC_STUDIO_REPO_URL", "DVC_STUDIO_PROJECT"), given: handed("DVC_STUDIO_REPO_URL", "DVC_STUDIO_PROJECT")},
	"openai": {mend: "set OPENAI_API_KEY to a key of an account with OpenAI",
		probe: named("OPENAI_API_KEY"), given: handed("OPENAI_API_KEY")},
	"root":       {probe: isRoot},
	"cuda":       {programs: []string{"nvidia-smi"}, debian: "nvidia-smi", probe: asks("nvidia-smi", "-L")},
	"uv":         {programs: []string{"uv"}},
	"python3":    {programs: []string{"python3"}, debian: "python3"},
	"git":        {programs: []string{"git"}, debian: "git"},
	"micromamba": {programs: []string{"micromamba"}, mend: "install micromamba, from conda-forge for instance"},
	"node":       {programs: []string{"node"}, debian: "nodejs"},
	"npm":        {programs: []string{"npm"}, debian: "npm"},
	"java":       {programs: []string{"java"}, debian: "default-jre-headless"},
	"make":       {programs: []string{"make"}, debian: "make"},
	"gcc":        {programs: []string{"gcc"}, debian: "gcc"},
	"docker": {programs: []string{"docker"}, debian: "docker.io", mend: "start its daemon and let this user reach it: systemctl start docker; usermod -aG docker $USER",
		probe: asks("docker", "info")},
	"podman":  {programs: []string{"podman"}, debian: "podman", probe: asks("podman", "info")},
	"kubectl": {programs: []string{"kubectl"}, debian: "kubernetes-client"},
	"perl":    {programs: []string{"perl"}, debian: "perl"},
	"awk":     {programs: []string{"awk"}, debian: "mawk"},
	"jq":      {programs: []string{"jq"}, debian: "jq"},
	"r":       {programs: []string{"Rscript"}, debian: "r-base-core"},
}

// Check finds out whether this machine has a capability. A name that nobody
// knows is not had, and says so.
func Check(ctx context.Context, name string) Capability {
	c := Capability{Name: name}
	r, known := requirements[name]
	if !known && study.IsCapability(name) { // python3.N
		r, known = requirement{programs: []string{name}, debian: name}, true
	}
	if !known {
		c.Why = fmt.Sprintf("unknown requirement %q", name)
		if near := diag.Nearest(name, study.Capabilities()); near != "" {
			c.Why += fmt.Sprintf("; did you mean %q?", near)
		}
		return c
	}
	c.Debian, c.Mend = r.debian, r.mend
	if len(r.programs) > 0 {
		path := find(r.programs...)
		if path == "" {
			c.Why = "no " + strings.Join(r.programs, " or ") + " on PATH"
			return c
		}
		// The package is there; what is missing is what its program asks for.
		c.Why, c.Debian = path, ""
	}
	c.OK = true
	if r.probe != nil {
		ok, why := r.probe(ctx)
		if c.OK = ok; why != "" {
			c.Why = why
		}
	}
	return c
}

// Has says whether this machine has a capability; if not, why, and the Debian
// package that would bring it ("" when none does).
func Has(ctx context.Context, name string) (ok bool, why, debian string) {
	c := Check(ctx, name)
	if c.OK {
		return true, "", ""
	}
	why = fmt.Sprintf("requires %s: %s", name, c.Why)
	var mends []string
	if c.Debian != "" {
		mends = append(mends, "Debian: apt-get install "+c.Debian)
	}
	if c.Mend != "" {
		mends = append(mends, c.Mend)
	}
	if len(mends) > 0 {
		why += " (" + strings.Join(mends, "; ") + ")"
	}
	return false, why, c.Debian
}

// Given are the variables, as NAME=VALUE, without which a step could not use
// what it requires: its HOME is not the caller's.
func Given(name string) []string {
	if r := requirements[name]; r.given != nil {
		return r.given()
	}
	return nil
}

// kubeconfig says where kubectl finds its cluster: what the caller says, or
// the file where kubectl looks by itself.
func kubeconfig() []string {
	path := os.Getenv("KUBECONFIG")
	if home, err := os.UserHomeDir(); path == "" && err == nil {
		path = filepath.Join(home, ".kube", "config")
		if _, err := os.Stat(path); err != nil {
			return nil // kubectl got by without one, as it does inside a cluster
		}
	}
	if path == "" {
		return nil
	}
	return []string{"KUBECONFIG=" + path}
}

// probeTimeout bounds a question to a daemon or cluster that may not answer.
const probeTimeout = 5 * time.Second

// asks is a probe that runs a harmless command.
func asks(program string, args ...string) func(context.Context) (bool, string) {
	return func(ctx context.Context) (bool, string) {
		ctx, cancel := context.WithTimeout(ctx, probeTimeout)
		defer cancel()
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.WaitDelay = time.Second
		out, err := cmd.CombinedOutput()
		if err == nil {
			return true, ""
		}
		said := strings.TrimSpace(lastLines(string(out), 1))
		if ctx.Err() != nil {
			said = "no answer within " + probeTimeout.String()
		}
		if said == "" {
			said = err.Error()
		}
		return false, fmt.Sprintf("%s %s: %s", program, strings.Join(args, " "), said)
	}
}

// asksCluster is a probe that runs kubectl, where it has been told of a cluster
// or runs inside of one; without, kubectl would ask the port 8080 of this machine.
func asksCluster(args ...string) func(context.Context) (bool, string) {
	return func(ctx context.Context) (bool, string) {
		if len(kubeconfig()) == 0 && os.Getenv("KUBERNETES_SERVICE_HOST") == "" {
			return false, "kubectl knows no cluster: there is no KUBECONFIG, and no config below .kube"
		}
		return asks("kubectl", args...)(ctx)
	}
}

// asksAWS asks whose credentials aws has, where there is a place that it could have
// any from: where there is none, it takes a second to find out.
func asksAWS(ctx context.Context) (bool, string) {
	home, _ := os.UserHomeDir()
	places := []string{
		os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), os.Getenv("AWS_CONFIG_FILE"),
		filepath.Join(home, ".aws", "credentials"), filepath.Join(home, ".aws", "config"),
	}
	there := slices.ContainsFunc(places, func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	})
	for _, v := range []string{"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"} {
		there = there || os.Getenv(v) != ""
	}
	// A machine of Amazon's may have a role, which aws asks the machine for.
	vendor, _ := os.ReadFile("/sys/class/dmi/id/sys_vendor")
	if !there && !strings.HasPrefix(string(vendor), "Amazon") {
		return false, "aws knows no credentials: there is no AWS_ACCESS_KEY_ID, and no file below .aws"
	}
	return asks("aws", "sts", "get-caller-identity")(ctx)
}

// hasPostgres also looks where Debian keeps the server's programs.
func hasPostgres(context.Context) (bool, string) {
	if path := find("postgres"); path != "" {
		return true, path
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) > 0 {
		return true, found[len(found)-1]
	}
	return false, "no postgres on PATH or below /usr/lib/postgresql"
}

func hasContainers(ctx context.Context) (bool, string) {
	var whys []string
	for _, engine := range []string{"podman", "docker"} {
		if find(engine) == "" {
			whys = append(whys, "no "+engine+" on PATH")
			continue
		}
		ok, why := asks(engine, "info")(ctx)
		if ok {
			return true, engine
		}
		whys = append(whys, why)
	}
	return false, strings.Join(whys, "; ")
}

// hasModelHub asks for what the user says: a directory with the models at
// their pinned revisions. Nothing is fetched to find out.
func hasModelHub(context.Context) (bool, string) {
	dir := os.Getenv("REPORT_MODEL_HUB")
	if dir == "" {
		return false, "REPORT_MODEL_HUB names no directory of models"
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
		return false, "REPORT_MODEL_HUB is not a directory with models in it"
	}
	return true, dir
}

// named is a probe for what only the user can tell: an account, a place. Nobody
// is asked whether it is there, since that would take its secrets.
func named(variables ...string) func(context.Context) (bool, string) {
	return func(context.Context) (bool, string) {
		var unset []string
		for _, v := range variables {
			if os.Getenv(v) == "" {
				unset = append(unset, v)
			}
		}
		switch len(unset) {
		case 0:
			return true, "named by " + strings.Join(variables, ", ")
		case 1:
			return false, unset[0] + " is not set"
		}
		return false, strings.Join(unset, ", ") + " are not set"
	}
}

// handed hands on what the caller's environment has of some variables.
func handed(variables ...string) func() []string {
	return func() []string {
		var set []string
		for _, v := range variables {
			if value := os.Getenv(v); value != "" {
				set = append(set, v+"="+value)
			}
		}
		return set
	}
}

func isRoot(context.Context) (bool, string) {
	if os.Geteuid() != 0 {
		return false, "report does not run as root"
	}
	return true, ""
}
