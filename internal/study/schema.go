package study

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"strings"
)

// SchemaDir is where a study keeps the JSON Schemas of its files, so that
// editors complete them in any clone, with no tool and no network at hand.
// Directories that begin with a dot hold no experiments.
const SchemaDir = ExperimentsDir + "/.schema"

// Kinds are the files that have a schema.
var Kinds = []string{"study", "experiment"}

// SchemaFile is the name of a kind's schema below SchemaDir.
func SchemaFile(kind string) string { return kind + ".schema.json" }

// Modeline is the first line of a study file, which tells editors where its
// schema is. file is relative to the study's root.
func Modeline(file string) string {
	kind := "experiment"
	if path.Base(file) == FileName {
		kind = "study"
	}
	up := strings.Repeat("../", strings.Count(path.Clean(file), "/"))
	place := up + SchemaDir + "/" + SchemaFile(kind)
	if inside := ExperimentsDir + "/"; strings.HasPrefix(file, inside) {
		place = strings.TrimPrefix(up, "../") + strings.TrimPrefix(SchemaDir, inside) + "/" + SchemaFile(kind)
	}
	return "# yaml-language-server: $schema=" + place
}

// SchemaJSON is the JSON Schema (draft 2020-12) of study.yaml or
// experiment.yaml. It says all that holds for a field alone; what holds
// between fields, such as weights that add up to 100, is for Load.
func SchemaJSON(kind string) ([]byte, error) {
	var root *shapeInfo
	var name string
	switch kind {
	case "study":
		root, name = &studyFile().shapeInfo, Schema
	case "experiment":
		root, name = &experimentFile().shapeInfo, ExperimentSchema
	default:
		return nil, fmt.Errorf("no schema %q; there are %s", kind, strings.Join(Kinds, " and "))
	}
	defs := map[string]any{}
	doc := root.jsonSchema(defs)
	doc["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	doc["title"] = name
	if len(defs) > 0 {
		doc["$defs"] = defs
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(doc)
	return b.Bytes(), err
}

// jsonSchema describes a mapping and adds those inside it to defs.
func (s *shapeInfo) jsonSchema(defs map[string]any) map[string]any {
	properties := map[string]any{}
	var required []string
	for _, f := range s.specs {
		properties[f.key] = f.jsonSchema(defs)
		if f.required {
			required = append(required, f.key)
		}
	}
	doc := map[string]any{
		"type": "object", "description": s.about + ".",
		"properties": properties, "additionalProperties": false,
	}
	if len(required) > 0 {
		doc["required"] = required
	}
	if s.name == "step" {
		doc["oneOf"] = oneKindOf()
	}
	return doc
}

// oneKindOf says that a step has exactly one of the kinds' keys.
func oneKindOf() []any {
	var kinds []any
	for _, kind := range []StepKind{Setup, Service, Run, Probe, Screenshot, Teardown} {
		kinds = append(kinds, map[string]any{"required": []string{string(kind)}})
	}
	kinds = append(kinds, map[string]any{"required": []string{"notebook"}})
	return kinds
}

func (f *spec) jsonSchema(defs map[string]any) map[string]any {
	doc := maps.Clone(f.typ.schema())
	doc["description"] = f.words()
	if inner := f.typ.inner; inner != nil && defs[inner.defName()] == nil {
		defs[inner.defName()] = map[string]any{} // seen, so that the description ends
		defs[inner.defName()] = inner.jsonSchema(defs)
	}
	return doc
}

// words are a field's description with its default.
func (f *spec) words() string {
	words := f.about + "."
	if f.standard != "" {
		words += " Default: " + f.standard + "."
	}
	return words
}

func (s *shapeInfo) defName() string { return strings.ReplaceAll(s.name, " ", "_") }

func ref(s *shapeInfo) map[string]any { return map[string]any{"$ref": "#/$defs/" + s.defName()} }
