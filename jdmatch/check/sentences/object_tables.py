"""Which verbs take a statement's heading as their object, and which headings need no article there.

A verb stands here where the embedded frameworks' own sentences use it with such objects, and where it means the same
with any of them: one wipes, labels or reviews whatever is named, but "plan domestic violence" and "screen
immunizations" are not what was meant. All other verbs leave the heading a label.
"""

from __future__ import annotations

from jdmatch.chunking.words import word_set

TAKE_THINGS = word_set(
    """
    address adjust allot analyze answer apply approve arrange assemble assess attach audit balance brush build
    calculate calibrate carry change check choose circulate clean code collect compare compile complete correct
    count deliver demonstrate design develop document draft drill dry dust enter evaluate examine explain fabricate
    file fill fit fold format gather grease hang identify implement inspect install investigate isolate issue label
    link locate lock log lubricate mail maintain make measure mop mount oil open organize pack pick place post
    prepare print process proofread prune rebuild reconcile record refill rehang rekey remove renew repair replace
    request rerun research reset resolve restock restore retrieve return review revise rewrite rinse rotate
    sanitize scrape scrub send service sharpen shovel sign sort split stack stage stamp sterilize sticker stock
    store submit suggest summarize sweep tag test tighten torque trace track transcribe trim unload update vacuum
    verify wash weigh wipe wrap write
    """
) | {"draw up", "hand out", "lay out", "look up", "pick up", "put away", "send back", "set out", "sign out",
     "tag out", "type up", "write up"}  # fmt: skip

TAKE_PEOPLE = word_set(
    "appraise coach evaluate greet hire interview mentor onboard orient recruit select supervise train"
)

# People named by their work, beside those of ``tables.PEOPLE``.
WORKERS = word_set(
    """
    agents aides analysts apprentices assistants associates cashiers clerks cooks designers developers drivers
    engineers helpers hires hosts installers interns laborers leads machinists mechanics mentees nurses officers
    operators preceptees reps rookies scientists servers sitters starters stylists subcontractors supervisors
    technicians techs trainees tutors volunteers writers
    """
)

# What ends like people and is none.
NOT_PEOPLE = word_set(
    "checklists lists waitlists playlists mists fists twists fees trees committees coffees degrees bees"
)

# Nouns without a plural that stand for things one handles, with no article.
THINGS = word_set(
    """
    artwork cash clothing concrete correspondence data documentation equipment freight furniture glassware
    information jewelry laundry linen luggage machinery mail merchandise paperwork piping refrigerant scrap snow
    soap soil tooling trash waste
    """
)

# Of the verbs about things, those that are done alike to everything that a heading names.
SHARED = word_set(
    """
    address analyze approve arrange audit check collect compare compile complete correct design develop document
    draft enter evaluate examine file format gather identify implement inspect investigate locate log mail maintain
    organize post prepare print process proofread reconcile record replace request research resolve review revise
    rewrite send sort submit summarize update verify write
    """
)
