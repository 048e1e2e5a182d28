package claim_test

import (
	"math/big"
	"strings"
	"testing"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/study"
)

func sentence(text string) claim.Sentence {
	return claim.Sentence{Text: text, Cited: strings.Contains(text, "\uFFFC"), At: func(offset int) diag.Pos {
		return claim.Offset(text, diag.Pos{File: "paper/paper.md", Line: 12, Col: 1}, offset)
	}}
}

func TestTypedScoresAreRefused(t *testing.T) {
	const published = " in the score set Published"
	tests := []struct {
		text    string
		col     int
		message string
		hint    string
	}{
		// The sentence of the source paper, whose own table says otherwise.
		{"As shown, MLflow and Apache Airflow achieve the highest overall scores with a weighted average of 8.30.", 99,
			"8.30 is not the total of Apache Airflow" + published + ", which is 8.25; it is the total of MLflow" + published,
			"let it be computed: {{ total set=published tool=airflow | fixed 2 }}, and {{ total set=published tool=mlflow | fixed 2 }}"},
		{"Apache Airflow reaches 8.30.", 24, "8.30 is not the total of Apache Airflow" + published + ", which is 8.25",
			"let it be computed: {{ total set=published tool=airflow | fixed 2 }}"},
		{"With 8.30, airflow is close.", 6, "8.30 is not the total of Apache Airflow" + published + ", which is 8.25", ""},
		{"MLflow comes first (8.30).", 21, "8.30 is typed; it is the total of MLflow" + published, "let it be computed: {{ total set=published tool=mlflow | fixed 2 }}"},
		{"MLflow reaches 8.3 here.", 16, "8.3 is typed; it is the total of MLflow" + published, "let it be computed: {{ total set=published tool=mlflow | fixed 1 }}"},
		{"MLflow scores 9.0 on installation.", 15, "9.0 is typed; it is the points of MLflow on Ease of installation" + published,
			"let it be computed: {{ score criterion=installation set=published tool=mlflow | fixed 1 }}"},
		{"MLflow has a total of 8.30 and Metaflow of 7.20.", 44, "7.20 is not the total of Metaflow" + published + ", which is 7.15", ""},
		{"Airflow gets 8.20 in the end.", 14, "8.20 is not the total of Apache Airflow" + published + ", which is 8.25", ""},
		{"MLflow scores 3 on installation.", 15, "3 is not the points of MLflow on Ease of installation in the score set Measured, which are 7",
			"let it be computed: {{ score criterion=installation set=measured tool=mlflow }}"},
		{"MLflow has three points on installation.", 12, "three is not the points of MLflow on Ease of installation in the score set Measured, which are 7", ""},
		{"For ease of installation, Airflow gets 9 points.", 40, "9 is not the points of Apache Airflow on Ease of installation" + published + ", which are 8", ""},
		{"MLflow scores 9 on installation and 7 on flexibility.", 37, "7 is not the points of MLflow on Configuration flexibility" + published + ", which are 8", ""},
		{"On interoperability MLflow and Airflow got 7 and 8 out of 10.", 50, "8 is not the points of Apache Airflow on Interoperability" + published + ", which are 9", ""},
		{"MLflow and Airflow score 8.30 and 8.25, respectively.", 35, "8.25 is typed; it is the total of Apache Airflow" + published, ""},
		{"The totals of MLflow, Airflow and Metaflow are 8.30, 8.25 and 7.20.", 63, "7.20 is not the total of Metaflow" + published + ", which is 7.15", ""},
		{"MLflow and Airflow score 8.25 and 8.30.", 35, "8.30 is not the total of Apache Airflow" + published + ", which is 8.25", ""},
		{"MLflow, Airflow and Metaflow score 8.30 and 8.25.", 45, "8.25 is not the total of MLflow" + published + ", which is 8.30; it is the total of Apache Airflow" + published, ""},
		{"MLflow gets 9 on installation and Airflow 7.", 43, "7 is not the points of Apache Airflow on Ease of installation" + published + ", which are 8", ""},
		{"MLflow and Airflow score 9 on installation.", 26, "9 is not the points of Apache Airflow on Ease of installation" + published + ", which are 8", ""},
		{"In the published table MLflow scores 3.0 on installation.", 38, "3.0 is not the points of MLflow on Ease of installation" + published + ", which are 9", ""},
		{"The overall score of Kubeflow Pipelines is 7.5.", 44, "7.5 is not the total of Kubeflow Pipelines" + published + ", which is 7.05", ""},
	}
	for _, test := range tests {
		list, err := claim.NewEnv(fixture()).CheckProse([]claim.Sentence{sentence(test.text)})
		if err != nil || len(list) == 0 {
			t.Errorf("%s: nothing refused (%v)", test.text, err)
			continue
		}
		last := list[len(list)-1]
		if last.Col != test.col || last.Message != test.message || test.hint != "" && last.Hint != test.hint {
			t.Errorf("%s:\n%s\nhint: %s", test.text, last, last.Hint)
		}
	}
}

