package document

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The most that a table of data may hold to be printed.
const (
	mostRows    = 1000
	mostColumns = 60
	mostRunes   = 2000 // of a cell
)

// errNoTable says that data is well-formed and no table: text, or another JSON.
var errNoTable = errors.New("it holds no table")

// tableOf reads a table that code wrote: CSV or TSV with a head, a Markdown
// table, or JSON: a list of objects, or columns and rows. Cells are text;
// nothing in them is read as markup.
func tableOf(content []byte, as string) (*Table, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	var grid [][]string
	var aligns []Align
	var err error
	switch as {
	case "csv":
		grid, err = separated(content, ',')
	case "tsv":
		grid, err = separated(content, '\t')
	case "markdown":
		grid, aligns, err = pipes(string(content))
	case "json":
		grid, err = jsonTable(content)
	default:
		return nil, fmt.Errorf("%q is no form of table", as)
	}
	if err != nil {
		return nil, err
	}
	return gridTable(grid, aligns)
}

func separated(content []byte, comma rune) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = comma, -1, comma == '\t', true
	grid, err := r.ReadAll()
	if err == nil && len(grid) == 0 {
		err = errors.New("it is empty")
	}
	return grid, err
}

// pipes reads the first table of a Markdown text.
func pipes(text string) (grid [][]string, aligns []Align, err error) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := 0; i+1 < len(lines); i++ {
		if !strings.Contains(lines[i], "|") {
			continue
		}
		if aligns = rulers(lines[i+1]); aligns == nil || len(aligns) != len(pipeCells(lines[i])) {
			continue
		}
		grid = append(grid, pipeCells(lines[i]))
		for _, line := range lines[i+2:] {
			if !strings.Contains(line, "|") {
				break
			}
			grid = append(grid, pipeCells(line))
		}
		return grid, aligns, nil
	}
	return nil, nil, errNoTable
}

// rulers are the columns of a line such as |:--|--:|, nil for another line.
func rulers(line string) []Align {
	var aligns []Align
	for _, cell := range pipeCells(line) {
		if strings.Trim(cell, ":") == "" || strings.Trim(strings.Trim(cell, ":"), "-") != "" {
			return nil
		}
		align := Align("")
		switch left, right := strings.HasPrefix(cell, ":"), strings.HasSuffix(cell, ":"); {
		case left && right:
			align = Center
		case right:
			align = Right
		case left:
			align = Left
		}
		aligns = append(aligns, align)
	}
	return aligns
}

// pipeCells parts a line at its bars; \| is a bar of the text.
func pipeCells(line string) []string {
	line = strings.TrimSpace(line)
	line = strings.TrimPrefix(line, "|")
	if strings.HasSuffix(line, "|") && !strings.HasSuffix(line, `\|`) {
		line = strings.TrimSuffix(line, "|")
	}
	var cells []string
	var cell strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] == '|':
			cell.WriteByte('|')
			i++
		case line[i] == '|':
			cells = append(cells, strings.TrimSpace(cell.String()))
			cell.Reset()
		default:
			cell.WriteByte(line[i])
		}
	}
	return append(cells, strings.TrimSpace(cell.String()))
}

// jsonTable reads [{"a": 1, …}, …], as pandas writes it with orient="records";
// {"columns": […], "data": [[…], …]}, its "split"; and a data resource, with
// {"schema": {"fields": [{"name": …}]}, "data": [{…}]}.
func jsonTable(content []byte) ([][]string, error) {
	if !json.Valid(content) {
		return nil, errors.New("it is no JSON")
	}
	var records []json.RawMessage
	if json.Unmarshal(content, &records) == nil {
		return recordTable(nil, records)
	}
	var split struct {
		Columns []any             `json:"columns"`
		Data    []json.RawMessage `json:"data"`
		Rows    []json.RawMessage `json:"rows"`
		Schema  struct {
			Fields []struct {
				Name any `json:"name"`
			} `json:"fields"`
		} `json:"schema"`
	}
	if json.Unmarshal(content, &split) != nil {
		return nil, errNoTable
	}
	var head []string
	for _, f := range split.Schema.Fields {
		head = append(head, fmt.Sprint(f.Name))
	}
	if len(head) > 0 {
		return recordTable(head, split.Data)
	}
	if len(split.Columns) == 0 {
		return nil, errNoTable
	}
	for _, c := range split.Columns {
		head = append(head, fmt.Sprint(c))
	}
	grid := [][]string{head}
	for _, raw := range append(split.Data, split.Rows...) {
		var row []json.RawMessage
		if json.Unmarshal(raw, &row) != nil {
			return nil, errNoTable
		}
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = jsonText(v)
		}
		grid = append(grid, cells)
	}
	return grid, nil
}

