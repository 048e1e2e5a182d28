"""Compiles the pipeline, keeps the YAML, and runs it with the SDK's local runner."""

from kfp import compiler, local

from pipeline import digits
from scenarios import harness, mnist

compiler.Compiler().compile(digits, str(harness.out() / "pipeline.yaml"))
local.init(local.SubprocessRunner(use_venv=False), pipeline_root="pipeline-root")
digits(names=list(mnist.MODELS), epochs=int(harness.parameter("epochs")))
