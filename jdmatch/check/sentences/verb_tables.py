"""Verbs of statements, beyond those of the chunker's table, and which of them are to be believed where a noun might
stand, too.

A statement tells several activities in a row ("count the drawer, record the sum and file the slip"), and each verb has
to change with the first one; a noun spelled like a verb ("sheets, records and file storage") must not. What decides is
how the word is used in English at large, so that is what stands here.
"""

from __future__ import annotations

from jdmatch.chunking.words import word_set

# Hardly ever anything but verbs.
FIRM_MORE = word_set(
    """
    absorb scatter declare unblock countersink recertify reseal reship destroy excavate reconnect refuse require
    abolish abstain accelerate accrue accuse acknowledge acquaint adjourn admonish affix aggregate agree alleviate
    allot allow amass amplify annotate announce apologize appear apprise argue arise arrive assert assimilate attest
    attribute authenticate avert avoid await befriend behave belong breed broaden capitalize celebrate characterize
    chide cleanse clothe co-author co-teach coax coincide coauthor collaborate collapse collimate commence commend
    compel compensate compete compress concede concur condense confess confide confine confront conserve constitute
    continue contradict contrive converse cooperate cope corroborate cross-reference debrief deceive decline
    decompose deduct deem deepen defer defrost degrease dehumidify delete delight demolish deny depart depict deploy
    descend deserve destroy detain deteriorate devote digest dilute diminish disable disagree disappear disarm
    discern disclose disconnect discontinue discover discriminate disengage disinfect dismiss disqualify disregard
    dissect dissolve distract divert divide donate eat elaborate emerge employ empathize enlarge enrich ensue entail
    entrust envision equalize eradicate erect evacuate evict evoke exclude excavate excuse exclaim exemplify exert
    exhale expel expose extinguish extrapolate fail fetch flatten footnote foresee forget forgive formalize fortify
    freeze frighten galvanize ghostwrite glean handcuff harmonize hear heighten hesitate humanize humiliate hydrate
    ignore immerse immobilize impart impede inculcate include incur indicate induce infer inhale initialize
    inoculate inquire insist insulate intercept intubate invert invest involve isolate itemise jot juggle justify
    knead know laminate lend lengthen lessen let levigate liquidate listen loosen lose marshal mechanize memorize
    mislead mobilize modernize modulate moisten nominate normalise normalize notate notarise occupy omit oppose
    originate oust outsource overcome overhaul override overwrite pacify palpate pasteurize perceive permeate
    persist pinpoint plumb ponder portray possess postpone preassemble precept preclude prefer preheat prequalify
    pressurize presume pretreat prevail proclaim prohibit prolong pronounce purify quantify quarantine randomize
    ratchet ratify reach reaffirm reallocate reappraise rearrange reassess reassure rebalance rebook rebut recast
    recertify recheck reclassify recite recoat recommence recount recreate rectify redeem redeploy redirect redo
    redraft redraw redress reduce reflow reframe refreeze refresh refute regain regroup rehearse reimage reinspect
    reinsert reiterate reject rejoin rekey relax relearn rely remake remeasure remember reminisce renegotiate rename
    renovate reopen repay repel replicate reprice reprimand reread rerun resell reschedule resend reshape reshuffle
    resist resize restate restrict restructure restudy resubmit retake retell rethink retire retrain retract
    retrofit reuse reverify revert revisit revive revoke revitalize say scrutinize segregate sequester sever shorten
    shred signify smell solidify specialize speed-read squeeze stave steal stir straighten strengthen strip-search
    stabilise substantiate subdivide subdue subtitle subtract succeed suffice suffer superintend suppress surmise
    surpass survive suspend swab swap sympathize systematize tabulate teach testify thaw thicken thwart tolerate
    topdress transact transcend transpose triturate typeset unbolt uncrate undergo underline undo unify unite unlock
    unroll untangle unveil unwrap uphold validate vary vie countersign palletize vilify visualize vouch waive weaken
    wean widen withdraw withstand yell capture overlap have collect pre-drill pre-treat reverse-engineer fine-tune
    cross-check pressure-test value-engineer stress-test load-test heat-check hand-dig threat-model cold-call
    bottle-feed terminate conclude convene deliver represent publicize reclaim reproduce rebuild sift whisk hoe tidy
    megger descale greet tell bring speak send do be see seek behave become come begin hem crimp reimburse recap
    safeguard outfit
    """
)

