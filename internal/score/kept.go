package score

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"report/internal/digest"
	"report/internal/recall"
)

// SensitiveKept is Sensitive, kept from one command to the next by all that it
// is worked out from: most of its time are draws that come out the same.
func SensitiveKept(t *Table, kept *recall.Cache) (*Sensitivity, error) {
	key, ok := sensitiveKey(t)
	if !ok {
		return Sensitive(t)
	}
	if text, known := kept.Get(key); known {
		s := new(Sensitivity)
		if json.Unmarshal([]byte(text), s) == nil {
			return s, nil
		}
	}
	s, err := Sensitive(t)
	if err != nil || s == nil {
		return s, err
	}
	if text, err := json.Marshal(s); err == nil {
		kept.Put(key, string(text))
	}
	return s, nil
}

// sensitiveKey digests what Sensitive reads of a table, in the table's order.
func sensitiveKey(t *Table) (digest.SHA256, bool) {
	exact := func(x *big.Rat) string {
		if x == nil {
			return "-"
		}
		return x.RatString()
	}
	parts := []string{t.Winner, strconv.Itoa(len(t.Criteria))}
	for _, c := range t.Criteria {
		parts = append(parts, c.ID, exact(c.Weight))
	}
	for i := range t.Tools {
		row := &t.Tools[i]
		parts = append(parts, row.ID, exact(row.Total.Low), strconv.Itoa(len(row.Cells)))
		for _, criterion := range slices.Sorted(maps.Keys(row.Cells)) {
			cell := row.Cells[criterion]
			parts = append(parts, criterion, string(cell.Basis), exact(cell.Points))
		}
	}
	return recall.Key("report/sensitivity/1", parts...)
}
