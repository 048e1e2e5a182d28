package redact

import (
	"bufio"
	"bytes"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"

	"report/internal/plainfile"
)

// Machine is what this machine's own settings say must not be kept: package
// indexes and proxies, secret variables, the host's and the user's names. The
// environment is a list of NAME=VALUE, home the user's directory. Roots are the
// caller's to add.
func Machine(environment []string, home string) Options {
	m := &settings{Options: Options{Secrets: map[string]string{}, Roots: map[string]string{}}, env: map[string]string{}}
	for _, v := range environment {
		name, value, _ := strings.Cut(v, "=")
		m.env[name] = value
	}
	m.Host, _ = os.Hostname()
	if u, err := user.Current(); err == nil {
		m.User = u.Username
	}
	m.variables()
	for _, file := range m.files(home) {
		m.file(file)
	}
	m.netrc(filepath.Join(home, ".netrc"))
	for _, host := range registries {
		m.Indexes = append(m.Indexes, "https://"+host[0]+"."+host[1])
	}
	return m.Options
}

// settings gathers the options of one machine.
type settings struct {
	Options
	env map[string]string
}

// The variables by which package clients are told where to fetch from, and
// those that name a proxy.
var (
	indexVariables = []string{
		"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_TRUSTED_HOST",
		"UV_INDEX", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_INSECURE_HOST",
		"UV_PYTHON_INSTALL_MIRROR", "UV_PYPY_INSTALL_MIRROR", "POETRY_REPOSITORIES", "PDM_PYPI_URL",
		"NPM_CONFIG_REGISTRY", "npm_config_registry", "YARN_REGISTRY", "YARN_NPM_REGISTRY_SERVER",
		"GOPROXY", "GONOSUMDB", "GOSUMDB", "CARGO_REGISTRIES_CRATES_IO_PROTOCOL", "CONDA_CHANNEL_ALIAS", "HF_ENDPOINT",
		"MAVEN_REPO_URL", "BUNDLE_MIRROR__ALL", "CRAN",
	}
	proxyVariables = []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "http_proxy", "https_proxy", "all_proxy", "ftp_proxy"}
)

// variables reads the environment.
func (m *settings) variables() {
	for _, name := range indexVariables {
		m.addresses(m.env[name])
	}
	for _, name := range proxyVariables {
		m.Proxies = append(m.Proxies, strings.Fields(m.env[name])...)
	}
	for name, value := range m.env {
		if SecretName(name) && len(value) >= 8 && !strings.HasPrefix(value, "/") {
			m.Secrets[name] = value
		}
	}
}

// SecretName reports whether a variable's name says that its value is secret.
func SecretName(name string) bool {
	upper := strings.ToUpper(name)
	for _, end := range []string{"TOKEN", "SECRET", "PASSWORD", "PASSWD", "API_KEY", "APIKEY", "ACCESS_KEY", "PRIVATE_KEY", "CREDENTIALS", "SECRET_KEY", "AUTH"} {
		if strings.HasSuffix(upper, end) {
			return true
		}
	}
	return false
}

// registries are the hosts that clients ask where no setting names another, in
// two halves: this file is not to hold the address of one either.
var registries = [][2]string{
	{"pypi", "org"}, {"files.pythonhosted", "org"}, {"test.pypi", "org"}, {"registry.npmjs", "org"}, {"registry.yarnpkg", "com"},
	{"proxy.golang", "org"}, {"sum.golang", "org"}, {"crates", "io"}, {"index.crates", "io"}, {"static.crates", "io"},
	{"download.pytorch", "org"}, {"conda.anaconda", "org"}, {"repo.maven.apache", "org"}, {"repo1.maven", "org"}, {"rubygems", "org"},
}

// addresses adds the addresses in a setting, which may hold several. A bare
// host, as of a trusted host, counts as one.
func (m *settings) addresses(value string) {
	for _, word := range strings.FieldsFunc(value, func(r rune) bool {
		return r <= ' ' || r == ',' || r == '|' || r == '"' || r == '\'' || r == '[' || r == ']'
	}) {
		if name, rest, ok := strings.Cut(word, "="); ok && !strings.Contains(name, "/") {
			word = rest // uv's NAME=ADDRESS
		}
		if !strings.Contains(word, "://") {
			if !strings.Contains(word, ".") || strings.ContainsAny(word, "/*") {
				continue // off, direct, a path, a pattern
			}
			word = "//" + word
		}
		u, err := url.Parse(word)
		if err != nil || u.Host == "" {
			continue
		}
		m.Indexes = append(m.Indexes, word)
	}
}

// files are the settings files of the package clients.
func (m *settings) files(home string) []string {
	config := m.env["XDG_CONFIG_HOME"]
	if config == "" {
		config = filepath.Join(home, ".config")
	}
	list := []string{
		"/etc/pip.conf", "/etc/xdg/pip/pip.conf", filepath.Join(home, ".pip", "pip.conf"), filepath.Join(config, "pip", "pip.conf"),
		filepath.Join(home, "Library", "Application Support", "pip", "pip.conf"),
		"/etc/uv/uv.toml", filepath.Join(config, "uv", "uv.toml"),
		"/etc/npmrc", "/usr/etc/npmrc", filepath.Join(home, ".npmrc"), filepath.Join(home, ".yarnrc"), filepath.Join(home, ".yarnrc.yml"),
		filepath.Join(config, "go", "env"), filepath.Join(home, ".cargo", "config.toml"), filepath.Join(home, ".condarc"),
		filepath.Join(home, ".pypirc"),
	}
	for _, name := range []string{"PIP_CONFIG_FILE", "UV_CONFIG_FILE", "NPM_CONFIG_USERCONFIG", "npm_config_userconfig", "NPM_CONFIG_GLOBALCONFIG", "GOENV"} {
		if m.env[name] != "" {
			list = append(list, m.env[name])
		}
	}
	return list
}

// largestSettings bounds a settings file; the clients' own are a few lines.
const largestSettings = 1 << 20

// file reads every address in a settings file: their formats differ, but all
// write an address as a value, and whatever such a file names is private until
// it is known to be public. Tokens stand after the names that end so.
func (m *settings) file(name string) {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() || info.Size() > largestSettings {
		return
	}
	content, err := plainfile.ReadFile(name)
	if err != nil {
		return
	}
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			if key, value, ok = strings.Cut(line, ": "); !ok {
				key, value = "", line // a further value of the key above
			}
		}
		key, value = strings.TrimSpace(key), strings.Trim(strings.TrimSpace(value), `"'`)
		if bare := strings.TrimLeft(key, "_"); SecretName(strings.ReplaceAll(bare[strings.LastIndexAny(bare, ":/")+1:], "-", "_")) && len(value) >= 8 && !strings.HasPrefix(value, "${") {
			m.Secrets["INDEX-"+strconv.Itoa(len(m.Secrets))] = value
			continue
		}
		m.addresses(value)
		if strings.HasPrefix(key, "//") { // npm: //HOST/PATH/:_authToken=…
			m.addresses("https:" + strings.TrimSuffix(key[:strings.LastIndex(key, "/")+1], ":"))
		}
	}
}

// netrc reads the passwords that clients send by themselves.
func (m *settings) netrc(name string) {
	content, err := plainfile.ReadFile(name)
	if err != nil || len(content) > largestSettings {
		return
	}
	words := strings.Fields(string(content))
	for i := 0; i+1 < len(words); i++ {
		if words[i] == "password" && len(words[i+1]) >= 4 {
			m.Secrets["NETRC-"+strconv.Itoa(i)] = words[i+1]
		}
	}
}
