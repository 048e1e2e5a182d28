package evidence

import (
	"bytes"
	plainjson "encoding/json"

	"github.com/go-json-experiment/json"
)

// ReadJSON reads a JSON file of a run or of a bundle into a value. Names have to
// be spelt as they are written, none may stand twice in an object, and text has
// to be UTF-8: two readers of one file never see two things.
func ReadJSON(content []byte, into any) error { return json.Unmarshal(content, into) }

// WriteJSON gives a value as all kept files have it: a member a line, indented
// by two spaces, signs of HTML as they are, with a line end.
func WriteJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := plainjson.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}
