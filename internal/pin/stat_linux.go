package pin

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

// statOf asks the system about a file, through a symbolic link or not. Asked
// thousands of times, it avoids what os.Stat makes of the answer.
func statOf(full string, follow bool) (stat, error) {
	var st unix.Stat_t
	flags := 0
	if !follow {
		flags = unix.AT_SYMLINK_NOFOLLOW
	}
	for {
		err := unix.Fstatat(unix.AT_FDCWD, full, &st, flags)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return stat{}, &fs.PathError{Op: "stat", Path: full, Err: err}
		}
		return stat{st.Size, st.Mtim.Nano(), st.Ctim.Nano(), st.Ino, st.Mode}, nil
	}
}
