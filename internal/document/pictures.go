package document

import (
	"slices"
	"strings"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// figure puts in a picture: one that a run took of a page, or a file of the
// study.
//
//	```{figure #fig-page}
//	experiment: mlflow-mnist
//	step: page               # of kind screenshot
//	alt: The run's page, with the loss by epoch
//	width: 80%
//	caption: The run in MLflow's own pages
//	```
//
// `file:` in the place of experiment and step is a path from the study's root.
// The alternative text is for readers who
// do not see it, and must be there.
func (f *fenced) figure(out []Block) []Block {
	o := f.options()
	fig := &Figure{Pos: f.pos}
	fig.Caption, fig.ID, fig.Number = f.caption("fig", &f.counts.figure)
	if alt := o.get("alt"); alt != nil {
		fig.Alt = f.plainFigured(alt.text)
	}
	if fig.Alt == "" {
		f.failHere("alt: what the picture shows, for readers who do not see it", "this {figure} has no alternative text")
	}
	fig.Width = f.widthOption()
	file, experiment, step := o.get("file"), o.get("experiment"), o.get("step")
	o.done()
	switch {
	case file != nil && experiment == nil:
		full, e := rooted(file.text)
		if e != nil {
			f.fail(e)
			return out
		}
		img, e := f.imageFile(file.text, full)
		if e != nil {
			f.fail(e)
			return out
		}
		fig.Image = img
	case experiment != nil && (step != nil || file != nil):
		if why := f.shot(fig, experiment, step, file); why != "" {
			return append(out, f.notMeasured("Figure", fig.Number, fig.Caption, why))
		}
	default:
		f.failHere("experiment: and step:, or file:", "this {figure} does not say what it shows")
		return out
	}
	return append(out, fig)
}

func (f *fenced) widthOption() int {
	v := f.options().get("width")
	if v == nil {
		return 0
	}
	w := width(attributes{pairs: []attribute{{key: "width", value: v.text.String()}}})
	if w == 0 {
		f.fail(v.text.errorAt(0, max(1, len(v.text.text)), "a width is a share of the text's, from 1%% to 100%%").WithHint("width: 50%%"))
	}
	return w
}

// shot takes the picture of a step, or says why there is none.
func (f *fenced) shot(fig *Figure, experiment, step, file *value) (why string) {
	if f.noStudy() || f.env.Readings == nil {
		return "there is no evidence at hand"
	}
	name := file
	if step != nil {
		id := f.experiment(experiment)
		if id == "" {
			return "the experiment is not declared"
		}
		path, why := f.shotOf(id, step)
		if why != "" {
			return why
		}
		found := *step
		found.text.text = []byte(path)
		name = &found
	}
	k, ok := f.kept(experiment, name)
	if !ok {
		return k.why
	}
	img := f.images[k.source]
	if img == nil {
		var err error
		if img, err = f.newImage(k.source, k.source, k.bytes); err != nil {
			f.failHere("", "%s cannot be used: %v", k.source, err)
			return "the picture is broken"
		}
	}
	shown := *img // the same picture twice is two claims
	shown.Claim = k.claim
	fig.Image = &shown
	f.staleNote(fig, k)
	return ""
}

// staleNote puts a footnote behind the caption of a picture that is stale.
func (f *fenced) staleNote(fig *Figure, k keptFile) {
	c := f.doc.Claims[len(f.doc.Claims)-1]
	if c.ID == k.claim && c.Reason != "" {
		fig.Caption = append(fig.Caption, f.reason(doubtWords(MarkStale)+c.Reason)...)
	}
}

// shotOf is the path of the picture that a step took, or why it took none.
func (f *fenced) shotOf(experiment string, step *value) (path, why string) {
	id := strings.TrimSpace(step.text.String())
	var steps, shots []string
	for _, s := range f.env.Study.Experiment(experiment).Steps {
		steps = append(steps, s.ID)
		if s.Kind == study.Screenshot {
			shots = append(shots, s.ID)
		}
	}
	if f.one(step, "step of "+experiment, steps) == "" {
		return "", "the step is not declared"
	}
	if !slices.Contains(shots, id) {
		e := step.text.errorAt(0, len(step.text.text), "the step %s of %s takes no picture", id, experiment)
		if len(shots) > 0 {
			e.WithHint("of kind screenshot is %s; a file that another step left is shown with file:", strings.Join(shots, ", "))
		} else {
			e.WithHint("a file that the step left is shown with file: in the place of step:")
		}
		f.fail(e)
		return "", "the step takes no picture"
	}
	r, err := f.env.Readings.Reading(experiment)
	if err != nil {
		f.fail(step.text.errorAt(0, len(step.text.text), "the evidence of %s cannot be read: %v", experiment, err))
		return "", "its evidence cannot be read"
	}
	if r.Manifest == nil || r.Run == "" {
		return "", r.Missing
	}
	for _, file := range r.Manifest.Files {
		if file.Step == id && file.Role == evidence.RoleScreenshot {
			return file.Path, ""
		}
	}
	return "", noShot(r, id)
}

func noShot(r *score.Reading, step string) string {
	if s := r.Step(step); s != nil && s.Reason != "" {
		return "step " + step + " of " + r.Experiment + ": " + run.Said(s.Reason)
	}
	return "step " + step + " of " + r.Experiment + " took no picture"
}
