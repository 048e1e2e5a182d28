package evidence

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// SignatureName is the file of evidence/ that signs the root.
const SignatureName = "ROOT.sig"

// KeepSignature puts a signature of the root beside the runs, in one step. It is
// written elsewhere, where half of one is no stranger among the evidence.
func (s *Store) KeepSignature(armored []byte) (err error) {
	scratch := s.shelf(".report")
	if err := os.MkdirAll(scratch, 0o755); err != nil {
		return fmt.Errorf("writing %s: %w", SignatureName, err)
	}
	f, err := os.CreateTemp(scratch, "ROOT-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", SignatureName, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("writing %s: %w", SignatureName, err), os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(armored)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(s.shelf(Committed), SignatureName))
}
