package study

import (
	"regexp"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"
)

// capabilities are the names that `requires:` knows; what each is found by is
// for environment.
var capabilities = []string{
	"awk", "aws", "aws-batch", "chromium", "container-engine", "cuda", "databricks", "docker", "dvc-studio", "gcc", "git",
	"image-registry", "java", "jq", "katib", "kubectl", "kubeflow-pipelines", "kubernetes", "make", "micromamba", "mlreef",
	"model-hub", "node", "npm", "openai", "perl", "podman", "postgresql", "python3", "r", "root", "sagemaker", "slurm", "uv", "wandb-server",
}

const versionedPython = `^python3\.[0-9]+$`

var isVersionedPython = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(versionedPython) })

// Capabilities are the names of what a machine may be required to have, sorted.
// Any python3.N is known besides.
func Capabilities() []string { return slices.Clone(capabilities) }

// IsCapability reports whether `requires:` knows a name.
func IsCapability(name string) bool {
	_, found := slices.BinarySearch(capabilities, name)
	return found || isVersionedPython().MatchString(name)
}

// capability reads the name of something that the machine must have. A slip of
// the pen would else be a thing that no machine has, and never run anywhere.
func capability() reader[string] {
	schema := map[string]any{"anyOf": []any{map[string]any{"enum": capabilities}, map[string]any{"type": "string", "pattern": versionedPython}}}
	return scalar("requirement", schema, func(d *decoder, n *yaml.Node) (string, bool) {
		if IsCapability(n.Value) {
			return n.Value, true
		}
		unknown(d.at(n, "%q is nothing that report knows how to look for", clip(n.Value)), n.Value, capabilities, "known, beside any python3.N")
		return "", false
	})
}
