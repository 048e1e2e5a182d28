// Package script runs the embedded chart and formula scripts, with no clock
// and no chance. A function's name and its arguments come in as text, what it
// returns goes out; the same input gives the same bytes on every machine. What
// comes while it is at work runs in processes of their own, side by side. What
// to draw is for chart and math.
package script

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"modernc.org/quickjs"

	"report/internal/digest"
	"report/internal/recall"
)

// dist holds what build.mjs made, bundles, hyphenation patterns, licences, and
// the bundles' bytecode.
//
//go:embed all:dist
var dist embed.FS

// Bundle names one embedded script.
type Bundle string

// The embedded scripts.
const (
	Charts   Bundle = "charts.js"
	Formulas Bundle = "formulas.js"
)

// ErrNotBuilt says that the binary was built without its scripts.
var ErrNotBuilt = errors.New("this binary was built without the chart and formula scripts; build it with: make")

// Asset is a file of dist by name, such as "hyphen-en-us.txt", or ErrNotBuilt.
func Asset(name string) ([]byte, error) { return assetIn(dist, name) }

func assetIn(built fs.FS, name string) ([]byte, error) {
	content, err := fs.ReadFile(built, "dist/"+name)
	if err != nil {
		return nil, ErrNotBuilt
	}
	return content, nil
}

// Source is a bundle's text, for a page that runs it in the reader's browser.
func Source(b Bundle) ([]byte, error) { return Asset(string(b)) }

// Packed is a bundle compressed with gzip, as it was built or, where it was not,
// anew.
func Packed(b Bundle) ([]byte, error) {
	if packed, err := dist.ReadFile("dist/" + string(b) + ".gz"); err == nil {
		return packed, nil
	}
	source, err := Source(b)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(source); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

// Engine calls functions of the bundles. It is safe for use by many goroutines.
// Who is done with it closes it.
type Engine struct {
	cache   *recall.Cache
	measure func(text, font string) float64
	built   fs.FS    // with the bundles
	helper  []string // the program that helps, and its arguments; none: all runs in this process

	mu      sync.Mutex
	bundles map[Bundle]*loaded
}

// runtime runs the functions of one bundle, one after the other. It says of a
// call whether it left nothing behind that another could see.
type runtime interface {
	call(function string, args []string) (result string, reusable bool, err error)
	close() error
}

// loaded is a bundle read once; its bytecode is asked for only when something is
// not kept.
type loaded struct {
	sum      digest.SHA256
	bytecode func() ([]byte, error)

	mu   sync.Mutex
	here bool      // one runtime of this process is started
	idle []runtime // started, and not in use
}

// New makes an engine. What a call returned is kept below cache by the digest
// of the script and the arguments, when cache is not empty: safe to delete,
// never part of a result. measure gives the width of a text in CSS pixels, for
// scripts that lay text out; it must depend on its arguments alone.
func New(cache string, measure func(text, font string) float64) *Engine {
	return &Engine{cache: recall.In(cache), measure: measure, built: dist, bundles: map[Bundle]*loaded{}}
}

// Helped has calls that come while another is under way run in processes of
// their own, side by side: of a program, this one as a rule, that calls Help when
// it is started with these arguments. Without it all runs in this process.
func (e *Engine) Helped(program string, args ...string) *Engine {
	e.helper = append([]string{program}, args...)
	return e
}

// Close ends what the engine started. It is for use when no call is under way,
// and a call after it starts anew.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var errs []error
	for _, b := range e.bundles {
		b.mu.Lock()
		for _, r := range b.idle {
			errs = append(errs, r.close())
		}
		b.idle, b.here = nil, false
		b.mu.Unlock()
	}
	return errors.Join(errs...)
}

// Call runs a global function of a bundle on text arguments and returns its
// result as text, the same one whatever was called before. An error thrown by
// the script comes back with the script's own message.
func (e *Engine) Call(b Bundle, function string, args ...string) (string, error) {
	bundle, err := e.load(b)
	if err != nil {
		return "", err
	}
	key := bundle.key(function, args)
	if kept, ok := e.cache.Get(key); ok {
		return kept, nil
	}
	result, err := e.run(bundle, function, args)
	if err != nil {
		return "", err
	}
	e.cache.Put(key, result)
	return result, nil
}

