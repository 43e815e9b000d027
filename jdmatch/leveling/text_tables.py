"""What duties and requirements say about level: supervision received and given, autonomy, scope, money, complexity.

Wording decides, not topic: the same ledger is kept "under close supervision" or "with full responsibility". The ideas
come from the places named beside each cue; the positions were set by judgement, and their weights together are fitted
(``jdmatch.training.level``). Phrases with a cue's words and another meaning are in ``mask_tables``.
"""

from __future__ import annotations

from jdmatch.leveling.cue import TextCue

_OPM = "supervision and complexity wording of US federal grade standards"
_LADDERS = "published career ladders"
_POSTINGS = "what postings ask for"
_HR = "duties of people who have others reporting to them"

_PEOPLE = (
    "(staff|team|teams|employees|personnel|crew|crews|technicians|nurses|people|associates|workers|subordinates|"
    "reports|engineers|developers|accountants|analysts|clerks|cooks|members|team members|lpns|rns|cnas|teachers|"
    "tellers|drivers|foremen|direct reports|managers|supervisors|electricians|mechanics|installers|attorneys|"
    "instructors)"
)
_SUPERVISE = (
    "(supervise|supervises|supervising|manage|manages|managing|lead|leads|leading|oversee|oversees|overseeing|"
    "direct|directs|directing|supervised|managed|led|directed)"
)

