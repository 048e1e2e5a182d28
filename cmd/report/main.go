// Command report turns a pinned study into a paper in which every figure can
// be followed back to a captured file.
//
// This package is wiring: one file a subcommand, flags parsed, rooms called in
// order, the exit code chosen.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/run"
)

// The exit codes of the contract.
const (
	exitDone        = 0
	exitFailed      = 1   // could not be done
	exitUsage       = 2   // wrong usage, or a mistake in the study's files
	exitDoesNotHold = 3   // a claim, a typed figure or a piece of evidence does not hold
	exitInterrupted = 130 // what had finished is kept
)

// exit is an error with its exit code. A nil err was already printed.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// usage wraps a mistake in how the command was called.
func usage(format string, args ...any) error {
	return &exit{exitUsage, fmt.Errorf(format, args...)}
}

// doesNotHold wraps a claim or a piece of evidence that does not hold.
func doesNotHold(err error) error { return &exit{exitDoesNotHold, err} }

// app is what every subcommand shares: the streams and the global flags.
type app struct {
	stdout, stderr io.Writer
	dir            string      // -C
	passing        bool        // the study at dir is there for this command alone
	tidies         atomic.Bool // a directory has to go at the end
	json           bool        // --json
	colour         bool        // stderr is a terminal and NO_COLOR is not set
	terminal       bool        // stderr is a terminal
}

// printJSON writes one JSON document with sorted keys, where v's maps have them.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// say writes talk to stderr.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) }

// input is the file or directory that an argument names: from DIR of -C, as all
// that is written is, or from here, where it is here alone.
func (a *app) input(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	from := filepath.Join(a.dir, name)
	if !isThere(from) && isThere(name) {
		return name
	}
	return from
}

func isThere(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// hasDirectory refuses a DIR of -C that is not there, but for what makes it.
func (a *app) hasDirectory(cmd *cobra.Command) error {
	if cmd.Name() == "init" || isThere(a.dir) {
		return nil
	}
	return usage("there is no directory %s\nhint: report init %s starts a study there", a.dir, quoted(a.dir))
}

// quoted is a word as a shell reads it back.
func quoted(word string) string {
	plain := func(c rune) bool {
		return c < 0x80 && (c == '_' || strings.ContainsRune("@%+=:,./-", c) || unicode.IsLetter(c) || unicode.IsDigit(c))
	}
	if word != "" && word[0] != '-' && !strings.ContainsFunc(word, func(c rune) bool { return !plain(c) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// commands makes the subcommands, in the order help shows them.
var commands = []func(*app) *cobra.Command{
	newInit,
	newRun,
	newCheck,
	newImport,
	newScore,
	newStatus,
	newPrune,
	newRender,
	newVerify,
	newAudit,
	newDiff,
	newExport,
	newPublish,
	newServe,
	newSign,
	newShow,
	newClean,
	newDoctor,
	newSchema,
	newVersion,
	newDraw,
}

// newRoot is the command line as a whole.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "report",
		Short:         "Make papers whose every figure leads back to evidence",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			hint := "report --help lists the commands"
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				hint = "did you mean: report " + strings.Join(near, ", report ")
			}
			return usage("unknown command %q\nhint: %s", args[0], hint)
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return a.bare(cmd.Context()) },
	}
	root.SuggestionsMinimumDistance = 2
	root.PersistentFlags().StringVarP(&a.dir, "directory", "C", ".", "the study's directory, or one inside it; what else is named is looked for from there")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print one JSON document (run: a line an event)")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%w\nhint: %s", err, flagHint(cmd, err))
	})
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	for _, make := range commands {
		root.AddCommand(make(a))
	}
	root.SetUsageFunc(printUsage)
	root.SetHelpCommand(newHelp(a, root))
	shells(root)
	a.complete(root)
	return root
}

// flagHint is the flag that was meant, or where the flags are listed.
func flagHint(cmd *cobra.Command, err error) string {
	typed, isUnknown := strings.CutPrefix(err.Error(), "unknown flag: --")
	var known []string
	for line := range strings.Lines(cmd.Flags().FlagUsages()) {
		if _, flag, found := strings.Cut(line, "--"); found {
			known = append(known, strings.Fields(flag)[0])
		}
	}
	if near := diag.Nearest(typed, known); isUnknown && near != "" {
		return "did you mean --" + near + "?"
	}
	return cmd.CommandPath() + " --help lists the flags"
}

