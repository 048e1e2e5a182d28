"""Adam by PyTorch's own function, without what its class loads."""

from collections.abc import Iterable

import torch
from torch.optim.adam import adam


class Adam:
    """Adam (Kingma and Ba 2015, arXiv:1412.6980), with PyTorch's fused step.

    It does to the weights what `torch.optim.Adam(..., fused=True)` does, to the
    last digit, and with `decay` what `torch.optim.AdamW` does (Loshchilov and
    Hutter 2019, arXiv:1711.05101). The class of PyTorch loads its compiler first,
    two seconds of each process that trains; the function does not. The step
    `optimizer` of baseline-mnist holds the two against each other.
    """

    def __init__(
        self,
        parameters: Iterable[torch.nn.Parameter],
        learning_rate: float,
        decay: float = 0.0,
    ) -> None:
        self._parameters = [one for one in parameters if one.requires_grad]
        self._learning_rate = learning_rate
        self._decay = decay
        self._means = [torch.zeros_like(one) for one in self._parameters]
        self._squares = [torch.zeros_like(one) for one in self._parameters]
        self._steps = [torch.zeros(()) for _ in self._parameters]

    def zero_grad(self) -> None:
        """Forget the gradients of the batch before."""
        for one in self._parameters:
            one.grad = None

    def step(self) -> None:
        """Change the weights by their gradients; those without one stay as they are."""
        moved = [i for i, one in enumerate(self._parameters) if one.grad is not None]
        with torch.no_grad():
            adam(
                [self._parameters[i] for i in moved],
                [self._parameters[i].grad for i in moved],
                [self._means[i] for i in moved],
                [self._squares[i] for i in moved],
                [],
                [self._steps[i] for i in moved],
                fused=True,
                amsgrad=False,
                beta1=0.9,
                beta2=0.999,
                lr=self._learning_rate,
                weight_decay=self._decay,
                decoupled_weight_decay=self._decay > 0,
                eps=1e-8,
                maximize=False,
            )
