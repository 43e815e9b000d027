"""Phrases of duties and requirements that hold the words of a cue and say nothing about level.

Each was met in a real posting, or is a near relation of one: "lead times", "senior living", "direct deposit", "other
duties as assigned". A mask takes its words away from every cue and from the words that the text model reads.
"""

from __future__ import annotations

from jdmatch.leveling.cue import Mask

TEXT_MASKS: tuple[Mask, ...] = (
    Mask(
        "lead (time|times|paint|based paint|generation|gen|abatement|acid|apron|aprons|hazard|poisoning|free|to|"
        "sheet|wire|wires|source|sources|management|capture|qualification|conversion|nurturing|flow|by example)",
        "a delay, a metal, a contact",
    ),
    Mask(
        "(sales|qualified|new|inbound|outbound|warm|hot|cold|potential|marketing|online|web|referral|generate|"
        "generating|generates|generated|follow up on|ekg|ecg|pacemaker|your|own|their|company provided) (lead|"
        "leads)",
        "a contact, or a wire",
    ),
    Mask(
        "(other|additional|miscellaneous|related|special|all) [related|special|job|reasonable] (duties|projects|"
        "tasks) as (assigned|required|directed|requested|needed|delegated) [by]",
        "what every posting ends with",
    ),
    Mask("(other|all) (duties|work) assigned [by|from]", "what every posting ends with"),
    Mask("assigned duties", "what every posting says"),
    Mask("(principal|essential|key|main) (responsibilities|duties|accountabilities)", "a heading"),
    Mask(
        "(no|without) (supervisory|management|managerial|direct) (responsibilities|responsibility|reports|duties|"
        "supervision responsibilities)",
        "says that there are none",
    ),
    Mask("(has|have|with) no (direct reports|subordinates|supervisory)", "says that there are none"),
    Mask("(report|reports|reporting|reportable) [directly] to", "whom the job answers to"),
    Mask(
        "direct (deposit|mail|sales|contact|access|care|patient care|line|communication|patient|service|marketing|"
        "support|client|customer|hire|resident care|services|costs|labor|materials)",
        "direct is no verb here",
    ),
    Mask(
        "(direct|directs|directing) [incoming|all|telephone|phone|inbound|customer|and answer] (calls|inquiries|"
        "questions|traffic|visitors|customers|callers|guests|patients|clients|phone calls|requests|mail|students)",
        "sends them on",
    ),
    Mask(
        "(manage|manages|managing) (time|your time|own time|stress|workload|your own|own workload|one's time|"
        "their own|expectations|multiple projects|multiple priorities|multiple tasks|multiple deadlines|multiple "
        "accounts|competing|conflicting)",
        "no management of people",
    ),
    Mask(
        "(team|staff) (meetings|meeting|player|players|environment|building|work|oriented|members' questions)",
        "the team, not its direction",
    ),
    Mask(
        "(senior|seniors) (living|center|citizen|citizens|care|community|communities|housing|residents|year|"
        "project|high|homes)",
        "old people, or pupils",
    ),
    Mask("junior (high|college|year|varsity|league|achievement)", "young people"),
    Mask("head (of lettuce|and neck|start|to toe|injury|count|quarters|office|lice|trauma)", "no head of anything"),
    Mask("chief (complaint|complaints)", "what a patient comes for"),
    Mask("(basic|advanced|pediatric advanced) (life|cardiac|cardiovascular|trauma) [life] support", "a certificate"),
    Mask("managed (care|services|service|network|it|print|hosting|accounts|behavioral)", "a kind of service"),
    Mask("(set|sets|setting) of", "a number of things"),
    Mask("(design|visual|brand) (vision|standards|language)", "what designs look like"),
    Mask("(not|beyond|above|than|non) [an] entry level", "says that it is more"),
    Mask("(filing|filings) (period|fee|fees|date|dates|deadline|deadlines|requirements)", "a formality"),
    Mask(
        "(tax|taxes|court|regulatory|sec|claim|claims|patent|property|personal property|receipt of) (filing|"
        "filings)",
        "no clerical task",
    ),
    Mask("(the|a|an|assistant|deputy|lead and) supervising", "somebody else's title"),
    Mask("and the direct supervision", "somebody else's supervision"),
    Mask("beginning to end", "all of it"),
    Mask("visual basic", "a language"),
    Mask("(autonomous|self driving) (vehicle|vehicles|driving|systems|robots|car|cars|mobile)", "machines"),
    Mask("complex (carbohydrates|numbers|sentences|regional pain)", "no difficulty"),
    Mask(
        "(apartment|sports|office|building|housing|retail|medical|industrial|shopping|theater|arena|residential) "
        "complex",
        "a building",
    ),
    Mask(
        "(recruit|recruits|recruiting|hire|hires|hiring|train|trains|training|manage|manages|managing|mentor|"
        "mentors|mentoring|coach|coaching|supervise|supervises|supervising|lead|leads|screen|screening) ... entry "
        "level [staff|employees|candidates|engineers|hires|workers|analysts|positions|roles]",
        "other people's level",
    ),
    Mask(
        "entry level (salary|pay|wage|wages|rate|to|staff|employees|candidates|engineers|hires|workers|team "
        "members|associates)",
        "other people's level",
    ),
    Mask(
        "(student|students|pupils|children|patients|clients|residents|members|families|youth|kids|customers|"
        "participants|learners) (learn|learning|independently|to learn)",
        "what others learn",
    ),
    Mask(
        "(help|helps|helping|support|supports|supporting|assist|assists|assisting) (customer|customers|guest|"
        "guests|patient|patients|client|clients|resident|residents|student|students|visitors|shoppers|families|"
        "callers) [learn|to learn]",
        "service, not help to a colleague",
    ),
    Mask(
        "(machine|deep|federated|reinforcement|distance|blended|adult|early|social emotional|active|lifelong) "
        "learning",
        "a field",
    ),
    Mask("strategic (accounts|account)", "a kind of client"),
    Mask("(coach|coaches|coaching) (class|bus|seats|purse|passengers)", "no teaching"),
    Mask("(training|teaching) (new|other) (skills|things|tricks)", "no colleague"),
    Mask(
        "(being|be|receive|receives|receiving|are|get|was) (coached|mentored|coaching|mentoring|mentorship|mentor)",
        "the one who learns",
    ),
    Mask(
        "(a|your|assigned|dedicated|with|the|their|experienced|paired) (mentor|preceptor|coach|mentors|preceptors)",
        "the one who learns has one", True,
    ),
    Mask("mentorship (program|opportunities)", "an offer of the employer"),
    Mask("(train|trains) (station|crew|crews|service|tracks|operator)", "the railway"),
    Mask(
        "(learning|lesson|student|students'|students|instructional|behavioral|treatment|care|therapy|patient|"
        "nursing|iep|fitness|academic|classroom) [and behavioral] (targets|objectives|goals|expectations|plan|"
        "plans|standards)",
        "for pupils or patients",
    ),
    Mask("(high|clear) expectations", "for pupils or patients"),
    Mask("(retirement|savings|health|benefit|dental|insurance|vision|401k|pension) (plan|plans)", "a benefit"),
    Mask(
        "(store|department|branch|unit) (standards|policies|policy|signage|displays)",
        "rules, not the place's direction",
    ),
    Mask("under the (hood|leadership)", "a form of words"),
    Mask("(shadow|shadows) (box|boxes|boards)", "a thing"),
)  # fmt: skip
