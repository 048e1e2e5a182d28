package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// dialect is one way to write the bench's paper down: for report, for pandoc,
// for typst. All three say the same, but for charts, which only report draws.
type dialect struct {
	front   string
	heading func(level int, id, words string) string
	emph    func(words string) string
	strong  func(words string) string
	code    func(words string) string
	formula func(tex, typst string) string
	display func(id, tex, typst string) string
	see     func(kind, id string, number int) string
	figure  func(tool, criterion int, value string) string
	note    func(number int, words string) (call, body string)
	list    func(items []string) string
	table   func(id, caption string, head []string, rows [][]string) string
	listing func(language, code string) string
	chart   func(id string, n int) string
}

var ours = dialect{
	front: "---\ntitle: A text of thirty pages\nabstract: |\n  Sentences that were made up, so that a paper may be timed.\n---\n\n",
	heading: func(level int, id, words string) string {
		return strings.Repeat("#", level) + " " + words + " {#" + id + "}\n\n"
	},
	emph: wrap("*"), strong: wrap("**"), code: wrap("`"),
	formula: func(tex, _ string) string { return "$" + tex + "$" },
	display: func(id, tex, _ string) string { return "$$\n" + tex + "\n$$ {#" + id + "}\n\n" },
	see:     func(_, id string, _ int) string { return "@" + id },
	figure: func(tool, criterion int, _ string) string {
		return fmt.Sprintf("{{ score tool=t%d criterion=c%d set=written }}", tool, criterion)
	},
	note: func(n int, words string) (string, string) {
		return fmt.Sprintf("[^n%d]", n), fmt.Sprintf("[^n%d]: %s\n\n", n, words)
	},
	list: func(items []string) string { return "- " + strings.Join(items, "\n- ") + "\n\n" },
	table: func(id, caption string, head []string, rows [][]string) string {
		return pipes(head, rows) + "\n: " + caption + " {#" + id + "}\n\n"
	},
	listing: func(language, code string) string { return "```" + language + "\n" + code + "```\n\n" },
	chart: func(id string, n int) string {
		kind := []string{"bars", "heatmap", "radar", "stacked"}[n%4]
		return fmt.Sprintf("```{chart #%s}\nkind: %s\nscores: written\ntools: [t%d, t%d, t%d]\ncaption: Points of three tools\n```\n\n", id, kind, n%8, n%8+1, n%8+2)
	},
}

var pandocs = func() dialect {
	d := ours
	d.front = "---\ntitle: A text of thirty pages\nabstract: Sentences that were made up, so that a paper may be timed.\npapersize: a4\nnumbersections: true\n---\n\n"
	d.display = func(_, tex, _ string) string { return "$$" + tex + "$$\n\n" }
	d.see = func(kind, id string, n int) string { return fmt.Sprintf("[%s %d](#%s)", kind, n, id) }
	d.figure = func(_, _ int, value string) string { return value }
	d.table = func(_, caption string, head []string, rows [][]string) string {
		return pipes(head, rows) + "\n: " + caption + "\n\n"
	}
	d.chart = func(string, int) string { return "" }
	return d
}()

var typsts = dialect{
	front: "#set page(paper: \"a4\", numbering: \"1\")\n#set text(size: 11pt, lang: \"en\")\n#set par(justify: true)\n#set heading(numbering: \"1.1\")\n#set math.equation(numbering: \"(1)\")\n#align(center)[= A text of thirty pages]\n\nSentences that were made up, so that a paper may be timed.\n\n",
	heading: func(level int, id, words string) string {
		return strings.Repeat("=", level) + " " + words + " <" + id + ">\n\n"
	},
	emph: wrap("_"), strong: wrap("*"), code: wrap("`"),
	formula: func(_, typst string) string { return "$" + typst + "$" },
	display: func(id, _, typst string) string { return "$ " + typst + " $ <" + id + ">\n\n" },
	see:     func(_, id string, _ int) string { return "@" + id },
	figure:  func(_, _ int, value string) string { return value },
	note:    func(_ int, words string) (string, string) { return "#footnote[" + words + "]", "" },
	list:    func(items []string) string { return "- " + strings.Join(items, "\n- ") + "\n\n" },
	table: func(id, caption string, head []string, rows [][]string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "#figure(table(columns: %d,\n  table.header[%s],\n", len(head), strings.Join(head, "]["))
		for _, row := range rows {
			fmt.Fprintf(&b, "  [%s],\n", strings.Join(row, "], ["))
		}
		fmt.Fprintf(&b, "), caption: [%s]) <%s>\n\n", caption, id)
		return b.String()
	},
	listing: func(language, code string) string { return "```" + language + "\n" + code + "```\n\n" },
	chart:   func(string, int) string { return "" },
}

func wrap(mark string) func(string) string {
	return func(words string) string { return mark + words + mark }
}

func pipes(head []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(head)
	b.WriteString("|:---" + strings.Repeat("|---:", len(head)-1) + "|\n")
	for _, row := range rows {
		line(row)
	}
	return b.String()
}

