"""Evaluation data: suites (a folder each, no code), the items that a system's answers are, and signed results.

A suite says where annotated data lie and what they are for; a system turns it into items; measures look at items and
nothing else. So a measure can be replayed without a model, and a new suite takes a folder.
"""
