"""Words that decide how a statement is turned into a sentence: which verbs stand without an object, which words show
that none follows, which nouns take no article, and which phrases belong to the level and not to the duty.

The closed classes are those of English; the verbs and nouns were gathered from levelled frameworks and task
statements. Base forms of verbs are in ``jdmatch.chunking.verb_tables`` and, as far as they are rare in postings, in
``verb_tables`` of this package.
"""

from __future__ import annotations

from jdmatch.chunking.words import word_set

# What may stand before a verb and a hyphen, and what makes a name of the two.
VERB_PREFIXES = word_set("re pre co over under de cross spot double hand bench dual spray deep e")
NO_VERB_PREFIXES = word_set(
    """
    a after all at before best by check cut day drop end entry fair fall first follow full go half hard high home in
    kick last lead log long low mid new no off on one out part peer post pull push quick roll run self set short side
    sign slow stand start step take team test third through tie top trade turn two under up walk work year year-end
    """
)

# Verbs that take no object: what they are about stands behind "for", or behind their own preposition.
INTRANSITIVE = word_set(
    """
    act agree apologize appear argue arrive ask audition bargain bid care chat collaborate come communicate comply
    confer consult contribute cooperate correspond deal decide descend engage experiment go help intervene invest
    lead learn liaise listen live look meet negotiate network partner participate petition preside react reason
    recommend refuse rehearse remain reply report respond rest sit smile speak specialize stand stay step jump cope
    talk tend testify think travel volunteer wait walk work insist
    """
) | {"help out", "look out", "stand by", "step in"}
# The preposition with which such a verb takes what it is about, where there is one.
GOVERNS = {
    "respond": "to", "reply": "to", "listen": "to", "attend": "to", "comply": "with", "adhere": "to", "agree": "on",
    "deal": "with", "care": "for", "contribute": "to", "collaborate": "on", "participate": "in", "report": "on",
    "assist": "with", "help": "with", "testify": "on", "preside": "over", "account": "for",
    "advocate": "for", "communicate": "about", "engage": "in", "learn": "about",
}  # fmt: skip
# Verbs whose preposition and object belong together: "decide on user rights" is complete.
BOUND = frozenset(
    tuple(phrase.split())
    for phrase in (
        "account for", "account to", "act as", "act on", "advise on", "advocate for", "agree on", "answer as",
        "answer for", "answer to", "argue for", "ask about", "ask before", "ask for", "assist with", "attend to",
        "bargain over", "bargain with", "bid for", "bid on", "brief on", "bring in", "bring on", "budget for",
        "call for", "call in", "call on", "care for", "carry on", "charge for", "check for", "check with",
        "collaborate with", "commit to", "complain of", "comply with", "confer with", "consult with", "contract for",
        "contract with", "contribute to", "coordinate with", "cope with", "correspond with", "deal with",
        "decide between", "decide on", "decide up", "dispose of", "fill in", "focus on", "get into", "go through",
        "hand in", "hand over", "help with", "hunt for", "insist on", "invest in", "jump in", "key in", "learn from",
        "learn to", "liaise with", "listen at", "listen for", "listen to", "live within", "look after", "look at",
        "look for", "look into", "meet with", "mix in", "move on", "negotiate with", "partner with", "pass on",
        "paste in", "pay for", "petition for", "phone in", "plan around", "plan for", "prepare for", "press for",
        "probe for", "progress to", "propose on", "push for", "reply to", "report to", "respond to", "rule on",
        "ring in", "run through", "scout for", "search for", "see to", "sign in", "sit on", "sit with", "speak at",
        "speak for",
        "speak to", "speak with", "stand by", "stay in", "stay on", "stay with", "stay within", "step in", "swap in",
        "take on", "take over", "talk through", "talk to", "talk with", "teach about", "tell from", "tend to",
        "tender for", "testify in", "testify to", "train for", "turn in", "turn over", "type in", "vote on",
        "wait for", "walk through", "warn of", "watch for", "work from", "work in", "work on", "work with", "write in",
    )
)  # fmt: skip