# As often a noun or an adjective.
LOOSE_MORE = (
    word_set(
        """
    aerate aim mind anchor hatch brace oil version thread single-point flare print belt tab bandage corner soap flux
    ramp strap arrest toilet query work plan flush reset cure fit chain damage dry-run lag strain strike recall rust
    overlay blow-dry audition bargain bear bed bleed blow boil boot bore braze buckle buff bump burn bypass caption
    case charter chase cite click clothe cloud cluster coach color cone contest cordon correlate crack crank crawl
    creep crit cuff curb dam damp date-stamp decrease default delay demo design-build dial dip discharge discipline
    display dispute drag drain drape drift drink drip dump ear-tag edge email endorse exit express fade fall feature
    fell find flake float fork found fund gear hail halt harm harness head heel hide hint hoist hook hose initial
    initiate insulate intern judge kill knock lace lag lash leak lean leave link lie look mask mean mention meter
    milk miss move name nap need net nudge nurse offset overlook pace pair paste patent patrol perfect petition
    phrase pinch pitch poach point pot practice praise present prime promise purge push query race rake range ream
    rehire relish reverse rig rinse roam room rope rough rule salvage saw scan-test score scrap screed screenshot
    sequence service settle shade shadow shake shim shingle shock shoot shove shovel shower shred shut sip sit size
    skin sleep slide slip slow smile smoke smooth snug soak sow spare spell spend spin split square stack stake
    stall starve steer step stick sticker stockpile strain stress stretch string subject substitute suction suspect
    swing tack tear terminal text thread tick tie tig tile tip tone top torque total tourniquet toss trace tram
    treat trial trigger trust twist ventilate vent machine shear scribe spark pulp vet vibrate bone air-dry
    acid-rinse edge-find wire-brush ultrasonic phase-tape tape void wand want warm warrant wave wear weed wet wheel
    win wing work worry zero champion document feel haul cap grout caulk peel cease crush shave order rank stuff
    thank transport interview pan plate reach reject retire report process change share
    """
    )
    - FIRM_MORE
)

# Of the loose ones, those that are verbs more often than not where "and" stands before them and an object behind.
MOSTLY_VERBS = word_set(
    """
    aim answer ask attack bag bear be bleed blow book brief bring burn call cease extract outline overlay recall
    challenge change chase cite clean clear close coach compare complete cook correct count cut demo dial dip
    discipline dispute document draft drag drain drill drive drop dry dump email empty endorse explain express face
    fell file fill find fix flag float focus follow fund get go grant guard halt hand hang haul have hear heel hide
    hoist hold host hunt inject initial interview invoice issue judge justify keep kill knock label lash launch lay
    lead lean leave lie load lock log lose lower mark mask measure mention meter miss mop mount move mow name nudge
    note offset open overlook pack park pass paste phone photograph pick pinch pitch place point polish post
    practise praise present price prime promise promote prune pull purge push put query raise rake rank read rebuild
    record recover reject release repair repeat replace report request return reverse review revise ride rig rinse
    rotate rule run salvage scan score scrap scrape screen seal secure see select serve set settle shake share
    shelve shift ship shoot shove show shut sign sit slide slip slow soak sort spare spell spend spin split spray
    stack stake stand stay stick stop store stretch stuff suspect swap sweep swing switch tack tag take talk target
    tear tell test thank throw tick tie tighten top torque toss total touch trace track train transfer transport
    treat triage trigger trim trust turn type use vacuum ventilate vet wait walk want warm wash watch wave wear weed
    weigh weld wet wheel win wipe withstand work worry write zero mind agree brace oil bump hatch version flare
    print belt tab bandage soap route flux anchor audit claim relay scribe caulk clip shear contract machine buckle
    sand plan flush reset cure fit look test type retire plot press ratchet stir strike book aerate fold grease
    staple sample phrase
    """
)

