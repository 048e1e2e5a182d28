package recall

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// Whoever asks, and from how many goroutines, a name is made once, and its error is
// told to all of them.
func TestOnceMakesANameOnce(t *testing.T) {
	var o Once[string, int]
	var made atomic.Int32
	wrong := errors.New("wrong")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := o.Get("a", func() (int, error) { made.Add(1); return 7, wrong })
			if got != 7 || !errors.Is(err, wrong) {
				t.Errorf("%d, %v", got, err)
			}
		})
	}
	group.Wait()
	if other, err := o.Get("b", func() (int, error) { return 8, nil }); other != 8 || err != nil || made.Load() != 1 {
		t.Errorf("b is %d, %v; a was made %d times", other, err, made.Load())
	}
}
