package claim

import (
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"report/internal/diag"
)

// Typed are the numbers of the prose that are neither computed nor another
// work's: those in digits, and in words from thirteen on or before a percent,
// that no sign tells to be a year, a version, a place in the paper, a name or a
// scale. A sentence that cites a work gives that work's figures.
func (e *Env) Typed(sentences []Sentence) []Unproved {
	return unproved(sentences, func(s Sentence) (found []unplaced) {
		if s.Cited {
			return nil
		}
		for _, n := range e.typedNumbers(s) {
			bad := diag.At(diag.Pos{}, "%s is typed: it is neither computed nor marked as another work's", n.text())
			bad.Len = utf8.RuneCountInString(n.text())
			found = append(found, unplaced{n.from, Unproved{bad.WithHint("%s", e.mendNumber(n)), n.text()}})
		}
		return found
	})
}

// Unproved is a place in the prose that nothing proves, and its words.
type Unproved struct {
	*diag.Error
	Words string
}

// unplaced is what is found at an offset in a sentence.
type unplaced struct {
	from int
	Unproved
}

// unproved is what is found in sentences, each looked through on any core, in the
// order of the text. Where a sentence stands is asked by one goroutine.
func unproved(sentences []Sentence, find func(Sentence) []unplaced) []Unproved {
	const share = 16
	all := make([][]unplaced, len(sentences))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(sentences); from += share {
		group.Go(func() error {
			for i := from; i < min(from+share, len(sentences)); i++ {
				all[i] = find(sentences[i])
			}
			return nil
		})
	}
	_ = group.Wait() // none of them fails
	var found []Unproved
	for i, list := range all {
		for _, one := range list {
			one.Pos = sentences[i].At(one.from)
			found = append(found, one.Unproved)
		}
	}
	slices.SortStableFunc(found, func(a, b Unproved) int {
		switch {
		case a.Before(b.Pos):
			return -1
		case b.Before(a.Pos):
			return 1
		}
		return 0
	})
	return found
}

// number is one number in digits, with what stands around it.
type typedNumber struct {
	all      string
	from, to int
	before   string // the text before it, without the numbers of its list or range
	after    string // the text behind it
	rest     string // the same, without the further numbers of its list or range
}

func (n typedNumber) text() string { return n.all[n.from:n.to] }

