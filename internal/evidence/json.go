package evidence

import "github.com/go-json-experiment/json"

// ReadJSON reads a JSON file of a run or of a bundle into a value. Names have to
// be spelt as they are written, none may stand twice in an object, and text has
// to be UTF-8: two readers of one file never see two things.
func ReadJSON(content []byte, into any) error { return json.Unmarshal(content, into) }
