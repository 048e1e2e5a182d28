package environment

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"report/internal/study"
)

func TestOnlyPackageClientsVariablesPass(t *testing.T) {
	t.Setenv("PIP_INDEX_URL", "https://index.example/simple")
	t.Setenv("https_proxy", "http://proxy.example:3128")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "never")
	t.Setenv("UV_DEFAULT_INDEX", "")
	all := strings.Join(Clients(), "\n") + "\n"
	for _, want := range []string{"PIP_INDEX_URL=https://index.example/simple\n", "https_proxy=http://proxy.example:3128\n"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing from\n%s", want, all)
		}
	}
	for _, not := range []string{"AWS_SECRET", "\nHOME=", "\nPATH="} {
		if strings.Contains("\n"+all, not) {
			t.Errorf("%q passed:\n%s", not, all)
		}
	}
}

func TestPipSettingsAreToldToUV(t *testing.T) {
	vars := map[string]string{"PIP_INDEX_URL": "a", "PIP_CERT": "b", "SSL_CERT_FILE": "c"}
	tellUV(vars)
	if vars["UV_DEFAULT_INDEX"] != "a" || vars["SSL_CERT_FILE"] != "c" {
		t.Errorf("uv was told %v", vars)
	}
}

func TestUnknownRequirementIsSaidToBeUnknown(t *testing.T) {
	ok, why, debian := Has(context.Background(), "chromum")
	if ok || debian != "" || !strings.Contains(why, `unknown requirement "chromum"; did you mean "chromium"?`) {
		t.Errorf("ok %v, %s, package %q", ok, why, debian)
	}
	ok, why, debian = Has(context.Background(), "python3.99")
	if ok || debian != "python3.99" || !strings.Contains(why, "apt-get install python3.99") {
		t.Errorf("ok %v, %s, package %q", ok, why, debian)
	}
	t.Setenv("REPORT_MODEL_HUB", "")
	if ok, why, _ := Has(context.Background(), "model-hub"); ok || !strings.Contains(why, "REPORT_MODEL_HUB") {
		t.Errorf("ok %v, %s", ok, why)
	}
}

func TestUnknownKindNamesTheKnownOnes(t *testing.T) {
	if _, err := For("conda"); err == nil || err.Error() != `environment kind "conda" is not one of system, uv` {
		t.Errorf("%v", err)
	}
}

func TestWhatNoPackageBringsIsMendedInWords(t *testing.T) {
	t.Setenv("MLREEF_URL", "https://mlreef.example")
	t.Setenv("MLREEF_TOKEN", "")
	want := "requires mlreef: MLREEF_TOKEN is not set (set MLREEF_URL and MLREEF_TOKEN to those of an installation)"
	if ok, why, debian := Has(context.Background(), "mlreef"); ok || debian != "" || why != want {
		t.Errorf("ok %v, %s, package %q", ok, why, debian)
	}
	t.Setenv("MLREEF_TOKEN", "secret")
	if c := Check(context.Background(), "mlreef"); !c.OK || strings.Contains(c.Why, "secret") {
		t.Errorf("ok %v, %s", c.OK, c.Why)
	}
}

