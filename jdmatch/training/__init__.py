"""Training: the corpora and open data → the models in ``models/``.

The only room that trains. What it learns from is read in ``material`` (and nowhere else), what it learns is in one
module a model, and every model file names the data it was made from by fingerprint. Nothing here is imported when a
posting is scored.
"""
