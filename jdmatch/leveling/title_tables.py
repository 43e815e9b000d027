"""Rank words of job titles, and the phrases that only look like them.

Levels are of the job, not of the people around it: "Assistant to the Regional Manager" holds no manager, "Junior High
Teacher" no junior. What is not in the tables says nothing: "specialist", "analyst", "staff", "executive" and
"associate" alone are used at every level.
"""

from __future__ import annotations

from jdmatch.leveling.cue import Cut, Mask, TitleCue

_TITLES = "rank words of English job titles"
_EARLY = "names of training positions"
_TRADES = "apprenticeship ladder of the trades"
_CARE = "nursing and hospital ranks"
_LADDERS = "published engineering ladders"
_BANKS = "officer titles of banks"
_SCHOOLS = "ranks of schools and universities"

TITLE_CUES: tuple[TitleCue, ...] = (
    # Training positions.
    TitleCue("(intern|interns|internship|internships|extern|externship)", "early", 0.07, 1.0, _EARLY),
    TitleCue("co op [student|program|engineer]", "early", 0.08, 0.8, _EARLY),
    TitleCue("(apprentice|apprentices|apprenticeship|apprenticeships)", "early", 0.08, 1.0, _TRADES),
    TitleCue("(trainee|trainees|traineeship|traineeships|cadet)", "early", 0.1, 1.0, _EARLY),
    TitleCue("(manager|management|supervisor|leader) in training", "early", 0.17, 1.0, _EARLY),
    TitleCue("in training", "early", 0.12, 1.0, _EARLY),
    TitleCue("(entry level|entrylevel)", "early", 0.1, 1.0, _EARLY),
    TitleCue("(new|recent|university|college) (grad|grads|graduate|graduates)", "early", 0.12, 1.0, _EARLY),
    TitleCue(
        "graduate (engineer|nurse|trainee|programme|scheme|analyst|developer|consultant|accountant|rn|surveyor|"
        "software engineer|civil engineer|mechanical engineer|electrical engineer)",
        "early", 0.13, 1.0, _EARLY,
    ),
    TitleCue("(early career|early in career|campus hire|school leaver)", "early", 0.13, 1.0, _EARLY),
    TitleCue("(nurse|rn|nursing) (residency|resident)", "early", 0.12, 1.0, _CARE),
    TitleCue(
        "(student|college) (aide|worker|assistant|nurse|teacher|employee|trainee|engineer|technician|researcher)",
        "early", 0.1, 1.0, _EARLY,
    ),
    TitleCue("(working student|placement student|work placement|industrial placement)", "early", 0.08, 1.0, _EARLY),
    TitleCue("(junior|jr)", "early", 0.17, 0.8, _TITLES),
    TitleCue("(no|zero) experience [necessary|required|needed]", "early", 0.08, 1.0, _EARLY),
    TitleCue("(will train|we train|paid training|training provided)", "early", 0.13, 0.8, _EARLY),
    TitleCue("(helper|volunteer)", "early", 0.13, 0.7, _TRADES),
    TitleCue(
        "(recruit|probationary|beginner|beginners|student drivers|new agents|fellowship)",
        "early", 0.13, 0.8, _EARLY,
    ),
    TitleCue("(resident teacher|postdoctoral|postdoc|eit|engineer in training)", "early", 0.14, 0.8, _EARLY),
    TitleCue("lead hand", "step", 0.6, 0.8, _TRADES),
    TitleCue("in charge", "step", 0.62, 0.7, _TRADES),
    # Small steps, up and down, without people to answer for.
    TitleCue("(aide|attendant)", "step", 0.24, 0.4, _TITLES),
    TitleCue("assistant", "step", 0.32, 0.4, _TITLES, -0.05),
    TitleCue(
        "associate (engineer|developer|scientist|attorney|counsel|analyst|consultant|designer|accountant|editor|"
        "buyer|planner|auditor|producer|programmer|software engineer|data scientist|product manager|project "
        "manager|underwriter|architect|data analyst|business analyst)",
        "step", 0.3, 0.7, _LADDERS,
    ),
    TitleCue("(mid level|intermediate|experienced)", "step", 0.45, 0.5, _TITLES),
    TitleCue(
        "(journeyman|journeymen|journeywoman|journeyperson|journeyworker)",
        "step", 0.58, 0.9, _TRADES,
    ),
    TitleCue("mid senior", "step", 0.6, 0.7, _TITLES),
    TitleCue("(senior|sr|snr)", "step", 0.63, 0.8, _TITLES, 0.1),
    TitleCue("senior associate", "step", 0.55, 0.7, _TITLES, 0.05),
    TitleCue("lead", "step", 0.64, 0.8, _TITLES, 0.06),
    TitleCue("(tech|technical|engineering|design|project) lead", "step", 0.7, 0.9, _LADDERS, 0.06),
    TitleCue("(team|group) (lead|leader)", "step", 0.6, 0.9, _TITLES, 0.05),
    TitleCue("(shift|crew|line|cashier|floor|front end) (lead|leader|chief)", "step", 0.48, 0.8, _TITLES, 0.03),
    TitleCue("leader", "step", 0.62, 0.7, _TITLES, 0.05),
    TitleCue("(subject matter expert|sme)", "step", 0.64, 0.6, _TITLES),
    TitleCue(
        "staff (software|site reliability|machine learning|data|security|product|backend|frontend|platform|"
        "systems|firmware|hardware|ml|full stack) (engineer|scientist|designer|developer|manager)",
        "step", 0.78, 0.9, _LADDERS, 0.1,
    ),
    TitleCue("principal", "step", 0.84, 0.9, _LADDERS, 0.12),
    TitleCue(
        "principal (clerk|secretary|administrative|account clerk|administrative associate)",
        "step", 0.52, 0.7, _TITLES,
    ),
    TitleCue("distinguished (engineer|scientist|architect|technologist|fellow)", "step", 0.93, 1.0, _LADDERS),
    TitleCue(
        "master (electrician|plumber|technician|mechanic|carpenter|welder|stylist|craftsman|black belt|hvac|"
        "teacher)",
        "step", 0.68, 0.9, _TRADES,
    ),
    TitleCue("charge (nurse|rn)", "step", 0.66, 0.9, _CARE),
    TitleCue("(charge of shift|nurse in charge)", "step", 0.66, 0.9, _CARE),
    TitleCue(
        "(head|lead) (cashier|server|bartender|host|hostess|lifeguard|teller|waiter|custodian)",
        "step", 0.52, 0.8, _TITLES,
    ),
    TitleCue(
        "head (chef|coach|teacher|librarian|nurse|trainer|brewer|baker|grower|housekeeper|cook|mechanic|athletic "
        "trainer|golf professional|football coach|basketball coach)",
        "rank", 0.7, 0.9, _TITLES,
    ),
    TitleCue("sous chef", "rank", 0.62, 0.8, _TITLES),
    TitleCue("executive (sous chef|chef)", "rank", 0.82, 0.9, _TITLES),
    # Those who direct the work of others.
    TitleCue("(supervisor|supervising|supervisory)", "rank", 0.7, 0.9, _TITLES),
    TitleCue("(shift|night|weekend|floor) (supervisor|manager)", "rank", 0.56, 0.8, _TITLES),
    TitleCue("assistant supervisor", "rank", 0.55, 0.8, _TITLES),
    TitleCue("(foreman|forewoman|foreperson)", "rank", 0.64, 0.9, _TRADES),
    TitleCue("general foreman", "rank", 0.72, 0.9, _TRADES),
    TitleCue("superintendent", "rank", 0.66, 0.9, _TRADES),
    TitleCue("assistant superintendent", "rank", 0.52, 0.8, _TRADES),
    TitleCue("general superintendent", "rank", 0.8, 0.9, _TRADES),
    TitleCue("superintendent of schools", "rank", 0.96, 1.0, _SCHOOLS),
    TitleCue("(manager|managers|mgr)", "rank", 0.68, 0.9, _TITLES),
    TitleCue(
        "(project|program|programme|office|property|brand|bar|event|events|process) (manager|mgr)",
        "rank", 0.58, 0.6, _TITLES,
    ),
    TitleCue("assistant ... (manager|mgr)", "rank", 0.56, 0.8, _TITLES),
    TitleCue("assistant nurse manager", "rank", 0.7, 0.9, _CARE),
    TitleCue("assistant general manager", "rank", 0.66, 0.8, _TITLES),
    TitleCue("manager on duty", "rank", 0.55, 0.7, _TITLES),
    TitleCue("nurse manager", "rank", 0.8, 0.9, _CARE),
    TitleCue("(general|regional|district|division|plant|country|group) manager", "rank", 0.8, 0.9, _TITLES),
    TitleCue("(area|department|store|branch) manager", "rank", 0.72, 0.9, _TITLES),
    TitleCue("(corporate|financial|finance|division|plant|group) controller", "rank", 0.8, 0.8, _TITLES),
    # Those who answer for a function.
    TitleCue("director", "rank", 0.87, 1.0, _TITLES),
    TitleCue("(assistant|asst) director", "rank", 0.74, 0.9, _TITLES),
    TitleCue("(associate|deputy) director", "rank", 0.8, 0.9, _TITLES),
    TitleCue("(executive|managing|medical) director", "rank", 0.93, 1.0, _TITLES),
    TitleCue(
        "(art|technical|activity|activities|music|camp|choir|youth|aquatics|floor|stage) director",
        "rank", 0.66, 0.7, _TITLES,
    ),
    TitleCue("head of", "rank", 0.86, 1.0, _TITLES),
    TitleCue("deputy", "step", 0.66, 0.6, _TITLES, -0.03),
    TitleCue(
        "(vice president|vp|svp|senior vice president|evp|executive vice president|associate vice president)",
        "rank", 0.93, 1.0, _TITLES,
    ),
    TitleCue("(assistant vice president|avp)", "rank", 0.72, 0.8, _BANKS),
    TitleCue(
        "(vice president|vp|avp|assistant vice president) ... (engineer|developer|analyst|relationship manager|"
        "associate|underwriter|banker|lender|auditor|accountant|specialist|consultant|trader|portfolio manager|"
        "project manager|product manager|data scientist|loan officer)",
        "rank", 0.66, 0.7, _BANKS,
    ),
    TitleCue(
        "(engineer|developer|analyst|relationship manager|associate|underwriter|banker|lender|auditor|accountant|"
        "portfolio manager|project manager|product manager|data scientist|loan officer) ... (vice president|vp|"
        "avp|assistant vice president)",
        "rank", 0.66, 0.7, _BANKS,
    ),
    TitleCue("president", "rank", 0.97, 1.0, _TITLES),
    TitleCue("managing partner", "rank", 0.95, 1.0, _TITLES),
    TitleCue("chief ... officer", "rank", 0.97, 1.0, _TITLES),
    TitleCue("(ceo|cfo|cto|coo|cio|cmo|ciso|chro)", "rank", 0.97, 1.0, _TITLES),
    TitleCue(
        "chief (engineer|nurse|pharmacist|accountant|architect|inspector|economist|counsel|editor|scientist)",
        "rank", 0.82, 0.9, _TITLES,
    ),
    TitleCue("(division|branch|section|fire|police|battalion|bureau) chief", "rank", 0.84, 0.9, _TITLES),
    TitleCue("chief of staff", "rank", 0.78, 0.8, _TITLES),
    TitleCue("(dean|provost|chancellor|department chair|headmaster|headteacher)", "rank", 0.9, 1.0, _SCHOOLS),
    TitleCue("(assistant|vice|associate) principal", "rank", 0.74, 0.9, _SCHOOLS),
    TitleCue("(commissioner|general counsel|inspector general)", "rank", 0.93, 0.9, _TITLES),
    TitleCue("(deputy|assistant|first deputy|executive deputy) commissioner", "rank", 0.88, 0.9, _TITLES),
    TitleCue("(deputy|assistant|associate) (general counsel|inspector general)", "rank", 0.82, 0.8, _TITLES),
    TitleCue(
        "(deputy|assistant) [unit|borough|division|section|bureau|fire|police] chief",
        "rank", 0.8, 0.9, _TITLES,
    ),
    TitleCue("(unit|borough) (chief|head)", "rank", 0.8, 0.8, _TITLES),
    TitleCue("assistant professor", "rank", 0.6, 0.7, _SCHOOLS),
    TitleCue("associate professor", "rank", 0.72, 0.7, _SCHOOLS),
)  # fmt: skip

