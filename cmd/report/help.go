package main

import (
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/study"
)

// topics are the chapters of the manual, in the order in which they build on
// each other.
var topics = []struct{ name, about string }{
	{"study", "study.yaml: tools, scenarios, criteria, data"},
	{"experiment", "experiment.yaml: environment, inputs, parameters, keys"},
	{"steps", "what an experiment does, and what a step finds"},
	{"evidence", "what a run leaves, and how it is proved unchanged"},
	{"rubric", "rules, points, score sets and contexts"},
	{"paper", "the paper's source: marks, blocks, front matter"},
	{"cells", "code in the paper, and notebooks: what they read and leave"},
	{"expressions", "figures in the paper's text"},
	{"publish", "the rules of good measurement, and how to waive one"},
}

//go:embed help/*.md
var manual embed.FS

// manualWidth is the widest line of the manual, in runes.
const manualWidth = 80

// newHelp replaces cobra's help command: a word is a topic of the manual or a
// command.
func newHelp(a *app, root *cobra.Command) *cobra.Command {
	lines := make([]string, len(topics))
	names := make([]string, len(topics))
	for i, t := range topics {
		lines[i] = fmt.Sprintf("  %-13s%s", t.name, t.about)
		names[i] = t.name
	}
	cmd := &cobra.Command{
		Use:   "help [TOPIC|COMMAND]",
		Short: "The manual, in chapters, and the help of each command",
		Long: "Prints a chapter of the manual, or the help of a command. The chapters:\n\n" +
			strings.Join(lines, "\n"),
		ValidArgs: names,
	}
	plain := root.HelpFunc()
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			text := captured(root, func() { plain(root, nil) })
			return a.printHelp("", text+"\nThe manual (report help TOPIC):\n"+strings.Join(lines, "\n")+"\n")
		case len(args) == 1 && slices.Contains(names, args[0]):
			text, err := topicText(args[0])
			if err != nil {
				return err
			}
			return a.printHelp(args[0], text)
		}
		if found, rest, err := root.Find(args); err == nil && found != root && len(rest) == 0 {
			return found.Help()
		}
		return unknownTopic(root, args, names)
	}
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if !a.json {
			plain(cmd, args)
			return
		}
		text := captured(cmd, func() { plain(cmd, args) })
		_, of, _ := strings.Cut(cmd.CommandPath(), " ")
		if err := a.printHelp(of, text); err != nil {
			a.printError(err)
		}
	})
	return cmd
}

// captured is what a command prints of itself meanwhile.
func captured(cmd *cobra.Command, print func()) string {
	var b strings.Builder
	before := cmd.OutOrStdout()
	cmd.SetOut(&b)
	print()
	cmd.SetOut(before)
	return b.String()
}

// printHelp prints the help of a topic or command, "" for that of all.
func (a *app) printHelp(of, text string) error {
	if a.json {
		return a.printJSON(map[string]string{"schema": "report/help/1", "of": of, "text": text})
	}
	_, err := io.WriteString(a.stdout, text)
	return err
}

