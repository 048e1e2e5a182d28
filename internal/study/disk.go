package study

import (
	"io/fs"
	"os"
	"path/filepath"

	"report/internal/diag"
	"report/internal/plainfile"
	"report/internal/recall"
)

// disk is the study's directory while its files are checked: what many
// experiments ask of it is looked up once. It refuses symbolic links that lead
// out of the study. It is safe for use by many goroutines.
type disk struct {
	*os.Root

	stats recall.Once[string, fs.FileInfo]
	reads recall.Once[string, []byte]
	locks recall.Once[string, *diag.Error] // what is wrong with them
}

// openDisk opens the study at a root; Close ends it.
func openDisk(root string) (*disk, error) {
	r, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	return &disk{Root: r}, nil
}

// Stat is os.Root's, asked once for each name.
func (d *disk) Stat(name string) (fs.FileInfo, error) {
	return d.stats.Get(name, func() (fs.FileInfo, error) { return d.Root.Stat(name) })
}

// ReadFile is os.Root's, read once for each name; nobody may change what it gives.
func (d *disk) ReadFile(name string) ([]byte, error) {
	return d.reads.Get(name, func() ([]byte, error) { return plainfile.ReadIn(d.FS(), filepath.ToSlash(name)) })
}

// Open is os.Root's, but for what would block.
func (d *disk) Open(name string) (*os.File, error) {
	info, err := d.Stat(name)
	if err == nil {
		err = plainfile.Check(info)
	}
	if err != nil {
		return nil, err
	}
	return d.Root.Open(name)
}

// dirs are the directories in one that no link leads to, and whether it holds
// the file of an experiment.
func (d *disk) dirs(name string) (below []string, isExperiment bool) {
	entries, err := os.ReadDir(filepath.Join(d.Name(), filepath.FromSlash(name)))
	if err != nil {
		return nil, false
	}
	for _, e := range entries {
		if e.IsDir() {
			below = append(below, e.Name())
		}
		isExperiment = isExperiment || e.Name() == ExperimentFileName
	}
	return below, isExperiment
}
