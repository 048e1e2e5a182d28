package bundle

import (
	"archive/zip"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"report/internal/digest"
	"report/internal/evidence"
)

// holdsList reports whether the archive has a bundle.json anywhere.
func (b *Bundle) holdsList() bool {
	z, err := zip.NewReader(b.file, b.size)
	if err != nil && z == nil {
		return false
	}
	for _, f := range z.File {
		if f.Name == ManifestName {
			return true
		}
	}
	return false
}

// inspect reads the archive's own directory, which no other part of this
// package believes, to name what another program put into a bundle or took out.
// It opens no file of it.
func (b *Bundle) inspect() []evidence.Problem {
	z, err := zip.NewReader(b.file, b.size)
	if z == nil || err != nil && len(z.File) == 0 {
		return nil
	}
	listed := map[string]int64{ManifestName: -1}
	if b.Manifest != nil {
		for _, f := range b.Manifest.Files {
			listed[f.Path] = f.Size
		}
	}
	var problems []evidence.Problem
	seen := map[string]bool{}
	for _, f := range z.File {
		if why := refused(f, seen); why != "" {
			problems = append(problems, evidence.Problem{Path: strings.ToValidUTF8(f.Name, "?"), Problem: why, Hint: another})
		} else if size, ok := listed[f.Name]; b.Manifest != nil && !ok {
			problems = append(problems, evidence.Problem{Path: f.Name, Problem: fmt.Sprintf("was added: %s does not list it", ManifestName), Hint: another})
		} else if b.Manifest != nil && size >= 0 && f.UncompressedSize64 != uint64(size) {
			problems = append(problems, evidence.Problem{Path: f.Name, Problem: fmt.Sprintf("has %d bytes, and %s says %d", f.UncompressedSize64, ManifestName, size), Hint: another})
		}
		seen[f.Name] = true
	}
	if b.Manifest != nil {
		for _, f := range b.Manifest.Files {
			if !seen[f.Path] {
				problems = append(problems, evidence.Problem{Path: f.Path, Problem: fmt.Sprintf("is missing, and %s lists it", ManifestName), Hint: another})
			}
		}
	}
	return problems
}

// unblame takes the blame from files that do not lie where they must, because of
// another that inspect names, and from those that it names itself: what lies at
// their place is not theirs. Where the archive's directory has them with the
// content that is listed, they are whole.
func (b *Bundle) unblame(wrong []bool) {
	z, err := zip.NewReader(b.file, b.size)
	if z == nil || err != nil && len(z.File) == 0 {
		return
	}
	found := map[string]*zip.File{}
	for _, f := range z.File {
		found[f.Name] = f
	}
	for i, bad := range wrong {
		e, f := &b.entries[i+1], found[b.entries[i+1].path]
		switch {
		case !bad:
		case f == nil, f.UncompressedSize64 != uint64(e.size):
			wrong[i] = false // missing, or of another size: told already
		default:
			at, err := f.DataOffset()
			if err != nil || at == e.offset || at < 0 || at > b.size-e.size {
				continue
			}
			h := sha256.New()
			if _, err := io.Copy(h, io.NewSectionReader(b.file, at, e.size)); err == nil && digest.SHA256(h.Sum(nil)) == b.Manifest.Files[i].SHA256 {
				wrong[i] = false
			}
		}
	}
}

// refused says why an entry cannot be in a bundle, "" where it can.
func refused(f *zip.File, seen map[string]bool) string {
	mode := f.Mode()
	switch {
	case f.Name != ManifestName && unsafe(strings.TrimSuffix(f.Name, "/")) != "":
		return "is refused: the path " + unsafe(strings.TrimSuffix(f.Name, "/"))
	case seen[f.Name]:
		return "is in the archive twice"
	case mode&fs.ModeSymlink != 0:
		return "is refused: it is a link"
	case !mode.IsRegular():
		return "is refused: it is not a regular file"
	case f.Method != zip.Store:
		return fmt.Sprintf("is refused unread: it is compressed (%d bytes claim to be %d), and a bundle's files are stored as they are", f.CompressedSize64, f.UncompressedSize64)
	}
	return ""
}
