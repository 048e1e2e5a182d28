package html

// Model is a score table that the reader can weigh anew.
type Model struct {
	Set      string           `json:"set"`
	Name     string           `json:"name"`
	Criteria []ModelCriterion `json:"criteria"`
	Tools    []ModelTool      `json:"tools"`
	Contexts []ModelContext   `json:"contexts,omitempty"`
}

// ModelCriterion is one criterion with its weight in percent, a decimal.
type ModelCriterion struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Weight string `json:"weight"`
}

// ModelTool is one tool with a cell a criterion, in the order of the criteria.
type ModelTool struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Cells []ModelCell `json:"cells"`
}

// ModelCell is the points of one cell, decimals; they are equal where the
// points are known and 0 and 10, or nearer, where parts are missing.
type ModelCell struct {
	Low  string `json:"low"`
	High string `json:"high"`
}

// ModelContext is a kind of user: weights in the order of the criteria, and
// the tools that a hard requirement rules out, with why.
type ModelContext struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Who      string            `json:"who,omitempty"`
	Weights  []string          `json:"weights"`
	RuledOut map[string]string `json:"ruled_out,omitempty"`
	Unknown  map[string]string `json:"unknown,omitempty"`
}
