"""Carries out the experiments that the probes look at, and has DVC write their pages.

Each experiment becomes a branch, `first` and `second`, whose model is registered as
a version of the artifact `line`.
"""

from pathlib import Path

import vl_convert

from scenarios import harness, probing
from scenarios.repositories import repository

PAGES = Path("../pages").absolute()
TEMPLATE = Path("page.html").absolute()
LOSS = "dvclive/plots/metrics/loss.tsv"

PAGES.mkdir()
trained = repository("pipelines/train", Path("../trained").absolute())
for branch, rate in {"first": 0.1, "second": 0.3}.items():
    name, parameter = f"rate-{rate}", f"learning_rate={rate}"
    trained.dvc("exp", "run", "--name", name, "--set-param", parameter).needed()
    trained.dvc("exp", "branch", name, branch).needed()
for version, branch in {"v1.0.0": "first", "v2.0.0": "second"}.items():
    register = ("gto", "register", "line", branch, "--version", version)
    probing.run(*register, cwd=trained.folder).needed()

bare = repository("pipelines/bare", Path("../bare").absolute())
bare.dvc("exp", "run", "--name", "nothing").needed()

for page, words in {
    "curve": ("show", LOSS),
    "comparison": ("diff", "first", "second", "--targets", LOSS),
    "report": ("show", "report.png"),
}.items():
    where = ("--out", PAGES / page, "--html-template", TEMPLATE)
    trained.dvc("plots", *words, *where).needed()

# The page that DVC writes asks the web for the drawing library; here it lies beside.
script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
(PAGES / "vega.js").write_text(script, encoding="utf-8")

harness.hand_on("TRAINED", trained.folder)
harness.hand_on("BARE", bare.folder)