// typedPatterns are compiled when numbers are first looked for.
var typedPatterns = sync.OnceValue(func() *typedSigns {
	const month = `(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)`
	return &typedSigns{
		number: regexp.MustCompile(`\d+(?:[.,'’\x{202f}\x{2009}]?\d+)*(?:[eE][-−–+]?\d+\b)?[¼-¾⅐-⅞]?|[¼-¾⅐-⅞]`),
		list:   regexp.MustCompile(`(?i)(?:\d[\d.,]*\s?(?:%|°|th|[a-z]{1,2}\b)?[\s\x{a0}]*(?:,|–|—|-|−|\bto\b|\band\b|\bor\b|&|, ?and|, ?or)[\s\x{a0}]*)+$`),
		tail:   regexp.MustCompile(`(?i)^(?:[\s\x{a0}]*(?:,|–|—|-|−|to\b|and\b|or\b|&|, ?and\b|, ?or\b)[\s\x{a0}]*\d[\d.,]*)+`),
		label: regexp.MustCompile(`(?i)(\b(versions?|releases?|v|ver\.|sections?|sect?s?\.?|chapters?|ch\.|(sub){0,2}sections?|tables?\.?|tab\.|fig(ure|ures|s?\.)?|listings?|lst\.|` +
			`appendi(x|ces)|eqs?(uations?|\.)?|algorithms?|theorems?|lemmas?|definitions?|propositions?|corollar(y|ies)|remarks?|examples?|exercises?|assumptions?|propert(y|ies)|boxes|box|annex|clauses?|steps?|items?|pages?|pp?\.|lines?|rfc|iso|pep|parts?|phases?|stages?|levels?|layers?|` +
			`experiments?|stud(y|ies)|stage|cases?|scenarios?|tasks?|questions?|rq|hypothes[ei]s|options?|types?|class|groups?|days?|weeks?|epochs?|rounds?|runs?|folds?|` +
			`iterations?|protocols?|licen[cs]es?|grants?|no\.|nos?\.|numbers?|vol(ume|\.)?|issues?|ports?|http|status|codes?|exit|signal|error|seed|digits?|rank(ed)?|place|grades?|tiers?|rules?|` +
			`criteri(on|a)|points?|notes?|footnotes?|commits?|pull request|build|revision|rev\.|edition|model|node|gpu|cpu|core|channel|zone|region|batch|quartile|` +
			`python|java|node|cuda|cudnn|go|rust|c\+\+|gcc|llvm|clang|linux|macos|windows|ubuntu|debian|centos|fedora|kernel|proc\.|pp|art(icle|\.)?|id|q|h|t|s)|§|#)[\s\x{a0}]*$`),
		month: regexp.MustCompile(`(?i)\b` + month + `\.?[\s\x{a0}]*(\d{1,2}(st|nd|rd|th)?,?[\s\x{a0}]*)?$`),
		day:   regexp.MustCompile(`(?i)^(st|nd|rd|th)?[\s\x{a0}]*(of[\s\x{a0}]+)?` + month + `\b`),
		date:  regexp.MustCompile(`\b\d{4}-\d{2}(-\d{2})?\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2}\.\d{1,2}\.\d{4}\b|\b\d{1,2}:\d{2}(:\d{2})?\b|\b24/7\b|\b\d{1,2}(?::\d{2})?[\s\x{a0}]?[aApP]\.?[mM]\b|(?:^|[\s\x{a0}(])['’‘]\d{2}\b|\b\d+(-\d+){2,}[\dX]?\b`),
		refs:  regexp.MustCompile(`\[[\d\s,;–-]+\]`),
		scale: regexp.MustCompile(`(?i)\b(0|1|zero|one|−1|-1)[\s\x{a0}]*(to|and|or|–|-|\.\.)[\s\x{a0}]*(at[\s\x{a0}]+)?(1|5|7|9|10|100)\b|\bout of[\s\x{a0}]+(5|10|100)\b|[\[(]0,[\s\x{a0}]*1[\])]|\b(5|7|10|100)-point\b|\bscales?\b[^.;]{0,25}?\b\d+[^.;]{0,40}?\bto[\s\x{a0}]*\d+\b|\b\d+[\s\x{a0}]+(?:is|being|means?)[\s\x{a0}]+(?:the[\s\x{a0}]+)?(?:best|worst|perfect)\b|` +
			`\b(?:sums?|adds?|added|normali[sz]ed)(?:[\s\x{a0}]+up)?[\s\x{a0}]+to[\s\x{a0}]+(?:1|100)\b`),
		bound: regexp.MustCompile(`(?i)\d+(\.\d+)?[\s\x{a0}]?(%|-?percent)[\s\x{a0}-]*(confidence|credible|prediction|intervals?\b|CI\b|HDI\b)|\bp[\s\x{a0}]*[<>≤≥][\s\x{a0}]*0?\.(05|1|10|01|001|0001)\b|(α|\balpha|significance( level)?( of)?)[\s\x{a0}]*=?[\s\x{a0}]*0?\.\d+|` +
			`\bp-values?[\s\x{a0}]+(below|under|above|of|less than|smaller than|greater than)[\s\x{a0}]+0?\.(05|1|10|01|001)\b|\bconfidence level[\s\x{a0}]+(is|of|at)[\s\x{a0}]+\d+(\.\d+)?`),
		trivial: regexp.MustCompile(`(?:^|[^\pL\d_])[a-z][₀-₉]?[\s\x{a0}]?[=≥≤<>][\s\x{a0}]?[01]\b|(?i)\b(?:base[\s\x{a0}-]|(?:index|count)(?:s|ed|es|ing)?[\s\x{a0}]+from[\s\x{a0}])\d+\b|[-–]-?[a-z][a-z-]*=\d+\b|` +
			`\b\d+[/–-]\d+(?:[–-]\d+(?:\.\d+)?)?[\s\x{a0}]+(?:rule|principle)\b|\b\d+[\s\x{a0}]?[×x][\s\x{a0}]?\d+(?:[\s\x{a0}]?[×x][\s\x{a0}]?\d+)?[\s\x{a0}-]+(?:[a-z]+[\s\x{a0}])?(?:tables?|matri(?:x|ces)|grids?|factorial|designs?|kernels?|filters?|convolutions?|pooling|patch(?:es)?)\b|` +
			`\b\pL\(\d+\)|\b[a-z]+\(\d+\)|\bmode[\s\x{a0}]+0\d{2,}\b|\b\d+\.x\b`),
		equation: regexp.MustCompile(`(?i)\b(?:(?:in)?equations?|ineqs?\.?|eqn?s?\.?|formulas?|formulae|expressions?|constraints?|conditions?|problems?)[\s\x{a0}]*\(\d+(?:\.\d+)?[a-z]?\)` +
			`(?:(?:[\s\x{a0}]*(?:,|–|-|\bto\b|\bthrough\b|\band\b|\bor\b|&))+[\s\x{a0}]*\(\d+(?:\.\d+)?[a-z]?\))*`),
		issue: regexp.MustCompile(`\b\d{1,3}\(\d{1,3}(?:[–-]\d{1,3})?\)(?:[:,][\s\x{a0}]*(?:pp?\.[\s\x{a0}]*)?\d+(?:[–-]\d+)?)?`),
		split: regexp.MustCompile(`(?i)\b\d{1,3}(?:[\s\x{a0}]?%)?(?:[\s\x{a0}]?[/:–-][\s\x{a0}]?\d{1,3}(?:[\s\x{a0}]?%)?){1,2}[\s\x{a0}-]+(?:[a-z/-]+[\s\x{a0}]+){0,2}(?:splits?|splitting|partitions?)\b|` +
			`\b(?:split|partition(?:ed)?|divided)(?:[\s\x{a0}]+[a-z/-]+){0,3}[\s\x{a0}]+\d{1,3}[/:]\d{1,3}(?:[/:]\d{1,3})?`),
		address:   regexp.MustCompile(`(?i)://|^www\.|^doi:|^10\.\d{4,}/|@|\\|^[~.]?/|[a-z]\w*[/_.][\w./-]*\d|\d[\w.-]*/[a-z][\w-]*[./]|^[a-z]\w*\(`),
		measuring: regexp.MustCompile(`(?i)^[\s\x{a0}]*(%|‰|percent|per cent|times\b|×|[kmgt]i?b\b|[munµ]?s\b|sec|second|minute|hour|points?\b)`),
		quantity:  regexp.MustCompile(`^(x|X|k|K|M|B|G|T|ms|s|h|min|m|mm|cm|km|kg|g|W|kW|MW|kWh|Wh|J|V|Hz|kHz|MHz|GHz|[kKMGTP]i?B|[KMGTP]|fps|px|pp|pt|bn|mn|dB|mL|ml|µs|us|ns|days?|hours?|years?)$`),
		more:      regexp.MustCompile(`(?i)^-?(fold|percent|times)[\s\x{a0}]+(increase|improvement|gain|reduction|speed-?up|higher|lower|faster|slower|more|less|larger|smaller|change)`),
		plural:    regexp.MustCompile(`^[\s\x{a0}]+(?:[a-z-]+[\s\x{a0}]+){0,1}([a-z-]{2,}s)\b`),
		sure:      regexp.MustCompile(`(?i)^[\s\x{a0}-]*(?:percent|per cent)[\s\x{a0}-]*(?:confidence|credible|prediction)`),
		metric: regexp.MustCompile(`^(?:BLEU|ROUGE(?:-[\dL]+)?|METEOR|AU(?:RO|PR)?C|RO?C|RMSE|N?R?MSE|MAE|MAPE|WER|CER|FID|m?IoU|m?AP|PSNR|SSIM|NDCG|nDCG|MRR|F[12]?|ACC|Acc|Dice|MCC|Kappa|R2|R²|SD|SE|IQR|` +
			`Accuracy|Precision|Recall|Loss|Scores?|Error|Mean|Median|Totals?|Average|Max|Maximum|Min|Minimum|OR|HR|RR|CI|GPA|MOS|SNR|FPS|Time|Speed-?up|Speedup)$`),
		result: regexp.MustCompile(`(?i)\b(accurac(?:y|ies)|precision|recall|f1(?:[- ]scores?)?|auc|loss(?:es)?|errors?|scor(?:e|es|ed)|percent|per cent|points?|rates?|mean|average[ds]?|median|respectively|` +
			`achiev(?:e|es|ed)|reach(?:es|ed)?|obtain(?:s|ed)?|attain(?:s|ed)?|bleu|rouge|perplexity|speed-?ups?|throughput|latenc(?:y|ies)|results?)\b|%`),
		using:   regexp.MustCompile(`(?i)\b(?:us(?:e|es|ed|ing)|under|via|install(?:s|ed|ing)?|run(?:s|ning)?|ran|on|in|into|from|to|version|requires?|needs?|built|based)\s*(?:of|the|on|with)?\s*$`),
		pinning: regexp.MustCompile(`(?i)\b(versions?|releases?|pins?|pinned|upgrad(e|es|ed|ing)|updat(e|es|ed|ing)|newer|older)(\s+(is|are|was|were|of|to|from|at|than))?:?$`),
		version: regexp.MustCompile(`\d+\.\d+\.\d`),
	}
})

