package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"report/internal/bundle"
	"report/internal/evidence"
	"report/internal/plainfile"
	"report/internal/study"
)

func newVerify(a *app) *cobra.Command {
	var required bool
	var signers string
	cmd := &cobra.Command{
		Use:   "verify [BUNDLE]",
		Short: "Read every byte of evidence again and hold it against its manifest",
		Long: `Reads every byte of evidence again, on all cores, and compares it with the
manifests and the lists of sums; then every rendered paper with its own.
A file that is changed, missing or added is named. With BUNDLE, a file that
report export --to bundle wrote, the same of all that is in it: needs no study,
no network, and unpacks nothing.

--require-signature demands that evidence/ROOT.sig signs the evidence root with
a key of --allowed-signers, a file as ssh-keygen reads it.

Without report, the same is checked run by run:
  cd evidence/EXPERIMENT/RUN && sha256sum -c SHA256SUMS

Exit codes: 0 all holds, 1 the evidence cannot be read, 2 wrong usage or no
bundle, 3 something does not hold.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if required != (signers != "") {
				return usage("--require-signature and --allowed-signers go together\nhint: report verify --require-signature --allowed-signers FILE")
			}
			allowed, err := allowedSigners(a.input(signers))
			if err != nil {
				return err
			}
			return a.verify(args, allowed)
		},
	}
	cmd.Flags().BoolVar(&required, "require-signature", false, "demand a signature of the evidence root")
	cmd.Flags().StringVar(&signers, "allowed-signers", "", "the keys that count, a line each: WHO KEYTYPE KEY")
	return cmd
}

// verification is what `report verify --json` prints.
type verification struct {
	Schema    string             `json:"schema"`
	OK        bool               `json:"ok"`
	Files     int                `json:"files"`
	Bytes     int64              `json:"bytes"`
	Root      string             `json:"root"`
	Problems  []evidence.Problem `json:"problems"`
	Notes     []string           `json:"notes,omitempty"`
	Signature *demanded          `json:"signature,omitempty"`
}

func (a *app) verify(args []string, allowed *bundle.Allowed) error {
	var v *evidence.Verification
	var armoured []byte
	var err error
	if len(args) == 1 {
		v, armoured, err = verifyBundle(a.input(args[0]))
	} else {
		v, armoured, err = a.verifyStudy()
	}
	if err != nil {
		return err
	}
	signature := signatureOf(armoured, v.Root, allowed)
	name := evidence.Committed + "/" + evidence.SignatureName
	switch {
	case signature == nil || signature.OK:
	case signature.Required:
		hint := "sign the evidence as it is now: report sign --key FILE; or name the key's owner in the allowed signers"
		if len(args) == 1 {
			hint = "ask whoever made the bundle for one that is signed; or name the key's owner in the allowed signers, if you trust it"
		}
		v.Problems = append(v.Problems, evidence.Problem{Path: name, Problem: signature.Problem, Hint: hint})
	default:
		v.Notes = append(v.Notes, name+" "+signature.Problem+"; report sign makes it again")
	}
	ok := len(v.Problems) == 0
	if a.json {
		problems := append([]evidence.Problem{}, v.Problems...)
		err = a.printJSON(verification{"report/verify/1", ok, v.Files, v.Bytes, v.Root.String(), problems, v.Notes, signature})
	} else {
		err = a.printVerification(v, signature)
	}
	if err == nil && !ok {
		err = doesNotHold(errors.New(brokenFiles(len(v.Problems))))
	}
	return err
}

// verifyStudy reads the evidence of a study, and its signature if it has one.
func (a *app) verifyStudy() (*evidence.Verification, []byte, error) {
	root, err := study.Root(a.dir)
	if err != nil {
		return nil, nil, err
	}
	v, err := evidence.At(root).Verify()
	if err != nil {
		return nil, nil, err
	}
	armoured, err := signatureIn(os.DirFS(root))
	return v, armoured, err
}

// signatureIn reads ROOT.sig, nil where there is none.
func signatureIn(files fs.FS) ([]byte, error) {
	armoured, err := plainfile.ReadIn(files, evidence.Committed+"/"+evidence.SignatureName)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	return armoured, err
}

// verifyBundle reads every byte of a bundle, then asks of the evidence in it
// what verifyStudy asks.
func verifyBundle(name string) (*evidence.Verification, []byte, error) {
	b, problems, err := openBundle(name)
	if err != nil || len(problems) > 0 {
		return &evidence.Verification{Problems: problems}, nil, err
	}
	defer b.Close()
	v, err := evidence.VerifyFS(b.FS())
	if err != nil {
		return nil, nil, err
	}
	v.Files, v.Bytes = len(b.Manifest.Files), 0
	for _, f := range b.Manifest.Files {
		v.Bytes += f.Size
	}
	if v.Root != b.Manifest.Root {
		v.Problems = append(v.Problems, evidence.Problem{
			Path: bundle.ManifestName, Problem: fmt.Sprintf("names the evidence root %s, and the evidence has %s", b.Manifest.Root, v.Root),
		})
	}
	armoured, err := signatureIn(b.FS())
	return v, armoured, err
}

// openBundle opens a bundle and reads every byte of it. There is a bundle only
// where there is no problem.
func openBundle(name string) (*bundle.Bundle, []evidence.Problem, error) {
	b, problems, err := bundle.Open(name)
	if errors.Is(err, bundle.ErrNotBundle) {
		return nil, nil, &exit{exitUsage, err}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("there is no bundle %s\nhint: report export --to bundle --out FILE makes one", name)
	}
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	if problems, err = b.Check(); err != nil || len(problems) > 0 {
		return nil, problems, errors.Join(err, b.Close())
	}
	return b, nil, nil
}

// printVerification writes the problems to stderr, each with its mend, and
// what was read to stdout.
func (a *app) printVerification(v *evidence.Verification, s *demanded) error {
	shown := hintedOnce(v.Problems[:min(len(v.Problems), mostProblems)])
	for _, p := range shown {
		a.say("%s: %s", p.Path, p.Problem)
		if p.Hint != "" {
			a.say("hint: %s", p.Hint)
		}
	}
	if more := len(v.Problems) - len(shown); more > 0 {
		a.say("and %d more; report verify --json lists all", more)
	}
	for _, note := range v.Notes {
		a.say("note: %s", note)
	}
	if len(v.Problems) > 0 {
		return nil
	}
	_, err := fmt.Fprintf(a.stdout, "%s of evidence, %s: all as their manifests say\nroot %s\n", counted(v.Files, "file"), sizeOf(v.Bytes), v.Root)
	if err == nil && s != nil && s.OK {
		by := "; whose it is, only --allowed-signers can tell"
		if s.By != "" {
			by = ", of " + s.By
		}
		_, err = fmt.Fprintf(a.stdout, "signed by the key %s%s\n%s", s.Key, by, meaning())
	}
	return err
}

// mostProblems is how many problems are printed; more of them have one cause.
const mostProblems = 20

// hintedOnce are problems with the hint that several in a row have behind the last.
func hintedOnce(problems []evidence.Problem) []evidence.Problem {
	out := slices.Clone(problems)
	for i := range out[:max(len(out)-1, 0)] {
		if out[i].Hint == out[i+1].Hint {
			out[i].Hint = ""
		}
	}
	return out
}

// brokenFiles sums up a verification that found something.
func brokenFiles(n int) string {
	if n == 1 {
		return "1 file of evidence or of a paper does not hold"
	}
	return fmt.Sprintf("%d files of evidence or of a paper do not hold", n)
}

// sizeOf is a number of bytes for people.
func sizeOf(n int64) string {
	switch {
	case n < 1000:
		return counted(int(n), "byte")
	case n < 1000*1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1000*1000*1000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}