// The words that sentences are made of.
var (
	subjects = words("the runner|a captured file|every step|the table|this measurement|an experiment|the scheduler|a second repetition|the tracking server|each environment|the reader|a pinned version|the training loop|an interrupted run|the evidence|a locked package|the workflow|its configuration|the local store|a missing figure|the comparison|an orchestrator|the appendix|a careful author")
	verbs    = words("keeps|compares|describes|records|leaves out|repeats|explains|contradicts|confirms|replaces|measures|reproduces|separates|reads|announces|follows|limits|carries|requires|completes")
	objects  = words("the parameters of a run|its installation|what was written before|the difference between two tools|several independent processes|a reproducible environment|the losses of all epochs|the artifacts and their digests|an undocumented assumption|the configuration of the cluster|a considerable number of packages|the recommendation for small teams|the interval around the median|a directory without history|the published points|the order of the first two|an unnecessary dependency|the time until the first page|its own documentation|the accuracy on the test images")
	tails    = words("without asking the network|after a deliberate failure|before anything is scored|on the same machine|with every repetition|although the interface changed|while the others wait|as the rubric demands|in less than a minute|whenever the lock is older|because nothing else is comparable|and says so in the margin|under identical constraints|from an empty directory")
	titles   = words("What was asked|How it was measured|Installation and first run|Configuration in practice|Neighbouring programs|What the code has to know|What can be seen|Documentation and its limits|Points and totals|What remains open")
)

func words(list string) []string { return strings.Split(list, "|") }

// formulas are ten, in TeX and as typst writes them.
var formulas = [][2]string{
	{`T = \sum_{i=1}^{n} w_i p_i`, "T = sum_(i=1)^n w_i p_i"},
	{`\bar{x} = \frac{1}{n} \sum_{i} x_i`, "overline(x) = 1/n sum_i x_i"},
	{`s^2 = \frac{1}{n-1} \sum_{i} (x_i - \bar{x})^2`, "s^2 = 1/(n-1) sum_i (x_i - overline(x))^2"},
	{`p_s = \frac{\sum_m w_m p_m}{\sum_m w_m}`, "p_s = (sum_m w_m p_m)/(sum_m w_m)"},
	{`L(\theta) = -\sum_k y_k \log \hat{y}_k`, "L(theta) = -sum_k y_k log hat(y)_k"},
	{`\alpha = 1 - \frac{D_o}{D_e}`, "alpha = 1 - D_o/D_e"},
	{`w'_i = w_i \frac{100 - t}{100 - w_j}`, "w'_i = w_i (100-t)/(100-w_j)"},
	{`\theta_{t+1} = \theta_t - \eta \nabla L`, "theta_(t+1) = theta_t - eta nabla L"},
	{`d = \sqrt{\sum_i (a_i - b_i)^2}`, "d = sqrt(sum_i (a_i - b_i)^2)"},
	{`P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}`, "P(A | B) = (P(B | A) P(A))/(P(B))"},
}

const loop = `def train(model, batches, epochs=2):
    for epoch in range(epochs):
        total = 0.0
        for images, labels in batches:
            optimiser.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimiser.step()
            total += loss.item() * len(images)
        yield epoch, total / len(batches)
`

// paperOf writes a paper of about thirty pages, so many times over. The same
// words come for every dialect.
func paperOf(d dialect, times int) string {
	chance := rand.New(rand.NewPCG(7, 2026))
	one := func(list []string) string { return list[chance.IntN(len(list))] }
	var b strings.Builder
	b.WriteString(d.front)
	notes, charts := 0, 0
	for unit := range times {
		for s, title := range titles {
			section := unit*len(titles) + s
			name := func(kind string) string { return fmt.Sprintf("%s-%d", kind, section) }
			sentence := func() string {
				words := one(subjects) + " " + one(verbs) + " " + one(objects) + " " + one(tails)
				words = strings.ToUpper(words[:1]) + words[1:]
				switch chance.IntN(14) {
				case 0:
					words += ", which is " + d.emph("not") + " what " + one(subjects) + " " + one(verbs)
				case 1:
					words += ": " + d.code("mlflow.log_metric") + " is called once"
				case 2:
					words += "; " + d.strong("nothing") + " else does"
				case 3:
					f := formulas[chance.IntN(2)+5]
					words += ", by " + d.formula(f[0], f[1]) + " at most"
				case 4:
					words += ", and reaches " + d.figure(chance.IntN(10), chance.IntN(10), "7.5") + " points"
				case 5:
					words += ", as " + d.see("Section", name("sec"), section+1) + " says"
				}
				return words + ". "
			}
			b.WriteString(d.heading(1, name("sec"), title))
			for sub := range 3 {
				b.WriteString(d.heading(2, fmt.Sprintf("%s-%d", name("sub"), sub), one(titles)+" of part "+fmt.Sprint(sub+1)))
				for range 3 {
					for range 8 {
						b.WriteString(sentence())
					}
					b.WriteString("\n\n")
				}
			}
			notes++
			call, body := d.note(notes, sentence())
			b.WriteString(strings.TrimSpace(sentence()) + call + " " + sentence() + "\n\n" + body)
			b.WriteString(d.list([]string{sentence(), sentence(), sentence()}))
			rows := make([][]string, 5)
			for i := range rows {
				rows[i] = []string{one(subjects), fmt.Sprintf("%d.%d", chance.IntN(90), chance.IntN(10)), fmt.Sprint(chance.IntN(900)), fmt.Sprintf("%d.%02d", chance.IntN(10), chance.IntN(100))}
			}
			b.WriteString(d.table(name("tbl"), "What was measured in this part", []string{"Measurement", "Seconds", "Lines", "Points"}, rows))
			b.WriteString(d.display(name("eq"), formulas[s][0], formulas[s][1]))
			b.WriteString(d.listing("python", loop))
			if s < 8 {
				b.WriteString(d.chart(name("fig"), charts%8))
				charts++
			}
		}
	}
	return b.String()
}