// codeOf chooses the exit code of an error. A diag.Error is a mistake in the
// study's files unless a command said otherwise.
func codeOf(ctx context.Context, err error) int {
	var e *exit
	var list diag.List
	var one *diag.Error
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
		return e.code
	case ctx.Err() != nil || errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &list), errors.As(err, &one):
		return exitUsage
	}
	return exitFailed
}

// printError writes an error to stderr: mistakes in files in full.
func (a *app) printError(err error) {
	if err == nil {
		return
	}
	var e *exit
	if errors.As(err, &e) {
		if e.err == nil {
			return
		}
		err = e.err
	}
	var list diag.List
	var one *diag.Error
	switch {
	case errors.As(err, &list):
		diag.Print(a.stderr, list, a.colour)
	case errors.As(err, &one):
		diag.Print(a.stderr, one, a.colour)
	default:
		fmt.Fprintf(a.stderr, "report: %v\n", err)
	}
}

// execute runs one command line and returns its exit code.
func execute(args []string) int {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		ends = append(ends, syscall.SIGHUP) // the terminal is gone
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	over := make(chan struct{})
	defer close(over) // before stop, which ends ctx as a signal does
	a := &app{stdout: os.Stdout, stderr: os.Stderr, terminal: term.IsTerminal(int(os.Stderr.Fd()))}
	a.colour = a.terminal && os.Getenv("NO_COLOR") == ""
	root := newRoot(a)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		readyMemory(cmd.Name())
		if readers[cmd.Name()] {
			go a.endSoon(ctx, over)
		}
		return a.hasDirectory(cmd)
	}
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && isUnknownCommand(root, err, args) {
		cmd, _, findErr := root.Find(args)
		if findErr != nil {
			cmd = root
		}
		err = inWords(cmd, err)
	}
	err = mended(interrupted(ctx, tampered(err)))
	a.printError(err)
	return codeOf(ctx, err)
}

// readers are the commands that leave nothing behind that they would have to
// tidy up, unless they unpacked a bundle: once interrupted they need not come to
// an end, which may be far in evidence of many gigabytes.
var readers = map[string]bool{"audit": true, "check": true, "doctor": true, "score": true, "show": true, "status": true, "verify": true}

// endSoon ends a command that was interrupted, unless it is over by itself.
func (a *app) endSoon(ctx context.Context, over <-chan struct{}) {
	<-ctx.Done()
	select {
	case <-over:
		return
	case <-time.After(200 * time.Millisecond):
	}
	if a.tidies.Load() {
		return
	}
	a.printError(errors.New("interrupted"))
	os.Exit(exitInterrupted)
}

// readPiped reads a file that may be a pipe, whose writer may take its time,
// until ctx ends.
func readPiped(ctx context.Context, name string) ([]byte, error) {
	return untilEnd(ctx, func() ([]byte, error) { return os.ReadFile(name) })
}

// untilEnd is what a read gives that may block, or ctx's error once that ends.
func untilEnd(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	done := make(chan struct{})
	var got []byte
	var failed error
	go func() {
		got, failed = read()
		close(done)
	}()
	select {
	case <-done:
		return got, failed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// interrupted says in one word what ended a command, whatever it was about.
func interrupted(ctx context.Context, err error) error {
	var e *exit
	if errors.As(err, &e) || ctx.Err() == nil || !errors.Is(err, context.Canceled) {
		return err
	}
	return &exit{exitInterrupted, errors.New("interrupted")}
}

// tampered makes of evidence that is not what its run left the complaint that
// names the file, whichever command came upon it.
func tampered(err error) error {
	var e *exit
	var changed *evidence.Changed
	if errors.As(err, &e) || !errors.As(err, &changed) {
		return err
	}
	return doesNotHold(problemList([]evidence.Problem{changed.Problem}))
}

// isUnknownCommand tells cobra's own complaints about arguments from ours.
func isUnknownCommand(root *cobra.Command, err error, args []string) bool {
	var e *exit
	if errors.As(err, &e) {
		return false
	}
	cmd, _, findErr := root.Find(args)
	if findErr != nil {
		return true
	}
	return cmd.Args != nil && cmd.ValidateArgs(cmd.Flags().Args()) != nil
}

func main() {
	run.Init() // returns, unless this is the first process of a run
	// Charts and dates must not depend on where they are drawn.
	time.Local = time.UTC
	os.Exit(execute(os.Args[1:]))
}
