package browser

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"report/internal/need"
)

// launched starts the browser as a child of the test.
func launched(t *testing.T) Launch {
	t.Helper()
	program := Find()
	if program == "" {
		need.Missing(t, "chromium is missing (Debian: chromium)")
	}
	log, err := os.Create(filepath.Join(t.TempDir(), "browser.log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return Launch{Program: program, Profile: profile(t), Log: log, Start: func(argv []string, files []*os.File) (func(), error) {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
		cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = files[1], files[2], files[3:]
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		return func() { cmd.Process.Kill(); cmd.Wait() }, nil
	}}
}

const page = `<!doctype html><title>A page</title><style>
body { background: white; color: black } @media (prefers-color-scheme: dark) { body { background: black; color: white } }
#late { display: none }</style>
<button id=more onclick="document.getElementById('late').style.display='block'">more</button>
<p id=late>come late, from /secret/place</p><input value="/secret/field">
<script>setTimeout(() => { const m = document.createElement('main'); m.textContent = 'the main part'; document.body.append(m) }, 300)</script>`

func served(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, page)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPictureAndTextOfAPage(t *testing.T) {
	l := launched(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p := Page{URL: served(t), WaitFor: "main", Click: []string{"#more"}, Width: 640, Height: 480, Theme: "dark"}
	shot, err := Take(ctx, l, p, func(s string) string { return strings.ReplaceAll(s, "/secret", "$WORK") })
	if err != nil {
		t.Fatal(err)
	}
	if want := "A page\nmore\n\ncome late, from $WORK/place\n\nthe main part\n$WORK/field\n"; shot.Text != want {
		t.Errorf("text is %q, want %q", shot.Text, want)
	}
	img, err := png.Decode(bytes.NewReader(shot.PNG))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 640 || b.Dy() != 480 {
		t.Errorf("the picture is %v", b)
	}
	if r, _, _, _ := img.At(600, 470).RGBA(); r != 0 {
		t.Errorf("the page is not dark: %v", img.At(600, 470))
	}
	if !strings.HasPrefix(shot.Browser, "Chromium ") {
		t.Errorf("browser is %q", shot.Browser)
	}
}

// profile is a directory for a browser's settings. Its children may write into
// it for a moment after it has ended, so it is removed with patience.
func profile(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "profile-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := os.RemoveAll(dir)
		for range 50 {
			if err == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
			err = os.RemoveAll(dir)
		}
		t.Errorf("the browser's profile stays: %v", err)
	})
	return dir
}

func TestWhatIsNotThereIsNamed(t *testing.T) {
	l := launched(t)
	address := served(t)
	tests := []struct {
		page Page
		want string
	}{
		{Page{URL: address, WaitFor: "#never", Width: 200, Height: 100}, `the selector "#never" was not to be seen on ` + address},
		{Page{URL: address + "/gone", Width: 200, Height: 100}, "404"},
		{Page{URL: "http://127.0.0.1:1/", Width: 200, Height: 100}, "127.0.0.1:1"},
	}
	for _, test := range tests {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		l.Profile = profile(t)
		_, err := Take(ctx, l, test.page, nil)
		cancel()
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v does not say %q", err, test.want)
		}
	}
}
