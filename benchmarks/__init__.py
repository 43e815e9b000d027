"""How fast jdmatch is, each figure beside its counterpart, measured in one run: ``python -m benchmarks``.

Parts (``end_to_end``, ``peers``, ``ceiling``, ``start``, ``latency``, ``index``, ``scale``) give plain dictionaries
that go into one JSON file; ``table`` and ``plot`` make README's table and picture out of it. Whatever is compared takes
turns in one run, so that a machine that slows down slows all of it. Ratios are the result; absolute times carry the
machine. Programs of others run in environments of their own (``setup``), spoken to by ``workers``.
"""
