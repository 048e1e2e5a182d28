package notebook

import (
	"encoding/base64"
	"fmt"
	"path"
	"slices"
	"strings"
)

// shownTag begins the tags of cells that Show tags itself.
const shownTag = "out-"

var tagText = lazily(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// own are tags that mean something to the tools, and show nothing by themselves.
var own = []string{parametersTag, injectedTag, "metrics", "raises-exception", "skip-execution"}

// shows is the tag by which the paper shows a cell's outputs, "" for none. Tags
// by which books hide things are no names.
func (c *Cell) shows() string {
	for _, tag := range c.Tags {
		hides := strings.HasPrefix(tag, "hide") || strings.HasPrefix(tag, "remove")
		if tagText().MatchString(tag) && !slices.Contains(own, tag) && !hides {
			return tag
		}
	}
	return ""
}

// Adopt makes a notebook ready to be an experiment: a cell whose outputs were
// in the file gets a tag by which the paper shows them, and lines that install
// packages become comments, since a run has no network and the lock has them.
// What papermill set in goes.
func (n *Notebook) Adopt() {
	n.dropInjected()
	for i := range n.Cells {
		c := &n.Cells[i]
		if c.Kind != "code" {
			continue
		}
		c.Source = installLine().ReplaceAllStringFunc(c.Source, func(line string) string { return "# " + line })
		if len(c.Shows) > 0 && c.shows() == "" {
			c.Tags = append(slices.Clone(c.Tags), fmt.Sprintf("%s%d", shownTag, i+1))
		}
	}
}

// Section is the notebook as a section of the paper: its prose, and for each
// code cell that showed something a block that shows it. Files are the pictures
// that its prose holds, by the names under which the section refers to them.
func (n *Notebook) Section(experiment string) (markdown []byte, files map[string][]byte) {
	files = map[string][]byte{}
	var b strings.Builder
	for i, c := range n.Cells {
		switch {
		case c.Kind == "markdown":
			b.WriteString(strings.Trim(prose(c.attach(experiment, i, files)), "\n") + "\n\n")
		case c.Kind == "code" && len(c.Shows) > 0 && c.shows() != "":
			label, alt := c.label(experiment, i)
			fmt.Fprintf(&b, "```{output%s}\nexperiment: %s\ntag: %s\n%s```\n\n", label, experiment, c.shows(), alt)
		}
	}
	return []byte(strings.TrimRight(b.String(), "\n") + "\n"), files
}

// label is the label of a cell's outputs, where all are of one kind, with the
// settings that go with it.
func (c *Cell) label(experiment string, i int) (label, settings string) {
	pictures := 0
	for _, kind := range c.Shows {
		if strings.HasPrefix(kind, "image/") {
			pictures++
		}
	}
	if pictures == 0 {
		return "", ""
	}
	name := strings.ReplaceAll(path.Base(experiment), ".", "-")
	return fmt.Sprintf(" #fig-%s-%d", name, i+1),
		fmt.Sprintf("caption: What cell %d shows\nalt: The picture that cell %d of the notebook draws\n", i+1, i+1)
}

var (
	attached = lazily(`\(attachment:([^)\s]+)\)`)
	remote   = lazily(`!(\[[^\]\n]*\]\((?:https?:)?//)`)
	bare     = lazily(`(^|[\s(\[])@([A-Za-z])`)
)

// attach takes the pictures of a Markdown cell out, and refers to their files.
func (c *Cell) attach(experiment string, i int, files map[string][]byte) string {
	return attached().ReplaceAllStringFunc(c.Source, func(whole string) string {
		name := attached().FindStringSubmatch(whole)[1]
		for _, t := range Types[:3] {
			content, err := base64.StdEncoding.DecodeString(c.Attachments[name][t.MIME])
			if data, has := c.Attachments[name][t.MIME]; has && err == nil && data != "" {
				file := fmt.Sprintf("%s-%d%s", strings.ReplaceAll(experiment, "/", "-"), i+1, t.Ext)
				files[file] = content
				return "(" + file + ")"
			}
		}
		return whole
	})
}

// prose is Markdown as the paper reads it: what would be a citation or a
// computed figure stays text, and a picture from elsewhere becomes a link.
func prose(source string) string {
	fenced := ""
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		trimmed := strings.TrimLeft(line, " ")
		if fenced == "" && (strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~")) {
			fenced = trimmed[:3]
			continue
		}
		if fenced != "" {
			if strings.HasPrefix(trimmed, fenced) {
				fenced = ""
			}
			continue
		}
		line = strings.ReplaceAll(line, "{{", `\{{`)
		line = bare().ReplaceAllString(line, `$1\@$2`)
		lines[i] = remote().ReplaceAllString(line, "$1")
	}
	return strings.Join(lines, "\n")
}