# "up" belongs to its verb whatever follows; "in" may, where nothing follows that it could govern.
PARTICLES = word_set("up out off down away back apart in on over through aside around together forward along")
PURE_PARTICLES = word_set("up out off down away back apart aside together forward")
PREPOSITIONS = word_set(
    """
    of in on at for with from by to as into onto through during within without per under over between among against
    about across after before beside behind beyond below above around along alongside inside outside near upon via
    toward towards regarding until till since than off out up down past throughout underneath amid despite except
    """
)
# What introduces a clause of circumstance; nothing before it was an object.
CIRCUMSTANCE = word_set(
    """
    when while before after until unless as if so because since once whenever wherever where though although whether
    """
)
# Of them, those that a noun may follow, and what shows that a clause does.
TIME_PREPOSITIONS = word_set("before after until since")
SUBJECTS = word_set("they he she it you we i people others anyone someone everyone nobody")
# What introduces a clause that is itself the object: "decide who …".
CLAUSE_OBJECT = word_set("what which who whom whose whether how that why")
# Of the circumstances, those that such verbs take as their object: "ask if …".
ASKING = word_set(
    """
    ask watch trace check decide see know judge find determine show tell explain say learn test verify spot confirm
    record note
    """
)
PARTICIPLES = word_set(
    """
    using according applying following including referencing leveraging working based acting keeping ensuring
    covering starting warning noting leaving watching communicating
    """
)
ADVERBS = word_set(
    """
    together twice once again well alone early fast hourly daily weekly monthly quarterly yearly annually nightly
    there here forward home end-to-end aside apart away back overnight first last always never often still then too
    beforehand also afterwards straight backwards upward unannounced only just not right solo aloud
    """
)
NOT_ADVERBS = word_set(
    """
    supply apply reply tally rely rally ally bully fly multiply comply imply july italy assembly family daily-use
    early-stage likely only friendly elderly costly timely weekly-paid monthly-paid
    """
)
# Adjectives that say how something is kept, held or left ("keep … current").
STATES = word_set(
    """
    accurate accessible active alive available balanced clean clear closed cold complete confidential consistent
    cool correct covered current dry empty even filled fit flat fresh full honest hot intact legal legible level
    locked low neat open orderly organized private ready right safe secure separate sharp short square steady
    sterile still stocked straight tidy tight true unbroken up-to-date upright visible warm wet
    """
)
TAKE_STATE = word_set("keep hold leave make get pull set cut wipe lay stand place put have render stay bring turn")
TIMES = word_set(
    """
    day days night nights morning afternoon evening week weeks month months quarter year years shift hour hours
    minute minutes time times visit season seasons weekend monday tuesday wednesday thursday friday saturday sunday
    """
)
TIME_OPENERS = word_set("each every same once twice all")
DETERMINERS = word_set(
    """
    a an the this that these those each every any all both no some one two three four five six eight nine ten twelve
    fourteen fifteen sixteen eighteen twenty thirty forty fifty sixty hundred several many most his her their our
    your its my more other another such whole half
    """
)

PLURALS = word_set(
    """
    people children staff personnel men women foremen journeymen data media feet teeth cattle livestock police
    crew-members criteria curricula alumni mice geese sheep fish poultry clergy feedback offspring
    """
)


# People, beside those that their ending shows: one assists them, and assists with anything else.
PEOPLE = word_set(
    """
    people person patients patient residents resident clients client children child guests guest students student staff
    callers customers members visitors teachers workers users managers counselors travelers shoppers passengers officers
    families family crew crews team teams women men veterans individuals adults teens infants colleagues parents
    """
)
PEOPLE_ENDINGS = ("ees", "ists", "ians", "men")
# Of the words in -ly, those that stand before a noun.
BEFORE_NOUNS = word_set("daily weekly monthly quarterly yearly hourly nightly early only")

# First words of a heading that keep their capital.
PROPER = word_set(
    """
    english spanish french german american medicare medicaid monday tuesday wednesday thursday friday saturday
    sunday january february march april june july august september october november december christmas easter excel
    photoshop python java linux oracle salesforce google microsoft facebook instagram linkedin adobe autocad
    solidworks federal-aid medicare-only title-ix kaizen-event ansi osha latin greek european british canadian
    mexican chinese japanese korean arabic indian hispanic african asian christian jewish muslim catholic baptist
    heimlich gantt pareto foley hoyer braille montessori vickers rockwell brinell mig tig tyvek teflon kevlar
    quickbooks outlook powerpoint minitab tableau jira
    """
)

