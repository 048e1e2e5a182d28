package document

import "encoding/json"

// tagged is a piece's JSON with its kind in front, so that a reader of
// `report show document` can tell blocks and inlines apart.
func tagged(kind string, v any) ([]byte, error) {
	fields, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	out := append([]byte(`{"type":"`), kind...)
	out = append(out, '"')
	if string(fields) != "{}" {
		out = append(append(out, ','), fields[1:]...)
		return out, nil
	}
	return append(out, '}'), nil
}

// MarshalJSON tags it as "heading".
func (v *Heading) MarshalJSON() ([]byte, error) {
	type plain Heading
	return tagged("heading", (*plain)(v))
}

// MarshalJSON tags it as "paragraph".
func (v *Paragraph) MarshalJSON() ([]byte, error) {
	type plain Paragraph
	return tagged("paragraph", (*plain)(v))
}

// MarshalJSON tags it as "list".
func (v *List) MarshalJSON() ([]byte, error) {
	type plain List
	return tagged("list", (*plain)(v))
}

// MarshalJSON tags it as "definitions".
func (v *Definitions) MarshalJSON() ([]byte, error) {
	type plain Definitions
	return tagged("definitions", (*plain)(v))
}

// MarshalJSON tags it as "quote".
func (v *Quote) MarshalJSON() ([]byte, error) {
	type plain Quote
	return tagged("quote", (*plain)(v))
}

// MarshalJSON tags it as "rule".
func (v *Rule) MarshalJSON() ([]byte, error) {
	type plain Rule
	return tagged("rule", (*plain)(v))
}

// MarshalJSON tags it as "table".
func (v *Table) MarshalJSON() ([]byte, error) {
	type plain Table
	return tagged("table", (*plain)(v))
}

// MarshalJSON tags it as "figure".
func (v *Figure) MarshalJSON() ([]byte, error) {
	type plain Figure
	return tagged("figure", (*plain)(v))
}

// MarshalJSON tags it as "listing".
func (v *Listing) MarshalJSON() ([]byte, error) {
	type plain Listing
	return tagged("listing", (*plain)(v))
}

// MarshalJSON tags it as "equation".
func (v *Equation) MarshalJSON() ([]byte, error) {
	type plain Equation
	return tagged("equation", (*plain)(v))
}

// MarshalJSON tags it as "placeholder".
func (v *Placeholder) MarshalJSON() ([]byte, error) {
	type plain Placeholder
	return tagged("placeholder", (*plain)(v))
}

// MarshalJSON tags it as "text".
func (v *Text) MarshalJSON() ([]byte, error) {
	type plain Text
	return tagged("text", (*plain)(v))
}

// MarshalJSON tags it as "emph".
func (v *Emph) MarshalJSON() ([]byte, error) {
	type plain Emph
	return tagged("emph", (*plain)(v))
}

// MarshalJSON tags it as "strong".
func (v *Strong) MarshalJSON() ([]byte, error) {
	type plain Strong
	return tagged("strong", (*plain)(v))
}

// MarshalJSON tags it as "strike".
func (v *Strike) MarshalJSON() ([]byte, error) {
	type plain Strike
	return tagged("strike", (*plain)(v))
}

// MarshalJSON tags it as "code".
func (v *Code) MarshalJSON() ([]byte, error) {
	type plain Code
	return tagged("code", (*plain)(v))
}

// MarshalJSON tags it as "link".
func (v *Link) MarshalJSON() ([]byte, error) {
	type plain Link
	return tagged("link", (*plain)(v))
}

// MarshalJSON tags it as "figured".
func (v *Figured) MarshalJSON() ([]byte, error) {
	type plain Figured
	return tagged("figured", (*plain)(v))
}

// MarshalJSON tags it as "cite".
func (v *Cite) MarshalJSON() ([]byte, error) {
	type plain Cite
	return tagged("cite", (*plain)(v))
}

// MarshalJSON tags it as "ref".
func (v *Ref) MarshalJSON() ([]byte, error) {
	type plain Ref
	return tagged("ref", (*plain)(v))
}

// MarshalJSON tags it as "note".
func (v *NoteRef) MarshalJSON() ([]byte, error) {
	type plain NoteRef
	return tagged("note", (*plain)(v))
}

// MarshalJSON tags it as "math".
func (v *Math) MarshalJSON() ([]byte, error) {
	type plain Math
	return tagged("math", (*plain)(v))
}

// MarshalJSON tags it as "break".
func (v *Break) MarshalJSON() ([]byte, error) {
	type plain Break
	return tagged("break", (*plain)(v))
}

// MarshalJSON tags it as "picture".
func (v *Picture) MarshalJSON() ([]byte, error) {
	type plain Picture
	return tagged("picture", (*plain)(v))
}
