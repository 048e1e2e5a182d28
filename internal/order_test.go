package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// order is the road of the style guide: a package imports only packages named
// before it. The renderers share a place, so that none knows another.
var order = []string{
	"golden", "need", "diag", "plainfile", "digest", "recall", "notebook", "study", "pin", "environment", "data", "browser", "redact",
	"run", "evidence", "score", "claim", "svg", "document", "highlight", "script", "chart", "math", "cite", "typeset",
	"render/markdown", "render/html", "render/pdf", "render/latex",
	"publish", "compare", "review", "bundle", "audit", "serve",
}

// owners names the rooms that may import an outside library: one each, but for
// what sets text and what publishing shares with git. Everyone may import the two
// that are all but standard.
var owners = map[string][]string{
	"codeberg.org/go-pdf/fpdf":           {"render/pdf"},
	"github.com/bmatcuk/doublestar":      {"study"},
	"github.com/chromedp/cdproto":        {"browser"},
	"github.com/chromedp/chromedp":       {"browser"},
	"github.com/fsnotify/fsnotify":       {"serve"},
	"github.com/go-echarts/go-echarts":   {"chart"},
	"github.com/go-fonts/dejavu":         {"typeset"},
	"github.com/go-fonts/liberation":     {"chart", "typeset"},
	"github.com/go-git/go-git":           {"pin", "publish"},
	"github.com/go-json-experiment/json": {"evidence"},
	"github.com/gowebpki/jcs":            {"pin"},
	"github.com/hiddeco/sshsig":          {"bundle"},
	"github.com/rogpeppe/go-internal":    {"environment"},
	"github.com/yuin/goldmark":           {"document"},
	"golang.org/x/crypto":                {"bundle"},
	"golang.org/x/image":                 {"chart", "typeset"},
	"golang.org/x/text":                  {"cite", "typeset"},
	"golang.org/x/tools/txtar":           {"golden"},
	"gonum.org/v1/gonum":                 {"score"},
	"gopkg.in/yaml.v3":                   {"study"},
	"modernc.org/quickjs":                {"script"},

	"golang.org/x/sync": nil,
	"golang.org/x/sys":  nil,
}

func TestImportsPointUp(t *testing.T) {
	rank := map[string]int{}
	for i, p := range order {
		rank[p] = i
	}
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		room := filepath.ToSlash(filepath.Dir(path))
		here, known := rank[room]
		if !known {
			t.Errorf("%s: package %q has no place in the order; add it to internal/order_test.go and ARCHITECTURE.md", path, room)
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			at := set.Position(spec.Pos())
			if inner, ok := strings.CutPrefix(imported, "report/internal/"); ok {
				checkInner(t, at, room, here, inner, rank)
			} else if host, _, _ := strings.Cut(imported, "/"); strings.Contains(host, ".") {
				checkOuter(t, at, room, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Fatal("no Go file was read")
	}
}

func checkInner(t *testing.T, at token.Position, room string, here int, inner string, rank map[string]int) {
	t.Helper()
	there, known := rank[inner]
	switch {
	case !known:
		t.Errorf("%s: %q has no place in the order", at, inner)
	case there >= here:
		t.Errorf("%s: %s comes before %s and may not import it", at, room, inner)
	case strings.HasPrefix(room, "render/") && strings.HasPrefix(inner, "render/"):
		t.Errorf("%s: a renderer knows no other renderer", at)
	case strings.HasPrefix(room, "render/") && there < rank["document"] && inner != "diag" && inner != "svg":
		t.Errorf("%s: a renderer sees the document, not %s", at, inner)
	}
}

func checkOuter(t *testing.T, at token.Position, room, imported string) {
	t.Helper()
	for library, rooms := range owners {
		if imported == library || strings.HasPrefix(imported, library+"/") {
			if rooms != nil && !slices.Contains(rooms, room) {
				t.Errorf("%s: only %s imports %s", at, strings.Join(rooms, " and "), library)
			}
			return
		}
	}
	t.Errorf("%s: %s belongs to no room; add it to internal/order_test.go, with what it saves and how to leave it in the commit", at, imported)
}