# Phrases about supervision received: how a duty is done, which is the level's business. Looked for in lower case.
# Beside them stand the cues of ``jdmatch.leveling.text_tables``.
_EYE = r"(?:supervision|supervisor guidance|guidance|oversight|instructions?|direction|supervisory (?:review|input))"
_OF = (r"(?: (?:of|from|by|provided by) (?:an? |the |more )?(?:[\w’'-]+ ){0,3}?[\w’'-]+"
       r"(?=[,;.]|$| (?:using|to|in|at|on|for|with|while|and|within|across)\b))?")  # fmt: skip
_MUCH = "no|little|minimal|minimum|limited|reduced|close|direct|regular|constant|general|moderate|some"
SUPERVISED = (
    rf"\bunder (?:[\w’'-]+ ){{0,3}}?{_EYE}{_OF}",
    rf"\bwith (?:{_MUCH}) (?:[\w’'-]+ ){{0,2}}?{_EYE}{_OF}",
    rf"\bwithout (?:[\w’'-]+ ){{0,2}}?{_EYE}{_OF}",
    r"\bwith (?:full|complete|high|considerable|increasing|growing) (?:autonomy|independence)",
)
# Adverbs of autonomy, removed where they stand behind a verb.
ALONE = r"(?:independently|autonomously)"
# Where the work is done, in words so general that they are about the job's scope.
_PLACE = r"(?:environments?|settings?|contexts?|support role|assistant role|office|department|center|centre|workflow)"
_BREADTH = "organizational|enterprise|support|executive|departmental"
SETTING = (
    rf"\b(?:in|within|across|of) (?:an? )(?:[\w’'/-]+,? ){{0,5}}?{_PLACE}(?=[,;.]|$)",
    r"\b(?:in|within|across) (?:[\w’'/-]+,? ){1,4}?(?:environments|settings|contexts)(?=[,;.]|$)",
    rf"\bat (?:an? |the )?(?:[\w’'/-]+ ){{0,3}}?(?:scale|(?:{_BREADTH}) level)(?=[,;.]|$)",
    r"\bat scale\b",
)

# Words inside a heading that make it a clause or a place: it is then told as a label.
NO_OBJECT_WORDS = (
    CLAUSE_OBJECT
    | CIRCUMSTANCE
    | (PREPOSITIONS - word_set("of for about from by with on in across to"))
    | word_set("not versus vs e.g due")
)
# Words that speak to the reader, or of nobody in particular: they fit no other person.
ADDRESSED = word_set("you your yours yourself oneself myself ourselves one's i we our us do")
# Verbs behind whose object another verb stands in its base form: "let them try", "help staff plan".
HAVING = word_set("have let make help see watch hear")
# Verbs that tell a movement, where nothing is moved: "return to see results".
MOVE = word_set("return come go move turn run walk")
# Endings of words for one person, for whom "them" stands.
PERSON_ENDINGS = ("er", "or", "ent", "ant", "ist", "ee", "ian", "man", "child", "guest", "nurse", "aide", "hire")
# Prepositions that a statement may leave without their object.
STRANDED = word_set("to on with for into about from")
# Verbs that are complete without an object.
WITHOUT_OBJECT = (INTRANSITIVE - word_set(
    """
    agree audition bid consult experiment lead learn petition recommend refuse rehearse stand
    """
)) | word_set(
    """
    account advocate assist attend be become begin bend climb commit converse focus interact intercede kneel lobby
    proceed progress rise serve strive succeed swim troubleshoot vote watch
    """
)  # fmt: skip
# A verb and its preposition that need nothing else between them.
COMPLETE = frozenset(
    tuple(phrase.split())
    for phrase in (
        "agree on",
        "answer for",
        "answer to",
        "ask about",
        "ask for",
        "budget for",
        "call for",
        "contract with",
        "learn from",
        "lead by",
        "plan for",
        "prepare for",
        "report to",
        "report on",
        "search for",
        "check for",
        "dispose of",
        "consult with",
        "account for",
        "advise on",
        "rule on",
        "bid on",
        "propose on",
        "run through",
    )
)
