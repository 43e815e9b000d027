"""The words and phrases of the inclusive-language rules beside those for roles, and what takes them their meaning.

Words that mean something else more often than not are missing on purpose ("host", "master", "dummy", "hacker",
"evangelist", "disabled", "native" code), and so is what a style guide frowns on without a reader being left out.
``MASKS`` hold a word of the tables and mean something else; they take their words away from every term.
"""

from __future__ import annotations

from jdmatch.check.families.inclusive.term import Term, terms

AGE: tuple[Term, ...] = terms(
    "JDM404",
    """
    digital native
    digital natives
    recent graduates only
    recent graduate only
    only recent graduates
    (seeking|seeks|for|hiring|wanted) [a|some] recent [college|university] (graduate|graduates|grad|grads)
    (ideal|perfect|suitable|great) for [a|any] recent [college|university] (graduate|graduates|grad|grads)
    recent [college|university] (graduate|graduates|grad|grads) preferred
    fresh (graduate|graduates|grad|grads)
    freshers only
    school leavers only
    young and (dynamic|energetic|ambitious|hungry|fun|vibrant|driven)
    young (dynamic|energetic|ambitious|vibrant|friendly|driven|motivated)
    young (team|workforce|crew|staff|at heart|blood|talent|go getter|graduate|graduates)
    our team is young
    youthful
    (mature|older) (person|individual|lady|woman|man|candidate|applicant)
    young (candidate|candidates|applicant|applicants|individual|individuals|man|woman|lady)
    energetic (candidate|candidates|applicant|applicants|individual|individuals|person|young)
    young (guy|guys|girl|girls)
    young (gun|guns)
    maximum age
    age limit
    """,
    when="not by law",
)

ABILITY: tuple[Term, ...] = terms(
    "JDM405",
    """
    able bodied
    able bodied (person|people|individual|individuals|men|man|worker|workers)
    sanity check = final check
    sanity checks = final checks
    sanity checking = checking
    sanity checked = checked
    crazy
    insane
    insanely = extremely
    psychotic
    spaz
    lame
    tone deaf = insensitive
    blind spot = gap
    blind spots = gaps
    turn a blind eye = look away
    turning a blind eye = looking away
    fall on deaf ears = go unheard
    blind leading the blind
    crippling = severe
    cripple
    crippled
    handicapped
    wheelchair bound
    confined to a wheelchair = using a wheelchair
    differently abled = disabled
    mentally retarded
    (is|be|are|bit|little|slightly|totally|so) ocd
    """,
) + terms(
    "JDM405",
    """
    (physically|mentally) fit
    good physical health
    (good|excellent|sound|perfect) health
    normal (hearing|vision|eyesight)
    (good|excellent|perfect) (eyesight|hearing)
    must be able to (see|hear|walk|stand)
    ability to (see|hear|walk|stand)
    able to (see|hear|walk|stand)
    free (of|from) (disability|disabilities)
    no (disability|disabilities)
    """,
    when="asked",
)

ORIGIN: tuple[Term, ...] = terms(
    "JDM406",
    """
    native english speaker = fluent English speaker
    native english speakers = fluent English speakers
    english native speaker = fluent English speaker
    english native speakers = fluent English speakers
    native english speaking = fluent English-speaking
    native speaker of english = fluent speaker of English
    native speakers of english = fluent speakers of English
    native english
    native level english = fluent English
    native (level|proficiency|fluency) [in] english
    english (mother tongue|as a first language|as their first language)
    native (french|german|spanish|italian|dutch|portuguese|russian|chinese|mandarin|japanese|arabic) [speaker|speakers]
    (french|german|spanish|italian|dutch|portuguese|russian|mandarin|japanese|arabic) native speaker
    native speaker
    native speakers
    mother tongue
    (without|no) [an|any|foreign|strong|heavy] accent
    (neutral|american|british|western) accent
    """,
) + terms(
    "JDM406",
    """
    (citizens|citizen) only
    only [us|u.s.|american] citizens
    must be [a|an] (us|u.s.|american|british|uk|indian|canadian|australian) (citizen|national)
    must be citizens
    must be [a] citizen
    (us|u.s.) citizenship [is] required
    (us|u.s.) (citizens|citizen) (only|required)
    citizenship required
    (us|u.s.) (citizens|citizen) (and|or) green card [holders|holder] only
    green card holders only
    passport (holder|holders) only
    (us|u.s.|american|uk|british|eu|european|canadian|canada|australian) passport (holder|holders)
    (locals|nationals) only
    """,
    when="not by law",
)

