"""Evaluation: systems answer a suite, measures read the answers, figures carry their intervals.

The measures know items (``jdmatch.datasets.items``) and nothing of files, models or the pipeline, so that every figure
can be replayed from the items that were kept. ``figures.measured`` is the way in: items → figures.
"""
