"""1EdTech CASE packages, in and out: ``reading`` reads 1.0 and 1.1, ``export`` writes 1.1."""

from jdmatch.frameworks.case.export import render
from jdmatch.frameworks.case.reading import parse

__all__ = ["parse", "render"]
