// Package serve shows a study on loopback: its paper, audit, status and
// evidence, each made anew when a file changes, and the open page with them.
// What the parts hold comes from the caller as functions; what goes out are
// answers to a browser on this machine and to nobody else.
package serve

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Mistake is what the page's overlay shows of one mistake.
type Mistake struct {
	Place   string `json:"place"`   // paper/paper.md:12:7, "" where there is none
	Message string `json:"message"` //
	Source  string `json:"source"`  // the line, and below it the caret
	Hint    string `json:"hint"`
}

// Built is the paper as far as it could be made.
type Built struct {
	Page     []byte // an HTML page; nil where there is none at all
	Mistakes []Mistake
}

// Parts make what is shown. They are called one at a time.
type Parts struct {
	Title  string
	Paper  func(ctx context.Context) Built
	Status func(ctx context.Context) (Table, error)
	Audit  func(ctx context.Context) (Table, error)
	// Evidence opens a file of a run, decompressed; List gives the runs' files.
	Evidence func(name string) (io.ReadCloser, error)
	List     func() ([]string, error)
}

// Table is a part in rows.
type Table struct {
	Columns []string `json:"columns"`
	Rows    []Row    `json:"rows"`
	Total   string   `json:"total"` // how many there are of each state, in words
}

// Row is one of a table. Its first cell is its state, which is also its mark.
type Row struct {
	Cells []Cell `json:"cells"`
	Note  string `json:"note,omitempty"` // below the cells, in prose
}

// Cell is a text, and where it leads on this server, "" for nowhere.
type Cell struct {
	Text string `json:"text"`
	Link string `json:"link,omitempty"`
}

// Server answers a browser.
type Server struct {
	parts Parts
	port  string

	first   sync.Once  // the first look
	making  sync.Mutex // parts are made one at a time
	mu      sync.Mutex
	built   *Built
	version int
	waiting map[chan int]bool // one a page that listens
}

// New makes a server for a port of loopback; nothing is built yet.
func New(parts Parts, port string) *Server {
	return &Server{parts: parts, port: port, waiting: map[chan int]bool{}}
}

// Listen takes a port of loopback, "0" any free one.
func Listen(port string) (net.Listener, error) {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return nil, fmt.Errorf("port %s of loopback: %w\nhint: --port 0 takes a free one", port, err)
	}
	return l, nil
}

// Run answers until the context ends.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	_, s.port, _ = net.SplitHostPort(l.Addr().String())
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		closing, end := context.WithTimeout(context.Background(), 2*time.Second)
		defer end()
		if err := srv.Shutdown(closing); err != nil { // pages that listen hold on
			return srv.Close()
		}
		return nil
	}
}

// Changed builds the paper again and tells the pages that are open.
func (s *Server) Changed(ctx context.Context) Built {
	s.making.Lock()
	built := s.parts.Paper(ctx)
	s.making.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if built.Page == nil && s.built != nil {
		built.Page = s.built.Page // a page from before the mistake beats none
	}
	s.built = &built
	s.version++
	for c := range s.waiting {
		select {
		case c <- s.version:
		default: // it has not read the last one yet, and will see this one
		}
	}
	return built
}

// current is the paper of now and its number. Whoever looks first has it made,
// for all who look: also where that page is closed before it is there.
func (s *Server) current(ctx context.Context) (Built, int) {
	s.first.Do(func() {
		s.mu.Lock()
		none := s.built == nil
		s.mu.Unlock()
		if none {
			s.Changed(context.WithoutCancel(ctx))
		}
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.built, s.version
}

// ServeHTTP answers one request. A name in Host that is not this machine's is
// refused: a page elsewhere that lets its name lead here could else read along.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	switch {
	case !s.ours(r.Host):
		http.Error(w, "this server answers to 127.0.0.1 and localhost alone", http.StatusMisdirectedRequest)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "this server is for reading", http.StatusMethodNotAllowed)
		return
	}
	switch p := r.URL.Path; {
	case p == "/":
		s.shell(w, "paper")
	case p == "/status", p == "/audit", p == "/evidence":
		s.shell(w, p[1:])
	case p == "/paper.html":
		s.paper(w, r)
	case p == "/events":
		s.events(w, r)
	case p == "/rows/status":
		s.rows(w, r, s.parts.Status)
	case p == "/rows/audit":
		s.rows(w, r, s.parts.Audit)
	case p == "/names/evidence":
		s.list(w)
	case p == "/shell.js":
		answer(w, "text/javascript; charset=utf-8", shellScript)
	case p == "/shell.css":
		answer(w, "text/css; charset=utf-8", shellStyle)
	case strings.HasPrefix(p, "/evidence/"):
		s.file(w, strings.TrimPrefix(p, "/evidence/"))
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) ours(host string) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil || port != s.port {
		return false
	}
	return name == "127.0.0.1" || name == "localhost" || name == "::1"
}

