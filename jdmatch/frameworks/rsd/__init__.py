"""Rich skill descriptors of the Open Skills Network: JSON and three generations of tables in, JSON out."""

from jdmatch.frameworks.rsd.export import render
from jdmatch.frameworks.rsd.reading import parse, parse_table

__all__ = ["parse", "parse_table", "render"]
