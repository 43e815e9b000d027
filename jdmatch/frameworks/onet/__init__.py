"""O*NET: the tables of a release, one framework an occupation."""

from jdmatch.frameworks.onet.reading import parse

__all__ = ["parse"]
