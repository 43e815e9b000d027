"""Many postings into one folder: planned first, done in parts, resumable to the byte.

``run`` finds the inputs (``inputs``, ``tables``), cuts their stream into parts (``plan``) and gives these to an engine
(``local``, ``ray``); each part is written whole with its error rows and a marker that holds its key (``parts``), in one
of three forms (``formats``, ``parquet``). A part's bytes are a function of its postings, the models, the
frameworks and the settings, so a run that was killed and resumed ends with the same bytes as one that was left alone,
on either engine. The layout of the folder is the contract of docs/wire.md.
"""

from jdmatch.batch.run import BatchOptions, BatchResult, run

__all__ = ["BatchOptions", "BatchResult", "run"]
