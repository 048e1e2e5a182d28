package claim_test

import (
	"strings"
	"testing"

	"report/internal/claim"
	"report/internal/study"
)

// numbers are what is warned of in a text, in its order.
func numbers(t *testing.T, text string) string {
	t.Helper()
	var out []string
	for _, e := range claim.NewEnv(fixture()).Typed([]claim.Sentence{sentence(text)}) {
		typed, _, _ := strings.Cut(e.Message, " is typed")
		if at := e.Col - 1; string([]rune(text)[at:at+e.Len]) != typed {
			t.Errorf("%s: %q is not at column %d", text, typed, e.Col)
		}
		out = append(out, typed)
	}
	return strings.Join(out, " ")
}

func TestNumbersThatNothingProves(t *testing.T) {
	for text, want := range map[string]string{
		"Training took 8.3 seconds and 25 GB.":                       "8.3 25",
		"We use 60,000 images, 10 000 of them twice.":                "60,000 10 000",
		"It reaches 97.8% (43 of 44).":                               "97.8 43 44",
		"Runs fell from 12 to 9 minutes in 2024.":                    "12 9",
		"A 16GB machine is 3x as fast.":                              "16 3",
		"The ratio is 20:1.":                                         "20",
		"We saw a 10-fold increase.":                                 "10",
		"MLflow got 9 points, Metaflow 4.":                           "9 4",
		"Of 2000 samples, 12 failed.":                                "2000 12",
		"“Score: 8.” it says.":                                       "8",
		"In 2024 users ran 512 jobs.":                                "512",
		"Only 70 journals were left.":                                "70",
		"It costs $150,000 for each of 100 works.":                   "150,000 100",
		"Sect. 3 shows 12 of Table 4's rows.":                        "12",
		"Training took 3.17 seconds.":                                "3.17",
		"The loss was 3.17.":                                         "3.17",
		"Memory use was 3.17 GB, 3.17 GB or 3.17 TB.":                "3.17 3.17 3.17",
		"The speedup is 3.17.":                                       "3.17",
		"A rate of 5e-4, then 1.2e-3 and 3E5.":                       "5e-4 1.2e-3 3E5",
		"With Adam 97.3, with SGD 96.1.":                             "97.3 96.1",
		"ResNet 97.3 and VGG 0.91 are close.":                        "97.3 0.91",
		"The accuracy of ResNet 9.3 is poor; BLEU 28.4 is not.":      "9.3 28.4",
		"It is .87 on average (.9).":                                 ".87 .9",
		"It needs seventeen commands.":                               "seventeen",
		"There are five hundred dependencies.":                       "five hundred",
		"It reaches ninety-eight percent.":                           "ninety-eight",
		"Forty percent of users and five per cent of tools.":         "Forty five",
		"Two hundred and fifty-three runs.":                          "Two hundred and fifty-three",
		"MLflow 3.17 seconds later was done.":                        "3.17",
		"MLflow (3.15) was used, and versions of 3.17 s.":            "3.15 3.17",
		"It starts in twelve seconds and needs three gigabytes.":     "twelve three",
		"Two thirds of the probes and a third of all runs fail.":     "Two thirds a third",
		"It gains two percentage points, or eight point three.":      "two eight point three",
		"It is ¾ of it, or 1½.":                                      "¾ 1½",
		"n = 12 and x = 0.7":                                         "12 0.7",
		"It serves 164,000 requests per day in late 2015–early 2016": "164,000",
	} {
		if got := numbers(t, text); got != want {
			t.Errorf("%s\nwarned of %q, not %q", text, got, want)
		}
	}
}

