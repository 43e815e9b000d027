"""A small trade for tests of everything behind the readers: postings and frameworks about one bakery.

Short enough that an analysis takes milliseconds, close enough to each other that some statements are covered.
"""

from __future__ import annotations

import json

FOUR = """\
# id: bakery
# title: Bakers
id,statement,level
B1,Scale flour and water for the daily dough,emerging
B2,Shape loaves by hand and load the deck oven,emerging
B3,Record oven temperatures and proofing times,developing
B4,Train new bakers on mixing and shaping,proficient
B5,Plan the weekly production schedule,advanced
B6,Negotiate flour prices with millers,advanced
"""
THREE = """\
# id: guild
# title: Guild bakers
# levels: apprentice < journeyman < master
id,statement,level
G1,Scale flour and water for the daily dough,apprentice
G2,Record oven temperatures and proofing times,journeyman
G3,Plan the weekly production schedule,master
"""
FLAT = """\
# id: counter
# title: Counter staff
id,statement
C1,Serve customers at the counter and take payments
C2,Refill the bread shelves through the day
C3,Count the drawer at closing time
"""
POSTING = """\
Bread Baker

Harbour Street Bakery is a family bakery with two shops and a wholesale kitchen near the old harbour.

Responsibilities
- Scale flour and water for the daily dough
- Shape loaves by hand and load the deck oven before six
- Record oven temperatures in the log book
- Drive the delivery van to the second shop

Requirements
- One year of experience in a bakery
- High school diploma or equivalent
"""
COUNTER = """\
Counter Assistant

We are looking for a friendly person for our shop at the station, five mornings a week.

What you will do
- Serve customers at the counter and take payments
- Refill the bread shelves through the day
- Wipe tables and sweep the floor

What you need
- Good English and a smile at five in the morning
"""
# Alone, no job: a recipe.
RECIPE = (
    "The sourdough of our grandmother tastes best when the crust is dark and the crumb is still a little warm inside. "
)


def row(number: int, text: str = POSTING, **more: object) -> str:
    """A line of a table: a posting whose text is its own."""
    own = text.replace("the daily dough", f"the daily dough of shop {number}")
    return json.dumps({"id": f"p{number}", "title": f"Bread Baker {number}", "text": own, **more}) + "\n"