TITLE_MASKS: tuple[Mask, ...] = (
    Mask(
        "lead (generation|gen|generator|qualification|management|conversion|time|times|paint|abatement|hazard|"
        "poisoning|remediation|risk|acid|based paint|service line)",
        "a sales contact, a delay or the metal",
    ),
    Mask("(inbound|outbound|internet|web) lead", "a sales contact"),
    Mask(
        "senior (living|center|centre|care|citizen|citizens|services|housing|communities|community services|"
        "companion|adult|adults|helpers|nutrition|meals|residents|apartments|home care|lifestyle|high|high school|"
        "class|day care|living community|healthcare center|transportation)",
        "old people, or pupils",
    ),
    Mask(
        "junior (high|college|league|achievement|varsity|golf|tennis|hockey|programs|church|ranger|rotc)",
        "young people",
    ),
    Mask(
        "(account|accounts|case|care|client|customer|relationship|customer success|product|social media|territory|"
        "traffic|release|content|key account|partner|campaign|community|category|inventory|data|database|records|"
        "configuration|technical account|strategic account|client success|sales account|success|claims|contract|"
        "contracts|leasing|wealth|money|patient care|service delivery|product marketing|technical product|digital "
        "product|national account|care case|rn case|nurse case|portfolio|resource|risk|bid|grants|stage) (manager|"
        "managers|mgr)",
        "manages things or clients, not people", True,
    ),
    Mask("director of first impressions", "a receptionist"),
    Mask("funeral director", "an occupation"),
    Mask("board of directors", "somebody else"),
    Mask(
        "(director's|president's|principal's|dean's|chief's|manager's|superintendent's|chancellor's|provost's|"
        "supervisor's|ceo's|cfo's|vp's)",
        "belongs to somebody else",
    ),
    Mask("(principal|principle) (responsibilities|responsibility|accountabilities|duties|purpose)", "means main"),
    Mask(
        "head (start|office|and neck|lettuce|of lettuce|trauma|injury|quarters|hunter|count)",
        "not a head of anything",
    ),
    Mask(
        "(executive|physician|physician's|physicians|administrative executive|executive administrative|personal|"
        "dental|medical|nursing|certified nursing|legal|veterinary|pharmacy|physical therapist|occupational "
        "therapy) assistant",
        "an occupation, held at more than one level",
    ),
    Mask(
        "assistant (district attorney|attorney general|corporation counsel|city attorney|county attorney|public "
        "defender)",
        "an occupation",
    ),
    Mask("(flight|parking) attendant", "an occupation"),
    Mask(
        "deputy (sheriff|clerk|probation officer|marshal|court clerk|jailer|city clerk|county clerk)",
        "an occupation",
    ),
    Mask(
        "(intern|interns|internship|apprentice|apprenticeship|trainee|volunteer) [program|programme|programs|"
        "services] (manager|coordinator|director|recruiter|advisor|specialist|instructor|assessor|tutor|trainer|"
        "coach)",
        "works for learners, is none",
    ),
    Mask("(security|law|peace|probation|correctional|compliance|loan|police|chief petty) officer", "an occupation"),
    Mask("chief complaint", "what a patient comes for"),
    Mask("(head|chief|commander) in chief", "a form of words"),
    Mask("(worship|praise|song|scout|troop|playgroup|group fitness) leader", "an occupation"),
    Mask("(industry|market|world|global) leader", "the employer praises itself"),
    Mask("(building|apartment|residential building) superintendent", "a caretaker"),
    Mask("experienced (only|professionals)", "not the level"),
)  # fmt: skip

