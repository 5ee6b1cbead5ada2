"""Ortaq: separate agencies work as one under a written joint instruction."""

__version__ = "0.1.0"
