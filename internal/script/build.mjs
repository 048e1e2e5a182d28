// Writes what the binary embeds into dist/: the bundles' sources are installed
// by npm from package-lock.json, whose hashes it checks; esbuild (a Go tool of
// this module, its path given as argument) bundles them. Nothing of it is
// committed.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const require = createRequire(import.meta.url);
const esbuild = process.argv[2];
if (!esbuild) {
  console.error("usage: node build.mjs ESBUILD");
  process.exit(2);
}
process.chdir(new URL(".", import.meta.url).pathname);
mkdirSync("dist", { recursive: true });

for (const name of ["charts", "formulas"]) {
  execFileSync(esbuild, [
    `${name}.entry.js`, "--bundle", "--minify", "--format=iife", "--target=es2017",
    "--legal-comments=none", "--log-level=warning", `--outfile=dist/${name}.js`,
    "--define:process.env.NODE_ENV=\"production\"", "--platform=browser", "--external:node:*",
  ], { stdio: "inherit" });
}

// A page carries the chart script packed, and unpacks it when a chart is seen.
writeFileSync("dist/charts.js.gz", gzipSync(readFileSync("dist/charts.js"), { level: 9 }));

// patterns walks hyphen's trie and gives Liang's patterns as TeX writes them:
// letters with the levels between them. A leading dot has no level before it.
function* patterns(levels, node, letters) {
  if (Array.isArray(node)) {
    yield* patterns(levels, node[0], letters);
    node = node[1];
  }
  if (typeof node === "number") {
    yield spell(letters, levels[node]);
    return;
  }
  for (const letter of Object.keys(node)) yield* patterns(levels, node[letter], letters + letter);
}

function spell(letters, levels) {
  const dot = letters.startsWith(".") ? "." : "";
  let out = dot;
  const rest = letters.slice(dot.length);
  for (let i = 0; i <= rest.length; i++) {
    if (levels[i]) out += levels[i];
    out += rest[i] ?? "";
  }
  return out;
}

const [levels, trie, exceptions] = require("hyphen/patterns/en-us");
const lines = [...patterns(levels, trie, "")].sort();
for (const word of Object.keys(exceptions).sort()) {
  let spelt = word; // the places count in the word with its hyphens
  for (const at of exceptions[word]) spelt = spelt.slice(0, at) + "-" + spelt.slice(at);
  lines.push("=" + spelt);
}
writeFileSync("dist/hyphen-en-us.txt", lines.join("\n") + "\n");

// The fonts of a page, a file for each range of characters; a page embeds those
// that its text needs. fonts.json lists them for the binary.
const families = [
  ["Paper Serif", "source-serif-4"],
  ["Paper Sans", "source-sans-3"],
  ["Paper Mono", "source-code-pro"],
];
const fonts = [];
for (const [family, name] of families) {
  const dir = `node_modules/@fontsource-variable/${name}`;
  const ranges = JSON.parse(readFileSync(`${dir}/unicode.json`, "utf8"));
  for (const subset of ["latin", "latin-ext", "greek", "cyrillic"]) {
    if (subset !== "latin" && family === "Paper Mono") continue;
    for (const style of ["normal", "italic"]) {
      if (subset !== "latin" && style === "italic" && family !== "Paper Serif") continue;
      const file = `${name}-${subset}-wght-${style}.woff2`;
      copyFileSync(`${dir}/files/${file}`, `dist/${file}`);
      fonts.push({ family, italic: style === "italic", weights: "200 900", range: ranges[subset], file });
    }
  }
}
writeFileSync("dist/fonts.json", JSON.stringify(fonts, null, 1) + "\n");

// The licences of all that the binary holds, for `report version --licenses`:
// npm packages, then the Go modules that its packages come from.
const licenceFiles = (dir) =>
  readdirSync(dir).filter((f) => /^(licen[cs]e|notice|copying|patents)/i.test(f) && statSync(`${dir}/${f}`).isFile()).sort();
const licences = [];
const add = (title, dir) =>
  licences.push(`== ${title}\n\n` + licenceFiles(dir).map((f) => readFileSync(`${dir}/${f}`, "utf8").trim() + "\n\n").join(""));
for (const [, name] of families) {
  const { version, license } = JSON.parse(readFileSync(`node_modules/@fontsource-variable/${name}/package.json`, "utf8"));
  add(`${name} ${version} (npm, ${license})`, `node_modules/@fontsource-variable/${name}`);
}
for (const name of ["echarts", "hyphen", "mathjax-full", "mhchemparser", "mj-context-menu", "speech-rule-engine", "tslib", "zrender"]) {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  add(`${name} ${version} (npm, ${license})`, `node_modules/${name}`);
}
add("The Go standard library", execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim());
const format = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}";
const modules = execFileSync("go", ["list", "-deps", "-f", format, "../../cmd/report"], { encoding: "utf8" });
for (const line of [...new Set(modules.trim().split("\n"))].sort()) {
  const [title, dir] = line.split("\t");
  if (dir) add(`${title} (Go)`, dir);
}
writeFileSync("dist/licences.txt", licences.join(""));