// typedSigns tell what is no measurement (pinning and version are words and forms of versions): label what stands before a place, a
// version or a name; refs, scale, bound and trivial whole spans, trivial those of
// variables, shapes, calls, flags and sayings; measuring, quantity and
// more what makes a number one that somebody measured after all.
type typedSigns struct {
	number, list, tail, label, month, day, date, refs, scale, bound, equation, trivial, issue, split, address, measuring, quantity, more, plural, sure, metric, result, using, pinning, version *regexp.Regexp
}

// typedNumbers are a sentence's numbers that should be claims.
func (e *Env) typedNumbers(s Sentence) []typedNumber {
	p := typedPatterns()
	understood := spans(s.Text, p.date, p.refs, p.scale, p.bound, p.trivial, p.equation, p.issue, p.split)
	mentions := e.mentions(s)
	var out []typedNumber
	for _, at := range numbersIn(s.Text) {
		n := around(s.Text, at[0], at[1])
		switch {
		case slices.ContainsFunc(understood, func(span [2]int) bool { return at[0] >= span[0] && at[1] <= span[1] }),
			n.year(), n.attached(), n.place(s), n.enumerates(), p.sure.MatchString(n.after):
			continue
		}
		if tool := behind(n, mentions); tool && e.versioned(n, s.Text) || !tool && n.named() || e.pinned(n) && n.amongVersions(mentions) {
			continue
		}
		out = append(out, n)
	}
	return out
}

