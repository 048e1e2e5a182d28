"""Compiles the pipeline, keeps the YAML, and runs it with the SDK's local runner."""

from kfp import compiler, local

from pipeline import sentiment
from scenarios import harness

compiler.Compiler().compile(sentiment, str(harness.out() / "pipeline.yaml"))
local.init(local.SubprocessRunner(use_venv=False), pipeline_root="pipeline-root")
sentiment(epochs=int(harness.parameter("epochs")))
