package serve

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// get asks the server as a browser on this machine does.
func get(ctx context.Context, s *Server, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+s.port+path, nil)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// TestAPageThatWasClosedSpoilsNothing: whoever looks next gets the paper, though
// the one who asked first is gone.
func TestAPageThatWasClosedSpoilsNothing(t *testing.T) {
	s := New(Parts{Paper: func(ctx context.Context) Built {
		if err := ctx.Err(); err != nil {
			return Built{Mistakes: []Mistake{{Message: err.Error()}}}
		}
		return Built{Page: []byte("the paper")}
	}}, "1")
	gone, leave := context.WithCancel(t.Context())
	leave()
	get(gone, s, "/paper.html")
	if got := get(t.Context(), s, "/paper.html").Body.String(); got != "the paper" {
		t.Errorf("the next one gets %q", got)
	}
}

// TestThePaperIsMadeOnceForAllWhoLookFirst: the frame asks for the page and for
// its changes at once.
func TestThePaperIsMadeOnceForAllWhoLookFirst(t *testing.T) {
	var made atomic.Int32
	s := New(Parts{Paper: func(context.Context) Built {
		made.Add(1)
		time.Sleep(10 * time.Millisecond) // so that all are there
		return Built{Page: []byte("the paper")}
	}}, "1")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { get(t.Context(), s, "/paper.html") })
	}
	group.Wait()
	if n := made.Load(); n != 1 {
		t.Errorf("it was made %d times", n)
	}
}
