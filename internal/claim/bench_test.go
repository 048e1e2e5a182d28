package claim_test

import (
	"fmt"
	"math/big"
	"testing"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/score"
	"report/internal/study"
)

// large is a study of many tools and criteria, all cells written down.
func large(tools, criteria int) claim.Inputs {
	s := &study.Study{Sets: []study.ScoreSet{{ID: "ours", Name: "Ours"}}}
	for k := range criteria {
		s.Criteria = append(s.Criteria, study.Criterion{ID: fmt.Sprintf("c%d", k), Name: fmt.Sprintf("Criterion %d", k), Weight: big.NewRat(100, int64(criteria))})
	}
	for i := range tools {
		id := fmt.Sprintf("t%d", i)
		s.Tools = append(s.Tools, study.Tool{ID: id, Name: "Tool " + id})
		for k := range criteria {
			s.Sets[0].Cells = append(s.Sets[0].Cells, study.Cell{Tool: id, Criterion: s.Criteria[k].ID, Points: big.NewRat(int64((i*7+k*13)%101), 10),
				Basis: "judged", Pos: diag.Pos{File: "study.yaml", Line: 1 + i*criteria + k, Col: 1}})
		}
	}
	return claim.Inputs{Study: s, Readings: score.Fixed{}, Files: files{"study.yaml": "x\n"}}
}

// BenchmarkClaims scores 1,000 tools on 100 criteria and resolves and checks a
// thousand claims and sentences over them.
func BenchmarkClaims(b *testing.B) {
	in := large(1000, 100)
	for range b.N {
		env := claim.NewEnv(in)
		var prose []claim.Sentence
		for i := range 1000 {
			if _, err := env.Resolve(fmt.Sprintf("total tool=t%d", i), diag.Pos{}); err != nil {
				b.Fatal(err)
			}
			prose = append(prose, sentence(fmt.Sprintf("Tool t%d took 12.5 s and scores more than 0.123 on it.", i)))
		}
		if _, err := env.CheckProse(prose); err != nil {
			b.Fatal(err)
		}
	}
}
