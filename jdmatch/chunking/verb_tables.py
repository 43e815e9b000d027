"""The verbs with which postings and task statements tell duties, in their base form.

``FIRM`` verbs are taken for a verb wherever an object follows. ``LOOSE`` ones are as often a noun or an adjective
("report", "process", "clean"), so that the words around them must decide. ``VERBAL`` are the loose ones that are
believed in a list of duties, where other verbs stand beside them. ``DOUBLED`` double their last letter before
-ing. ``SUBORDINATING`` verbs take another verb's clause as their object ("help customers choose").
"""

from __future__ import annotations

from jdmatch.chunking.words import word_set

FIRM = word_set(
    """
    accept accommodate accompany accomplish accrue achieve acquire act activate adapt add adhere adjudicate adjust
    administer administrate admit adopt advance advertise advise advocate align allocate alter ambulate amend
    amortize analyse analyze anesthetize anticipate apply appoint appraise apprehend approve arbitrate arrange
    articulate ascertain ask assemble assess assign assist assume assure attach attain attend attract authenticate
    author authorize automate backtest bathe begin benchmark bend brainstorm bring build butcher buy calculate
    calibrate cancel capture carry carve categorize cater catheterize centralize certify chaperone choose circulate
    clarify classify co-lead co-ordinate coach collaborate collate collect combine commission communicate compare
    compile complement comply compose compute conceive conceptualize conduct confer configure confirm connect
    conserve consider console consolidate construct consult contain containerize contribute convene convert convey
    coordinate copyedit correspond create crimp cross-train cultivate curate customize cut de-escalate debug decide
    decode decommission decorate decrypt deep-clean deescalate defend define defuse delegate deliver demonstrate
    deploy depose depreciate derive describe determine develop devise diagnose dictate differentiate digitalize
    digitise digitize disassemble discard discuss disinfect dismantle dispense dispose disseminate distinguish
    distribute diversify double-check draw earn edit educate elevate elicit eliminate embed embrace emphasize employ
    empower enable enact encode encourage encrypt enforce engage enhance enlist enroll ensure enter entertain
    escalate escort establish evaluate evolve examine exceed exchange execute expand expedite explain explore
    express extend fabricate facilitate fasten feed fertilize finalize fold follow forge formulate foster fulfil
    fulfill furnish gain garnish garnishee gather generate give grasp greet grind grow guarantee guide handle hang
    harden help hire identify illustrate implement improve incorporate increase inform initiate innovate insert
    inspect inspire install instill instruct insure integrate interact interpret intervene introduce intubate
    investigate invite irrigate itemize join keep launch launder lead learn leverage liaise listen litigate live
    localise localize locate log lubricate maintain make manage maneuver manipulate manufacture mark-up maximize
    mediate meet mend mentor migrate minimize mitigate moderate modify monitor mop motivate move multitask narrate
    navigate negotiate notarize notify nurture observe obtain offboard offer onboard operate optimize orchestrate
    organise organize orient oversee parse participate perform personalize persuade pick pour pre-bill predict prep
    prepare prescribe preserve preside prevent prioritise prioritize problem-solve proctor procure produce promote
    proofread propagate propose prosecute protect prove provide provision publish pursue put qualify raise reach
    read realize reassemble reassign recalculate recharge recognise recognize recommend recompute reconcile
    recondition reconfigure reconstruct recruit redesign redline reduce refactor refer refill refine reflect
    reforecast refuel regulate rehabilitate reimburse reinforce reinstall reissue relay reload remain remediate
    remind remit remove render renew reorder reorganise reorganize replace replant replenish reply reposition
    reprint reproduce requisition reroute resolve respond restock restore restrain retain retrieve reupholster
    revise rewire rewrite rotate run safeguard sandbox sanitize schedule scrape scrub sedate seek select sell send
    serve set sew sharpen shepherd shortlist show sign-off simplify simulate slice solder solicit solve soothe speak
    spearhead specify splice spot-check stabilize standardise standardize start stay steer sterilise sterilize
    steward stimulate storyboard strategize streamline strengthen strive submit suggest summarize supervise support
    surface sustain suture synchronize synthesize tackle tailor take talk tally teach tend think thrive tidy tighten
    titrate track train transcribe transform translate transmit treat trim troubleshoot tune turn uncover understand
    undertake underwrite unload unpack update upgrade uphold upholster upload upsell upskill use utilise utilize
    vaccinate validate verify virtualize visit visualise visualize warn wash weigh welcome winterize wireframe
    withhold work wrap write
    """
)

