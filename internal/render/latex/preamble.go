package latex

import (
	"fmt"
	"strings"

	"report/internal/document"
)

// packages are in the recommended parts of TeX Live but for two, which are used
// where they are there: ulem strikes words out, and microtype spaces lines more
// evenly.
const packages = `\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern}
\usepackage{geometry}
\usepackage{textcomp}
\usepackage{amsmath,amssymb}
\usepackage{graphicx}
\usepackage{array,booktabs,longtable}
\IfFileExists{ulem.sty}{\usepackage[normalem]{ulem}}{}
\providecommand{\sout}[1]{[struck out: #1]}
\usepackage{fancyvrb}
\fvset{fontsize=\footnotesize,xleftmargin=2em}
\IfFileExists{microtype.sty}{\usepackage{microtype}}{}
\usepackage[hidelinks,unicode]{hyperref}
`

// macros are what the text uses beside LaTeX's own. Whoever takes the source
// over may redefine them: \claim, say, to print figures in another way. All are
// robust, since captions and headings may hold any of them.
const macros = `% A computed figure; #1 is the run that its evidence lies in.
\DeclareRobustCommand{\claim}[2]{\hyperlink{#1}{#2}}
\DeclareRobustCommand{\notmeasured}[1]{\emph{#1}}
\newcounter{listing}
\DeclareRobustCommand{\reportlisting}[1]{\refstepcounter{listing}\textbf{Listing~\thelisting.} #1}
% A line may end here, within a path, a digest or code.
\DeclareRobustCommand{\maybreak}{\penalty50 }
\pdfstringdefDisableCommands{\def\maybreak{}}
% Captions stand above tables, with room below.
\newcommand{\abovetable}{\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}}
\AtBeginDocument{\setlength{\LTcapwidth}{\textwidth}}
% A table that is wider than its place is made smaller.
\newsavebox{\fittedbox}
\newcommand{\fitted}[1]{\sbox{\fittedbox}{#1}\ifdim\wd\fittedbox>\linewidth\resizebox{\linewidth}{!}{\usebox{\fittedbox}}\else\usebox{\fittedbox}\fi}
% A picture is as large as in the PDF, unless its place is smaller.
\newcommand{\asitis}[1]{\sbox{\fittedbox}{\includegraphics[scale=0.75]{#1}}\ifdim\wd\fittedbox>\linewidth\includegraphics[width=\linewidth,height=0.85\textheight,keepaspectratio]{#1}\else
  \ifdim\ht\fittedbox>0.85\textheight\includegraphics[height=0.85\textheight]{#1}\else\usebox{\fittedbox}\fi\fi}
% Lists and quotations in more of them than LaTeX takes.
\newenvironment{deeper}{\par\advance\leftskip1.5em\parindent0pt\relax}{\par}
\newcommand{\deepitem}[1]{\par\noindent\llap{\makebox[1.2em][l]{#1}}\ignorespaces}
% The number of a line of code, and the mark of one that goes on from above.
\newcommand{\codeline}[1]{\makebox[0pt][r]{\normalfont\tiny #1\hspace{6pt}}}
\newcommand{\goeson}{\makebox[1.05em][l]{$\hookrightarrow$}}
\makeatletter
% A page ends here unless so many lines are left on it, or a heading stands above.
\newcommand{\linesleft}[1]{\par\ifinner\else\if@nobreak\else\penalty-100\begingroup\dimen0=\pagegoal\advance\dimen0-\pagetotal
  \ifdim\dimen0<#1\baselineskip\vfil\break\fi\endgroup\fi\fi}
% The caption of a long table is as large as any, whatever its rows are set in.
\def\LT@makecaption#1#2#3{\LT@mcol\LT@cols c{\hbox to\z@{\hss\parbox[t]\LTcapwidth{\normalsize\sbox\@tempboxa{#1{#2: }#3}%
  \ifdim\wd\@tempboxa>\hsize #1{#2: }#3\else\hbox to\hsize{\hfil\box\@tempboxa\hfil}\fi\endgraf\vskip\baselineskip}\hss}}}
% No page ends between a listing and its caption.
\newcommand{\keptbelow}{\@beginparpenalty10000 }
\makeatother
% Pages of nothing but figures and tables are full ones.
\renewcommand{\topfraction}{0.9}\renewcommand{\bottomfraction}{0.8}\renewcommand{\textfraction}{0.1}\renewcommand{\floatpagefraction}{0.8}
\renewcommand{\dbltopfraction}{0.9}\renewcommand{\dblfloatpagefraction}{0.8}
% No line of a paragraph stands alone at the top or bottom of a column, whose text is not pulled apart for it.
\clubpenalty=10000\widowpenalty=10000\displaywidowpenalty=10000\raggedbottom
\tolerance=2000
\setlength{\emergencystretch}{3em}
`

func (w *writer) preamble() {
	m := w.doc.Meta
	class, margins := "11pt,a4paper", "hmargin=32mm,vmargin=30mm"
	if w.opts.Columns == 2 {
		class, margins = "10pt,a4paper,twocolumn", fmt.Sprintf("hmargin=%dmm,vmargin=24mm,columnsep=%dmm", besideColumns, betweenColumns)
	}
	w.line("%% Written by report from the paper's source and its evidence. Compile with: pdflatex paper (twice)")
	w.line(`\documentclass[%s]{article}`, class)
	w.out.WriteString(packages)
	w.line(`\geometry{%s}`, margins)
	w.out.WriteString(macros)
	w.line(`\hypersetup{pdftitle={%s},pdfauthor={%s},pdfkeywords={%s}}`,
		w.text(m.Title), w.text(strings.Join(names(m.Authors), ", ")), w.text(strings.Join(m.Keywords, ", ")))
	title := w.text(m.Title)
	if m.Subtitle != "" {
		title += `\\[0.5ex] \large ` + w.text(m.Subtitle)
	}
	w.line(`\title{%s}`, title)
	var authors []string
	for _, a := range m.Authors {
		words := w.text(a.Name)
		if a.Affiliation != "" {
			words += `\\ \small ` + w.text(a.Affiliation)
		}
		if a.Email != "" {
			words += `\\ \small \nolinkurl{` + address(a.Email) + `}`
		}
		authors = append(authors, words)
	}
	w.line(`\author{%s}`, strings.Join(authors, ` \and `))
	date := ""
	if m.Date != "" {
		date = `\small Evidence of ` + m.Date
		if m.Root != "" {
			date += fmt.Sprintf(`, root\\ \scriptsize \nolinkurl{%s}`, m.Root)
		}
	}
	w.line(`\date{%s}`, date)
	w.line("\\begin{document}\n\\maketitle")
}

func names(authors []document.Author) []string {
	var out []string
	for _, a := range authors {
		out = append(out, a.Name)
	}
	return out
}

// titleBlock writes what stands between the title and the first section.
func (w *writer) titleBlock() {
	m := w.doc.Meta
	if len(m.Abstract) > 0 {
		w.line("\\begin{abstract}\n%s\n\\end{abstract}", w.inlines(m.Abstract))
		w.notes()
	}
	if len(m.Keywords) > 0 {
		w.line("\n\\noindent\\textbf{Keywords:} %s", w.text(strings.Join(m.Keywords, ", ")))
	}
	for _, n := range m.Notes {
		w.line("\n\\noindent\\emph{%s}", w.text(n))
	}
}
