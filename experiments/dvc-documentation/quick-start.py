"""Probe: the quick start of DVC's README, a table of commands.

The commands are read from the installed package: they are what is looked at, and
the check is what carries them out. What they leave to their reader is given here:
the two scripts, the images, a git remote, the edit that stands for `vi`, and a
folder instead of a bucket's address.
"""

import json
import shlex
from pathlib import Path

from scenarios import probing
from scenarios.documentation import quickstart

BUCKET = "s3://mybucket/image_cnn"
FEATURIZE = """from pathlib import Path
Path("features").mkdir(exist_ok=True)
for image in Path("images").iterdir():
    Path("features", image.name).write_text(str(len(image.read_bytes())))
"""
TRAIN = """import json
from pathlib import Path
sizes = [int(f.read_text()) for f in Path("features").iterdir()]
Path("model.p").write_text(json.dumps(sizes))
Path("metrics.json").write_text(json.dumps({"images": len(sizes), "code": 1}))
"""


def commands() -> list[str]:
    readme = quickstart.description("dvc")
    start, end = readme.index("Quick start\n"), readme.index("How DVC works\n====")
    found = quickstart.literal_commands(readme[start:end])
    if len(found) < 10 or f"dvc remote add myremote -d {BUCKET}" not in found:
        raise LookupError(f"the table is another: {found}")
    return found


def project(name: str) -> Path:
    """Make the project that the table takes for granted; returns its folder."""
    folder = Path(name).absolute()
    (folder / "images").mkdir(parents=True)
    for number in range(3):
        (folder / "images" / f"{number}.png").write_bytes(bytes(number))
    (folder / "featurize.py").write_text(FEATURIZE, encoding="utf-8")
    (folder / "train.py").write_text(TRAIN, encoding="utf-8")
    (folder / "params.yaml").write_text("epochs: 1\n", encoding="utf-8")
    probing.run("git", "init", "-q", "--bare", f"../{folder.name}.git", cwd=folder).needed()
    for words in (
        ("git", "init", "-q"),
        ("git", "remote", "add", "origin", f"../{folder.name}.git"),
        ("git", "config", "push.autoSetupRemote", "true"),
        ("dvc", "init", "-q"),
        ("git", "commit", "-q", "-m", "start"),
    ):
        probing.run(*words, cwd=folder).needed()
    return folder


COMMANDS = commands()
FIRST, SECOND = project("quick-start"), project("without-apply")


def carried_out(folder: Path, without: str = "") -> bool:
    for command in COMMANDS:
        if command == without:
            print("left out:", command)
        elif command.startswith("vi "):
            edited = TRAIN.replace('"code": 1', '"code": 2')
            (folder / "train.py").write_text(edited, encoding="utf-8")
        else:
            words = shlex.split(command.replace(BUCKET, f"{folder}-bucket"))
            if not probing.run(*words, cwd=folder).ok:
                return probing.holds(f"{command} succeeds", False)
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    return (
        probing.holds("the first experiment was applied", metrics["code"] == 1)
        and probing.holds("it saw the images", metrics["images"] == 3)
        and probing.holds(
            "the remote has the data", any(Path(f"{folder}-bucket").rglob("*"))
        )
    )


def as_written() -> bool:
    """the commands of the table"""
    return carried_out(FIRST)


def without_apply() -> bool:
    """the same without the experiment's application"""
    return carried_out(SECOND, "dvc exp apply exp-baseline")


probing.passes(as_written, without_apply)
