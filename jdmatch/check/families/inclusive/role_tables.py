"""Words for people at work that name one gender, with a word for the work itself.

The neutral word is chosen so that it fits the sentence as it stands. Grades of a trade that licences and agreements
name so ("journeyman") and offices held by law ("alderman", "ombudsman") are left alone: a posting cannot rename them.
"""

from __future__ import annotations

from jdmatch.check.families.inclusive.term import Term, terms

ROLES: tuple[Term, ...] = terms(
    "JDM401",
    """
    salesman = salesperson
    salesmen = salespeople
    saleswoman = salesperson
    saleswomen = salespeople
    saleslady = salesperson
    salesgirl = salesperson
    salesboy = salesperson
    salesmanship = sales skills
    foreman = supervisor
    foremen = supervisors
    forewoman = supervisor
    waitress = server
    waitresses = servers
    waiter/waitress = server
    waiters/waitresses = servers
    (waiter|waiters) (and|or) (waitress|waitresses) = servers
    hostess = host
    hostesses = hosts
    host/hostess = host
    barmaid = bartender
    barmaids = bartenders
    barman = bartender
    barmen = bartenders
    stewardess = flight attendant
    stewardesses = flight attendants
    air hostess = flight attendant
    fireman = firefighter
    firemen = firefighters
    policeman = police officer
    policemen = police officers
    policewoman = police officer
    mailman = mail carrier
    mailmen = mail carriers
    repairman = repair technician
    repairmen = repair technicians
    handyman = maintenance worker
    handymen = maintenance workers
    craftsman = craftsperson
    craftsmen = craftspeople
    draftsman = drafter
    draftsmen = drafters
    draughtsman = drafter
    draughtsmen = drafters
    cameraman = camera operator
    cameramen = camera operators
    doorman = door attendant
    doormen = door attendants
    tradesman = tradesperson
    tradesmen = tradespeople
    workman = worker
    workmen = workers
    lineman = line worker
    linemen = line workers
    deliveryman = delivery driver
    deliverymen = delivery drivers
    delivery boy = delivery driver
    delivery man = delivery driver
    garbage man = waste collector
    businessman = businessperson
    businessmen = businesspeople
    businesswoman = businessperson
    spokesman = spokesperson
    spokesmen = spokespeople
    middleman = intermediary
    middlemen = intermediaries
    warehouseman = warehouse worker
    warehousemen = warehouse workers
    storeman = warehouse worker
    watchman = security guard
    watchmen = security guards
    night watchman = night guard
    anchorman = anchor
    weatherman = weather presenter
    pressman = press operator
    pressmen = press operators
    busboy = busser
    busboys = bussers
    bellboy = bell attendant
    bellman = bell attendant
    bellmen = bell attendants
    office boy = office assistant
    office girl = office assistant
    tea lady = catering assistant
    cleaning lady = cleaner
    cleaning woman = cleaner
    lunch lady = food service worker
    lollipop lady = crossing guard
    girl friday = assistant
    man friday = assistant
    right hand man = close assistant
    seamstress = sewing operator
    seamstresses = sewing operators
    masseuse = massage therapist
    masseuses = massage therapists
    male nurse = nurse
    male nurses = nurses
    chairwoman = chairperson
    chairwomen = chairpersons
    chairmen = chairpersons
    (female|females) only
    (male|males) only
    only (males|females)
    (men|women|ladies) only
    (male|female) (candidate|candidates|applicant|applicants) [are] (only|preferred)
    only (male|female) (candidates|applicants)
    (male|males|female|females|ladies|gentlemen) preferred
    looking for a (girl|guy|lady|man|woman|gentleman)
    """,
    when="no title",
) + terms(
    "JDM401",
    """
    chairman = chairperson
    postman = mail carrier
    """,
    when="no name",
)
