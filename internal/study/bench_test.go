package study_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"report/internal/study"
)

// many writes a study with n experiments of a realistic size.
func many(b testing.TB, n int) string {
	root := unpack(b, whole)
	content, err := os.ReadFile(filepath.Join(root, "experiments", "a-sum", study.ExperimentFileName))
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		dir := filepath.Join(root, "experiments", fmt.Sprintf("made-%04d", i))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			b.Fatal(err)
		}
		text := strings.Replace(string(content), "tool: a", fmt.Sprintf("tool: a\ntitle: number %d", i), 1)
		if err := os.WriteFile(filepath.Join(dir, study.ExperimentFileName), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return root
}

func BenchmarkLoadThousand(b *testing.B) {
	root := many(b, 1000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := study.Load(root); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFindThousand(b *testing.B) {
	root := many(b, 1000)
	for b.Loop() {
		if _, err := study.Find(root); err != nil {
			b.Fatal(err)
		}
	}
}