// printUsage is cobra's text below a command's help, with its flags within the
// width of a terminal.
func printUsage(cmd *cobra.Command) error {
	var b strings.Builder
	b.WriteString("Usage:")
	if cmd.Runnable() {
		b.WriteString("\n  " + cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\n  " + cmd.CommandPath() + " [command]")
	}
	if cmd.HasExample() {
		b.WriteString("\n\nExamples:\n" + cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\n\nAvailable Commands:")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				fmt.Fprintf(&b, "\n  %-*s %s", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
	for _, part := range []struct {
		title string
		flags interface {
			HasAvailableFlags() bool
			FlagUsagesWrapped(columns int) string
		}
	}{{"Flags", cmd.LocalFlags()}, {"Global Flags", cmd.InheritedFlags()}} {
		if part.flags.HasAvailableFlags() {
			b.WriteString("\n\n" + part.title + ":\n" + strings.TrimRight(part.flags.FlagUsagesWrapped(manualWidth), " \n"))
		}
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n\nUse \"%s [command] --help\" for more information about a command.", cmd.CommandPath())
	}
	_, err := fmt.Fprintln(cmd.OutOrStderr(), b.String())
	return err
}

func unknownTopic(root *cobra.Command, args, names []string) error {
	typed := strings.Join(args, " ")
	known := append([]string(nil), names...)
	for _, c := range root.Commands() {
		known = append(known, c.Name())
	}
	if near := diag.Nearest(typed, known); near != "" {
		return usage("no topic or command %q\nhint: did you mean: report help %s", typed, near)
	}
	return usage("no topic or command %q\nhint: topics: %s", typed, strings.Join(names, ", "))
}

// topicText is a chapter for a terminal: headings underlined, examples indented,
// tables of fields put in.
func topicText(name string) (string, error) {
	source, err := manual.ReadFile("help/" + name + ".md")
	if err != nil {
		return "", err
	}
	code := false
	var out strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(string(source), "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			code = !code
		case code:
			out.WriteString(strings.TrimRight("    "+line, " ") + "\n")
		case strings.HasPrefix(line, "{"):
			table, err := manualTable(line)
			if err != nil {
				return "", err
			}
			out.WriteString(table)
		case strings.HasPrefix(line, "# "):
			heading(&out, line[2:], "=")
		case strings.HasPrefix(line, "## "):
			heading(&out, line[3:], "-")
		default:
			out.WriteString(line + "\n")
		}
	}
	return out.String(), nil
}

func heading(out *strings.Builder, text, rule string) {
	fmt.Fprintf(out, "%s\n%s\n", text, strings.Repeat(rule, utf8.RuneCountInString(text)))
}

// manualTable is what a line of braces stands for: {fields KIND}, {functions},
// {formats}, {rules} or {requirements}, each taken from the room that knows.
func manualTable(line string) (string, error) {
	name := strings.Trim(line, "{}")
	if kind, ok := strings.CutPrefix(name, "fields "); ok {
		fields, err := study.Fields(kind)
		return fieldTable(fields), err
	}
	var b strings.Builder
	switch name {
	case "functions":
		for _, f := range claim.FunctionNames() {
			about, args := claim.FunctionAbout(f)
			hang(&b, 2, strings.Join(append([]string{f}, args...), " "))
			hang(&b, 6, about)
		}
	case "formats":
		var formats []study.Field
		for _, f := range claim.FormatNames() {
			formats = append(formats, study.Field{Key: f, About: claim.FormatAbout(f)})
		}
		return fieldTable(formats), nil
	case "rules":
		for _, r := range study.PublishRules {
			hang(&b, 2, r.Name)
			hang(&b, 6, "Asks that "+r.About+": "+r.Why+". Named by: "+r.On+".")
		}
	case "requirements":
		hang(&b, 2, strings.Join(study.Capabilities(), ", "))
	default:
		return "", fmt.Errorf("the manual names an unknown table %q", line)
	}
	return b.String(), nil
}

// fieldTable prints fields with their words in a column.
func fieldTable(fields []study.Field) string {
	column := 0
	for _, f := range fields {
		column = max(column, len(f.Key)+4)
	}
	var b strings.Builder
	for _, f := range fields {
		var words strings.Builder
		if f.Holds != "" {
			hang(&words, column, f.Holds)
		}
		hang(&words, column, f.About)
		b.WriteString("  " + f.Key + words.String()[2+len(f.Key):])
	}
	return b.String()
}

// hang prints a text in lines that all begin in one column.
func hang(b *strings.Builder, column int, text string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && column+utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > manualWidth {
			fmt.Fprintf(b, "%*s%s\n", column, "", line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	fmt.Fprintf(b, "%*s%s\n", column, "", line)
}
