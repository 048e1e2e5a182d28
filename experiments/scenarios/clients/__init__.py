"""Clients of the tools' own APIs, where several experiments need the same one."""
