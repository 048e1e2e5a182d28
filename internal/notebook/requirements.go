package notebook

import (
	_ "embed"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// stdlib are the modules that Python itself brings, one a line
// (sys.stdlib_module_names).
//
//go:embed stdlib.txt
var stdlib string

var builtin = sync.OnceValue(func() map[string]bool {
	modules := map[string]bool{}
	for name := range strings.FieldsSeq(stdlib) {
		modules[name] = true
	}
	return modules
})

// packages are the distributions of modules that are called otherwise.
var packages = map[string]string{
	"sklearn": "scikit-learn", "skimage": "scikit-image", "cv2": "opencv-python-headless", "PIL": "pillow", "yaml": "pyyaml",
	"bs4": "beautifulsoup4", "dateutil": "python-dateutil", "dotenv": "python-dotenv", "Crypto": "pycryptodome", "serial": "pyserial",
	"docx": "python-docx", "pptx": "python-pptx", "fitz": "pymupdf", "jwt": "pyjwt", "git": "gitpython", "umap": "umap-learn",
	"attr": "attrs", "OpenSSL": "pyopenssl", "igraph": "python-igraph", "mpl_toolkits": "matplotlib", "IPython": "ipython",
	"pkg_resources": "setuptools", "google.protobuf": "protobuf", "zmq": "pyzmq", "psycopg2": "psycopg2-binary", "Bio": "biopython",
}

// lazily compiles a pattern when it is first used, not whenever report starts.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

var (
	importLine  = lazily(`(?m)^[ \t]*(?:import[ \t]+([A-Za-z_][\w.]*(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[A-Za-z_][\w.]*(?:[ \t]+as[ \t]+\w+)?)*)|from[ \t]+([A-Za-z_][\w.]*)[ \t]+import\b)`)
	installLine = lazily(`(?m)^[ \t]*[%!][ \t]*(?:python3? -m[ \t]+|\{sys\.executable\}[ \t]+-m[ \t]+|uv[ \t]+)?pip3?[ \t]+install[ \t]+(.*)$`)
	scriptBlock = lazily(`(?ms)^# /// script\s*$(.*?)^# ///\s*$`)
	listedName  = lazily(`["']([^"']+)["']`)
	requirement = lazily(`^[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9,._ -]+\])?[ \t]*((===?|[<>~!]=?)[ \t]*[A-Za-z0-9.*+!_-]+[ \t]*,?[ \t]*)*(;.*)?$`)
)

// Imports are the top modules that the code of a Python notebook imports and
// Python does not bring, sorted.
func (n *Notebook) Imports() []string {
	found := map[string]bool{}
	for _, c := range n.Cells {
		if c.Kind != "code" || strings.HasPrefix(strings.TrimSpace(c.Source), "%%") {
			continue
		}
		for _, m := range importLine().FindAllStringSubmatch(c.Source, -1) {
			for one := range strings.SplitSeq(m[1]+m[2], ",") {
				name, _, _ := strings.Cut(strings.TrimSpace(one), " ")
				name, _, _ = strings.Cut(name, "\t")
				if top, _, _ := strings.Cut(name, "."); top != "" && !builtin()[top] {
					found[top] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Declared are the requirements that the notebook's own code asks for: lines of
// pip install, and the block of inline script metadata.
func (n *Notebook) Declared() []string {
	var all []string
	for _, c := range n.Cells {
		if c.Kind != "code" {
			continue
		}
		for _, m := range installLine().FindAllStringSubmatch(c.Source, -1) {
			words, _, _ := strings.Cut(m[1], " #")
			for word := range strings.FieldsSeq(words) {
				if word = strings.Trim(word, `"'`); !strings.HasPrefix(word, "-") && requirement().MatchString(word) {
					all = append(all, word)
				}
			}
		}
		for _, m := range scriptBlock().FindAllStringSubmatch(c.Source, -1) {
			text := strings.ReplaceAll(m[1], "\n#", "\n")
			_, list, found := strings.Cut(text, "dependencies")
			list, _, closed := strings.Cut(list, "]")
			if !found || !closed {
				continue
			}
			for _, name := range listedName().FindAllStringSubmatch(list, -1) {
				all = append(all, name[1])
			}
		}
	}
	return all
}

// Left is a line of a requirements.txt that was not taken over.
type Left struct {
	Line int // from 1
	Text string
	// Mend says what to do instead; %s is the file to write into.
	Mend string
}

// Listed are the requirements that a requirements.txt names, without hashes and
// comments, and the lines of it that are something else.
func Listed(content string) (names []string, left []Left) {
	for i, line := range strings.Split(strings.TrimPrefix(content, "\ufeff"), "\n") {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
		line = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "\\"))
		switch {
		case line == "" || line[0] == '#' || strings.HasPrefix(line, "--hash="):
		case requirement().MatchString(line):
			names = append(names, line)
		default:
			left = append(left, Left{i + 1, line, mendLeft(line)})
		}
	}
	return names, left
}

// mendLeft says what to do about a line that names no package of an index.
func mendLeft(line string) string {
	option, _, _ := strings.Cut(line, " ")
	option, _, _ = strings.Cut(option, "=")
	switch option {
	case "-r", "--requirement", "-c", "--constraint":
		return "copy what is needed of it into %s"
	case "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--trusted-host", "--no-index":
		return "set it for pip or uv on this machine, not in %s"
	}
	if strings.HasPrefix(line, "-") && option != "-e" && option != "--editable" {
		return "if the environment needs it, add it to %s"
	}
	return "name a release of it in %s"
}

// KernelPackages are distributions that bring a language's kernel.
var KernelPackages = map[string]string{"python": "ipykernel", "bash": "bash_kernel"}

// Requirements are what the notebook's environment takes, one a line: what
// executes it, what is declared (here or by the names given), and for the
// imports that this does not cover the package of the module's name. local are
// modules that lie beside the notebook.
func (n *Notebook) Requirements(given []string, local map[string]bool) []string {
	lines := append([]string{"nbclient"}, KernelPackages[n.Language])
	have := map[string]bool{"nbclient": true, normal(KernelPackages[n.Language]): true}
	add := func(line string) {
		if name := normal(nameOf(line)); name != "" && !have[name] {
			have[name] = true
			lines = append(lines, line)
		}
	}
	for _, line := range append(slices.Clone(given), n.Declared()...) {
		line, _, _ = strings.Cut(line, " #")
		if line = strings.TrimSpace(line); requirement().MatchString(line) {
			add(line)
		}
	}
	if n.Language == "python" {
		for _, module := range n.Imports() {
			if local[module] {
				continue
			}
			if name := packages[module]; name != "" {
				add(name)
			} else {
				add(strings.ReplaceAll(strings.ToLower(module), "_", "-"))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// nameOf is the package of a requirement.
func nameOf(line string) string {
	if end := strings.IndexAny(line, "[<>=~!; \t"); end >= 0 {
		return line[:end]
	}
	return line
}

// normal is a package's name as indexes compare it.
func normal(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "-", ".", "-").Replace(name))
}