LOOSE = word_set(
    """
    abstract access account address advance aid aim air alert answer appeal approach approximate archive array assay
    attack attempt audit award back bag bake balance bank bar batch bid bill bind blend block board bolt bond book
    boost bottle box brand break bridge brief broadcast brush budget bus calendar call calm care cast catch cause
    center chair challenge champion change channel charge chart chat check chip claim clean clear climb clip clock
    close code comfort command comment commit compact complete compound conclude condition contact content contract
    control convene convince cook cool copy correct counsel count couple course cover craft credit critique cross
    cue culture cure cycle date deal debate debit deliver demand deposit design detail detect deter diagram dig
    direct dispatch display distance dock document dose double download draft dress drill drive drop dry duplicate
    dust ease effect empty end engineer entry equip estimate exercise exhibit expense experience experiment
    export extract face fast fax field fight figure file fill film filter finance find finish fire fit fix flag fly
    focus force forecast form format forward frame free freight front fuel function fund gauge get glue go govern
    grade grant graph grease grill groom ground group guard hand harvest haul head heat highlight hold host house
    hunt image impact import index influence inject input instance interest interface interview inventory invoice
    iron issue item judge jump key kit label land laser laud lay layer layout lease lecture level license lift light
    limit line link list load lobby lock loop lower mail map mark market master match mean measure mentor merge mesh
    message mill mine mix mock model mold mount mow must nail name need negate network note notice number nurse
    object offset open order orient outline output own pack package page paint paper park part partner pass patch
    patrol pattern pay perfect phase phone photograph pilot pin pioneer pipe place plan plant plate play plot plow
    plug plumb point polish pool portion pose position post power practice practise present press price prime print
    probe process profile program project promise prompt prototype prune pull pump punch purchase push qualify
    question queue quote race rack rank rate react reason rebuild recap receipt receive reclaim record recover
    recycle reference refund register reject relate release relocate remark remodel rent repair repeat report
    represent request rescue research reserve reset resource rest result retail return review reward rework ride
    ring risk rivet roast roll root route row sample sand save scale scan school scope score scout screen script
    seal search season seat secure segment sense separate service shape share sheet shelve shift ship shop sign
    signal sketch skim smooth solution sort sound source space spec sponsor spot spray spread sprint stack staff
    stage stain stamp stand staple start state steam step stitch stock stop store strip stripe structure study style
    subcontract subject suit supply surge survey sweep switch tabulate tag tap target task taste team telephone
    template tender test throw tie time title tool touch tour tow trace trade transfer transition transplant
    transport trap travel trend triage trouble trust try tutor type vacuum value view voice volunteer vote wait walk
    warehouse watch water wax weave web weld wind wipe wire wish witness
    """
) - FIRM  # fmt: skip

VERBAL = word_set(
    """
    answer award bake balance brush call catch check clean clear climb close complete cook copy correct count cover
    credit debit direct dispatch document download draft dress drop dust email empty estimate fill finish fix
    forward grade grease host interview issue label list load lower mail mark match measure mix mount mow note open
    order pack package paint patrol plug polish post press price process prune purchase question record refund
    register reject release rent repair request return review sample save scan screen search secure ship sign sort
    stack stain stamp stock stop store sweep tag touch transfer transport triage type vacuum wax weld wipe wire bag
    cut
    """
)

DOUBLED = word_set(
    """
    plan set get run cut ship stop scan log map tag trim drop submit refer transfer control program commit admit
    begin mop wrap strip scrub step bid dig fit put shop tap pin plot spot chat format equip patrol input swap stir
    rub knit bag debug reset offset cancel label model counsel travel transmit compel level chop plug skim
    snap chip bus prep forget sit win pop zip clip grip flag hunt occur permit mix
    """
) - {"hunt", "mix", "cancel", "label", "model", "counsel", "travel", "level", "bus"}

# "travelling" and "traveling" are both written.
DOUBLED_BRITISH = word_set("cancel label model counsel travel level channel signal total fulfil")

SUBORDINATING = word_set("help let make enable allow encourage ensure assist support seek strive")

# Phrases behind which a list of duties stands as gerunds or nouns.
GERUND_INTRODUCTIONS = (
    "responsible for", "responsibility for", "responsibilities include", "duties include", "tasks include",
    "accountable for", "in charge of", "responsibilities will include", "duties will include", "duties may include",
    "responsibilities may include", "functions include", "duties are", "role includes", "position includes",
    "role involves", "job involves", "responsibilities including", "tasked with", "charged with",
)  # fmt: skip
