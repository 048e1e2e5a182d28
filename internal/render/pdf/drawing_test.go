package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"report/internal/need"
	"report/internal/render/pdf"
)

const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80" viewBox="0 0 200 80">
<rect x="10" y="10" width="60" height="40" fill="#336699"/><text x="90" y="40" font-size="14" font-family="sans-serif">Words</text></svg>`

// A picture becomes a page of its own size whose words can be copied.
func TestDrawing(t *testing.T) {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	file, err := pdf.Drawing([]byte(picture), "A picture", day)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := pdf.Drawing([]byte(picture), "A picture", day); !bytes.Equal(again, file) {
		t.Error("drawn twice, the files differ")
	}
	need.Program(t, "pdfinfo", "poppler-utils")
	need.Program(t, "pdftotext", "poppler-utils")
	path := filepath.Join(t.TempDir(), "p.pdf")
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := exec.Command("pdfinfo", path).CombinedOutput()
	if err != nil || !strings.Contains(string(info), "200 x 80 pts") || !strings.Contains(string(info), "Pages:           1") {
		t.Errorf("pdfinfo: %v\n%s", err, info)
	}
	words, err := exec.Command("pdftotext", path, "-").CombinedOutput()
	if err != nil || strings.TrimSpace(string(words)) != "Words" {
		t.Errorf("pdftotext: %v %q", err, words)
	}
}

func TestDrawingOfNoPicture(t *testing.T) {
	if _, err := pdf.Drawing([]byte("no picture"), "t", time.Time{}); err == nil {
		t.Error("words were taken for a picture")
	}
}
