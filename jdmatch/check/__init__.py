"""The writer's check: a draft in, findings out, each with where, what, why and how to mend it.

``rules`` say what is looked for and why (data), ``families`` find it, ``findings`` are what they say. Imports nothing
heavy: what needs a model reads the analysis that the analyzer made.
"""