// named is a sentence in which a tool's ID in angle brackets stands for its
// computed name, and with an equals sign for its computed total.
func named(text string) claim.Sentence {
	s := claim.Sentence{}
	for {
		before, rest, more := strings.Cut(text, "<")
		s.Text += before
		if !more {
			break
		}
		id, after, _ := strings.Cut(rest, ">")
		id, figure := strings.CutSuffix(id, "=")
		s.Named = append(s.Named, claim.Named{At: len(s.Text), Tools: strings.Split(id, ","), Figure: figure})
		s.Text, text = s.Text+"\uFFFC", after
	}
	s.At = func(offset int) diag.Pos {
		return claim.Offset(s.Text, diag.Pos{File: "paper/paper.md", Line: 12, Col: 1}, offset)
	}
	return s
}

func TestTypedScoresOfComputedNamesAreRefused(t *testing.T) {
	const published = " in the score set Published"
	for text, want := range map[string]string{
		"<mlflow> leads with <mlflow=>, and <airflow> follows at 8.30: <mlflow=> points of ten.": "8.30 is not the total of Apache Airflow" + published + ", which is 8.25",
		"<airflow> has 8.33.": "8.33 is not the total of Apache Airflow" + published + ", which is 8.25",
		"In the published table, <airflow> and <mlflow> reach 8.30.": "8.30 is not the total of Apache Airflow" + published + ", which is 8.25; it is the total of MLflow" + published,
		"<mlflow,airflow> come first with a total of 8.30.":          "8.30 is not the total of Apache Airflow" + published + ", which is 8.25; it is the total of MLflow" + published,
		"<mlflow> has <mlflow=> points, which is 8.30.":              "8.30 is typed; it is the total of MLflow" + published,
		"<mlflow> scores 3 on installation as published.":            "3 is not the points of MLflow on Ease of installation" + published + ", which are 9",
		"Airflow has 8.20, <mlflow> more.":                           "8.20 is not the total of Apache Airflow" + published + ", which is 8.25",
	} {
		list, err := claim.NewEnv(fixture()).CheckProse([]claim.Sentence{named(text)})
		if err != nil || len(list) != 1 || list[0].Message != want {
			t.Errorf("%s: %v (%v)", text, list, err)
		}
	}
	for _, text := range []string{
		"<airflow> 3.17 was used.",
		"<airflow> took 8.30 s to start.",
		"<mlflow> leads <airflow> by 0.05 points.",
		"<mlflow> and <airflow> lie within a margin of only 0.05 points.",
		"<airflow> has <airflow=> points, below the threshold of 9.5.",
		"In version 8.30 <airflow> scores well.",
	} {
		list, err := claim.NewEnv(fixture()).CheckProse([]claim.Sentence{named(text)})
		if err != nil || len(list) != 0 {
			t.Errorf("%s: %v %v", text, list, err)
		}
	}
}

func TestTypedScoresInTablesAreRefused(t *testing.T) {
	cell := func(text, row, column, caption string) claim.Sentence {
		s := named(text)
		s.Heads, s.Caption = []claim.Sentence{named(row), named(column)}, caption
		return s
	}
	for _, test := range []struct {
		cell claim.Sentence
		want string
	}{
		{cell("8.33", "Apache Airflow", "Total", "Tool"), "8.33 is not the total of Apache Airflow"},
		{cell("8.30", "<airflow>", "", "Tool"), "8.30 is not the total of Apache Airflow"},
		{cell("8.30", "8.30", "Airflow", "MLflow"), "8.30 is not the total of Apache Airflow"},
		{cell("8.30", "Weighted total", "<mlflow>", ""), "8.30 is typed; it is the total of MLflow"},
		{cell("3", "Installation", "<mlflow>", "The published points"), "3 is not the points of MLflow on Ease of installation"},
		{cell("7.5", "Installation", "<mlflow>", "The published scores"), "7.5 is not the points of MLflow on Ease of installation"},
	} {
		list, err := claim.NewEnv(fixture()).CheckProse([]claim.Sentence{test.cell})
		if err != nil || len(list) != 1 || !strings.HasPrefix(list[0].Message, test.want) {
			t.Errorf("%v: %v (%v)", test.cell.Heads, list, err)
		}
	}
	for _, s := range []claim.Sentence{
		cell("8.30", "Airflow", "Seconds", ""),
		cell("8.30", "Airflow", "MLflow", "How far totals lie apart"),
		cell("8.33", "Airflow", "Throughput", ""),
		cell("8.3", "8.3", "Airflow", "MLflow"),
		cell("8.30", "Accuracy", "Airflow", "Overall results"),
		cell("3", "Installation", "MLflow", "Commands until the first run"),
		cell("3", "Installation, in minutes", "MLflow", "Scores"),
		cell("8.30", "Other", "Total", "Tool"),
		cell("7.77", "MLflow", "Total", "Seconds that each step takes"),
	} {
		list, err := claim.NewEnv(fixture()).CheckProse([]claim.Sentence{s})
		if err != nil || len(list) != 0 {
			t.Errorf("%v: %v %v", s.Heads, list, err)
		}
	}
}

