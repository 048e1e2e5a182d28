package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"report/internal/bundle"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/study"
)

func newSign(a *app) *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "sign --key FILE",
		Short: "Sign the evidence root with an SSH key",
		Long: `Reads every byte of evidence again, signs its root with a private SSH key, and
writes evidence/ROOT.sig. New runs change the root: sign after the last.

` + strings.Join(wrap("What a signature proves: "+bundle.Proves+". What it does not: "+bundle.DoesNotProve+".", terminalWidth), "\n") + `

Without report, after sha256sum -c in each run's directory:
  find evidence -name manifest.json ! -path '*Z-*/*/*' | LC_ALL=C sort |
    xargs sha256sum | sha256sum | sed 's/ .*//; s/^/sha256:/' |
    ssh-keygen -Y verify -f allowed_signers -I WHO -n ` + bundle.Namespace + ` \
      -s evidence/ROOT.sig

Exit codes: 0 signed, 1 could not be done, 2 wrong usage, 3 the evidence does
not hold.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if key == "" {
				return usage("--key is missing\nhint: report sign --key ~/.ssh/id_ed25519")
			}
			return a.sign(cmd.Context(), a.input(key))
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the private SSH key")
	return cmd
}

// signedJSON is what `report sign --json` prints.
type signedJSON struct {
	Schema       string `json:"schema"`
	Path         string `json:"path"`
	Root         string `json:"root"`
	Key          string `json:"key"`
	Proves       string `json:"proves"`
	DoesNotProve string `json:"does_not_prove"`
}

func (a *app) sign(ctx context.Context, key string) error {
	root, err := study.Root(a.dir)
	if err != nil {
		return err
	}
	content, err := readPiped(ctx, key)
	if err != nil {
		return fmt.Errorf("reading the key: %w", err)
	}
	store := evidence.At(root)
	v, err := store.Verify()
	switch {
	case err != nil:
		return err
	case len(v.Problems) > 0:
		return doesNotHold(problemList(v.Problems))
	case v.Files == 0 || v.Root == digest.Tree(nil):
		return errors.New("there is no evidence to sign\nhint: report run makes it")
	}
	armoured, fingerprint, err := bundle.Sign(v.Root, content, nil)
	if errors.Is(err, bundle.ErrPassphrase) {
		armoured, fingerprint, err = a.signLocked(ctx, v.Root, key, content)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	if err := store.KeepSignature(armoured); err != nil {
		return err
	}
	name := evidence.Committed + "/" + evidence.SignatureName
	if a.json {
		return a.printJSON(signedJSON{"report/sign/1", name, v.Root.String(), fingerprint, bundle.Proves, bundle.DoesNotProve})
	}
	_, err = fmt.Fprintf(a.stdout, "%s\nroot %s\nkey %s\n%s", name, v.Root, fingerprint, meaning())
	return err
}

// signLocked asks for the passphrase of a key, on a terminal alone.
func (a *app) signLocked(ctx context.Context, root digest.SHA256, key string, content []byte) ([]byte, string, error) {
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return nil, "", fmt.Errorf("%w\nhint: call report sign from a terminal, which is asked for it", bundle.ErrPassphrase)
	}
	fmt.Fprintf(a.stderr, "Passphrase of %s: ", key)
	passphrase, err := readPassphrase(ctx)
	fmt.Fprintln(a.stderr)
	if err != nil {
		return nil, "", err
	}
	return bundle.Sign(root, content, passphrase)
}

// readPassphrase reads a line from the terminal without showing it. Once ctx
// ends, the terminal shows again what is typed.
func readPassphrase(ctx context.Context) ([]byte, error) {
	terminal := int(os.Stdin.Fd())
	before, err := term.GetState(terminal)
	if err != nil {
		return nil, err
	}
	line, err := untilEnd(ctx, func() ([]byte, error) { return term.ReadPassword(terminal) })
	if ctx.Err() != nil {
		err = errors.Join(err, term.Restore(terminal, before))
	}
	return line, err
}

// meaning is what to say of a signature that holds.
func meaning() string {
	var b strings.Builder
	paragraph(&b, "  ", "proves: "+bundle.Proves)
	paragraph(&b, "  ", "does not prove: "+bundle.DoesNotProve)
	return b.String()
}

// demanded is a signature as verify found it.
type demanded struct {
	OK           bool   `json:"ok"`
	Required     bool   `json:"required"`
	Key          string `json:"key,omitempty"`
	By           string `json:"by,omitempty"` // as the allowed signers name it
	Problem      string `json:"problem,omitempty"`
	Proves       string `json:"proves,omitempty"`
	DoesNotProve string `json:"does_not_prove,omitempty"`
}

// signatureOf holds a signature, nil for none, against the root and, where
// they are given, the allowed signers. It is nil where there is none and none
// is asked for.
func signatureOf(armoured []byte, root digest.SHA256, allowed *bundle.Allowed) *demanded {
	d := &demanded{Required: allowed != nil}
	if armoured == nil {
		if allowed == nil {
			return nil
		}
		d.Problem = "is missing, and a signature is required"
		return d
	}
	s, err := bundle.CheckSignature(armoured, root)
	if err == nil {
		d.Key = s.Fingerprint
		if allowed != nil {
			d.By, err = allowed.Whose(s, time.Now())
		}
	}
	if err != nil {
		d.Problem = err.Error()
		return d
	}
	d.OK, d.Proves, d.DoesNotProve = true, bundle.Proves, bundle.DoesNotProve
	return d
}

// allowedSigners reads the file of --allowed-signers; nil without one.
func allowedSigners(name string) (*bundle.Allowed, error) {
	if name == "" {
		return nil, nil
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the allowed signers: %w", err)
	}
	return bundle.ParseAllowed(filepath.ToSlash(name), content)
}