func TestNumbersThatAreUnderstood(t *testing.T) {
	for _, text := range []string{
		"It is under the Apache License 2.0, and intervals are 95 % intervals.",
		"From 2013 until the end of 2014, and since 1850, it grew; in the 1990s it did not (2019).",
		"On March 19, 2017, on 26 November 2026, 2026-11-26 and at 14:13 it ran.",
		"Sections 3, 4 and 5, Figs. 2–5, Table 2.1, §7 and Appendix A1 say so; see p. 12, pp. 3–9 and Algorithm 2.",
		"Python 3.11, CUDA 12, Ubuntu 22.04 LTS, Windows 10, Kubernetes 1.29 and version 0.2.1 were used.",
		"ResNet-50, GPT-4, BERT, SHA-256, UTF-8, x86_64, an A100, an i7-9700, 3D, the 2nd and 95th, a 64-bit word, 10-fold cross-validation.",
		"It is licensed under Apache 2.0 or CC BY 4.0 and follows ISO 25010 and RFC 2119.",
		"We (1) install, (2) train, and (3) test.",
		"1. First things.",
		"As shown in [12] and [3, 4–7].",
		"Points go from 0 to 10, out of 10, on a 5-point scale, in [0, 1].",
		"With 95% confidence and p < 0.05 at a significance level of 0.01.",
		"See https://example.org/v2/12345, 10.1000/182 and 0000-0002-1825-0097; mail a1@b2.org.",
		"Two of three tools, a hundred runs and both scenarios.",
		"MLflow 3.17 and MLflow 3.17.2 differ.",
		"MLflow (3.17) was used, and Airflow 3.17 or 3.16, and version 3.17.",
		"The versions are 3.17, 2.19.39 and 3.3.2; we pinned 3.17 and upgraded to 3.17.",
		"We installed 3.17, 3.3.2 and others.",
		"Eq. (5), Equation (6), Equations (7) and (8), Eqs. (9), (10) and (11) and Equation (15b) hold.",
		"In AI Journal, Volume 12(3), 45–67, and 30(5), 1353–1366.",
		"A 70/30 split, an 80:10:10 train/validation/test split and a 60–40 random split; we split the data 70/30.",
		"Using Ollama 0.5 the accuracy rises; it needs Debian 12 and Node 20.9 for its results.",
		"See Definition 3.2, Subsection 6.1, Table. 4 and Figure 3.2.",
		"Django 0.96, Firefox 115.0 and Chrome 97.3 were used, Keras 0.3 too.",
		"A hundred runs, one hundred runs, hundreds of users, twelve tools, in the twenty-first century, a fifteen-minute talk.",
		"With ninety-five percent confidence, chapter thirteen says.",
		"It is 1) fast; 2) small; and 3) new.",
		"The first scenario, epoch 2, step 3, layer 4, port 5000, HTTP 404 and exit code 10.",
		"The service is up 24/7.",
		"Five minutes later, every two hours and a tenth of a second, a quarter of an hour, gets a third of its points.",
		"It costs O(1), f(2) and range(10); --jobs=4, mode 0644, from 2.x to 3.x, at 3 a.m. and at 10:30 pm.",
		"For k = 1, i = 0, w₁ = 1, n ≥ 1, base 10 and indexing from 0.",
		"By the 80/20 rule, 2×2 tables and 3 × 3 kernels; SIGMOD ’22, protocol 2021-114.",
		"Weights sum to 100 percent; a scale from 1 (never) to 5 (always), where 10 is best.",
		"A p-value below 0.05 is significant; the confidence level is 95%.",
		"Holm's method from 1979 controls the error; npm 10, pandas 2.1 and numpy 1.26 are used.",
	} {
		if got := numbers(t, text); got != "" {
			t.Errorf("%s\nwarned of %q", text, got)
		}
	}
	cited := sentence("It reaches 97.8 percent \uFFFC.")
	if found := claim.NewEnv(fixture()).Typed([]claim.Sentence{cited}); len(found) != 0 {
		t.Errorf("a cited work's figure: %v", found)
	}
}

func TestNumberHasAMendThatWorks(t *testing.T) {
	in := fixture()
	found := claim.NewEnv(in).Typed([]claim.Sentence{sentence("It took 12.5 minutes.")})
	if len(found) != 1 || !strings.Contains(found[0].Hint, "{{ cited value=12.5 source=KEY }}") {
		t.Fatal(found)
	}
}

