package pin

import (
	"slices"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// Lost are those of some commits that no clone of the study's repository has:
// HEAD does not descend from them. It is nil where there is no repository, and
// where the history at hand is cut, as in a shallow clone.
func (p *Pinner) Lost(commits []string) ([]string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	repo := p.repository()
	if repo.unknown != "" {
		return nil, nil
	}
	history, err := repo.objects.history()
	if history == nil || err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(commits), func(c string) bool { return history[c] }), nil
}

func (l *library) history() (map[string]bool, error) {
	if cut, err := l.repo.Storer.Shallow(); len(cut) > 0 || err != nil {
		return nil, err
	}
	log, err := l.repo.Log(&git.LogOptions{From: l.head.Hash})
	if err != nil {
		return nil, err
	}
	defer log.Close()
	held := map[string]bool{}
	err = log.ForEach(func(c *object.Commit) error {
		held[c.Hash.String()] = true
		return nil
	})
	return held, err
}

func (c *command) history() (map[string]bool, error) {
	cut, err := gitOutput(c.top, "rev-parse", "--is-shallow-repository")
	if strings.TrimSpace(cut) != "false" || err != nil {
		return nil, err
	}
	list, err := gitOutput(c.top, "rev-list", c.head)
	if err != nil {
		return nil, err
	}
	held := map[string]bool{}
	for id := range strings.FieldsSeq(list) {
		held[id] = true
	}
	return held, nil
}
