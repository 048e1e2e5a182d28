"""Settings that leave nothing to chance or to the machine's mood."""

import torch

from .memory import keep_memory

THREADS = 1
INTEROP_THREADS = 1


def make_deterministic() -> None:
    """Fix what would let two machines or two tools differ.

    Sums over more or fewer threads round differently, so the number of threads
    is part of the scenario. It is one, for threads that wait for each other do
    so busily: beside any other process they take many times as long. PyTorch
    lets the inter-op pool be sized only once in a process, hence the question
    before the answer.

    The mode "error" is what `torch.use_deterministic_algorithms(True)` sets,
    without loading PyTorch's compiler for it, two seconds of each process. Memory
    that is new is not filled first: nothing here reads what it has not written.
    """
    torch.set_num_threads(THREADS)
    if torch.get_num_interop_threads() != INTEROP_THREADS:
        torch.set_num_interop_threads(INTEROP_THREADS)
    torch.set_deterministic_debug_mode("error")
    torch.utils.deterministic.fill_uninitialized_memory = False
    keep_memory()
