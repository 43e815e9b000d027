"""The only place where the steps meet: a posting in, an analysis out, one posting or a stream of them.

``Analyzer.load`` brings encoder, models and frameworks together once; ``analyze`` is then a pure function of the
posting, which is taken apart (``parts``) and judged (``steps``). What is made of the frameworks once, for all postings,
is kept in ``ready``; ``streams`` takes many postings some at a time; ``comparing`` measures several by the same
figures; ``likeness`` holds a framework's statements against each other; ``options`` looks at the settings;
``signature`` names what an analysis depends on.
"""

from jdmatch.analyzer.comparing import Compared, compare
from jdmatch.analyzer.finding import find_frameworks
from jdmatch.analyzer.likeness import Likeness
from jdmatch.analyzer.parts import Parts, take_apart
from jdmatch.analyzer.ready import INDEXES, Note
from jdmatch.analyzer.steps import Analyzer, analyze
from jdmatch.analyzer.streams import Job

__all__ = [
    "INDEXES",
    "Analyzer",
    "Compared",
    "Job",
    "Likeness",
    "Note",
    "Parts",
    "analyze",
    "compare",
    "find_frameworks",
    "take_apart",
]