// A program that is there answers for what it reaches; installing it again
// would mend nothing.
func TestAProgramThatIsThereIsAskedWhatItReaches(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	none := Check(context.Background(), "katib")
	if none.OK || none.Why != "no kubectl on PATH" || none.Debian != "kubernetes-client" {
		t.Errorf("without kubectl: %+v", none)
	}
	answers := func(script string) Capability {
		if err := os.WriteFile(filepath.Join(bin, "kubectl"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return Check(context.Background(), "katib")
	}
	t.Setenv("HOME", t.TempDir())
	for _, told := range []string{"KUBECONFIG", "KUBERNETES_SERVICE_HOST"} {
		t.Setenv(told, "")
	}
	if c := answers("echo asked; exit 0"); c.OK || !strings.Contains(c.Why, "KUBECONFIG") {
		t.Errorf("with a kubectl that knows no cluster: %+v", c)
	}
	t.Setenv("KUBECONFIG", filepath.Join(bin, "config"))
	if c := answers("echo no such thing; exit 1"); c.OK || c.Debian != "" || c.Mend == "" || !strings.HasSuffix(c.Why, "no such thing") {
		t.Errorf("with a cluster that lacks it: %+v", c)
	}
	if c := answers(`test "$*" = "get crd experiments.kubeflow.org"`); !c.OK {
		t.Errorf("with a cluster that has it: %+v", c)
	}
}

// Without any place for credentials aws is not asked: it takes its time.
func TestAWSIsAskedWhereItCouldHaveCredentials(t *testing.T) {
	if vendor, _ := os.ReadFile("/sys/class/dmi/id/sys_vendor"); strings.HasPrefix(string(vendor), "Amazon") {
		t.Skip("this machine may have a role")
	}
	bin, home := t.TempDir(), t.TempDir()
	t.Setenv("PATH", bin)
	t.Setenv("HOME", home)
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
		}
	}
	if err := os.WriteFile(filepath.Join(bin, "aws"), []byte("#!/bin/sh\necho expired; exit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if c := Check(context.Background(), "aws"); c.OK || !strings.Contains(c.Why, "AWS_ACCESS_KEY_ID") || c.Mend == "" {
		t.Errorf("without credentials: %+v", c)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	if c := Check(context.Background(), "aws"); c.OK || !strings.HasSuffix(c.Why, "expired") {
		t.Errorf("with a key: %+v", c)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	if err := os.MkdirAll(filepath.Join(home, ".aws", "config"), 0o755); err != nil {
		t.Fatal(err)
	}
	if c := Check(context.Background(), "aws"); !strings.HasSuffix(c.Why, "expired") {
		t.Errorf("with a configuration: %+v", c)
	}
}

// The key of an account reaches the steps that require the account, no other.
func TestWhoRequiresAnAccountIsHandedIt(t *testing.T) {
	t.Setenv("WANDB_BASE_URL", "http://localhost:8080")
	t.Setenv("WANDB_API_KEY", "")
	if got := Given("wandb-server"); len(got) != 1 || got[0] != "WANDB_BASE_URL=http://localhost:8080" {
		t.Errorf("without a key: %q", got)
	}
	t.Setenv("WANDB_API_KEY", "a-key")
	if got := Given("wandb-server"); len(got) != 2 || got[1] != "WANDB_API_KEY=a-key" {
		t.Errorf("with a key: %q", got)
	}
	if got := Given("dvc-studio"); got != nil {
		t.Errorf("another service: %q", got)
	}
	t.Setenv("DVC_STUDIO_REPO_URL", "https://git.example/study")
	t.Setenv("DVC_STUDIO_PROJECT", "http://localhost/user/study/projects/1")
	if got := Given("dvc-studio"); len(got) != 2 || got[0] != "DVC_STUDIO_REPO_URL=https://git.example/study" {
		t.Errorf("with Studio: %q", got)
	}
	t.Setenv("OPENAI_API_KEY", "")
	if c := Check(context.Background(), "openai"); c.OK || c.Why != "OPENAI_API_KEY is not set" || c.Mend == "" {
		t.Errorf("without an account with OpenAI: %+v", c)
	}
	t.Setenv("OPENAI_API_KEY", "a-key")
	if got := Given("openai"); len(got) != 1 || got[0] != "OPENAI_API_KEY=a-key" {
		t.Errorf("with an account with OpenAI: %q", got)
	}
}

// A step's HOME is not the caller's, so kubectl's own place is told to it.
func TestWhoRequiresAClusterIsToldWhereItIs(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("KUBECONFIG", "")
	if got := Given("kubernetes"); got != nil {
		t.Errorf("without a configuration: %q", got)
	}
	path := filepath.Join(home, ".kube", "config")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Given("kubernetes"); len(got) != 1 || got[0] != "KUBECONFIG="+path {
		t.Errorf("with kubectl's own: %q", got)
	}
	t.Setenv("KUBECONFIG", "/elsewhere/config")
	if got := Given("kubeflow-pipelines"); len(got) != 1 || got[0] != "KUBECONFIG=/elsewhere/config" {
		t.Errorf("with the caller's: %q", got)
	}
	if got := Given("chromium"); got != nil {
		t.Errorf("a browser needs no variable: %q", got)
	}
}

// What `requires:` may name is what can be looked for.
func TestRequirementsAreThoseOfTheStudy(t *testing.T) {
	known := study.Capabilities()
	if got := slices.Sorted(maps.Keys(requirements)); !slices.Equal(got, known) {
		t.Errorf("looked for: %q\nknown to study: %q", got, known)
	}
	if !slices.IsSorted(known) || !study.IsCapability("python3.14") || study.IsCapability("python3") != true || study.IsCapability("python3.x") {
		t.Error("capabilities are not sorted, or python3.N is not known")
	}
}