IDIOMS: tuple[Term, ...] = terms(
    "JDM407",
    """
    ninja = expert
    ninjas = experts
    rockstar = expert
    rockstars = experts
    rock star = expert
    rock stars = experts
    guru = expert
    gurus = experts
    jedi = expert
    superstar = expert
    superstars = experts
    code (monkey|wizard) = developer
    (sales|marketing|data|excel|tech|social media|coding|design|digital) (wizard|hero|unicorn) = expert
    badass
    bad ass
    kick ass
    bro
    bros
    brogrammer
    hustler
    alpha (male|personality)
    killer instinct
    culture of hustle
    """,
    when="no name",
) + terms(
    "JDM407",
    """
    work hard [and|&] play hard
    works hard [and|&] plays hard
    working hard and playing hard
    work hard/play hard
    work hard, play hard
    work hard, and play hard
    (culture|cultural) fit
    fit [in|into|with|in with|in to] (our|the) [company] culture
    fits [in|into|with] (our|the) [company] culture
    thick skin
    thick skinned
    we are [a|one|one big|a big|a close knit|a tight knit] [happy] family
    we're [a|one|one big|a big|a close knit|a tight knit] [happy] family
    we are like [a] family
    (one big|big happy|work|office|company) family
    (team|employees|staff) (is|are) [like] [a] family
    like a family
    more like [a] family
    (join|part of|member of|members of) our [growing|great|amazing|wonderful] family
    family like (atmosphere|environment|culture|team)
    boys club
    man up
    drink the kool aid
    """,
    when="no duty",
)

METAPHORS: tuple[Term, ...] = (
    terms(
        "JDM408",
        """
    master slave = primary/replica
    master/slave = primary/replica
    master and slave = primary and replica
    (slave|slaves)
    slave (server|servers|database|databases|node|nodes)
    grandfathered
    grandfather clause = legacy clause
    man hour = person-hour
    man hours = person-hours
    manhour = person-hour
    manhours = person-hours
    man day = person-day
    man days = person-days
    man month = person-month
    man months = person-months
    man power = staff
    manned = staffed
    (man|manning) the (desk|booth|phone|phones|front desk|counter|store|station|gate|line|table|reception|till)
    mankind = humankind
    man made = manufactured
    manmade = manufactured
    gypsy
    gypped
    powwow = meeting
    pow wow = meeting
    low man on the totem pole = newest in the team
    spirit animal
    tribal knowledge = undocumented knowledge
    chinese wall = ethical wall
    """,
    )
    + terms("JDM408", "manpower = staff", when="no name")
    + terms(
        "JDM408",
        """
    blacklist = blocklist
    blacklists = blocklists
    blacklisted = blocked
    blacklisting = blocklisting
    blacklisting/whitelisting = blocklisting/allowlisting
    whitelisting/blacklisting = allowlisting/blocklisting
    blacklist/whitelist = blocklist/allowlist
    whitelist/blacklist = allowlist/blocklist
    whitelist = allowlist
    whitelists = allowlists
    whitelisted = allowed
    whitelisting = allowlisting
    """,
        when="no title",
    )
)

