"""Where the verb that opens a duty usually stands on the line from 0 to 1.

The order is that of verb lists for levelled learning outcomes: to observe, to assist, to perform, to analyse, to
manage, to set direction. A verb is a weak sign ("lead" the dog, "direct" the calls); the text model weighs it.
"""

from __future__ import annotations

_TIERS = """
0.20  observe shadow learn copy file sort label fold stock sweep clean greet fetch carry scan stuff photocopy wash
0.20  mop bag collect gather stack wipe empty locate list name recognize identify
0.28  assist help follow enter key record answer type fill attend receive deliver load unload count ring mark date
0.28  recall describe understand know read match transfer
0.36  prepare process post operate update perform maintain check verify schedule provide complete support assemble
0.36  install respond communicate document track use apply serve cook pull participate contact
0.46  reconcile inspect test repair calculate compile draft order adjust compare interview explain handle
0.46  contribute troubleshoot administer monitor measure teach work research
0.55  analyze analyse investigate resolve coordinate plan develop design train review recommend diagnose audit
0.55  assess evaluate advise interpret organize organise adapt write build negotiate implement collaborate
0.55  facilitate own
0.68  manage supervise improve mentor coach guide lead oversee delegate forecast present standardize redesign
0.68  optimize optimise create architect influence drive anticipate
0.82  direct establish define set approve govern shape champion formulate transform sponsor authorize authorise
0.82  lobby inspire restructure steer commission
"""

VERBS: dict[str, float] = {
    verb: float(position) for position, *verbs in map(str.split, _TIERS.strip().splitlines()) for verb in verbs
}
"""Verb in its base form → position."""
