"""Executes a notebook in the kernel that it names, for `report run`.

usage: python execute.py NOTEBOOK OUT

What comes of it goes to OUT: the executed notebook under its own name, and of
each cell with a tag what it shows, as OUT/outputs/TAG/1.txt, 2.png, …
A cell tagged `parameters` is followed by one that sets the experiment's
parameters; what a cell tagged `metrics` prints, a JSON object of numbers or
lines of metrics, is added to $REPORT_METRICS.
"""

import ast
import base64
import importlib.util
import json
import os
import re
import sys
import tempfile

# As Types of notebook.go.
TYPES = [
    ("image/svg+xml", ".svg"), ("image/png", ".png"), ("image/jpeg", ".jpg"),
    ("application/vnd.dataresource+json", ".json"), ("text/csv", ".csv"), ("text/tab-separated-values", ".tsv"),
    ("text/markdown", ".md"), ("application/json", ".json"), ("text/plain", ".txt"),
]
TAG = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def fail(message):
    sys.stdout.flush()
    print(f"report: {message}", file=sys.stderr)
    sys.exit(1)


def kernel(notebook, manager):
    """The name of the kernel: the notebook's own, else one of its language."""
    spec = notebook.metadata.get("kernelspec", {})
    language = (spec.get("language") or notebook.metadata.get("language_info", {}).get("name") or "python").lower()
    if sys.prefix != sys.base_prefix:  # a locked environment: its kernels alone
        manager.kernel_dirs = [os.path.join(sys.prefix, "share", "jupyter", "kernels")]
    manager.kernel_dirs = [*manager.kernel_dirs, *unannounced(language)]
    known = {name: found["spec"] for name, found in manager.get_all_specs().items()}
    wanted = spec.get("name", "")
    if wanted in known and known[wanted].get("language", language).lower() == language:
        return wanted
    same = sorted(name for name, found in known.items() if found.get("language", "").lower() == language)
    if same:
        print(f"there is no kernel {wanted!r}; {same[0]!r} speaks {language} too")
        return same[0]
    package = {"python": "ipykernel", "bash": "bash_kernel"}.get(language, f"a kernel for {language}")
    fail(f"the environment has no kernel {wanted!r} and none for {language}, only {', '.join(sorted(known)) or 'none'}\n"
         f"hint: add {package} to the requirements and make the lock again")


def unannounced(language):
    """Where the kernel of a package LANGUAGE_kernel is announced, which leaves
    that to an installer of its own, as bash_kernel does."""
    module = f"{language}_kernel"
    if not re.fullmatch(r"\w+", module) or importlib.util.find_spec(module) is None:
        return []
    kernels = tempfile.mkdtemp(prefix="kernels-")
    os.mkdir(os.path.join(kernels, language))
    with open(os.path.join(kernels, language, "kernel.json"), "w", encoding="utf-8") as file:
        json.dump({"argv": [sys.executable, "-m", module, "-f", "{connection_file}"],
                   "display_name": language, "language": language}, file)
    return [kernels]