// run calls a function in a runtime that is free, or in a new one. What a helper
// was asked that has ended is asked again here.
func (e *Engine) run(b *loaded, function string, args []string) (string, error) {
	r, err := e.runtime(b)
	if err != nil {
		return "", err
	}
	result, reusable, err := r.call(function, args)
	if errors.Is(err, errHelper) {
		if err := r.close(); err != nil {
			return "", err
		}
		if r, err = e.here(b); err != nil {
			return "", err
		}
		result, reusable, err = r.call(function, args)
	}
	if err != nil || !reusable { // or the script did not come to its end
		return result, errors.Join(err, b.end(r))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.idle = append(b.idle, r)
	return result, nil
}

// end closes a runtime that is not used again.
func (l *loaded) end(r runtime) error {
	if _, here := r.(local); here {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.here = false
	}
	return r.close()
}

func (e *Engine) load(b Bundle) (*loaded, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if l, ok := e.bundles[b]; ok {
		return l, nil
	}
	source, err := assetIn(e.built, string(b))
	if err != nil {
		return nil, err
	}
	l := &loaded{sum: digest.Bytes(source), bytecode: sync.OnceValues(func() ([]byte, error) {
		return bytecodeIn(e.built, b, source)
	})}
	e.bundles[b] = l
	return l, nil
}

// keyVersion changes when call sets a runtime up differently.
const keyVersion = "report/drawing/2"

// key digests all that a result depends on; lengths keep arguments apart.
func (l *loaded) key(function string, args []string) digest.SHA256 {
	text := fmt.Sprintf("%s\n%s\n%s\n", keyVersion, l.sum.Hex(), function)
	for _, a := range args {
		text += fmt.Sprintf("%d:%s\n", len(a), a)
	}
	return digest.Bytes([]byte(text))
}

// runtime gives a runtime in which the bundle is loaded, to nobody else at once.
// The first is of this process, the others are helpers where there are any.
func (e *Engine) runtime(b *loaded) (runtime, error) {
	b.mu.Lock()
	if last := len(b.idle) - 1; last >= 0 {
		r := b.idle[last]
		b.idle = b.idle[:last]
		b.mu.Unlock()
		return r, nil
	}
	first := !b.here
	b.here = true
	b.mu.Unlock()
	if first || e.helper == nil {
		return e.here(b)
	}
	bytecode, err := b.bytecode()
	if err != nil {
		return nil, err
	}
	if h, err := startHelper(e.helper, bytecode); err == nil {
		return h, nil
	}
	return e.here(b) // slower, and the same bytes
}

// here starts a runtime in this process.
func (e *Engine) here(b *loaded) (runtime, error) {
	bytecode, err := b.bytecode()
	if err != nil {
		return nil, err
	}
	return e.start(bytecode)
}

// surroundings are what a script sees beside the language: no clock, no chance,
// and nothing that happens later.
const surroundings = `
Math.random = () => 0.5;
globalThis.Date = class extends Date {
  constructor(...given) { given.length ? super(...given) : super(0); }
  static now() { return 0; }
};
delete globalThis.performance;
globalThis.console = { log() {}, warn() {}, error() {} };
for (const name of ["setTimeout", "clearTimeout", "setInterval", "clearInterval"]) globalThis[name] = () => {};
`

// local is a runtime of this process.
type local struct{ vm *quickjs.VM }

// start loads a bundle into a new runtime.
func (e *Engine) start(bytecode []byte) (runtime, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	_, err = vm.Eval(surroundings, quickjs.EvalGlobal)
	if err == nil && e.measure != nil {
		err = vm.RegisterFunc("measureText", e.measure, false)
	}
	if err == nil {
		_, err = vm.EvalBytecode(bytecode)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("loading the script: %w", err), vm.Close())
	}
	return local{vm}, nil
}

func (l local) close() error { return l.vm.Close() }

// call runs a function; the bundle says whether a call leaves anything behind.
func (l local) call(function string, args []string) (text string, reusable bool, err error) {
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a
	}
	result, err := l.vm.Call(function, values...)
	if err != nil {
		return "", false, thrown(err)
	}
	text, ok := result.(string)
	if !ok {
		return "", false, fmt.Errorf("the script's %s gives %v, which is no text", function, result)
	}
	says, err := l.vm.Eval("globalThis.reusable", quickjs.EvalGlobal)
	return text, says == true, err
}

// thrown is an error that the script threw, with its message alone.
func thrown(err error) error {
	if e := new(quickjs.Error); errors.As(err, &e) && e.Message != "" {
		return errors.New(e.Message)
	}
	return err
}