# Firm as they are in the chunker's table, these are nouns, too: not believed without an object of their own.
NOUNS_TOO = word_set(
    """
    advance advocate author benchmark conduct cut contact delegate draft draw escort exchange feed increase launch
    lead log mend mentor offer practice proctor produce progress purchase purpose release research run schedule show
    support surface talk tally test track train turn update upgrade use visit volunteer wash work
    """
)

# Nouns behind which another noun mostly stands ("service logs", "screen time"), and the verbs of what is done with
# such things ("review logs"), which are believed all the same.
HEADS = word_set(
    """
    area areas budget budgets calendar calendars charge charges chart charts code codes cost costs data date dates
    desk entry equipment figures file files form formats forms frame frames gear hours layout layouts level levels
    limit limits line lines list lists log logs management manager managers map maps method methods notes number
    numbers office order orders panel panels parts performance plan plans policies policy price prices process
    processes protectors racks rate rates records report reports room rooms routine rules schedule schedules sheet
    sheets skills speed staff standards status stock structure supplies system systems table tables targets team
    teams techniques temperature terms time times tool tools types usage volume volumes weight weights
    """
)
HANDLING = word_set(
    """
    address adopt answer approximate merge archive audit balance book bring change chart check clean clear close
    compare compile complete copy correct count cover cut defend design discuss distribute document download draft
    email empty estimate explain export face fax file fill find finish fix forecast forward gather get hand have
    head import issue join judge keep label lead link list log lower mail maintain mark match measure mix monitor
    name note offset open pack pass phone plan plot position post prepare present price print process prune pull
    push put query version question rank reach read rebuild receive recommend record reduce refund register reject
    release remove rent renew repair replace report represent request reserve reset resolve restock return reverse
    review revise route save scan see select send set share show sign sort spread stack staff stock stop store
    submit suggest tag take tell tidy track transfer transport triage trim turn update use verify watch weigh wipe
    write question tie total
    """
)