func TestOtherFiguresAreLeftAlone(t *testing.T) {
	for _, text := range []string{
		"MLflow 3.17 was used.",
		"MLflow 3.17.2 scores well.",
		"MLflow needs Python 3.11 and reaches its score with it.",
		"We ran MLflow with version 8.30 of the client.",
		"Scores of MLflow are explained in section 4.7 and Table 2.1.",
		"MLflow took 8.30 s to start.",
		"MLflow took 8.30\u00a0seconds to reach the end.",
		"MLflow keeps 8.30% of its score.",
		"MLflow's step was 1.5 times as long.",
		"With an accuracy of 0.8937, Metaflow changes nothing.",
		"The mean of 8.30 is not about any tool.",
		"The source says “MLflow and Apache Airflow reach 8.30” \uFFFC, which its table denies.",
		"The total of MLflow is \uFFFC.",
		"Metaflow reaches an accuracy of 0.96 on the test images.",
		"Overall, MLflow ends with a loss of 0.05.",
		"MLflow gets 1.5 of it.",
		"The learning rate for MLflow was 0.001.",
		"MLflow listens on 127.0.0.1 and reaches port 5000.",
		"MLflow scores 9 on installation.",
		"MLflow and Airflow score 9 and 8 on installation.",
		"MLflow has nine points on installation.",
		"MLflow scores two points more than Airflow on installation.",
		"MLflow needs three commands for its installation.",
		"Airflow has 3 components.",
		"Airflow has 3 components for interoperability.",
		"For its installation, MLflow gets 3 packages.",
		"MLflow scores 3 points more than Airflow on installation.",
		"MLflow loses 3 points on installation.",
		"MLflow would get 3 on installation.",
		"MLflow scores at least 3 on installation.",
		"MLflow and Airflow are rated in section 3 on installation.",
		"We rated MLflow on installation, see Table 3.",
		"MLflow got its points on installation in step 3, on both machines.",
		"MLflow's documentation got 3 new pages.",
	} {
		list, err := claim.NewEnv(fixture()).CheckProse([]claim.Sentence{sentence(text)})
		if err != nil || len(list) != 0 {
			t.Errorf("%s: %v %v", text, list, err)
		}
	}
}

// A figure that is one set's total may stand where another set is meant: the
// refusal says the true total of each, and a sentence speaks of one set.
func TestTypedTotalsOfSeveralSets(t *testing.T) {
	in := fixture()
	again := study.ScoreSet{ID: "measured", Name: "Measured"}
	for _, c := range in.Study.Sets[0].Cells {
		if c.Tool == "airflow" && c.Criterion == "documentation" {
			c.Points = big.NewRat(37, 4) // a quarter more of a fifth: the total is 8.30
		}
		if c.Tool != "kubeflow" {
			again.Cells = append(again.Cells, c)
		}
	}
	in.Study.Sets[1] = again
	for text, want := range map[string]string{
		"Apache Airflow reaches 8.30.":                   "8.30 is typed; it is the total of Apache Airflow in the score set Measured; in the score set Published it is 8.25",
		"The published total of Apache Airflow is 8.30.": "8.30 is not the total of Apache Airflow in the score set Published, which is 8.25",
		"As shown, MLflow and Apache Airflow achieve the highest overall scores with a weighted average of 8.35.": "8.35 is not the total of MLflow in the score set Published, which is 8.30",
		"The overall score of Kubeflow Pipelines is 7.5.":                                                         "7.5 is not the total of Kubeflow Pipelines in the score set Published, which is 7.05",
	} {
		list, err := claim.NewEnv(in).CheckProse([]claim.Sentence{sentence(text)})
		if err != nil || len(list) == 0 {
			t.Errorf("%s: nothing refused (%v)", text, err)
			continue
		}
		if got := list[len(list)-1].Message; got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", text, got, want)
		}
	}
	// A set that does not rate the tool has no total to hold the figure against.
	list, err := claim.NewEnv(in).CheckProse([]claim.Sentence{sentence("The measured total of Kubeflow Pipelines is 8.30.")})
	if err != nil || len(list) != 0 {
		t.Errorf("a tool that the set does not rate: %v (%v)", list, err)
	}
}
