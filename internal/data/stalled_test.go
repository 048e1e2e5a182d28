package data

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"report/internal/digest"
	"report/internal/study"
)

// TestAServerThatStallsIsGivenUpOn: it is said what happened and what helps, and
// not that somebody interrupted the run, whether it stalls before or after its
// first bytes.
func TestAServerThatStallsIsGivenUpOn(t *testing.T) {
	t.Setenv(MirrorVariable, "")
	defer func(usual time.Duration) { stallTimeout = usual }(stallTimeout)
	stallTimeout = 50 * time.Millisecond
	for _, first := range []string{"", "the first bytes"} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if first != "" {
				_, _ = io.WriteString(w, first)
				w.(http.Flusher).Flush()
			}
			<-r.Context().Done()
		}))
		set := &study.DataSet{ID: "d", URL: server.URL + "/d.bin", SHA256: digest.Bytes([]byte("x"))}
		_, err := Bring(t.Context(), t.TempDir(), set, io.Discard)
		server.Close()
		if err == nil || !strings.Contains(err.Error(), "the server sent nothing for a minute") || !strings.Contains(err.Error(), "hint: ") {
			t.Errorf("after %q: %v", first, err)
		}
	}
}
