//go:build !linux

package pin

import "os"

// statOf asks the system about a file, through a symbolic link or not.
func statOf(full string, follow bool) (stat, error) {
	ask := os.Lstat
	if follow {
		ask = os.Stat
	}
	info, err := ask(full)
	if err != nil {
		return stat{}, err
	}
	return stat{size: info.Size(), modified: info.ModTime().UnixNano(), mode: uint32(info.Mode())}, nil
}
