"""Executes a notebook in the kernel that it names, for `report run`.

usage: python execute.py NOTEBOOK OUT

What comes of it goes to OUT: the executed notebook under its own name, and of
each cell with a tag what it shows, as OUT/outputs/TAG/1.txt, 2.png, …
As papermill does it, a cell tagged `parameters` is followed by one that sets the
experiment's parameters, which stands first where there is no such cell; what a
cell tagged `metrics` prints, a JSON object of numbers or
lines of metrics, is added to $REPORT_METRICS.
"""

import ast
import asyncio
import base64
import importlib.util
import json
import os
import re
import signal
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


ASSIGNED = re.compile(r"""^(?:export\s+|const\s+|var\s+|let\s+)?([A-Za-z_][\w.]*)\s*(?::[^=\n]*)?(?:<-|=(?!=))\s*(["']?)""", re.MULTILINE)


def defaults(source, language):
    """What a cell sets at its margin: of each name its value, where that is a
    literal, else Ellipsis; of languages other than Python only whether it is text."""
    if language != "python":
        return {name: "" if quote else ... for name, quote in ASSIGNED.findall(source)}
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return {}
    found = {}
    for statement in body:
        targets = {ast.Assign: lambda s: s.targets, ast.AnnAssign: lambda s: [s.target]}.get(type(statement), lambda s: [])(statement)
        for target in targets:
            if isinstance(target, ast.Name) and statement.value is not None:
                try:
                    found[target.id] = ast.literal_eval(statement.value)
                except ValueError:
                    found[target.id] = ...
    return found


def literal(value, language, default):
    """A parameter's value in a language. It has the type of the notebook's own
    default; where that says nothing, numbers and truth stay, and all else is text."""
    if language == "python" and isinstance(default, (list, tuple, dict, set)):
        for read in (json.loads, ast.literal_eval):
            try:
                parsed = read(value)
            except (ValueError, SyntaxError):
                continue
            if isinstance(parsed, (list, tuple, dict, set)):
                kind = type(default)
                return repr(parsed if isinstance(parsed, dict) or kind is dict else kind(parsed))
    if not isinstance(default, str):
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", value) and not re.fullmatch(r"-?0[0-9].*", value):
            return value
        if value in ("true", "false"):
            return {"python": value.capitalize(), "r": value.upper()}.get(language, value)
        if value == "null":
            return {"python": "None", "r": "NULL", "julia": "nothing", "javascript": "null"}.get(language, "''")
    if language in ("bash", "sh"):
        return "'" + value.replace("'", "'\\''") + "'"
    if language == "julia":
        return json.dumps(value).replace("$", "\\$")
    return repr(value) if language == "python" else json.dumps(value)


def plain(name):
    """A name as an experiment and a notebook may both have it: EPOCHS is epochs."""
    return re.sub(r"\W", "_", name).lower().strip("_")


def inject(notebook, language):
    """Sets the parameters behind the cell tagged `parameters`, else at the top. A
    cell that papermill set in before is replaced."""
    parameters = json.loads(os.environ.get("REPORT_NOTEBOOK_PARAMETERS", "{}"))
    if not parameters:
        return
    sets = {"python": "{} = {}", "julia": "{} = {}", "r": "{} <- {}", "bash": "{}={}", "sh": "{}={}",
            "javascript": "{} = {};"}.get(language)
    if sets is None:
        print(f"parameters are not set in {language}; they are in $REPORT_PARAM_NAME")
        return
    tagged = {tag: [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and tag in cell.metadata.get("tags", [])]
              for tag in ("parameters", "injected-parameters")}
    at, known = 0, {}
    if tagged["parameters"]:
        at = tagged["parameters"][0] + 1
        known = defaults(text(notebook.cells[at - 1].source), language)
    else:
        print("no cell is tagged parameters; they are set before the first cell")
    if tagged["injected-parameters"]:
        old = tagged["injected-parameters"][0]
        at -= old < at
        if not tagged["parameters"]:
            at = old
        del notebook.cells[old]
    spelled = {}
    for name in known:
        spelled.setdefault(plain(name), name)
    lines = []
    for name, value in parameters.items():
        if tagged["parameters"] and plain(name) not in spelled:
            print(f"the cell tagged parameters sets no {name}; it is set all the same")
        name = spelled.get(plain(name), re.sub(r"\W", "_", name))
        lines.append(sets.format(name, literal(value, language, known.get(name, ...))))
    import nbformat.v4

    added = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": ["injected-parameters"]})
    added["id"] = "injected-parameters"
    notebook.cells.insert(at, added)


def number(notebook):
    """Notes the cells' numbers in the file before any is set in or taken out."""
    global numbers
    numbers = {id(cell): i for i, cell in enumerate(notebook.cells, 1)}


def called(cell):
    """A cell as messages call it: cell 4 (curve)."""
    if id(cell) not in numbers:
        return "the cell that sets the parameters"
    tags = ", ".join(cell.metadata.get("tags", []))
    return f"cell {numbers[id(cell)]}{' (' + tags + ')' if tags else ''}"


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


def metrics(notebook, name):
    """The metrics that cells tagged `metrics` show, as lines of JSON."""
    for cell in notebook.cells:
        if cell.cell_type != "code" or "metrics" not in cell.metadata.get("tags", []):
            continue
        for content, ending in shown(cell):
            if ending in (".txt", ".json"):
                yield from measured(content.decode(), f"{name}: {called(cell)}")


