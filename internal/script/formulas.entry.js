// TeX formulas as SVG for print and as MathML for the browser.
import { mathjax } from "mathjax-full/js/mathjax.js";
import { TeX } from "mathjax-full/js/input/tex.js";
import { SVG } from "mathjax-full/js/output/svg.js";
import { liteAdaptor } from "mathjax-full/js/adaptors/liteAdaptor.js";
import { RegisterHTMLHandler } from "mathjax-full/js/handlers/html.js";
import { SerializedMmlVisitor } from "mathjax-full/js/core/MmlTree/SerializedMmlVisitor.js";
import { STATE } from "mathjax-full/js/core/MathItem.js";
import "mathjax-full/js/input/tex/base/BaseConfiguration.js";
import "mathjax-full/js/input/tex/ams/AmsConfiguration.js";
import "mathjax-full/js/input/tex/newcommand/NewcommandConfiguration.js";
import "mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js";
import "mathjax-full/js/input/tex/mathtools/MathtoolsConfiguration.js";

const adaptor = liteAdaptor();

// A letter that the formulas' own font lacks, such as the ü of \text{für}, is
// shown in the text's, and takes the room that it has there.
if (globalThis.measureText) {
  adaptor.nodeSize = (node) => {
    const style = ["font-weight", "font-style", "font-size"].map((name) => adaptor.getAttribute(node, name) || "");
    return [globalThis.measureText(adaptor.textContent(node), `${style.join(" ")} serif`) / 1000, 0.8];
  };
}

RegisterHTMLHandler(adaptor);
const visitor = new SerializedMmlVisitor();

// What the functions here return depends on their arguments alone, so a runtime
// may be used again.
globalThis.reusable = true;

// The letters' shapes are read once. They know of no formula.
const letters = new SVG({ fontCache: "none" });

// A formula's mistakes must reach the author, so an error is thrown, never
// drawn. Each formula gets a reader of its own: a \newcommand stays in it.
const read = (tex, display) => {
  const page = mathjax.document("", {
    InputJax: new TeX({
      packages: ["base", "ams", "newcommand", "boldsymbol", "mathtools"],
      formatError(_, error) { throw Error(error.message); },
    }),
    OutputJax: letters,
  });
  const formula = new page.options.MathItem(tex, page.inputJax[0], display === "true");
  formula.start.node = adaptor.body(page.document);
  formula.setMetrics(10, 5, 1200, 1e6, 1);
  formula.convert(page, STATE.CONVERT);
  return { tex, display, page, formula, mathML: visitor.visitTree(formula.root) };
};

// Both forms of a formula are asked for one after the other; it is read once.
let last = {};
const known = (tex, display) => {
  if (last.tex !== tex || last.display !== display) last = read(tex, display);
  return last;
};

globalThis.formulaMathML = (tex, display) => known(tex, display).mathML;
globalThis.formulaSVG = (tex, display) => {
  const { page, formula } = known(tex, display);
  formula.convert(page);
  return adaptor.innerHTML(formula.typesetRoot);
};
