package study

import (
	"slices"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
)

// A shape describes a mapping of a study file: its fields, in the order in
// which people read them, each with its key, its words, what it may hold and
// where its value goes. Decoder, manual and JSON Schema all read this one
// description, so they cannot tell different stories.
type shape[T any] struct {
	shapeInfo
	fields []field[T]
	// place tells an entry its position and, in a table, its key.
	place func(into *T, pos diag.Pos, id string)
	// start sets the defaults before the fields are read.
	start func(into *T)
	// check holds fields against each other once all were read.
	check func(d *decoder, at, n *yaml.Node, v *T)
	// always runs check also when fields had mistakes of their own.
	always bool
}

// shapeInfo is the part of a shape that has no Go type in it.
type shapeInfo struct {
	name  string // for $defs and for headings: "tool"
	about string // one sentence
	specs []*spec
}

// spec describes one field in words.
type spec struct {
	key      string
	about    string // one or two sentences, no full stop at the end
	required bool
	standard string // what holds when the field is left out, in words
	typ      typ
}

// typ describes what a field may hold.
type typ struct {
	name   string // "text", "list of text"
	schema func() map[string]any
	inner  *shapeInfo // of a mapping, or of the entries of a list or table
}

// field ties a spec to the place of its value.
type field[T any] struct {
	*spec
	read func(d *decoder, key, value *yaml.Node, into *T)
}

// reader reads one value; false means that it reported a mistake.
type reader[V any] struct {
	typ
	read func(d *decoder, n *yaml.Node) (V, bool)
	// partial values are kept: the entries of a table that have no mistake are
	// still checked against the rest of the study.
	partial bool
}

// define finishes a shape once its fields are listed.
func define[T any](name, about string, fields ...field[T]) *shape[T] {
	s := &shape[T]{shapeInfo: shapeInfo{name: name, about: about}, fields: fields}
	for _, f := range fields {
		s.specs = append(s.specs, f.spec)
	}
	return s
}

// one makes a field whose value is read into a place of T.
func one[T, V any](key, about string, r reader[V], to func(*T) *V) field[T] {
	return field[T]{
		spec: &spec{key: key, about: about, typ: r.typ},
		read: func(d *decoder, _, value *yaml.Node, into *T) {
			if v, ok := r.read(d, value); ok || r.partial {
				*to(into) = v
			}
		},
	}
}

// need marks a field as required.
func (f field[T]) need() field[T] {
	f.required = true
	return f
}

// or says what holds when the field is left out.
func (f field[T]) or(standard string) field[T] {
	f.standard = standard
	return f
}

// decode reads a mapping into a value. at is what stands for the entry as a
// whole: its key in a table, the mapping itself elsewhere.
func (s *shape[T]) decode(d *decoder, at, n *yaml.Node, into *T) bool {
	if n.Kind != yaml.MappingNode {
		d.at(n, "%s is a mapping of fields, not %s", s.subject(at), typeName(n)).
			WithHint("fields of %s: %s", s.name, listed(s.keys()))
		return false
	}
	if s.start != nil {
		s.start(into)
	}
	before := len(d.errs)
	seen := make([]*yaml.Node, len(s.fields))
	for i := 0; i+1 < len(n.Content); i += 2 {
		s.decodeField(d, at, n.Content[i], n.Content[i+1], into, seen)
	}
	for i, f := range s.fields {
		if f.required && seen[i] == nil && !s.misspelt(n, f.key) {
			d.at(at, "%s lacks %q", s.subject(at), f.key).WithHint("add: %s: %s", f.key, f.typ.example())
		}
	}
	if s.check != nil && (s.always || len(d.errs) == before) {
		s.check(d, at, n, into)
	}
	return len(d.errs) == before
}

// misspelt reports whether a key of the mapping was probably meant to be the
// field; that mistake was reported already.
func (s *shape[T]) misspelt(n *yaml.Node, field string) bool {
	keys := s.keys()
	for _, key := range keyNodes(n) {
		if !slices.Contains(keys, key.Value) && nearest(key.Value, keys) == field {
			return true
		}
	}
	return false
}

// subject names the entry in a message: `tool "mlflow"`, `step "train"`, or
// `the study`.
func (s *shape[T]) subject(at *yaml.Node) string {
	if at.Kind == yaml.ScalarNode {
		return s.name + " \"" + clip(at.Value) + "\""
	}
	if id := child(at, "id"); id != nil && id.Kind == yaml.ScalarNode && id.Value != "" {
		return s.name + " \"" + clip(id.Value) + "\""
	}
	return "the " + s.name
}

func (s *shape[T]) decodeField(d *decoder, at, key, value *yaml.Node, into *T, seen []*yaml.Node) {
	for i, f := range s.fields {
		if f.key != key.Value {
			continue
		}
		if seen[i] != nil {
			d.at(key, "%q is given twice", key.Value).WithHint("it stands on line %d already; keep one", seen[i].Line)
			return
		}
		seen[i] = key
		if isNull(value) {
			d.at(key, "%q has no value", key.Value).WithHint("write one, or remove the line")
			return
		}
		f.read(d, key, value, into)
		return
	}
	d.unknownKey(key, s.subject(at), &s.shapeInfo)
}

