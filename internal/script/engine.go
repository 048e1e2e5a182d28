// Package script runs the embedded chart and formula scripts, with no clock
// and no chance. A function's name and its arguments come in as text, what it
// returns goes out; the same input gives the same bytes on every machine. What
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

// dist holds what build.mjs made: bundles, hyphenation patterns, licences.
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
type Engine struct {
	cache   *recall.Cache
	measure func(text, font string) float64
	built   fs.FS // with the bundles

	mu      sync.Mutex
	bundles map[Bundle]*loaded
}

// loaded is a bundle read once; it is compiled only when something is not kept.
type loaded struct {
	sum      digest.SHA256
	bytecode func() ([]byte, error)

	mu   sync.Mutex
	idle []*quickjs.VM // started, and not in use
}

// New makes an engine. What a call returned is kept below cache by the digest
// of the script and the arguments, when cache is not empty: safe to delete,
// never part of a result. measure gives the width of a text in CSS pixels, for
// scripts that lay text out; it must depend on its arguments alone.
func New(cache string, measure func(text, font string) float64) *Engine {
	return &Engine{cache: recall.In(cache), measure: measure, built: dist, bundles: map[Bundle]*loaded{}}
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
	vm, err := e.runtime(bundle)
	if err != nil {
		return "", err
	}
	result, err := call(vm, function, args)
	if err != nil {
		return "", errors.Join(err, vm.Close()) // the script did not come to its end
	}
	e.cache.Put(key, result)
	return result, bundle.release(vm)
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
		return compiled(source)
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
func (e *Engine) runtime(b *loaded) (*quickjs.VM, error) {
	b.mu.Lock()
	if last := len(b.idle) - 1; last >= 0 {
		vm := b.idle[last]
		b.idle = b.idle[:last]
		b.mu.Unlock()
		return vm, nil
	}
	b.mu.Unlock()
	bytecode, err := b.bytecode()
	if err != nil {
		return nil, err
	}
	return e.start(bytecode)
}

// release keeps a runtime for the next call, where the bundle says that a call
// leaves nothing behind that another could see.
func (l *loaded) release(vm *quickjs.VM) error {
	if reusable, err := vm.Eval("globalThis.reusable", quickjs.EvalGlobal); err != nil || reusable != true {
		return errors.Join(err, vm.Close())
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.idle = append(l.idle, vm)
	return nil
}

// compiled is a script as bytecode.
func compiled(source []byte) ([]byte, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	bytecode, err := vm.Compile(string(source), quickjs.EvalGlobal)
	return bytecode, errors.Join(err, vm.Close())
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

// start loads a bundle into a new runtime.
func (e *Engine) start(bytecode []byte) (*quickjs.VM, error) {
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
	return vm, nil
}

// call runs a function of a runtime.
func call(vm *quickjs.VM, function string, args []string) (string, error) {
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a
	}
	result, err := vm.Call(function, values...)
	if err != nil {
		return "", thrown(err)
	}
	text, ok := result.(string)
	if !ok {
		return "", fmt.Errorf("the script's %s gives %v, which is no text", function, result)
	}
	return text, nil
}

// thrown is an error that the script threw, with its message alone.
func thrown(err error) error {
	if e := new(quickjs.Error); errors.As(err, &e) && e.Message != "" {
		return errors.New(e.Message)
	}
	return err
}