func TestComparisonsThatNothingProves(t *testing.T) {
	for text, want := range map[string]string{
		"MLflow is faster than Metaflow.":                       "faster than",
		"MLflow and Apache Airflow achieve the highest scores.": "highest",
		"MLflow and Airflow both reach it.":                     "both reach",
		"Both reach the top.":                                   "Both reach",
		"Metaflow outperforms the others.":                      "outperforms",
		"Airflow leads, as one expects.":                        "leads",
		"MLflow needs twice as much.":                           "twice as",
		"The lowest overall score is on Ease of installation.":  "lowest",
		"Kubeflow Pipelines ranks last.":                        "ranks last",
		"MLflow is more accurate than Metaflow.":                "more accurate than",
		"MLflow is on a par with Airflow.":                      "on a par",
		"Of the two, MLflow is better.":                         "is better",
		"MLflow is superior to Metaflow.":                       "superior to",
		"Airflow is much slower, and nobody knows why.":         "is much slower",
		"MLflow comes out ahead of Metaflow.":                   "comes out ahead",
		"Airflow stays ahead of Metaflow.":                      "ahead of",
		"MLflow is the winner.":                                 "is the winner",
		"MLflow was the clear winner.":                          "was the clear winner",
		"Both tools score the same.":                            "score the same",
		"MLflow takes the top place.":                           "top place",
		"MLflow performs better.":                               "performs better",
		"MLflow and Airflow have the same total.":               "the same total",
		"Both reach the same accuracy.":                         "Both reach",
		"All tools reach the same accuracy.":                    "the same accuracy",
		"Metaflow needs fewer commands.":                        "needs fewer commands",
		"Kubeflow takes longer.":                                "takes longer",
		"Kubeflow takes longer to start, as we saw.":            "takes longer",
		"Airflow uses more memory.":                             "uses more memory",
		"Airflow takes less time.":                              "takes less time",
		"Metaflow scores higher.":                               "scores higher",
		"Metaflow scores above Airflow.":                        "scores above",
		"MLflow tops the table.":                                "tops the table",
		"Metaflow falls behind the others.":                     "falls behind",
		"MLflow is behind Airflow.":                             "is behind",
		"Metaflow and MLflow are equally easy to install.":      "are equally easy",
		"Airflow has a lower score.":                            "has a lower score",
		"MLflow and Airflow need the same number of commands.":  "the same number of commands",
		"Kubeflow runs more slowly under load.":                 "runs more slowly",
		"MLflow is fourth.":                                     "is fourth",
		"MLflow is second in the published table.":              "is second in the published",
		"MLflow comes in 2nd.":                                  "comes in 2nd",
		"MLflow ranks fourth.":                                  "ranks fourth",
		"MLflow holds rank 3.":                                  "holds rank 3",
		"MLflow takes the 3rd place.":                           "3rd place",
		"Airflow doubles the overhead.":                         "doubles the",
		"Airflow has a tenfold higher overhead.":                "tenfold higher",
		"Airflow is an order of magnitude slower.":              "order of magnitude slower",
		"MLflow is clearly ahead.":                              "is clearly ahead",
		"MLflow loses to Airflow.":                              "loses to",
		"MLflow and Airflow do not differ.":                     "do not differ",
		"The gap between MLflow and Airflow is significant.":    "is significant",
		"MLflow is the only tool that passes.":                  "is the only tool",
	} {
		found := claim.NewEnv(fixture()).Compared([]claim.Sentence{sentence(text)})
		if len(found) != 1 || !strings.HasPrefix(found[0].Message, "“"+want+"” compares") {
			t.Errorf("%s: %v", text, found)
		}
		proved := sentence(text)
		proved.Asserted = []claim.Assertion{{Expr: "assert 1 > 0", Here: true}}
		if found := claim.NewEnv(fixture()).Compared([]claim.Sentence{proved}); len(found) != 0 {
			t.Errorf("%s: warned of although it is asserted: %v", text, found)
		}
		computed := sentence(text)
		computed.Computed = []string{"winner"}
		if found := claim.NewEnv(fixture()).Compared([]claim.Sentence{computed}); len(found) != 0 {
			t.Errorf("%s: warned of although a winner is computed in it: %v", text, found)
		}
	}
}

