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
RegisterHTMLHandler(adaptor);
const visitor = new SerializedMmlVisitor();

// A formula's mistakes must reach the author, so an error is thrown, never
// drawn. Each formula gets a converter of its own: a \newcommand stays in it.
const converter = () =>
  mathjax.document("", {
    InputJax: new TeX({
      packages: ["base", "ams", "newcommand", "boldsymbol", "mathtools"],
      formatError(_, error) { throw Error(error.message); },
    }),
    OutputJax: new SVG({ fontCache: "none" }),
  });

globalThis.formulaSVG = (tex, display) =>
  adaptor.innerHTML(converter().convert(tex, { display: display === "true", em: 10, ex: 5, containerWidth: 1200 }));
globalThis.formulaMathML = (tex, display) =>
  visitor.visitTree(converter().convert(tex, { display: display === "true", end: STATE.CONVERT }));