// unknownKey reports a key that the shape lacks, with the nearest that it has.
func (d *decoder) unknownKey(key *yaml.Node, subject string, s *shapeInfo) {
	e := d.at(key, "%s has no field %q", subject, clip(key.Value))
	if near := nearest(key.Value, s.keys()); near != "" {
		e.WithHint("did you mean %q?", near)
		return
	}
	e.WithHint("fields of %s: %s", s.name, listed(s.keys()))
}

func (s *shapeInfo) keys() []string {
	keys := make([]string, len(s.specs))
	for i, f := range s.specs {
		keys[i] = f.key
	}
	return keys
}

// mapping reads a value that is a mapping of its own.
func mapping[V any](s *shape[V]) reader[V] {
	return reader[V]{
		typ: typ{name: "mapping", inner: &s.shapeInfo, schema: func() map[string]any { return ref(&s.shapeInfo) }},
		read: func(d *decoder, n *yaml.Node) (V, bool) {
			var v V
			if s.place != nil {
				s.place(&v, d.pos(n), "")
			}
			ok := s.decode(d, n, n, &v)
			return v, ok
		},
	}
}

// pointer reads an optional mapping.
func pointer[V any](r reader[V]) reader[*V] {
	return reader[*V]{typ: r.typ, read: func(d *decoder, n *yaml.Node) (*V, bool) {
		v, ok := r.read(d, n)
		return &v, ok
	}}
}

// list reads a list; an entry with a mistake is left out of the value.
func list[V any](r reader[V]) reader[[]V] {
	return reader[[]V]{
		typ: typ{
			name: "list of " + r.plural(), inner: r.inner,
			schema: func() map[string]any { return map[string]any{"type": "array", "items": r.schema()} },
		},
		read: func(d *decoder, n *yaml.Node) ([]V, bool) {
			if n.Kind != yaml.SequenceNode {
				d.at(n, "a list is wanted here, not %s", typeName(n)).WithHint("%s", listHint(n))
				return nil, false
			}
			values := make([]V, 0, len(n.Content))
			for _, item := range n.Content {
				if isNull(item) {
					d.at(item, "an entry of the list is empty").WithHint("write a value, or remove the line")
				} else if v, ok := r.read(d, item); ok {
					values = append(values, v)
				}
			}
			return values, len(values) == len(n.Content)
		},
	}
}

func listHint(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode && n.Value != "" {
		return "write it as [" + clip(n.Value) + "]"
	}
	return "begin each entry with a - and a blank"
}

// table reads a mapping from IDs to entries, in the order of the file.
func table[V any](s *shape[V]) reader[[]V] {
	entry := typ{name: "mapping", inner: &s.shapeInfo, schema: func() map[string]any { return ref(&s.shapeInfo) }}
	r := keyed(idKey, entry, func(d *decoder, key, value *yaml.Node) (V, bool) {
		var v V
		s.place(&v, d.pos(key), key.Value)
		ok := s.decode(d, key, value, &v)
		return v, ok
	})
	r.partial = true
	return r
}

// keyType is what the keys of a table may be.
type keyType struct {
	name    string // "ID"
	pattern string // for the schema
	check   func(d *decoder, key *yaml.Node) bool
}

// keyed reads a mapping whose keys are names chosen by the study.
func keyed[V any](keys keyType, inner typ, entry func(d *decoder, key, value *yaml.Node) (V, bool)) reader[[]V] {
	return reader[[]V]{
		typ: typ{
			name: keys.name + " → " + inner.name, inner: inner.inner,
			schema: func() map[string]any {
				return map[string]any{
					"type": "object", "additionalProperties": false,
					"patternProperties": map[string]any{keys.pattern: inner.schema()},
				}
			},
		},
		read: func(d *decoder, n *yaml.Node) ([]V, bool) {
			if n.Kind != yaml.MappingNode {
				d.at(n, "a mapping from %s is wanted here, not %s", keys.name, typeName(n)).
					WithHint("write each entry as a line %s: …", keys.name)
				return nil, false
			}
			return readTable(d, n, keys, entry)
		},
	}
}

func readTable[V any](d *decoder, n *yaml.Node, keys keyType, entry func(d *decoder, key, value *yaml.Node) (V, bool)) ([]V, bool) {
	values := make([]V, 0, len(n.Content)/2)
	first := map[string]int{}
	before := len(d.errs)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if line, twice := first[key.Value]; twice {
			d.at(key, "%q is given twice", clip(key.Value)).WithHint("it stands on line %d already; keep one or rename it", line)
			continue
		}
		first[key.Value] = key.Line
		if !keys.check(d, key) {
			continue
		}
		if isNull(value) {
			d.at(key, "%q has no value", clip(key.Value)).WithHint("write one, or remove the line")
			continue
		}
		if v, ok := entry(d, key, value); ok {
			values = append(values, v)
		}
	}
	return values, len(d.errs) == before
}