// recordTable makes rows of objects; without a head, the keys are the columns,
// in the order in which they first come.
func recordTable(head []string, records []json.RawMessage) ([][]string, error) {
	at := map[string]int{}
	for i, name := range head {
		at[name] = i
	}
	fixed := len(head) > 0
	var rows [][]string
	for _, raw := range records {
		keys, values, err := ordered(raw)
		if err != nil {
			return nil, err
		}
		row := make([]string, len(head))
		for i, key := range keys {
			column, known := at[key]
			if !known && fixed {
				continue
			}
			if !known {
				column = len(head)
				at[key], head = column, append(head, key)
			}
			for len(row) <= column {
				row = append(row, "")
			}
			row[column] = jsonText(values[i])
		}
		rows = append(rows, row)
		if len(head) > mostColumns {
			break
		}
	}
	if len(head) == 0 {
		return nil, errNoTable
	}
	return append([][]string{head}, rows...), nil
}

// ordered are an object's keys and values as they are written.
func ordered(raw json.RawMessage) (keys []string, values []json.RawMessage, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, errNoTable
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, nil, errNoTable
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return nil, nil, errNoTable
		}
		keys, values = append(keys, fmt.Sprint(key)), append(values, v)
	}
	return keys, values, nil
}

// jsonText is a value as a cell prints it.
func jsonText(raw json.RawMessage) string {
	var s string
	switch {
	case json.Unmarshal(raw, &s) == nil:
		return s
	case string(raw) == "null":
		return ""
	}
	return string(raw)
}

// gridTable makes a table of rows of text, the first of which is its head.
func gridTable(grid [][]string, aligns []Align) (*Table, error) {
	width := len(grid[0])
	switch {
	case len(grid)-1 > mostRows:
		return nil, fmt.Errorf("it has %d rows, more than the %d that a paper prints", len(grid)-1, mostRows)
	case width > mostColumns:
		return nil, fmt.Errorf("it has more than %d columns", mostColumns)
	}
	t := &Table{Head: [][]Cell{}, Body: [][]Cell{}}
	for n, row := range grid {
		if len(row) > width {
			return nil, fmt.Errorf("row %d has %d cells, and the head %d", n+1, len(row), width)
		}
		cells := make([]Cell, width)
		for i := range cells {
			cells[i].Text = []Inline{}
			if i < len(row) && row[i] != "" {
				cells[i].Text = []Inline{&Text{Value: cellText(row[i])}}
			}
		}
		if n == 0 {
			t.Head = append(t.Head, cells)
		} else {
			t.Body = append(t.Body, cells)
		}
	}
	for i := range width {
		align := Left
		if i < len(aligns) && aligns[i] != "" {
			align = aligns[i]
		} else if numeric(t.Body, i) {
			align = Decimal
		}
		t.Columns = append(t.Columns, Column{Align: align})
	}
	decimals(t)
	if t.Columns[0].Align == Left {
		for _, row := range t.Body {
			row[0].Head = true
		}
	}
	return t, nil
}

// cellText is a cell on one line, without what cannot be printed.
func cellText(s string) string {
	s = strings.Join(strings.Fields(strings.Map(printable, strings.ToValidUTF8(s, "\uFFFD"))), " ")
	if utf8.RuneCountInString(s) > mostRunes {
		s = string([]rune(s)[:mostRunes]) + "…"
	}
	return s
}

// numeric reports whether a column holds numbers and nothing else.
func numeric(rows [][]Cell, column int) bool {
	numbers := 0
	for _, row := range rows {
		words := plainText(row[column].Text)
		if words == "" {
			continue
		}
		if !isNumber(words) {
			return false
		}
		numbers++
	}
	return numbers > 0
}

func isNumber(words string) bool {
	_, err := strconv.ParseFloat(strings.TrimSuffix(words, "%"), 64)
	return err == nil && strings.ContainsAny(words, "0123456789")
}

// claimed lets each number of a table lead to the evidence that it stands in.
func claimed(t *Table, id string) {
	for _, row := range t.Body {
		for i := range row {
			if words := plainText(row[i].Text); isNumber(words) {
				row[i].Text = []Inline{&Figured{Claim: id, Value: words}}
			}
		}
	}
}
