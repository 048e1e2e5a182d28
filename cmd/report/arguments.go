package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

// The words that cobra has for arguments that are too few, too many or none of
// its commands.
var (
	wantsCount = regexp.MustCompile(`^accepts (at most |between )?(\d+)(?: and (\d+))? arg\(s\), received (\d+)$`)
	wantsNone  = regexp.MustCompile(`^unknown command ("(?:[^"\\]|\\.)*") for "[^"]*"$`)
)

// inWords says what is wrong with a command's arguments in our words, and how
// the command is called.
func inWords(cmd *cobra.Command, err error) error {
	what := err.Error()
	switch path := cmd.CommandPath(); {
	case wantsNone.MatchString(what):
		what = fmt.Sprintf("%s takes no argument, and %s was given", path, wantsNone.FindStringSubmatch(what)[1])
	case wantsCount.MatchString(what):
		m := wantsCount.FindStringSubmatch(what)
		wanted := map[string]string{"1": "one argument", "2": "two arguments", "3": "three arguments"}[m[2]]
		switch {
		case wanted == "":
			wanted = m[2] + " arguments"
		case m[3] != "":
			wanted = "from " + m[2] + " to " + m[3] + " arguments"
		}
		given := map[string]string{"0": "none was", "1": "one was"}[m[4]]
		if given == "" {
			given = m[4] + " were"
		}
		what = fmt.Sprintf("%s takes %s%s, and %s given", path, strings.Replace(m[1], "between ", "", 1), wanted, given)
	}
	return usage("%s\nhint: %s; --help says more", what, cmd.UseLine())
}

// shells refuses a shell that completion does not know; without one, it prints
// its help.
func shells(root *cobra.Command) {
	root.InitDefaultCompletionCmd("completion")
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		var known []string
		for _, shell := range cmd.Commands() {
			known = append(known, shell.Name())
		}
		cmd.Args = func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownName("shell", args[0], known)
			}
			return nil
		}
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
}
