"""The NICE framework as NIST gives it out: one framework a work role, or one of everything."""

from jdmatch.frameworks.nice.reading import parse

__all__ = ["parse"]
