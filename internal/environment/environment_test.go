package environment

import (
	"context"
	"strings"
	"testing"
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
