"""Names and patterns that show where a job is done. Case counts: "in Excel" is a tool, "us" is no country."""

from __future__ import annotations

from jdmatch.chunking.words import phrase_set

# Places of one word, then of several; states, countries, and the towns that postings name most.
NAMES = phrase_set(
    """
    Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois
    |Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri
    |Montana|Nebraska|Nevada|Ohio|Oklahoma|Oregon|Pennsylvania|Tennessee|Texas|Utah|Vermont|Virginia|Washington
    |Wisconsin|Wyoming|USA|America|Canada|Mexico|Brazil|UK|England|Scotland|Wales|Ireland|France|Germany|Spain|Portugal
    |Italy|Greece|Netherlands|Belgium|Luxembourg|Switzerland|Austria|Denmark|Sweden|Norway|Finland|Poland|Czechia
    |Hungary|Romania|Bulgaria|Estonia|Latvia|Lithuania|Ukraine|Russia|Turkey|Israel|Egypt|Nigeria|Kenya|Dubai|UAE
    |Qatar|Kuwait|Bahrain|India|Pakistan|Bangladesh|China|Taiwan|Japan|Korea|Singapore|Malaysia|Thailand|Vietnam
    |Indonesia|Philippines|Australia|Asia|Europe|Africa|London|Manchester|Birmingham|Leeds|Bristol|Edinburgh|Glasgow
    |Dublin|Paris|Lyon|Berlin|Munich|Hamburg|Frankfurt|Cologne|Vienna|Zurich|Zürich|Geneva|Amsterdam|Rotterdam|Brussels
    |Madrid|Barcelona|Lisbon|Milan|Rome|Athens|Stockholm|Copenhagen|Oslo|Helsinki|Warsaw|Krakow|Prague|Budapest|Tallinn
    |Moscow|Istanbul|Mumbai|Delhi|Bangalore|Bengaluru|Hyderabad|Chennai|Pune|Shanghai|Beijing|Shenzhen|Tokyo|Seoul
    |Sydney|Melbourne|Brisbane|Perth|Auckland|Toronto|Vancouver|Montreal|Calgary|Ottawa|NYC|Manhattan|Brooklyn|Queens
    |Bronx|Boston|Chicago|Seattle|Portland|Denver|Dallas|Houston|Phoenix|Atlanta|Miami|Tampa|Orlando|Philadelphia
    |Pittsburgh|Baltimore|Cleveland|Columbus|Cincinnati|Detroit|Minneapolis|Nashville|Memphis|Charlotte|Raleigh
    |Indianapolis|Milwaukee|Sacramento|Oakland|Lagos|Nairobi|Cairo|Johannesburg|Manila|Jakarta|Bangkok|Hanoi|Borough
    |Boroughs|Midtown|Downtown|County|Citywide|Nationwide|Worldwide|EMEA|APAC|Gatwick|Heathrow
    |Liverpool|Sheffield|Nottingham|Leicester|Cardiff|Belfast
    |Newcastle|Reading|Oxford|Cambridge|Brighton|Southampton|Croydon|Chelmsford|Essex|Kent|Surrey|Thessaloniki
    """
)
PLACE_WORDS = """
    remote, remotely, telecommut*, telework*, location:, location, locations, located, onsite, on site, headquarters
    headquartered, nationwide, citywide, city wide, statewide, borough, boroughs, our (office|offices|studio|shop|store)
    hybrid (work|role|schedule|position|model|working|office), work (from|at) home, working (from|at) home, home based
    (based|live|living|reside|residing|relocate|relocating|relocation|commute|commuting) (in|at|near|to|out of|within)
    place of work, work site, worksite, worksites, virtual (position|role|office), field based, the city, local area
    across the (state|country|county|region|city), within the (city|state|county|region), in the (uk|us|usa|city|u.s.)
    new jersey, new hampshire, new mexico, north carolina, south carolina, rhode island, los angeles
    san francisco, san diego, san jose, san antonio, bay area, silicon valley, las vegas, hong kong, new zealand
    united states, united kingdom, south africa, saudi arabia, sri lanka, kuala lumpur, tel aviv, long island
    canary wharf, docklands, shoreditch
    staten island, st. louis, st. cloud, st. paul, city hall, salt lake, new orleans, kansas city, cape town
"""
CODES = (
    "A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|"
    "W[AVIY]|ON|BC|QC|AB|NSW|VIC|QLD"
)
# Addresses, postcodes, "Springfield, IL", "the Leeds office", "in Springfield for …"; a line
# may end between preposition and place.
PATTERNS: tuple[str, ...] = (
    rf"(?:[a-zA-Z],\s*|\b[A-Z][a-z]+\s(?!(?:IN|OR|ME|HI|OK|MS|MA|MD|PA)\b))(?:{CODES})\b(?!\s(?:Office|Word|Excel|Outlook))",
    # A state is also who gives a licence.
    (
        r"\b(?:New York|NEW YORK)\b(?!,? (?:State|STATE) (?:[Dd]river|[Ll]icen|Profession|Regist|Education|Motor)|"
        r" City Charter)"
    ),
    r"\b\d{1,5} (?:[A-Z][\w.]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Blvd|Boulevard|Drive|Lane|Broadway|Way|Plaza)\b",
    (
        r"\b(?:at|on|off|near) (?:the )?(?:[A-Z][\w.']+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Blvd|Boulevard|Drive|"
        r"Lane|Plaza|Square|Highway|Hwy)\b"
    ),
    r"\b\d{5}(?:-\d{4})?\b",
    r"\b[A-Z]{1,2}\d{1,2} ?\d[A-Z]{2}\b",
    (
        r"\b(?:office|offices|campus|store|plant|facility|warehouse|site|clinic|hospital|school|shop|branch|hub|team|"
        r"position|role|job|opening|opportunity|studio|presence|working|work|anywhere|company|business|firm|"
        r"agency|center|centre|hotel|restaurant|bakery|practice|farm|garage|kitchen|library|museum|lab|nursery|"
        r"salon)\s+(?:(?:is|are)\s+)?(?:in|at|near|of|outside)\s+(?:(?:the|our|downtown|central)\s+)?[A-Z]\w+"
    ),
    r"\b[A-Z][a-z]+-based\b",
    (
        r"\b[A-Z][a-z]+\s(?:area|region|metro|office|location|campus|branch|store|Island|City|Beach|Village|Town|Park|"
        r"Heights|Valley|Bay|Harbor|Hospital|College|School|University|Center)\b"
    ),
    r"\b[Ii]n\s+(?!Word|Excel|Access|Java|Python|Microsoft|Office|Outlook|English|Spanish|French|German)[A-Z][a-z]+(?:[.,!)]|\s(?:for|and|with|to|as|is|are|on|who|from|by|you|we|our|the|seeks|needs)\b|\s*$)",
)
# What stands apart at a title's end is a place more often than not: "Sales Professional - Oronoco".
TITLE_PLACE = rf"\w\s*[-–—(|@]\s*(?:[A-Z][a-z]+(?:[ ,]+[A-Z][A-Za-z]+)?|{CODES})\)?\s*\Z"
# The first half of a British postcode, which titles give: "BD23 Customer Service".
TITLE_POSTCODE = (
    r"\b(?:A[BL]|B[ABDHLNRST]|C[ABFHMORTVW]|D[ADEGHLNTY]|E[HNX]|FK|FY|G[LUY]|H[ADGPRUX]|I[GPV]|K[ATWY]|L[ADELNSU]|"
    r"M[EKL]|N[EGNPRW]|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]|T[ADFNQRSW]|UB|W[ACDFNRSV]|YO|ZE)\d{1,2}\b"
)
