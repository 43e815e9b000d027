"""The pages for people, one module for each place. Each has a ``router``; none has logic of its own."""

from jdmatch.web.pages import accounts, analysis, compare, drafts, frameworks, importing, jobs, postings, score

# The library stands before one posting of it: "upload" is no number.
# ``frameworks`` takes every address below its own, so ``importing`` stands before it.
PAGES = (accounts, score, postings, analysis, drafts, compare, jobs, importing, frameworks)
__all__ = ["PAGES"]
