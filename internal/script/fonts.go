package script

import (
	"encoding/json"
	"fmt"
)

// Font is one font file that a page may embed, in the WOFF2 format.
type Font struct {
	Family  string `json:"family"` // "Paper Serif", "Paper Sans" or "Paper Mono"
	Italic  bool   `json:"italic"`
	Weights string `json:"weights"` // "200 900": a variable font
	Range   string `json:"range"`   // the characters it holds, as CSS unicode-range
	File    string `json:"file"`    // an Asset
	Content []byte `json:"-"`
}

// Fonts lists the embedded fonts, or says that the binary was built without.
func Fonts() ([]Font, error) {
	content, err := Asset("fonts.json")
	if err != nil {
		return nil, err
	}
	var fonts []Font
	if err := json.Unmarshal(content, &fonts); err != nil {
		return nil, fmt.Errorf("reading fonts.json: %w", err)
	}
	for i := range fonts {
		if fonts[i].Content, err = Asset(fonts[i].File); err != nil {
			return nil, err
		}
	}
	return fonts, nil
}
