package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"

	"report/internal/digest"
	"report/internal/plainfile"
	"report/internal/run"
)

// PrunedName is the file of evidence/ that has a line for each run that was
// dropped: its manifest's digest, the manifest's path, how the run ended and
// which run took its place.
const PrunedName = "PRUNED"

// Pruned is a run that was, or would be, dropped.
type Pruned struct {
	Path     string        `json:"path"` // relative to the study's root
	Manifest digest.SHA256 `json:"manifest_sha256"`
	Status   run.Status    `json:"status"`
	By       string        `json:"superseded_by"` // the run that is newer
	Bytes    int64         `json:"bytes"`
}

// Superseded are the runs that a newer successful run of the same experiment
// and profile has replaced, but for those that cited asks to keep. The runs
// after the newest successful one say what is wrong now, and stay.
func (s *Store) Superseded(cited func(experiment, run string) bool) ([]Pruned, error) {
	var list []Pruned
	for _, shelf := range []string{Committed, Aside} {
		groups := map[[2]string][]string{} // experiment, profile → runs, the oldest first
		err := s.eachRun(shelf, func(dir string) error {
			experiment := path.Dir(dir)[len(shelf)+1:]
			key := [2]string{experiment, profileOf(path.Base(dir))}
			groups[key] = append(groups[key], path.Base(dir))
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("listing the evidence: %w", err)
		}
		for key, names := range groups {
			dropped, err := s.superseded(shelf, key[0], names, cited)
			if err != nil {
				return nil, err
			}
			list = append(list, dropped...)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Path < list[j].Path })
	return list, nil
}

// superseded are those of one experiment's runs under one profile.
func (s *Store) superseded(shelf, experiment string, names []string, cited func(experiment, run string) bool) ([]Pruned, error) {
	var list []Pruned
	by := ""
	for i := len(names) - 1; i >= 0; i-- {
		r, err := s.present(shelf, experiment, names[i])
		if err != nil {
			return nil, err
		}
		if by != "" && !cited(experiment, names[i]) {
			sum, size, err := digest.File(filepath.Join(r.Dir, ManifestName))
			if err != nil {
				return nil, err
			}
			for _, f := range r.Files {
				size += f.Size
			}
			list = append(list, Pruned{r.Place(), sum, r.Status, by, size})
		}
		if by == "" && r.Status == run.Succeeded {
			by = names[i]
		}
	}
	return list, nil
}

// Prune drops runs: first their lines are added to PRUNED and flushed, then
// each directory goes in one step. Runs that are not committed leave no line.
func (s *Store) Prune(list []Pruned) error {
	if err := s.record(list); err != nil {
		return fmt.Errorf("writing %s/%s: %w", Committed, PrunedName, err)
	}
	bin := s.shelf(".report/pruned")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return err
	}
	for _, p := range list {
		gone := filepath.Join(bin, path.Base(p.Path))
		if err := os.RemoveAll(gone); err != nil {
			return err
		}
		if err := os.Rename(s.shelf(p.Path), gone); err != nil {
			return fmt.Errorf("dropping %s: %w", p.Path, err)
		}
	}
	return os.RemoveAll(bin)
}

// record adds a line for each committed run to PRUNED, replacing it in one step.
func (s *Store) record(list []Pruned) error {
	file := filepath.Join(s.shelf(Committed), PrunedName)
	text, err := plainfile.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	before := len(text)
	for _, p := range list {
		if p.Path[:len(Committed)+1] == Committed+"/" {
			line := fmt.Appendf(nil, "%s  %s/%s  %s, superseded by %s\n", p.Manifest.Hex(), p.Path, ManifestName, p.Status, p.By)
			if !bytes.Contains(text, line) { // as it is where the last prune was killed before it dropped the run
				text = append(text, line...)
			}
		}
	}
	if len(text) == before {
		return nil
	}
	tmp, err := os.CreateTemp(s.shelf(".report"), PrunedName+"-")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return syncDir(s.shelf(Committed))
}