var (
	//go:embed assets/shell.html
	shellPage string
	//go:embed assets/shell.js
	shellScript string
	//go:embed assets/shell.css
	shellStyle string
)

// shell is the frame around a part: tabs, the overlay for mistakes, and the
// script that listens for changes. The paper in it is the very page that
// render writes.
func (s *Server) shell(w http.ResponseWriter, part string) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	page := strings.NewReplacer("{{title}}", escape(s.parts.Title), "{{part}}", part).Replace(shellPage)
	answer(w, "text/html; charset=utf-8", page)
}

func escape(words string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(words)
}

func answer(w http.ResponseWriter, kind, content string) {
	w.Header().Set("Content-Type", kind)
	_, _ = io.WriteString(w, content) // the browser may be gone
}

// paper is the page of now. One who asks for a version gets it or nothing.
func (s *Server) paper(w http.ResponseWriter, r *http.Request) {
	built, version := s.current(r.Context())
	if asked := r.URL.Query().Get("version"); asked != "" && asked != strconv.Itoa(version) {
		http.Error(w, "this version is no longer here", http.StatusConflict)
		return
	}
	if built.Page == nil {
		answer(w, "text/plain; charset=utf-8", "The paper could not be made yet.\n")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(built.Page)
}

// rows answers with a table as JSON, and what is wrong beside what there is of it.
func (s *Server) rows(w http.ResponseWriter, r *http.Request, make func(context.Context) (Table, error)) {
	s.making.Lock()
	table, err := make(r.Context())
	s.making.Unlock()
	var shown struct {
		Table
		Error string `json:"error,omitempty"`
	}
	if shown.Table = table; err != nil {
		shown.Error = err.Error()
	}
	content, err := json.Marshal(shown)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, "application/json", string(content))
}

func (s *Server) list(w http.ResponseWriter) {
	names, err := s.parts.List()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(names)
}

// file shows a piece of evidence: pictures as such, all else as text. What a
// tool wrote is never a page of ours: markup is shown as its source.
func (s *Server) file(w http.ResponseWriter, name string) {
	if !fs.ValidPath(name) {
		http.Error(w, "no path of evidence", http.StatusBadRequest)
		return
	}
	content, err := s.parts.Evidence(name)
	if errors.Is(err, fs.ErrNotExist) {
		http.Error(w, "there is no evidence "+name, http.StatusNotFound)
		return
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer content.Close()
	kind := "text/plain; charset=utf-8"
	if t := mime.TypeByExtension(path.Ext(name)); t == "image/png" || t == "image/jpeg" {
		kind = t
	}
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	w.Header().Set("Content-Type", kind)
	_, _ = io.Copy(w, content)
}

// state is what an open page is told.
type state struct {
	Version  int       `json:"version"`
	Mistakes []Mistake `json:"mistakes"`
}

// events tells an open page the state now and at every change, as server-sent
// events.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "this connection cannot be kept open", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	changed := make(chan int, 1)
	s.mu.Lock()
	s.waiting[changed] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.waiting, changed)
		s.mu.Unlock()
	}()
	told := 0
	for {
		built, version := s.current(r.Context())
		if version != told { // the first look at a page is a change of its own
			told = version
			if !tell(w, flusher, state{version, built.Mistakes}) {
				return
			}
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

// tell sends one event; false where the page is gone.
func tell(w io.Writer, flusher http.Flusher, now state) bool {
	if now.Mistakes == nil {
		now.Mistakes = []Mistake{}
	}
	text, err := json.Marshal(now)
	if err != nil {
		return false
	}
	if _, err := fmt.Fprintf(w, "data: %s\n\n", text); err != nil {
		return false
	}
	flusher.Flush()
	return true
}
