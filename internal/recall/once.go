package recall

import "sync"

// Once keeps what was made for a name for as long as the program runs, and with
// which error. Who asks for one that is being made waits for it, whichever
// goroutine makes it. It is safe for use by many goroutines, and empty to begin
// with.
type Once[K comparable, V any] struct {
	mu   sync.Mutex
	made map[K]func() (V, error)
}

// Get is what was made for a name, made now where it was not. What makes it may
// not ask for the same name.
func (o *Once[K, V]) Get(name K, make func() (V, error)) (V, error) {
	o.mu.Lock()
	get := o.made[name]
	if get == nil {
		if o.made == nil {
			o.made = map[K]func() (V, error){}
		}
		get = sync.OnceValues(make)
		o.made[name] = get
	}
	o.mu.Unlock()
	return get()
}
