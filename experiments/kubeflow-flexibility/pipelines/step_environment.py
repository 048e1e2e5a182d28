"""Two steps that use two versions of one library."""

from kfp import dsl


@dsl.component(packages_to_install=["packaging==24.0"])
def older() -> str:
    import packaging

    return packaging.__version__


@dsl.component(packages_to_install=["packaging==24.2"])
def newer(before: str) -> str:
    import packaging

    return f"{before} and {packaging.__version__}"


@dsl.pipeline(name="step-environment")
def pipeline() -> str:
    return newer(before=older().output).output
