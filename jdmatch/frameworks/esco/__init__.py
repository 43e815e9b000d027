"""ESCO: the tables of a release, one framework an occupation or one of all skills."""

from jdmatch.frameworks.esco.reading import parse

__all__ = ["parse"]