TEXT_CUES: tuple[TextCue, ...] = (
    # Supervision received.
    TextCue(
        "under [the|your] (direct|close|immediate|constant|continuous|strict) (supervision|direction|guidance|"
        "oversight|instruction)",
        "received", 0.12, 1.0, _OPM,
    ),
    TextCue("under (supervision|instruction|guidance|oversight)", "received", 0.18, 0.9, _OPM),
    TextCue("under [the|your] (supervision|direction|guidance|oversight) of", "received", 0.27, 0.6, _OPM),
    TextCue("under (general|limited|moderate) (supervision|direction|guidance)", "received", 0.38, 0.5, _OPM),
    TextCue(
        "under [very] (minimal|little|minimum) (supervision|direction|guidance|oversight)",
        "autonomy", 0.53, 0.6, _OPM,
    ),
    TextCue(
        "under [general|broad] (administrative|executive|policy|strategic) (supervision|direction|guidance)",
        "autonomy", 0.7, 0.8, _OPM,
    ),
    TextCue("(closely|directly) supervised", "received", 0.14, 0.8, _OPM),
    TextCue("supervised by", "received", 0.28, 0.3, _OPM),
    TextCue(
        "with [close|constant|direct|some|regular] (oversight|guidance|supervision|direction|support|help|"
        "assistance) (from|by|of)",
        "received", 0.2, 0.7, _LADDERS,
    ),
    TextCue(
        "with (close|constant|direct|regular|frequent) (oversight|guidance|supervision|direction|support)",
        "received", 0.15, 0.8, _LADDERS,
    ),
    TextCue("(as|when) (directed|instructed|told)", "received", 0.22, 0.5, _OPM),
    TextCue("(assigned|delegated) (tasks|projects|work|duties) ... (by|from)", "received", 0.25, 0.4, _OPM),
    TextCue("as assigned by", "received", 0.26, 0.4, _OPM),
    TextCue(
        "(follow|follows|following) ... (instructions|directions|checklist|checklists)",
        "received", 0.2, 0.4, _OPM,
    ),
    TextCue("step by step", "received", 0.12, 0.7, _OPM),
    TextCue("(is|are|be|gets|has) (checked|reviewed|corrected|approved) by", "received", 0.22, 0.6, _OPM),
    TextCue(
        "(refer|refers|report|reports|hand|hands|pass|passes|escalate|escalates|bring|brings) ... to ... "
        "(supervisor|manager|lead|charge nurse|foreman|senior colleague|senior clerk|chef|team leader|nurse)",
        "received", 0.24, 0.5, _OPM,
    ),
    TextCue(
        "(ask|asks|seek|seeks|seeking) (for help|help|guidance|advice|assistance|direction)",
        "received", 0.17, 0.5, _LADDERS,
    ),
    TextCue("(starting|beginning|learning) to", "learning", 0.18, 0.4, _LADDERS),
    # Autonomy.
    TextCue(
        "(with|requires|require|requiring|need|needs) [very] (minimal|little|minimum|limited|no|reduced) [direct|"
        "daily] (supervision|direction|oversight|guidance|support|review)",
        "autonomy", 0.52, 0.5, _OPM,
    ),
    TextCue(
        "without [direct|close|constant] (supervision|oversight|direction|guidance|help|review)",
        "autonomy", 0.54, 0.5, _OPM,
    ),
    TextCue("(independently|autonomously|unsupervised)", "autonomy", 0.5, 0.4, _LADDERS),
    TextCue("(autonomous|high degree of autonomy|great autonomy)", "autonomy", 0.55, 0.4, _LADDERS),
    TextCue(
        "(independent|own|professional|seasoned) (judgment|judgement|discretion|initiative)",
        "autonomy", 0.55, 0.4, _OPM,
    ),
    TextCue("full (responsibility|ownership|accountability|authority)", "autonomy", 0.66, 0.7, _LADDERS),
    TextCue("(end to end|from start to finish|from concept to)", "autonomy", 0.6, 0.4, _LADDERS),
    TextCue(
        "(take|takes|taking) (full|complete|end to end) (ownership|responsibility)",
        "autonomy", 0.64, 0.6, _LADDERS,
    ),
    TextCue(
        "(sole|final|ultimate|overall) (responsibility|authority|decision|accountability)",
        "autonomy", 0.74, 0.7, _OPM,
    ),
    TextCue("(accountable|answerable|answers) for", "autonomy", 0.68, 0.4, _LADDERS),
    TextCue("(you own|you'll own|you will own)", "autonomy", 0.62, 0.4, _LADDERS),
    TextCue("^ (own|owns)", "autonomy", 0.62, 0.4, _LADDERS),
    # People answered for.
    TextCue(f"{_SUPERVISE} ... {_PEOPLE}", "people", 0.74, 0.8, _HR),
    TextCue(
        "(supervise|supervises|manage|manages|managing|lead|leads|oversee|oversees|run|runs) [the|a|an|our] "
        "[entire|whole|daily] [operations of] [the] (department|division|branch|unit|office|store|kitchen|shift|"
        "clinic|function|plant|warehouse)",
        "people", 0.68, 0.6, _HR,
    ),
    TextCue(
        "(assign|assigns|schedule|schedules|review|reviews|check|checks|inspect|inspects|plan|plans) ... (work|"
        f"tasks|shifts) of [other|the] {_PEOPLE}",
        "people", 0.66, 0.6, _HR,
    ),
    TextCue(
        "(assign|assigns|assigning|delegate|delegates|delegating) [and review|and prioritize|and monitor] (work|"
        "tasks|duties|staff|responsibilities|assignments)",
        "people", 0.66, 0.6, _HR,
    ),
    TextCue(
        "(provide|provides|providing|exercise|exercises|exercising) [direct|daily|general|functional|technical|"
        "clinical|administrative] supervision",
        "people", 0.72, 0.8, _HR,
    ),
    TextCue("(direct|on site|daily|day to day) [on site] supervision", "people", 0.7, 0.6, _HR),
    TextCue(f"supervision of [all|the|other] {_PEOPLE}", "people", 0.7, 0.7, _HR),
    TextCue(
        "(supervisory|management|managerial|people management) (experience|responsibilities|responsibility|duties|"
        "role|capacity)",
        "people", 0.68, 0.5, _HR,
    ),
    TextCue("(leadership) (experience|role|position)", "people", 0.64, 0.35, _HR),
    TextCue("experience (managing|leading|supervising|directing)", "people", 0.68, 0.5, _HR),
    TextCue("(direct|indirect) (reports|report)", "people", 0.75, 0.7, _HR),
    TextCue(
        "(hire|hires|hiring) ... (train|training|coach|coaching|fire|firing|discipline|disciplining|develop|"
        "evaluate|evaluating|evaluation|terminate|termination|mentor|supervise)",
        "people", 0.72, 0.5, _HR,
    ),
    TextCue(
        "(conduct|conducts|conducting|write|writes|complete|completes|prepare|prepares|give|gives|deliver|"
        "delivers) ... performance (reviews|evaluations|appraisals|review|evaluation|appraisal)",
        "people", 0.74, 0.7, _HR,
    ),
    TextCue(
        "(evaluate|evaluates|evaluating|appraise|appraises|discipline|disciplines|disciplining|counsel|counsels) "
        "... (employees|staff|personnel|subordinates|performance)",
        "people", 0.7, 0.5, _HR,
    ),
    TextCue(
        "(build|builds|building|grow|grows|growing|scale|scaling|develop|develops|developing) (a|the|your|our|"
        "high performing|an effective) [high performing|strong|world class|great] (team|teams|department|"
        "organization)",
        "people", 0.76, 0.6, _LADDERS,
    ),
    TextCue(
        "(staffing|headcount|workforce|succession) (decisions|planning|plans|needs|levels|models)",
        "people", 0.74, 0.5, _HR,
    ),
    TextCue(
        "(act|acts|acting|serve|serves|serving|function|functions|rotate|rotates|work|works) as [a|the|relief] "
        "(charge nurse|charge|charge rn|team lead|team leader|shift lead|lead|lead worker|foreman)",
        "people", 0.6, 0.4, _HR,
    ),
    TextCue(
        "(in charge of|takes charge of|responsible for leading|responsible for supervising)",
        "people", 0.64, 0.5, _HR,
    ),
    TextCue("responsible for (managing|overseeing|directing)", "scope", 0.60, 0.3, _HR),
    # People helped along.
    TextCue(
        "(mentor|mentors|mentoring|coach|coaches) [and coach|and train|and guide|and mentor|and develop] (junior|"
        "new|other|younger|less experienced|team|staff|colleagues|peers|employees|engineers|associates|"
        "apprentices|interns|nurses|developers|analysts)",
        "mentoring", 0.62, 0.6, _LADDERS,
    ),
    TextCue("(mentor|mentors|mentoring|mentorship|as a mentor|as a coach|as mentor)", "mentoring", 0.6, 0.4, _LADDERS),
    TextCue(
        "(train|trains|training|onboard|onboards|orient|orients|teach|teaches|guide|guides|guiding|direct|directs|"
        "supervise|supervises|precept|precepts) [and supervise|and mentor|and guide|# or #|and coach] [and] (new|"
        "junior|other|less experienced|newer|fellow) (staff|employees|hires|team members|technicians|colleagues|"
        "nurses|clerks|members|associates|engineers|workers|cooks|analysts|accountants|drivers)",
        "mentoring", 0.56, 0.6, _LADDERS,
    ),
    TextCue(
        "(supervise|supervises|direct|directs|oversee|oversees|lead|leads|train|trains|guide|guides) ... "
        "(apprentices|helpers|interns|trainees|volunteers|juniors|assistants|aides|new hires)",
        "mentoring", 0.58, 0.6, _HR,
    ),
    TextCue("(precept|precepts|precepting|as preceptor|as a preceptor)", "mentoring", 0.58, 0.5, _LADDERS),
    TextCue(
        "(to|of|with|for|and|guide|guides|support|supervise|lead|help|helps|other|more) (junior|less "
        "experienced) (staff|engineers|team members|colleagues|accountants|analysts|developers|"
        "members|clerks|nurses|technicians|cooks)",
        "mentoring", 0.59, 0.5, _LADDERS,
    ),
    TextCue("(coach|coaches|mentor|mentors|guide|guides|precept) # [or #]", "mentoring", 0.58, 0.5, _LADDERS),
    # Scope.
    TextCue(
        "(department|organization|organisation|company|enterprise|firm|agency|division|system|hospital|plant|"
        "campus|practice|county|city|region) wide",
        "scope", 0.74, 0.5, _LADDERS,
    ),
    TextCue(
        "(across|throughout) the (organization|organisation|company|business|enterprise|department|agency|"
        "industry|region)",
        "scope", 0.64, 0.4, _LADDERS,
    ),
    TextCue(
        "(multiple|several|all) (departments|sites|locations|business units|facilities|branches|teams|regions|"
        "clinics)",
        "scope", 0.62, 0.3, _LADDERS,
    ),
    TextCue(
        "(represent|represents|representing) the (company|organization|organisation|department|agency|division|"
        "firm|hospital|bank)",
        "scope", 0.66, 0.4, _OPM,
    ),
    TextCue(
        "(industry|sector|profession|national|external) (standards|leaders|bodies|groups|committees|conferences|"
        "forums)",
        "scope", 0.66, 0.2, _LADDERS,
    ),
    TextCue(
        "(board of directors|executive team|executive leadership|senior leadership|senior management|c suite|"
        "executive management|executive committee|leadership team)",
        "scope", 0.68, 0.35, _OPM,
    ),
    TextCue("^ (lead|leads|leading)", "scope", 0.65, 0.4, _LADDERS),
    TextCue("^ (oversee|oversees|overseeing|directs|directing)", "scope", 0.67, 0.4, _LADDERS),
    TextCue(
        "(manage|manages|managing|oversee|oversees|coordinate|coordinates|supervise|supervises) ... (vendors|"
        "agencies|contractors|subcontractors|suppliers|consultants)",
        "scope", 0.61, 0.35, _LADDERS,
    ),
    # Strategy, policy, standards.
    TextCue(
        "(develop|develops|developing|define|defines|defining|set|sets|setting|drive|drives|driving|own|owns|"
        "shape|shapes|shaping|establish|establishes|create|creates|formulate|formulates|lead|leads|direct|directs|"
        "design|designs|manage|manages|oversee|oversees|responsible for) ... (strategy|vision|roadmap|"
        "roadmaps|strategic plan|strategic plans|strategic direction|operating model)",
        "strategy", 0.76, 0.6, _LADDERS,
    ),
    TextCue(
        "(develop|develops|developing|define|defines|drive|drives|create|creates|formulate|formulates|lead|leads|design|"
        "designs|implement) ... strategies",
        "strategy", 0.66, 0.4, _LADDERS,
    ),
    TextCue(
        "strategic (planning|direction|initiatives|plan|plans|priorities|goals|decisions|thinking|leadership|"
        "objectives|roadmap|partnerships)",
        "strategy", 0.68, 0.4, _LADDERS,
    ),
    TextCue(
        "(long term|long range|multi year) (plan|plans|planning|strategy|vision|goals|roadmap|strategies)",
        "strategy", 0.74, 0.5, _LADDERS,
    ),
    TextCue("(thought leader|thought leadership|industry leader)", "strategy", 0.8, 0.4, _LADDERS),
    TextCue(
        "(develop|develops|developing|establish|establishes|establishing|set|sets|setting|formulate|"
        "formulates|approve|approves|own|owns) ... (policy|policies|standards|governance|operating procedures)",
        "strategy", 0.7, 0.5, _OPM,
    ),
    TextCue(
        "(set|sets|setting|establish|establishes|define|defines) ... (goals|targets|objectives|priorities|"
        "direction|budgets|quotas|expectations)",
        "strategy", 0.68, 0.4, _HR,
    ),
    TextCue(
        "(implement|implements|lead|leads|drive|drives|champion|champions) ... (change|transformation|improvement|"
        "improvements|initiatives)",
        "strategy", 0.62, 0.3, _LADDERS,
    ),
    # Money.
    TextCue("(owned|managed|set) ... (budget|budgets)", "money", 0.68, 0.5, _HR),
    TextCue(
        "(manage|manages|managing|own|owns|control|controls|administer|administers|oversee|oversees|develop|"
        "develops|set|sets|defend|defends|approve|approves|plan|plans|monitor|monitors) ... (budget|budgets)",
        "money", 0.68, 0.5, _HR,
    ),
    TextCue(
        "(budget|budgetary|financial|fiscal) (responsibility|authority|accountability|oversight|ownership)",
        "money", 0.74, 0.6, _HR,
    ),
    TextCue(
        "(full|own|owns|manage|manages|managing|responsible for|responsibility for|accountable for) ... (p&l|p & "
        "l|profit and loss|pnl)",
        "money", 0.84, 0.8, _HR,
    ),
    TextCue(
        "(approve|approves|approving|authorize|authorizes|sign off on|signs off on) ... (expenditures|purchases|"
        "invoices|credit|contracts|write offs|overtime|refunds|spend|spending|budgets|hiring)",
        "money", 0.7, 0.5, _OPM,
    ),
    TextCue("(signing|approval|purchasing|signature) authority", "money", 0.7, 0.5, _OPM),
    TextCue(
        "(negotiate|negotiates|negotiating) ... (contracts|contract|agreements|terms|settlements|leases|pricing)",
        "money", 0.62, 0.4, _OPM,
    ),
    # Complexity.
    TextCue(
        "(highly|most|very|extremely|more|unusually) (complex|difficult|sensitive|challenging)",
        "complexity", 0.64, 0.5, _OPM,
    ),
    TextCue("complex", "complexity", 0.57, 0.25, _OPM),
    TextCue("(non routine|nonroutine|unusual|ambiguous|ambiguity|novel)", "complexity", 0.6, 0.4, _OPM),
    TextCue(
        "(handle|handles|handling|resolve|resolves|resolving|manage|manages|take|takes|own|owns) ... (escalations|"
        "escalated|escalation)",
        "complexity", 0.58, 0.4, _LADDERS,
    ),
    TextCue("root (cause|causes)", "complexity", 0.58, 0.3, _OPM),
    TextCue(
        "(simple|basic|routine|straightforward|standard|minor|repetitive) (tasks|task|duties|assignments|work|"
        "questions|inquiries|requests|issues|repairs|entries|problems|bugs|reports|calculations|calls|changes|"
        "documents|office|clerical|data|transactions|cases|customer|calculation|maintenance)",
        "complexity", 0.22, 0.5, _OPM,
    ),
    TextCue(
        "(data entry|filing|photocopying|photocopy|faxing|mail sorting|scan documents|run errands)",
        "complexity", 0.24, 0.25, _OPM,
    ),
    TextCue("(well defined|clearly defined|limited scope|small scope|small tasks)", "complexity", 0.2, 0.5, _LADDERS),
    # Expertise.
    TextCue("subject matter (expert|experts|expertise)", "expertise", 0.66, 0.4, _LADDERS),
    TextCue(
        "(go to person|go to expert|recognized expert|recognised expert|technical authority|leading expert|"
        "recognized authority)",
        "expertise", 0.76, 0.6, _LADDERS,
    ),
    TextCue(
        "(deep|extensive|in depth|expert|mastery|thorough|comprehensive|expert level) (knowledge|expertise|"
        "understanding|experience)",
        "expertise", 0.57, 0.3, _POSTINGS,
    ),
    TextCue(
        "(basic|general|some|limited|fundamental) (knowledge|understanding|familiarity|experience|awareness|"
        "mechanical skills)",
        "expertise", 0.28, 0.35, _POSTINGS,
    ),
    TextCue(
        "(progressively responsible|progressive experience|increasingly responsible|progressive leadership|"
        "progressively more)",
        "expertise", 0.67, 0.5, _POSTINGS,
    ),
    TextCue("(proven|demonstrated) (track record|leadership)", "expertise", 0.58, 0.3, _POSTINGS),
    # Learning and assisting.
    TextCue(
        "(will|you'll|willing|willingness|eager|eagerness|opportunity|desire|ability|able|interested) [to] learn",
        "learning", 0.26, 0.25, _POSTINGS,
    ),
    TextCue("(learn|learns|learning) (the|how|our|about|from)", "learning", 0.18, 0.4, _LADDERS),
    TextCue("(shadow|shadows|shadowing)", "learning", 0.12, 0.6, _LADDERS),
    TextCue("(currently|actively) (enrolled|pursuing|studying)", "learning", 0.1, 0.8, _POSTINGS),
    TextCue("(enrolled in|pursuing) (a|an|your|an accredited|college|university)", "learning", 0.1, 0.7, _POSTINGS),
    TextCue(
        "(new|recent) [college|university|nursing] (grad|grads|graduate|graduates)",
        "learning", 0.12, 0.7, _POSTINGS,
    ),
    TextCue(
        "less than (#|a) [months|month|year|years] [of] (experience|year|months|years)",
        "learning", 0.12, 0.6, _POSTINGS,
    ),
    TextCue("(probationary|training|orientation) period", "learning", 0.2, 0.2, _POSTINGS),
    TextCue(
        "(on the job|full|paid|hands on|extensive) training [will be|is] [provided|available|given]",
        "learning", 0.18, 0.35, _POSTINGS,
    ),
    TextCue("(internship|co op) experience", "learning", 0.24, 0.4, _POSTINGS),
    TextCue("(assist|assists|assisting)", "assisting", 0.29, 0.3, _LADDERS),
    TextCue("^ (help|helps|helping|support|supports|supporting)", "assisting", 0.33, 0.3, _LADDERS),
    TextCue("(participate|participates|participating) in", "assisting", 0.33, 0.2, _LADDERS),
)  # fmt: skip
