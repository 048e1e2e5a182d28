"""Measuring time on a machine that may share its host with others."""

from .measurements import Attempt, Block, blocks, orders

__all__ = ["Attempt", "Block", "blocks", "orders"]