// numbersIn are where numbers stand in a text, in its order. A point before the
// digits is theirs where nothing stands before it: .87.
func numbersIn(text string) [][]int {
	all := wordNumbers(text)
	for _, at := range typedPatterns().number.FindAllStringIndex(text, -1) {
		if bare := strings.TrimSuffix(text[:at[0]], "."); len(bare) < at[0] {
			if last, _ := utf8.DecodeLastRuneInString(bare); bare == "" || unicode.IsSpace(last) || strings.ContainsRune("(“\"=<>≈~±−–-$€£", last) {
				at[0]--
			}
		}
		all = append(all, at)
	}
	slices.SortFunc(all, func(a, b []int) int { return a[0] - b[0] })
	return all
}

// spans are where any of the patterns match.
func spans(text string, patterns ...*regexp.Regexp) [][2]int {
	var out [][2]int
	for _, p := range patterns {
		for _, at := range p.FindAllStringIndex(text, -1) {
			out = append(out, [2]int{at[0], at[1]})
		}
	}
	return out
}

func around(text string, from, to int) typedNumber {
	p := typedPatterns()
	n := typedNumber{all: text, from: from, to: to, after: text[to:]}
	n.before = p.list.ReplaceAllString(text[:from], "")
	n.rest = p.tail.ReplaceAllString(n.after, "")
	return n
}

