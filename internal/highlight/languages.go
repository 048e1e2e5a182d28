package highlight

import "sync"

// aliases are the other names that people write behind a fence.
var aliases = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"py": "python", "python3": "python", "ipython": "python",
		"sh": "shell", "bash": "shell", "zsh": "shell", "makefile": "make", "mk": "make",
		"shell-session": "console", "bash-session": "console", "sh-session": "console", "pycon": "console", "terminal": "console",
		"yml": "yaml", "jsonl": "json", "json5": "json", "jsonc": "json", "ndjson": "json",
		"js": "javascript", "ts": "javascript", "typescript": "javascript", "jsx": "javascript", "tsx": "javascript",
		"golang": "go", "rs": "rust", "cpp": "c", "c++": "c", "h": "c", "cc": "c", "hpp": "c", "cs": "java", "kotlin": "java", "scala": "java",
		"cfg": "ini", "conf": "ini", "properties": "ini", "docker": "dockerfile", "containerfile": "dockerfile",
		"postgresql": "sql", "sqlite": "sql", "jl": "julia", "patch": "diff", "tf": "hcl",
	}
})

var (
	double   = quote{mark: `"`, escapes: true}
	single   = quote{mark: `'`, escapes: true}
	literal  = quote{mark: `'`, lines: true}
	backtick = quote{mark: "`", lines: true}
	slashes  = [][2]string{{"/*", "*/"}}
)