STATUS: tuple[Term, ...] = terms(
    "JDM409",
    """
    no family (commitments|commitment|obligations|ties|responsibilities)
    without family (commitments|obligations|ties|responsibilities)
    free (of|from) family (commitments|obligations|ties|responsibilities)
    unencumbered by family
    unencumbered (person|candidate|individual|applicant)
    must be (single|unmarried|married)
    (single|unmarried|married) (candidate|candidates|applicant|applicants|person|woman|man|lady|female|male)
    (preferably|ideally) (single|unmarried|married)
    (single|unmarried|married) preferred
    marital status required
    [a] (photo|photograph|headshot|picture) [is] required
    (recent|passport|current|full length) (photo|photograph|picture|headshot)
    (attach|include|send|enclose|submit) [a|your] (photo|photograph|headshot|picture)
    (cv|resume|résumé|application) with [a|your] [recent] (photo|photograph|picture|headshot)
    childless
    child free
    no (children|kids|dependents)
    not pregnant
    not planning a pregnancy
    state your (age|marital status|date of birth|religion)
    """,
) + terms(
    "JDM409",
    """
    (clean|clear) criminal (record|history|background)
    no criminal (record|history|background|convictions)
    no (felonies|felony)
    no felony (conviction|convictions)
    no prior (arrests|convictions)
    never been (arrested|convicted)
    """,
    when="not by law",
)

LOOKS: tuple[Term, ...] = terms(
    "JDM410",
    """
    well groomed
    clean shaven
    clean cut
    good looking
    attractive (person|individual|appearance|lady|woman|female|girl|candidate|candidates)
    physically attractive
    (pleasant|pleasing|attractive|good) (appearance|looks)
    well presented (person|individual|candidate|appearance|team member)
    well turned out
    (height and weight|weight) proportionate
    no [visible] (tattoos|piercings|tattoos or piercings|beards|facial hair)
    (christian|muslim|hindu|jewish|catholic) (candidate|candidates|applicants) (only|preferred)
    """,
)

# Phrases that hold a word of the terms and mean something else: a name, a term of a trade, an office held by law.
MASKS: tuple[Term, ...] = terms(
    "",
    """
    stationary fireman
    fireman/watertender
    special (patrolman|patrolmen)
    workman's comp*
    workmen's comp*
    guru99
    host/hostess stand
    warehouseman's lien
    craftsman (tools|style|home|homes|house)
    shuttle craftsman
    stand and deliver
    able to (stand|walk) (in|up|behind|by|away|for our|apart)
    ability to (stand|walk) (in|up|behind|by|away|apart|someone|customers|clients|users|people|others)
    able to walk (someone|customers|clients|users|people|others|them|stakeholders|a)
    able to (see|hear) (the|what|how|where|both|things|beyond|through|opportunities|a|an|projects|around|from|and)
    ability to (see|hear) (the|what|how|where|both|things|beyond|through|opportunities|a|an|projects|around|from)
    able to stand (out|alone|on your own)
    ability to stand (out|alone)
    crazy (horse|egg|domains|bowls)
    crazy good
    lame duck
    former chairman
    (our|the) culture of
    rock star games
    rockstar (games|energy)
    ninja (van|trader|forms|kitchen|warrior)
    jedi (training|council|initiative|initiatives|committee|values|principles|work)
    superstar sales award*
    manned (aircraft|flight|spaceflight|space)
    guru (nanak|purnima)
    mature (market|markets|business|companies|company|product|process)
    mother tongue (teacher|teaching|education|instruction)
    native speaker* of (python|java)
    thick skin grafts
    psychotic (disorder|disorders|symptoms|patients|illness|episode|episodes)
    young (adult|adults|people|person|children|child|learners|minds|offenders|women|men|victims|readers|carers)
    younger
    adult family home
    foster family home
    attractive (appearance|person) of
    (good|pleasant|pleasing|attractive) appearance of
    handicapped (accessible|parking|ramp|ramps|children|persons act)
    """,
)

TERMS: tuple[Term, ...] = (*AGE, *ABILITY, *ORIGIN, *IDIOMS, *METAPHORS, *STATUS, *LOOKS)