// attached reports whether the number is part of a word: ResNet-50, x86, 3D,
// 2nd, 64-bit, an address; and the second half of a ratio, which the first
// stands for. A unit behind it (16GB, 10x) leaves it a number.
func (n typedNumber) attached() bool {
	p := typedPatterns()
	before := n.all[:n.from]
	last, size := utf8.DecodeLastRuneInString(before)
	if before != "" {
		earlier, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
		switch {
		case unicode.IsLetter(last), last == '_', last == '^':
			return true
		case last == '-' && strings.ContainsFunc(before[strings.LastIndexAny(before, " \n\u00a0(“\"")+1:], unicode.IsLetter):
			return true
		case strings.ContainsRune("–/.:+", last) && unicode.IsLetter(earlier), strings.ContainsRune(":/", last) && unicode.IsDigit(earlier):
			return true
		}
	}
	from := strings.LastIndexAny(before, " \n\u00a0(“\"") + 1
	to := n.to + strings.IndexAny(n.after+" ", " \n\u00a0)”\",;")
	if p.address.MatchString(n.all[from:to]) {
		return true
	}
	next, width := utf8.DecodeRuneInString(n.after)
	switch {
	case n.after == "":
		return false
	case unicode.IsLetter(next):
		return !p.quantity.MatchString(letters(n.after))
	case next == '_':
		return true
	case next == '-' || next == '\u2011':
		word := letters(n.after[width:])
		return word != "" && !strings.EqualFold(word, "percent") && !p.more.MatchString(n.after)
	}
	return false
}

// letters are those that a text begins with.
func letters(text string) string {
	return text[:len(text)-len(strings.TrimLeftFunc(text, unicode.IsLetter))]
}

// place reports whether the number says where something stands or which
// version it is: Section 3, Tables 2 and 5, Python 3.11, page 7, a heading's
// own number.
func (n typedNumber) place(s Sentence) bool {
	p := typedPatterns()
	if strings.Count(n.text(), ".") > 1 || s.Title && strings.TrimSpace(n.all[:n.from]) == "" {
		return true
	}
	near := lastWords(n.before, 3) // no label and no date has more
	if p.month.MatchString(near) || p.day.MatchString(n.after) {
		return true
	}
	return p.label.MatchString(near) && !p.measuring.MatchString(n.rest) && !strings.HasPrefix(n.rest, "x")
}

// lastWords is the end of a text from its last so many words on.
func lastWords(text string, words int) string {
	at := len(text)
	for ; words > 0; words-- {
		at = len(strings.TrimRightFunc(text[:at], unicode.IsSpace))
		space := strings.LastIndexFunc(text[:at], unicode.IsSpace)
		if space < 0 {
			return text
		}
		_, wide := utf8.DecodeRuneInString(text[space:])
		at = space + wide
	}
	return text[at:]
}

// openers begin sentences and phrases with a capital and name nothing.
var openers = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`A About Above Across After All Almost Also Among An And Another Approximately Around As At Because Before
		Below Between Both But By Compared Despite Down During Each Either Every Exactly Except First For Fourth From Given Has Have Here Hence How However If In
		Indeed Its It Just Last Less Like Many More Most Nearly No Not Of On Once Only Or Our Out Over Overall Per Roughly Second Since So Some Still Such
		Than That The Their Then There These They Third This Those Through Thus To Together Under Until Up Upon Using We What When Where Whereas
		Which While With Within Without Yet You`) {
		m[w] = true
	}
	return m
})

