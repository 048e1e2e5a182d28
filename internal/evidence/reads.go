package evidence

import (
	"fmt"
	"io"
	"path"
	"strings"

	"report/internal/diag"
	"report/internal/pin"
	"report/internal/study"
)

// Reads finds what runs read of each other: it is the pinner's Finder. A log
// that is kept compressed is found under its own name, as it was written.
func (s *Store) Reads(read study.Read, profile string) (found []pin.ReadPin, why string, err error) {
	newest, err := s.Succeeded(read.Experiment, profile)
	if err != nil {
		return nil, "", err
	}
	if newest == nil {
		return nil, fmt.Sprintf("it reads %s, which has no successful run under the profile %s", read.Experiment, profile), nil
	}
	var names []string
	for _, f := range newest.Files {
		name, content := f.Path, f.SHA256
		if !f.Content.IsZero() {
			name, content = strings.TrimSuffix(name, ".gz"), f.Content
		}
		if names = append(names, name); f.Role == RoleProvenance || !study.Selects(read.Path, name) && read.Path != f.Path {
			continue
		}
		found = append(found, pin.ReadPin{Path: path.Join(study.EvidenceDir, read.Experiment, name), Run: newest.Name(), File: f.Path, Content: content})
	}
	if len(found) == 0 {
		return nil, fmt.Sprintf("it reads %s of %s, whose newest run kept no such file, %s", read.Path, read.Experiment, butKept(read.Path, names)), nil
	}
	return found, "", nil
}

// butKept says what of almost the same name a run kept, else what it kept at
// all.
func butKept(wanted string, names []string) string {
	near := diag.Nearest(wanted, names)
	for _, name := range names { // of the same name elsewhere
		if near == "" && path.Base(name) == path.Base(wanted) {
			near = name
		}
	}
	if near != "" {
		return "but " + near
	}
	return "but " + diag.Few(names, 5)
}

// OpenRead opens a file that a run reads of another, decompressed.
func (s *Store) OpenRead(r pin.ReadPin) (io.ReadCloser, error) {
	ref, err := ParseRef(r.Run + "/" + r.File)
	if err != nil {
		return nil, err
	}
	content, _, err := s.Open(ref)
	return content, err
}

// readResource is a file of another run as a resource of the provenance.
func readResource(r pin.ReadPin) Resource {
	return Resource{Name: "read", URI: r.Run + "/" + r.File, Digest: map[string]string{"sha256": r.Content.Hex()},
		Annotations: map[string]any{"at": r.Path}}
}