CUTS: tuple[Cut, ...] = (
    Cut("to", "assistant to, secretary to: the rest is somebody else"),
    Cut("(for|supporting|assisting|under|with)", "whom the work is for"),
    Cut("(reports|reporting) to", "whose job it is not"),
    Cut("office of", "the place"),
    Cut("at", "the employer"),
)

ORDINALS: dict[str, float] = {
    "i": 0.22, "1": 0.22, "ii": 0.40, "2": 0.40, "iii": 0.58, "3": 0.58, "iv": 0.68, "4": 0.68, "v": 0.76, "5": 0.76,
}  # fmt: skip
"""Numbers behind a title ("Engineer II", "Rep 2") and where they usually stand."""

_COUNTED = """
    type phase title class tier schedule part division region district zone shift group unit ward war room stage grade
    grades m l category route store area building hepatitis factor article chapter version volume step angular covid
    nicu trauma bsl act and or to of no number job req team floor track platform windows web
"""
NOT_BEFORE_AN_ORDINAL = frozenset(_COUNTED.split())
"""Words that a number belongs to, so that it counts something else than levels."""

_LEVELLED = "nicu trauma biosafety bsl support autism picu care charging burn center"
NOT_NEAR_A_LEVEL_NUMBER = frozenset(_LEVELLED.split())
"""Words that make "level 3" something else than the level of the job: a unit, a support desk, a charger."""