// named reports whether a name stands right before the number, so that it is
// a part of it: Windows 10, Apache 2.0, GPT 4. The first word of a sentence
// has its capital anyway, and names only whole numbers. A decimal behind a name
// has to look like a version.
func (n typedNumber) named() bool {
	before := strings.TrimRight(n.before, " \u00a0")
	if len(before) == len(n.before) || typedPatterns().measuring.MatchString(n.rest) {
		return false
	}
	start := strings.LastIndexAny(before, " \n\u00a0(“\"") + 1
	word := before[start:]
	first, _ := utf8.DecodeRuneInString(word)
	last, _ := utf8.DecodeLastRuneInString(word)
	if !unicode.IsUpper(first) && !strings.ContainsFunc(word, unicode.IsUpper) && !lowerCase()[word] || !wordRune(last) || openers()[word] || typedPatterns().metric.MatchString(word) {
		return false
	}
	if _, err := strconv.Atoi(n.text()); err == nil || software()[strings.ToLower(word)] {
		return true
	}
	opens := strings.Trim(before[:start], " \n\u00a0(“\"*") == ""
	return n.looksLikeVersion(before[:start]) && (!opens || strings.ContainsFunc(word[1:], unicode.IsUpper))
}

// looksLikeVersion reports whether a decimal behind a name that we do not know
// as software can be its version: versions are small and short, and a sentence
// that gives results gives them behind the names, unless one uses what it names.
func (n typedNumber) looksLikeVersion(before string) bool {
	whole, fraction, _ := strings.Cut(n.text(), ".")
	value, err := strconv.Atoi(whole)
	if err != nil || value >= 30 || len(fraction) > 2 || value == 0 && len(fraction) == 2 && fraction >= "30" {
		return false
	}
	p := typedPatterns()
	return p.using.MatchString(lastWords(before, 2)) || !p.result.MatchString(n.all)
}

// software are names behind which a decimal is a version whatever it looks like.
var software = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`android apache apple bash by cc chrome chromium clang cmake cuda cudnn cython debian django docker edge fedora ffmpeg firefox flask
		fortran gcc gemini git go gpl gpt gradle gurobi hadoop http ios java javascript jax julia jupyter kafka keras kotlin kubernetes lgpl lightgbm linux llama llvm macos mariadb
		matlab maven maxima mistral mongodb mpi mpl mysql networkx node numba numpy octave onnx opencl opencv opengl openmp openmpi openssl oracle pandas perl php
		pip postgres postgresql pypy python pytorch qt qwen r redis ruby rust safari sagemath sas scala scikit-learn scipy spark spss sqlite stata sympy tensorflow torch
		torchvision transformers typescript ubuntu unicode usb vulkan windows xcode xgboost`) {
		m[w] = true
	}
	return m
})

// lowerCase are names of software that are written without a capital and are no
// words besides.
var lowerCase = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`clang cmake conda cuda ffmpeg gcc git jq llvm matplotlib networkx npm numba numpy onnx openssl pandas pip pytest pytorch
		scikit-learn scipy sqlite sympy tensorflow torch torchvision uv xgboost`) {
		m[w] = true
	}
	return m
})

// year reports whether the number is a calendar year. Behind no preposition and
// before things that can be counted it is their number.
func (n typedNumber) year() bool {
	value, err := strconv.Atoi(n.text())
	if err != nil || len(n.text()) != 4 || value < 1700 || value > 2039 {
		return false
	}
	if decade := letters(n.rest); decade == "s" && value%10 == 0 {
		return true
	}
	things := typedPatterns().plural.FindStringSubmatch(n.rest)
	if things == nil || slices.Contains([]string{"was", "is", "has", "as", "this", "its", "us", "does"}, things[1]) {
		return !typedPatterns().measuring.MatchString(n.rest)
	}
	words := strings.Fields(strings.ToLower(n.before))
	return len(words) > 0 && slices.Contains([]string{"in", "from", "since", "until", "till", "before", "after", "during", "early", "late", "mid", "around", "circa"}, words[len(words)-1])
}

