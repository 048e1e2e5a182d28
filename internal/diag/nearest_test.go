package diag

import "testing"

func TestNearestIsWhatWasMeant(t *testing.T) {
	known := []string{"gcc", "fixed", "duration", "model-hub", "Chromium"}
	for typed, want := range map[string]string{
		"gpu": "", // one letter in three is no likeness
		"gc":  "gcc", "fix": "fixed", "fxied": "fixed", "DUR": "duration", "modelhub": "model-hub", "chrom": "Chromium", "kubernetes": "",
	} {
		if got := Nearest(typed, known); got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}
