package study

import (
	"fmt"
	"strings"
)

// Field describes one field for the manual.
type Field struct {
	Key   string
	Holds string // what it may hold, and what holds without it
	About string
}

// Fields describes the fields of one kind of mapping ("study", "tool", "step",
// …), in their order. They come from the table that reads the files.
func Fields(kind string) ([]Field, error) {
	var s *shapeInfo
	for _, root := range []*shapeInfo{&studyFile().shapeInfo, &experimentFile().shapeInfo, &cellHead().shapeInfo} {
		if s = root.lookup(kind); s != nil {
			break
		}
	}
	if s == nil {
		return nil, fmt.Errorf("no kind of mapping is called %q", kind)
	}
	fields := make([]Field, len(s.specs))
	for i, f := range s.specs {
		fields[i] = Field{f.key, f.holds(), f.about + "."}
	}
	return fields, nil
}

// holds says what a field may hold, and whether it must be there.
func (f *spec) holds() string {
	holds := f.typ.name
	if values, ok := f.typ.schema()["enum"].([]string); ok {
		holds = strings.Join(values, " | ")
	}
	switch {
	case f.required:
		return holds + ", required"
	case f.standard != "":
		return holds + ", default: " + f.standard
	}
	return holds
}

// lookup finds a mapping's description by its name, at any depth.
func (s *shapeInfo) lookup(name string) *shapeInfo {
	if s.name == name {
		return s
	}
	for _, f := range s.specs {
		if f.typ.inner == nil {
			continue
		}
		if found := f.typ.inner.lookup(name); found != nil {
			return found
		}
	}
	return nil
}
