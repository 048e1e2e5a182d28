"""Starts everything once, untimed: DAGs are read, files are in memory, folders there."""

import launches

for tool in launches.LAUNCHES:
    print(f"{tool}: 1 step: {launches.nothing(tool, 1):.2f} s", flush=True)
    print(f"{tool}: training: {launches.training(tool):.2f} s", flush=True)