# Nouns that make a compound with the word before, whatever that could be as a verb: "grease traps", "search terms".
COMPOUNDS: dict[str, frozenset[str]] = {
    first: word_set(heads)
    for first, heads in {
        "account": "balances numbers reconciliation reconciliations access managers",
        "answer": "date dates key keys time times sheets",
        "balance": "sheet sheets due inquiries",
        "call": "center centers list lists volume volumes notes lights logs recordings buttons quality records",
        "change": "order orders request requests control logs management board notices",
        "check": "lists stock numbers stubs runs requests valves",
        "clean": "rooms room linen zone",
        "close": "calendar checklist out process tasks",
        "contact": "lists details information data form forms person persons hours",
        "commission": "plan plans statements rates",
        "contract": "terms prices law managers staff labor workers administration documents renewals files types work "
        "notice notices",
        "machine": "tools tool shop shops operators time hours parts room guarding",
        "paint": "desk desks booth booths colors",
        "surface": "codes finish finishes",
        "relay": "service services",
        "vet": "bills visits",
        "grant": "application applications files reports proposals funding deadlines money writing",
        "drill": "press presses bits",
        "count": "differences sheets cards variances",
        "cover": "letter letters sheet sheets crop crops plates",
        "date": "stamps ranges codes",
        "defrost": "schedule schedules cycles timers",
        "document": "requests request control retention production types sets templates management",
        "draft": "beer lines",
        "face": "shield shields masks",
        "file": "storage format formats folder folders room server servers names system systems cabinets types sizes",
        "fill": "rates rate levels weights lines",
        "forecast": "accuracy error errors horizon",
        "freight": "bills claims",
        "grease": "trap traps fittings points",
        "guard": "rails duty posts",
        "hand": "tools hygiene washing trucks signals position",
        "hold": "times codes music points",
        "label": "stock printers claims",
        "lead": "apron aprons times time generation sources qualification status",
        "load": "lists plans bars bank limits charts factors tests calculations",
        "leave": "records rules requests policies policy balances law laws administration",
        "master": "schedule schedules data plan plans file files list lists",
        "air": "removal quality flow filters conditioning",
        "boot": "covers camp",
        "lock": "boxes outs",
        "log": "books sheets files",
        "mark": "downs ups",
        "offer": "letters terms",
        "open": "enrollment houses risks orders items houses cases tickets positions",
        "order": "forms entry sets guides quantities status history sheets",
        "park": "rules events",
        "pass": "rates rate marks",
        "pay": "rates bands structure dates stubs periods grades equity expectations scales ranges plans records",
        "phone": "calls call coaching tree trees lines numbers systems orders interviews screens duty etiquette",
        "place": "cards settings",
        "pour": "sequence cards",
        "practice": "tests areas guidelines standards settings policies management",
        "press": "kit kits conferences conference releases events lists briefings calls",
        "price": "lists books tags quotes changes points adjustments variances",
        "process": "maps flows steps improvements improvement control controls changes data",
        "purchase": "price orders order requests agreements requisitions history",
        "record": "keeping books systems retention requests",
        "refill": "dates requests",
        "release": "dates decisions notes forms criteria plans trains gates candidates",
        "repair": "depots orders costs shops parts estimates history tickets times",
        "report": "layouts cards templates formats writing periods deadlines dates",
        "return": "visits addresses rates dates policy labels trips",
        "review": "dates meetings cycles notes boards comments sites",
        "research": "methods methodology design",
        "project": "management planning",
        "program": "management evaluation",
        "design": "principles patterns thinking",
        "risk": "registers assessments",
        "run": "charts times sheets rates books lists",
        "sales": "calls reports",
        "sample": "size sizes apps data plans bottles preparation kits rooms menus",
        "scan": "data tool tools codes guns",
        "schedule": "c e changes conflicts variances risks slips",
        "score": "cards sheets",
        "search": "terms term practice logs engines results warrants committees firms strategies history",
        "season": "end ends tickets",
        "mask": "seal seals fit",
        "wet": "floors paint surfaces walls wells",
        "seal": "number numbers",
        "service": "levels contracts calls records requests tickets plans hours lines",
        "ship": "dates methods",
        "shift": "logs notes reports changes leads patterns schedules handovers handoffs differentials",
        "sign": "offs language posts",
        "spare": "parts keys",
        "staff": "meetings training schedules rosters levels development",
        "stock": "levels counts lists rotation cards rooms downloads takes outs",
        "store": "policies standards hours rooms managers traffic visits",
        "supply": "lists chain chains orders levels rooms costs closets",
        "support": "staff tickets requests services calls contracts hours teams plans groups needs documents systems",
        "switch": "ports gear",
        "tag": "numbers lines",
        "tally": "sheet sheets marks",
        "target": "dates markets lists levels audiences groups",
        "task": "lists cards",
        "test": "plans cases results data scripts scores equipment kits strips pieces procedures methods environments",
        "time": "sheets cards entries records limits standards studies off estimates tracking",
        "touch": "points screens",
        "train": "schedules crews",
        "transfer": "pricing forms papers orders belts benches stations agreements",
        "travel": "expenses plans arrangements itineraries costs times policy claims",
        "turn": "times rates",
        "use": "tax cases rates logs policies patterns",
        "visit": "notes lengths summaries reports logs counts records",
        "wait": "times lists time staff",
        "walk": "throughs ins",
        "warn": "notices",
        "watch": "lists standing",
        "wire": "transfers gauges routing harnesses",
        "work": "orders order areas area plans sites papers hours schedules shifts instructions stations permits "
        "surfaces zones samples history products queues packages practices processes experience flow tickets lists",
    }.items()
}

# Gerunds that double their last letter, beyond those of the chunker's table.
MORE_DOUBLED = word_set(
    """
    embed bed cap confer deter remit reship resubmit sip skin strap tab tig unwrap web output kit screenshot diagram
    fulfil allot blow-dry cut dig dip drag fit hem let net nag pot rig rip scan shim sit spin split swap tram win
    wet rerun shut grab cordon jot hop step allot compel concur defer expel infer omit outfit recap rebut refer
    rekey regret retrofit reset slip snug spit stir swab swim typeset top trot vet wrap bar beg blur clap crop cram
    dim drip drum flip forget grin gut hug incur jam knot lag mug nap occur pan pat peg pet prefer prod repel rid
    rob rot rub run scrap scrub shred sin skip slap slim snap sob span stun submit sum tan thin throb tip transmit
    trap trek zap overlap dam upset program
    """
) - word_set("blow-dry cordon rekey")  # fmt: skip