def measured(words, where):
    wrong = f"{where}: what it shows is no JSON object of numbers, nor lines of metrics: {words[:60]!r}"
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
                    fail(f"{where}: its {name!r} is no number: {one!r}")
                yield json.dumps({"name": name, "value": one})


# What begins the part of a traceback that lies in a cell, as IPython has called
# cells over the years, or in a file.
FRAME = re.compile(r"\s*(?:Cell |Input )?In ?\[(\d+)\](?:, line (\d+))?|<ipython-input-(\d+)-|\s*File ")
ARROW = re.compile(r"-+> ?(\d+) ?")


def place(cell, trace):
    """The line of a cell at which it failed, with the first column and the one
    behind the last of what a traceback marks there: 0 where it does not say."""
    source = text(cell.source).split("\n")
    line = first = last = 0
    own = False
    for raw in "\n".join(trace).split("\n"):
        shown = ESCAPES.sub("", raw)
        if frame := FRAME.match(shown):
            count = frame[1] or frame[3]
            own = count is not None and int(count) == cell.get("execution_count")
            if own and frame[2]:
                line, first, last = int(frame[2]), 0, 0
        elif own and (arrow := ARROW.match(shown)):
            line = int(arrow[1])
            first, last = marked(raw, arrow.end())
            if last:
                first, last = aligned(shown[arrow.end():], source, line, first, last)
        elif own and line and shown.strip("^ ") == "" and "^" in shown:  # below the line of a mistake in syntax
            first, last = aligned(before, source, line, shown.index("^") + 1, len(shown.rstrip()) + 1)
        before = shown
    return (line, first, last) if 0 < line <= len(source) else (0, 0, 0)


def marked(raw, skip):
    """The columns of what stands on a background colour in a line, from 1."""
    column, lit, first, last = -skip, False, 0, 0
    for part in re.split(r"(\x1b\[[0-9;]*m)", raw):
        if part.startswith("\x1b["):
            codes = part[2:-1].split(";")
            if len(codes) > 1 and codes[0] in ("38", "48"):
                codes = (["48"] if codes[0] == "48" else []) + codes[3 if codes[1] == "5" else 5:]
            for code in codes:
                if code in ("", "0", "49"):
                    lit = False
                elif code == "48" or re.fullmatch(r"4[0-7]|10[0-7]", code):
                    lit = True
        elif part:
            if lit:
                first, last = first or column + 1, column + len(part) + 1
            column += len(part)
    return first, last


NAMED = re.compile(r"(?:name|named|attribute|^)\s*'([^']+)'")


def named(line, words):
    """The columns of the name that a message is about, where the line has it."""
    if found := NAMED.search(words):
        if at := re.search(rf"(?<!\w){re.escape(found[1])}(?!\w)", line):
            return at.start() + 1, at.end() + 1
    return 0, 0


def aligned(shown, source, line, first, last):
    """Columns of a line as a traceback shows it, in the line as it is."""
    if line > len(source):
        return 0, 0
    true = source[line - 1]
    shift = (len(true) - len(true.lstrip())) - (len(shown) - len(shown.lstrip()))
    return max(1, first + shift), min(last + shift, len(true) + 1)


def explain(notebook, name):
    """Says which cell failed, and at which of its lines, with that line."""
    for cell in reversed(notebook.cells):  # earlier ones may have been allowed to fail
        for output in cell.get("outputs", []):
            if output.output_type != "error":
                continue
            trace = output.get("traceback", [])
            print(ESCAPES.sub("", "\n".join(trace)), file=sys.stderr)
            line, first, last = place(cell, trace)
            words = (ESCAPES.sub("", output.get("evalue") or "").strip().splitlines() or [""])[0]
            what = ": ".join(part for part in (output.get("ename"), words) if part)
            message = f"{name}: {called(cell)}{f', line {line}' if line else ''}: {what or 'it failed'}"
            if line:
                true = text(cell.source).split("\n")[line - 1]
                if last <= first:
                    first, last = named(true, words)
                if last <= first:
                    first, last = len(true) - len(true.lstrip()) + 1, len(true.rstrip()) + 1
                true = true.replace("\t", " ")
                message += f"\n{line:5} | {true}\n      | {' ' * (first - 1)}{'^' * max(1, last - first)}"
            fail(message)
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
    number(notebook)
    inject(notebook, language)
    client = NotebookClient(notebook, timeout=None, kernel_name=name, record_timing=False, store_widget_state=False,
                            resources={"metadata": {"path": os.getcwd()}})
    begun = []

    def begin(cell, cell_index):  # the last one in the log is the one that ran out of time
        if not begun and os.name == "posix":
            # nbclient's own handler ends in a traceback of its insides; the kernel
            # goes with this process's group.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, os._exit, 1)
        begun.append(cell)
        print(called(cell), flush=True)

    if client.has_trait("on_cell_execute"):
        client.on_cell_execute = begin
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
        fail(f"{path}: {called(begun[-1]) + ': ' if begun else ''}the kernel died")
    if failed is not None:
        explain(notebook, path)
    lines = list(metrics(notebook, path))
    if lines:
        with open(os.environ["REPORT_METRICS"], "a", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    print(f"{os.path.basename(path)}: {len(code)} cells in the kernel {name}")


main()
