"""Runs that show all that a run can show, and one that shows nothing."""

import json
from pathlib import Path

import wandb
from PIL import Image, ImageDraw

EPOCHS = 5
PIXELS = 200


def train(rate: float, project: str = "probe") -> wandb.Run:
    """Fit a line through the origin: losses, a model, a picture; returns the run."""
    config = {"learning_rate": rate, "epochs": EPOCHS}
    with wandb.init(project=project, name=f"rate-{rate}", config=config) as run:
        slope = 0.0
        for epoch in range(1, EPOCHS + 1):
            loss = (slope - 2.0) ** 2
            run.log({"epoch": epoch, "loss": loss})
            print(f"epoch {epoch}: loss {loss:.4f}", flush=True)
            slope -= rate * 2 * (slope - 2.0)
        model = Path(run.dir, "model.json")
        model.write_text(json.dumps({"slope": slope}), encoding="utf-8")
        artifact = wandb.Artifact("line", type="model")
        artifact.add_file(str(model))
        run.log_artifact(artifact)
        run.log({"report": wandb.Image(picture(slope), caption="the line")})
    return run


def bare(project: str = "probe") -> wandb.Run:
    """Carry out a run that takes nothing, leaves nothing and says nothing."""
    with wandb.init(project=project, name="bare") as run:
        pass
    return run


def evaluate(project: str) -> wandb.Run:
    """Use the newest model of a project; wants a server."""
    with wandb.init(project=project, name="evaluation", job_type="evaluate") as run:
        run.use_artifact("line:latest").download()
    return run


def picture(slope: float) -> Image.Image:
    """Draw the line beside the points that it has to meet."""
    image = Image.new("RGB", (PIXELS, PIXELS), "white")
    draw = ImageDraw.Draw(image)
    draw.line([(0, PIXELS), (PIXELS / 2, PIXELS - slope * PIXELS / 2)], fill="black")
    for x in range(0, PIXELS // 2, 10):
        draw.circle((x, PIXELS - 2 * x), 3, outline="black")
    return image