def literal(value, language):
    """A parameter's value in a language: numbers and truth stay, all else is text."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", value) and not re.fullmatch(r"-?0[0-9].*", value):
        return value
    if value in ("true", "false"):
        return {"python": value.capitalize(), "r": value.upper()}.get(language, value)
    if language in ("bash", "sh"):
        return "'" + value.replace("'", "'\\''") + "'"
    return repr(value) if language == "python" else json.dumps(value)


def inject(notebook, language):
    """Sets the parameters behind the cell tagged `parameters`."""
    parameters = json.loads(os.environ.get("REPORT_NOTEBOOK_PARAMETERS", "{}"))
    sets = {"python": "{} = {}", "julia": "{} = {}", "r": "{} <- {}", "bash": "{}={}", "sh": "{}={}",
            "javascript": "var {} = {};"}.get(language)
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or "parameters" not in cell.metadata.get("tags", []):
            continue
        if sets is None:
            print(f"parameters are not set in {language}; they are in $REPORT_PARAM_NAME")
            return
        lines = [sets.format(re.sub(r"\W", "_", name), literal(value, language)) for name, value in parameters.items()]
        if lines:
            import nbformat.v4

            added = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": ["injected-parameters"]})
            added["id"] = "injected-parameters"
            notebook.cells.insert(i + 1, added)
        return


def numbered(notebook):
    """The cells with their numbers in the file: the one that was set in has none."""
    number = 0
    for cell in notebook.cells:
        number += cell.get("id") != "injected-parameters"
        yield number, cell


def text(value):
    return "".join(value) if isinstance(value, list) else value


def shown(cell):
    """What a cell shows: contents with the endings of their files."""
    streams = None
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            if output.get("name") == "stderr":
                continue
            if streams is None:
                streams = []
            streams.append(text(output.text))
            continue
        if streams is not None:
            yield "".join(streams).encode(), ".txt"
            streams = None
        data = output.get("data", {})
        for mime, ending in TYPES:
            if mime not in data:
                continue
            value = data[mime]
            if mime in ("image/png", "image/jpeg"):
                yield base64.b64decode(text(value)), ending
            elif mime.endswith("json") and not isinstance(value, str):
                yield (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode(), ending
            else:
                yield text(value).encode(), ending
            break
    if streams is not None:
        yield "".join(streams).encode(), ".txt"


def keep(notebook, out):
    used = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        for tag in cell.metadata.get("tags", []):
            if not TAG.match(tag):
                continue
            for content, ending in shown(cell):
                used[tag] = used.get(tag, 0) + 1
                folder = os.path.join(out, "outputs", tag)
                os.makedirs(folder, exist_ok=True)
                with open(os.path.join(folder, f"{used[tag]}{ending}"), "wb") as file:
                    file.write(content)


def metrics(notebook):
    """The metrics that cells tagged `metrics` show, as lines of JSON."""
    for number, cell in numbered(notebook):
        if cell.cell_type != "code" or "metrics" not in cell.metadata.get("tags", []):
            continue
        for content, ending in shown(cell):
            if ending in (".txt", ".json"):
                yield from measured(content.decode(), number)


def measured(words, number):
    wrong = f"cell {number} is tagged metrics, and what it shows is no JSON object of numbers, nor lines of metrics: {words[:60]!r}"
    try:
        values = [json.loads(words)]
    except ValueError:
        try:
            values = [json.loads(line) for line in words.splitlines() if line.strip()]
        except ValueError:
            try:
                values = [ast.literal_eval(words)]  # a dict, as Python shows it
            except (ValueError, SyntaxError):
                fail(wrong)
    for value in values:
        if isinstance(value, list):
            values.extend(value)
        elif not isinstance(value, dict):
            fail(wrong)
        elif "name" in value and "value" in value:
            yield json.dumps(value)
        else:
            for name, one in value.items():
                if isinstance(one, bool) or not isinstance(one, (int, float)):
                    fail(f"cell {number} is tagged metrics, and its {name!r} is no number: {one!r}")
                yield json.dumps({"name": name, "value": one})


def explain(notebook, name):
    """Says which cell failed, and at which of its lines."""
    for number, cell in numbered(notebook):
        for output in cell.get("outputs", []):
            if output.output_type != "error":
                continue
            trace = ESCAPES.sub("", "\n".join(output.get("traceback", [])))
            print(trace, file=sys.stderr)
            line = ""
            found = re.findall(r"(?:Cell In\[\d+\], line|-+> ?)(?: )?(\d+)", trace)
            if found:
                line = f", line {found[0]}"
            tags = ", ".join(cell.metadata.get("tags", []))
            fail(f"{name}: cell {number}{' (' + tags + ')' if tags else ''}{line}: {output.get('ename')}: {output.get('evalue')}")
    fail(f"{name}: a cell failed")


def main():
    path, out = sys.argv[1], sys.argv[2]
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    try:
        import nbformat
        from jupyter_client.kernelspec import KernelSpecManager
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, DeadKernelError
    except ImportError as error:
        fail(f"{error.name} is not in the environment\n"
             "hint: add nbclient and the notebook's kernel (ipykernel for Python) to the requirements and make the lock again")
    with open(path, encoding="utf-8") as file:
        notebook = nbformat.reads(file.read(), as_version=4)
    # Prose and layout are not part of what makes a run stale, so the code must
    # not find them.
    os.remove(path)
    manager = KernelSpecManager()
    name = kernel(notebook, manager)
    language = manager.get_kernel_spec(name).language.lower()
    inject(notebook, language)
    client = NotebookClient(notebook, timeout=None, kernel_name=name, record_timing=False, store_widget_state=False,
                            resources={"metadata": {"path": os.getcwd()}})
    client.create_kernel_manager().kernel_spec_manager = manager
    failed = None
    try:
        client.execute()
    except CellExecutionError as error:
        failed = error
    except DeadKernelError:
        failed = "dead"
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, os.path.basename(path)), "w", encoding="utf-8") as file:
        nbformat.write(notebook, file)
    keep(notebook, out)
    if failed == "dead":
        fail(f"{os.path.basename(path)}: the kernel died")
    if failed is not None:
        explain(notebook, os.path.basename(path))
    lines = list(metrics(notebook))
    if lines:
        with open(os.environ["REPORT_METRICS"], "a", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    print(f"{os.path.basename(path)}: {len(code)} cells in the kernel {name}")


main()
