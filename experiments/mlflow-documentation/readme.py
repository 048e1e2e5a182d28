"""The quick start of MLflow's README, as the installed package holds it."""

from importlib.metadata import distribution

from scenarios.documentation import quickstart

SERVER = "http://localhost:5000"


def script() -> str:
    """Return the Python of its three steps; the first of them starts the server.

    The file is read as it is: once MLflow is imported, a backport that comes with
    it takes the description out of the metadata's body.
    """
    metadata = distribution("mlflow").read_text("METADATA")
    section = quickstart.section(metadata, "Get Started in 3 Simple Steps")
    logging, code = quickstart.code_blocks(section, "python")
    return logging + code
