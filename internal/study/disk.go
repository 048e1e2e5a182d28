package study

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"report/internal/diag"
)

// disk is the study's directory while its files are checked: what many
// experiments ask of it is looked up once. It refuses symbolic links that lead
// out of the study. It is safe for use by many goroutines.
type disk struct {
	*os.Root

	mu    sync.Mutex
	stats map[string]func() (fs.FileInfo, error)
	reads map[string]func() ([]byte, error)
	locks map[string]func() (*diag.Error, error) // what is wrong with them
}

// openDisk opens the study at a root; Close ends it.
func openDisk(root string) (*disk, error) {
	r, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	return &disk{
		Root: r, stats: map[string]func() (fs.FileInfo, error){},
		reads: map[string]func() ([]byte, error){}, locks: map[string]func() (*diag.Error, error){},
	}, nil
}

// Stat is os.Root's, asked once for each name.
func (d *disk) Stat(name string) (fs.FileInfo, error) {
	return once(d, d.stats, name, d.Root.Stat)
}

// ReadFile is os.Root's, read once for each name; nobody may change what it gives.
func (d *disk) ReadFile(name string) ([]byte, error) {
	return once(d, d.reads, name, d.Root.ReadFile)
}

// once asks for a name where nobody has before; others wait for the answer.
func once[T any](d *disk, known map[string]func() (T, error), name string, ask func(string) (T, error)) (T, error) {
	d.mu.Lock()
	answer := known[name]
	if answer == nil {
		answer = sync.OnceValues(func() (T, error) { return ask(name) })
		known[name] = answer
	}
	d.mu.Unlock()
	return answer()
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