// grammars is the table of languages, made at the first listing.
var grammars = sync.OnceValue(func() map[string]*grammar {
	return map[string]*grammar{
		"python": {
			line: []string{"#"}, meta: "@", calls: true, prefixes: "rRbBfFuUtT",
			quotes:    []quote{{mark: `"""`, escapes: true, lines: true}, {mark: `'''`, escapes: true, lines: true}, double, single},
			keywords:  "and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield",
			builtins:  "abs all any bool bytes dict dir enumerate filter float format frozenset getattr hasattr hash id input int isinstance issubclass iter len list map max min next object open ord pow print property range repr reversed round self cls set setattr slice sorted staticmethod classmethod str sum super tuple type vars zip Exception ValueError TypeError KeyError RuntimeError",
			constants: "True False None NotImplemented Ellipsis __name__ __file__",
		},
		"shell": {
			line: []string{"#"}, spaced: true, variables: true, extra: "-",
			quotes:   []quote{{mark: `"`, escapes: true, lines: true}, literal},
			keywords: "if then else elif fi for while until do done case esac in function return select time export local readonly declare set unset trap exit break continue shift source eval exec",
			builtins: "echo printf cd pwd test read cat grep sed awk find xargs sort uniq head tail wc cp mv rm mkdir ln ls chmod curl git make pip python python3 uv npm node docker kubectl go sudo tar report sha256sum",
		},
		"yaml": {
			line: []string{"#"}, spaced: true, pairs: ":", variables: true, extra: "-.",
			quotes: []quote{double, literal}, constants: "true false null yes no on off",
		},
		"json":  {quotes: []quote{double}, pairs: ":", line: []string{"//"}, constants: "true false null"},
		"toml":  {line: []string{"#"}, pairs: "=", meta: "[", quotes: []quote{{mark: `"""`, escapes: true, lines: true}, {mark: `'''`, lines: true}, double, {mark: `'`}}, constants: "true false"},
		"ini":   {line: []string{"#", ";"}, pairs: "=", meta: "[", spaced: true, quotes: []quote{double}, constants: "true false yes no"},
		"hcl":   {line: []string{"#", "//"}, block: slashes, quotes: []quote{double}, pairs: "=", keywords: "resource data variable output module provider terraform locals", constants: "true false null"},
		"make":  {line: []string{"#"}, spaced: true, variables: true, quotes: []quote{double, {mark: `'`}}, pairs: ":", extra: "-", keywords: "ifeq ifneq ifdef ifndef else endif include define endef export", constants: ""},
		"latex": {line: []string{"%"}, meta: "\\"},
		"go": {
			line: []string{"//"}, block: slashes, calls: true, quotes: []quote{double, single, backtick},
			keywords:  "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var",
			builtins:  "any append bool byte cap clear close comparable complex complex128 complex64 copy delete error float32 float64 imag int int16 int32 int64 int8 len make max min new panic print println real recover rune string uint uint16 uint32 uint64 uint8 uintptr",
			constants: "true false nil iota",
		},
		"rust": {
			line: []string{"//"}, block: slashes, calls: true, quotes: []quote{{mark: `"`, escapes: true, lines: true}}, prefixes: "rb", meta: "#", extra: "!",
			keywords:  "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return static struct super trait type unsafe use where while",
			builtins:  "bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize Box Option Result String Vec Self self println! vec! format! panic!",
			constants: "true false None Some Ok Err",
		},
		"javascript": {
			line: []string{"//"}, block: slashes, calls: true, extra: "$", quotes: []quote{double, single, {mark: "`", escapes: true, lines: true}}, meta: "@",
			keywords:  "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends finally for from function get if implements import in instanceof interface let namespace new of private protected public readonly return set static super switch this throw try type typeof var void while with yield",
			builtins:  "Array Boolean Date Error JSON Map Math Number Object Promise RegExp Set String Symbol any boolean console document module never number process require string undefined unknown window",
			constants: "true false null NaN Infinity",
		},
		"c": {
			line: []string{"//"}, block: slashes, calls: true, quotes: []quote{double, single}, meta: "#",
			keywords:  "alignas auto break case catch class const constexpr continue default delete do else enum explicit extern for friend goto if inline namespace new noexcept operator private protected public register return sizeof static struct switch template this throw try typedef typename union using virtual volatile while",
			builtins:  "bool char double float int int16_t int32_t int64_t int8_t long short signed size_t uint16_t uint32_t uint64_t uint8_t unsigned void std string vector",
			constants: "true false NULL nullptr",
		},
		"java": {
			line: []string{"//"}, block: slashes, calls: true, quotes: []quote{{mark: `"""`, escapes: true, lines: true}, double, single}, meta: "@",
			keywords:  "abstract as assert break case catch class const continue data def default do else enum extends final finally for fun if implements import in instanceof interface internal is namespace native new object open override package private protected public return sealed static super switch synchronized this throw throws trait try using val var virtual when while with yield",
			builtins:  "boolean Boolean byte char double float int Integer List long Long Map Object short String string void Int Unit Any",
			constants: "true false null",
		},
		"r": {
			line: []string{"#"}, calls: true, extra: ".", quotes: []quote{{mark: `"`, escapes: true, lines: true}, {mark: `'`, escapes: true, lines: true}},
			keywords:  "break else for function if in next repeat return while",
			builtins:  "c library require list data.frame matrix factor print paste cat mean median sd sum length seq rep apply lapply sapply summary",
			constants: "TRUE FALSE NULL NA NaN Inf T F",
		},
		"julia": {
			line: []string{"#"}, block: [][2]string{{"#=", "=#"}}, calls: true, extra: "!", quotes: []quote{{mark: `"""`, escapes: true, lines: true}, double}, meta: "@",
			keywords:  "abstract baremodule begin break catch const continue do else elseif end export finally for function global if import in let local macro module mutable primitive quote return struct try type using where while",
			builtins:  "Int Int64 Float64 String Bool Vector Matrix Array Dict println print length",
			constants: "true false nothing missing NaN Inf",
		},
		"sql": {
			line: []string{"--"}, block: slashes, caseless: true, calls: true, quotes: []quote{literal, double},
			keywords:  "add all alter and as asc begin between by case check commit constraint create cross default delete desc distinct drop else end exists explain foreign from full group having if in index inner insert into is join key left like limit not offset on or order outer over partition primary references right rollback select set table then union unique update using values view when where with",
			builtins:  "avg bigint boolean char coalesce count date decimal float integer int max min numeric real serial sum text timestamp varchar",
			constants: "true false null",
		},
		"dockerfile": {
			line: []string{"#"}, spaced: true, variables: true, extra: "-", quotes: []quote{double, {mark: `'`}},
			keywords: "FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL AS",
		},
	}
})
