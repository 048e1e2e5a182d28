package pin

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// command reads HEAD by the git command, for the repositories that go-git does
// not open: SHA-256 objects, partial clones, per-worktree settings.
type command struct {
	top  string
	head string
}

func openCommand(top string) (objects, error) {
	head, err := gitOutput(top, "rev-parse", "--verify", "HEAD^{commit}")
	if err != nil {
		return nil, err
	}
	return &command{top, strings.TrimSpace(head)}, nil
}

// gitOutput runs git in a directory, with nothing of the user's environment
// that points it at another repository, and never asking for a password.
func gitOutput(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GIT_DIR=") && !strings.HasPrefix(v, "GIT_WORK_TREE=") && !strings.HasPrefix(v, "GIT_INDEX_FILE=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "GIT_TERMINAL_PROMPT=0", "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("the git command is not installed")
	}
	if err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return "", fmt.Errorf("git %s: %s", args[0], first)
	}
	return string(out), nil
}

func (c *command) commit() string { return c.head }

func (c *command) object(name string) (string, error) {
	if name == "" || name == "." {
		id, err := gitOutput(c.top, "rev-parse", c.head+"^{tree}")
		return strings.TrimSpace(id), err
	}
	entries, err := c.list("ls-tree", "-z", "--full-tree", c.head, "--", name)
	if err != nil {
		return "", err
	}
	return entries[name], nil
}

// list runs ls-tree and reads its `mode type id\tpath` records.
func (c *command) list(args ...string) (map[string]string, error) {
	out, err := gitOutput(c.top, args...)
	if err != nil {
		return nil, err
	}
	entries := map[string]string{}
	for record := range strings.SplitSeq(out, "\x00") {
		meta, name, ok := strings.Cut(record, "\t")
		fields := strings.Fields(meta)
		if ok && len(fields) == 3 && fields[1] != "commit" {
			entries[name] = fields[2]
		}
	}
	return entries, nil
}

func (c *command) blobs(name string) (map[string]string, error) {
	args := []string{"ls-tree", "-r", "-z", "--full-tree", c.head}
	if name != "" && name != "." {
		args = append(args, "--", name)
	}
	return c.list(args...)
}

func (c *command) content(id string) ([]byte, error) {
	out, err := gitOutput(c.top, "cat-file", "blob", id)
	return []byte(out), err
}

func (c *command) all() (map[string]bool, error) {
	root, err := c.object("")
	if err != nil {
		return nil, err
	}
	entries, err := c.list("ls-tree", "-r", "-t", "-z", "--full-tree", c.head)
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{root: true}
	for _, id := range entries {
		ids[id] = true
	}
	return ids, nil
}