// An assertion elsewhere in the paragraph stands for what it asks about alone.
func TestComparisonsBesideAnAssertion(t *testing.T) {
	const total = "assert (total set=published tool=mlflow) > (total set=published tool=airflow)"
	const cell = "assert (score criterion=installation set=published tool=mlflow) > (score criterion=installation set=published tool=airflow)"
	const accuracy = "assert (metric experiment=mlflow-mnist name=test_accuracy) > (metric experiment=metaflow-mnist name=test_accuracy)"
	for _, c := range []struct {
		text, assertion string
		stands          bool
	}{
		{"MLflow ranks above Apache Airflow, and is better than it.", total, true},
		{"MLflow is faster than Metaflow.", total, false},
		{"MLflow leads.", total, true},
		{"Kubeflow Pipelines leads.", total, false},
		{"On Ease of installation MLflow is better than Apache Airflow.", cell, true},
		{"On Configuration flexibility MLflow is better than Apache Airflow.", cell, false},
		{"Ease of installation has the highest points.", cell, true},
		{"Documentation and support has the highest points.", cell, false},
		{"MLflow is better than Metaflow.", accuracy, true},
		{"The accuracy is highest with the first.", accuracy, true},
		{"The loss is lowest with the first.", accuracy, false},
		{"The question is which of them gives MLflow the highest points.", total, true},
	} {
		s := sentence(c.text)
		s.Asserted = []claim.Assertion{{Expr: c.assertion}}
		if found := claim.NewEnv(fixture()).Compared([]claim.Sentence{s}); len(found) == 0 != c.stands {
			t.Errorf("%s: %s: %v", c.text, c.assertion, found)
		}
	}
}

// What metrics' labels and scenarios name is compared like tools are.
func TestComparisonsOfWhatWasMeasured(t *testing.T) {
	in := fixture()
	in.Study.Scenarios = []study.Scenario{{ID: "mnist", Name: "Digits"}, {ID: "imdb", Name: "Reviews of films"}}
	const accuracy = "assert (metric experiment=mlflow-mnist model=CNN name=test_accuracy) > (metric experiment=mlflow-mnist model=NN name=test_accuracy)"
	for _, c := range []struct {
		text, assertion string
		found           int
	}{
		{"NN trains faster than CNN.", "", 1},
		{"It trains faster than CNN.", "", 0},
		{"Training on MNIST takes longer than on IMDB.", "", 1},
		{"Digits need more time than reviews of films.", "", 1},
		{"CNN and NN are trained alike.", "", 0},
		{"CNN is more accurate than NN.", accuracy, 0},
		{"On IMDB it is more accurate than on MNIST.", accuracy, 1},
	} {
		s := sentence(c.text)
		if c.assertion != "" {
			s.Asserted = []claim.Assertion{{Expr: c.assertion}}
		}
		if found := claim.NewEnv(in).Compared([]claim.Sentence{s}); len(found) != c.found {
			t.Errorf("%s: %v", c.text, found)
		}
	}
}

func TestWordsThatCompareNothing(t *testing.T) {
	for _, text := range []string{
		"The versions are newer than those of the compared study.",
		"MLflow is best known for tracking, at best practices it is good.",
		"One of the most popular tools is MLflow.",
		"Rather than MLflow, use what fits.",
		"Is MLflow faster than Metaflow?",
		"Whether MLflow is faster than Metaflow is not known.",
		"MLflow may be slower than that.",
		"This leads to MLflow's page.",
		"Each missing measurement counts at its worst or at its best.",
		"A tool is no better than its documentation.",
		"The question was which tool serves users best, MLflow or another.",
		"MLflow keeps more than one run.",
		"MLflow is better known for tracking.",
		"Nobody asked for MLflow in the first place.",
		"MLflow resolves it ahead of time.",
		"MLflow may be better.",
		"The name of MLflow's table is lower case.",
		"It is easier to read on a wide screen.",
		"Both networks are trained with MLflow.",
		"Both are trained with Adam for the same time.",
		"MLflow runs longer jobs at the same time.",
		"MLflow no longer needs it.",
		"MLflow's page is longer than a page.",
		"MLflow takes longer than a minute.",
		"Airflow runs behind a proxy, and what is behind it is a server.",
		"Airflow needs one more command.",
		"Airflow needs more care, and has more to say.",
		"A faster machine would run MLflow sooner.",
		"MLflow keeps more runs, rather than fewer.",
		"MLflow uses a lower learning rate.",
		"MLflow fits by least squares.",
		"No figure stands after the name of MLflow.",
		"MLflow and Airflow use the same data.",
		"By the rules no tool stands above all others.",
		"The server is started before Airflow's page is shown.",
		"Airflow came first to mind when we began.",
		"MLflow is first installed, then started.",
		"MLflow was second nature to the team.",
		"MLflow keeps the smallest possible footprint.",
		"The last of MLflow's probes is described below.",
	} {
		if found := claim.NewEnv(fixture()).Compared([]claim.Sentence{sentence(text)}); len(found) != 0 {
			t.Errorf("%s: %v", text, found)
		}
	}
}
