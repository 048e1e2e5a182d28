package run

import "errors"

// handOver has no way to run as another user here.
func (a *attempt) handOver(string) (*account, error) {
	return nil, errors.New("a step with `user:` needs Linux or macOS")
}