// enumerates reports whether the number counts out points of a text: (1) … (2).
func (n typedNumber) enumerates() bool {
	before, after := strings.TrimRight(n.all[:n.from], " "), n.after
	if !strings.HasPrefix(after, ")") || len(n.text()) > 2 {
		return strings.Trim(before, " *") == "" && strings.HasPrefix(after, ". ")
	}
	value, err := strconv.Atoi(n.text())
	if err != nil {
		return false
	}
	other := func(v int) bool { return strings.Contains(n.all, strconv.Itoa(v)+")") }
	opened := before == "" || strings.ContainsAny(before[len(before)-1:], "(,:;") || strings.HasSuffix(before, "and") || value == 1
	return opened && (other(value+1) || value > 1 && other(value-1))
}

// behind reports whether the number, or the list that it stands in, is right
// behind the name of a tool.
func behind(n typedNumber, mentions []mention) bool {
	return names(strings.TrimRight(n.before, " \n\u00a0"), mentions)
}

// names reports whether the text ends in the name of a tool.
func names(before string, mentions []mention) bool {
	return slices.ContainsFunc(mentions, func(m mention) bool { return m.to == len(before) && !m.figure })
}

// pinned reports whether the number is a version that the study pins, or the
// start of one.
func (e *Env) pinned(n typedNumber) bool {
	return strings.Contains(n.text(), ".") && e.versions()[n.text()] && !n.measured()
}

// measured reports whether a unit stands behind the number or its list.
func (n typedNumber) measured() bool {
	p := typedPatterns()
	return p.measuring.MatchString(n.rest) || p.quantity.MatchString(letters(strings.TrimLeft(n.rest, " \u00a0")))
}

// amongVersions reports whether the words before the number speak of a version,
// a tool stands before it, also with a bracket between, or others of its list
// can be nothing else.
func (n typedNumber) amongVersions(mentions []mention) bool {
	p := typedPatterns()
	before := strings.TrimRight(n.before, " \n\u00a0(")
	around := n.all[len(n.before):n.from] + n.after[:len(n.after)-len(n.rest)]
	return names(before, mentions) || p.pinning.MatchString(lastWords(before, 3)) || p.version.MatchString(around)
}

// pinnedVersions are the versions that the study pins and what each begins
// with, up to any of its points.
func (e *Env) pinnedVersions() map[string]bool {
	versions := map[string]bool{}
	for i := range e.in.Study.Tools {
		version := e.in.Study.Tools[i].Version
		versions[version] = true
		for at, r := range version {
			if r == '.' {
				versions[version[:at]] = true
			}
		}
	}
	return versions
}

// versioned reports whether the number behind a tool's name is its version: one
// that is pinned, or a decimal without a unit where nothing speaks of scores.
func (e *Env) versioned(n typedNumber, text string) bool {
	return e.pinned(n) || strings.Contains(n.text(), ".") && !n.measured() && !prosePatterns().scores.MatchString(text)
}

// mendNumber proposes an expression that gives the number, where the study has
// a parameter of that value.
func (e *Env) mendNumber(n typedNumber) string {
	const otherwise = "or cite the work that states it in this sentence"
	plain := strings.NewReplacer(",", "", "'", "", "’", "", "\u202f", "", "\u2009", "").Replace(n.text())
	if len(plain) > 1 {
		for _, x := range e.in.Study.Experiments {
			for _, p := range x.Parameters {
				if p.Value != plain {
					continue
				}
				call := &Call{Function: "param", Args: []Arg{{Name: "experiment", Value: x.ID}, {Name: "name", Value: p.Name}}}
				expr := Expr{Body: call}
				if plain != n.text() {
					expr.Format = Format{Name: "grouped"}
				}
				return "let it be computed: {{ " + expr.String() + " }}, " + otherwise
			}
		}
	}
	return "let it be computed (report help expressions), " + otherwise + ": {{ cited value=" + quoted(n.text()) + " source=KEY }}"
}
