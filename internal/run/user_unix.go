//go:build unix

package run

import (
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
)

// handOver finds a step's user and gives it the attempt's directories. Only
// root can.
func (a *attempt) handOver(name string) (*account, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return nil, fmt.Errorf("user %q: %w", name, err)
	}
	uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
	if uidErr != nil || gidErr != nil {
		return nil, fmt.Errorf("user %q has no numeric id", name)
	}
	if uid == uint64(os.Geteuid()) {
		return nil, nil
	}
	if os.Geteuid() != 0 {
		return nil, fmt.Errorf("running as user %s needs report to run as root", name)
	}
	for _, dir := range []string{a.work.base, a.work.tmp} {
		err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Lchown(path, int(uid), int(gid))
		})
		if err != nil {
			return nil, err
		}
	}
	return &account{Name: name, UID: uint32(uid), GID: uint32(gid)}, nil
}
