"""Fits a line through the origin, logged as a run; fails where it does not converge."""

import sys

import wandb

rate = float(sys.argv[1])
with wandb.init(project="probe", config={"learning_rate": rate}) as run:
    slope = 0.0
    for epoch in range(1, 6):
        run.log({"epoch": epoch, "loss": (slope - 2.0) ** 2})
        slope -= rate * 2 * (slope - 2.0)
    loss = (slope - 2.0) ** 2
    if loss > 1.0:
        raise ValueError(f"the last loss is {loss}")
    run.summary["slope"] = slope
