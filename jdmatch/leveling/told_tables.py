"""How postings tell their level when they are not written in the words of personnel departments: "Gus shows you",
"you don't sign anything alone", "the calls nobody else solved", "who to hire is yours to say".

Read off the training postings of ``corpora/postings``, and widened to near relations of what was found there. Kept
apart from ``text_tables``, whose phrases come from grade standards and career ladders.
"""

from __future__ import annotations

from jdmatch.leveling.cue import TextCue

_TOLD = "how small employers tell it"
_LIMITS = "where a job's authority ends"
_CRAFT = "what the most experienced hand is asked for"
_HEAD = "what the one who answers for it decides"

_GUIDE = (
    "(mentor|coach|trainer|preceptor|buddy|journeyman|journeyperson|journey level|partner|instructor|counselor|"
    "supervisor|lead|senior|stylist|officer|nurse|licensed engineer|experienced hand|training officer)"
)
_NEWER = (
    "(hires|techs|technicians|clerks|guys|people|staff|drivers|deputies|officers|cooks|carpenters|tas|tellers|"
    "agents|starters|members|nurses|assemblers|mechanics|stylists|colleagues|teachers|analysts|engineers|hands|"
    "apprentices|crew)"
)

TOLD_CUES: tuple[TextCue, ...] = (
    # Shown, watched and checked.
    TextCue("(shows|teaches) you", "received", 0.1, 0.8, _TOLD),
    TextCue("(tells you|tell you) (what|which|where|when|what's|how)", "received", 0.14, 0.7, _TOLD),
    TextCue("like we show you", "received", 0.1, 0.8, _TOLD),
    TextCue(
        "(checks|reviews|reads|okays|approves|inspects|signs off on|looks over|goes over|watches|corrects) (your|what "
        "you|everything you|each of your|all your)",
        "received", 0.14, 0.7, _TOLD,
    ),
    TextCue(
        "(checked|reviewed|read|co signed|cosigned|signed off|initialed|okayed|looked over|countersigned) [off] by "
        "(a|an|the|your|somebody|someone)",
        "received", 0.18, 0.6, _TOLD,
    ),
    TextCue("(co signs|cosigns|countersigns) (all|your|every|each|it)", "received", 0.14, 0.7, _TOLD),
    TextCue(
        "(until|till|unless) [you|you're|you've|you are|ur|she|he|they] [have|been|is|are|you're|has] [been] (signed "
        "off|cleared|checked off|checked out|certified|licensed|initialed|okayed)",
        "received", 0.13, 0.7, _TOLD,
    ),
    TextCue(
        f"(with|next to|alongside|beside|under|by|behind|from) (a|an|your|another|one of our) {_GUIDE}",
        "received", 0.18, 0.5, _TOLD,
    ),
    TextCue("your [own|assigned|training|clinical] (mentor|preceptor|coach|trainer|buddy)", "received", 0.12, 0.6,
            _TOLD),
    TextCue("[training] (mentor|preceptor|coach|trainer) ... (with you|beside you|assigned to you)", "received", 0.1,
            0.7, _TOLD),
    TextCue("(assigned|partnered|paired|teamed) [up] with (a|an|another|one of)", "received", 0.16, 0.6, _TOLD),
    TextCue("(ask|asks) (before|first|when you're|when there|if you|somebody|someone)", "received", 0.17, 0.4, _TOLD),
    TextCue("(get|fetch|call|holler for|come get|flag|tell) (the|your|a) (supervisor|manager|lead|stylist|boss|nurse|"
            "mechanic|dispatcher|driver|leader)", "received", 0.26, 0.4, _TOLD),
    TextCue("(set up|prepared|laid out|marked|picked|chosen|written) by (others|somebody else|the lead|the teacher|"
            "your|the crew)", "received", 0.24, 0.4, _TOLD),
    TextCue("(watch|watching) and learn", "learning", 0.1, 0.6, _TOLD),
    TextCue("(first|next) (#|ninety|thirty|sixty|several|few) (days|weeks|shifts|months)", "learning", 0.2, 0.25,
            _TOLD),
    TextCue("(right|straight|fresh) out of (school|college|high school|the academy|university|training)", "learning",
            0.1, 0.8, _TOLD),
    TextCue("(newly licensed|newly certified|just passed the)", "learning", 0.14, 0.6, _TOLD),
    TextCue("(trainee|beginner|apprentice|apprenticeship|student|helper) (class|job|position|role|level|wage|rate)",
            "learning", 0.12, 0.6, _TOLD),
    # Where authority ends.
    TextCue("you (won't|will not|do not|don't|are not|aren't|never) [ever] (be|do|touch|run|sign|make|set|take|write|"
            "give|talk|change|adjust|decide|diagnose|release|approve|handle|use|expected|asked|have to)",
            "received", 0.27, 0.4, _LIMITS),
    TextCue("(you never have to|not expected to|nobody expects you to|don't expect you to) [know|have|decide|say]",
            "received", 0.2, 0.4, _LIMITS),
    TextCue("(escalate|escalates|escalating) (to|anything|what|issues|complex|problems|unusual|it)", "received", 0.36,
            0.35, _LIMITS),
    TextCue("(per|following|follow|follows|under|by|to|off|using) [the|our|a|company|posted|written|district|site|"
            "established|standard] [written|company|standard|established|standing] (protocol|protocols|playbook|"
            "procedures|workflow|script|standing orders|sop|sops|work instructions|checklist)",
            "received", 0.33, 0.35, _LIMITS),
    TextCue("(standing order|standing orders|standing protocol)", "received", 0.36, 0.3, _LIMITS),
    TextCue("(routine|ordinary|usual|everyday) (cases|matters|projects|requests|adjustments|calls|files|jobs|orders)",
            "complexity", 0.36, 0.4, _LIMITS),
    TextCue("(journey level|journey-level)", "expertise", 0.46, 0.4, _LIMITS),
    # The experienced hand.
    TextCue("(the|those|cases|jobs|calls|ones|problems|patients) [cases|jobs|calls|that|which] (nobody|no one) else "
            "(can|could|has|will|wants|solved|knows)", "complexity", 0.64, 0.7, _CRAFT),
    TextCue("(nobody|no one) else (can|could|has|solved|wants|in the|figured)", "complexity", 0.64, 0.6, _CRAFT),
    TextCue("(hard|harder|hardest|toughest|trickiest|weird|weirdest|strange|strangest|thorny|ugly|gnarly|difficult) "
            "(ones|cases|case|jobs|job|calls|call|files|problems|accounts|situations|repairs|work)",
            "complexity", 0.62, 0.5, _CRAFT),
    TextCue("(most|more) (experienced|seasoned|senior) (mechanic|driver|hand|person|tech|technician|nurse|member|one|"
            "clerk|cook|agent)", "expertise", 0.62, 0.6, _CRAFT),
    TextCue("(technical|clinical|working|journey|shift|crew|team|pod) (lead|resource|authority|guidance|leadership)",
            "people", 0.62, 0.5, _CRAFT),
    TextCue("(go to|the one) [person|tech|for] (others|everyone|other techs|the crew|people) (ask|asks|call|calls|come|"
            "comes|turn|turns)", "expertise", 0.64, 0.6, _CRAFT),
    TextCue("(come|comes|brought|bring|lands|land|escalated) (to|with) you", "expertise", 0.6, 0.4, _CRAFT),
    TextCue(f"(teach|teaches|show|shows|coach|coaches|train|trains|bring|brings|break|breaks in|pair|mentor|"
            f"guide|sign off|ride with) [up|with|the] (new|newer|younger|junior) {_NEWER}",
            "mentoring", 0.58, 0.7, _CRAFT),
    TextCue("(new|newer|junior) (hires|clerks|techs|technicians|guys|drivers|cooks|tas|stylists|paralegals) [up] (to "
            "speed|will bring you|come to you|learn from you)", "mentoring", 0.6, 0.6, _CRAFT),
    TextCue("(sign|signs|signing) [off] [on] (their|his|her) (hours|task|task books|skills|skills card|cards|"
            "competencies|training)", "mentoring", 0.6, 0.6, _CRAFT),
    TextCue("(run|runs|direct|directs|lead|leads) (#|a|the|your) [or] [#] (man|person|crew|apprentices|apprentice|"
            "helpers|helper|journeymen)", "people", 0.6, 0.6, _CRAFT),
    TextCue("(your call|your own call|on your own say|the mechanical call|your own judgment|your own judgement)",
            "autonomy", 0.6, 0.5, _CRAFT),
    TextCue("(written|gives|provides|verbal) input (for|to|into|on) (evaluations|reviews|appraisals|hiring)", "people",
            0.58, 0.5, _CRAFT),
    # The one who answers for it.
    TextCue("(you|who|it|he|she|incumbent|director|manager) (decide|decides) (which|what|whether|who|how|when|where)",
            "autonomy", 0.68, 0.5, _HEAD),
    TextCue("^ (decide|decides|decided) (which|what|whether|who|how|when|where|pricing)", "autonomy", 0.68, 0.5, _HEAD),
    TextCue("(final|last) (word|say|call|decision) [on|over|in]", "autonomy", 0.76, 0.6, _HEAD),
    TextCue("(answer|answers|answerable|accountable|accountability|held) (for|to) [the|a|an|all] (operating|budget|"
            "results|outcomes|readiness|quality|performance|spend|whole|health|profit|profitability|safety|equipment|"
            "delivery|department|team|program|function|compliance)", "autonomy", 0.8, 0.8, _HEAD),
    TextCue("(you answer for|answers for|answer for|answerable for)", "autonomy", 0.76, 0.6, _HEAD),
    TextCue("(full|twenty four hour|24 hour|total) (accountability|responsibility|charge)", "autonomy", 0.8, 0.6,
            _HEAD),
    TextCue("(has|have|having|take|takes) (full charge|charge of all|overall charge)", "autonomy", 0.76, 0.6, _HEAD),
    TextCue("(hire|hires|hiring|recruit|recruits|select|selects|choose|chooses|pick|picks|interview|appoint|appoints|"
            "audition) ... (promote|promotes|promoting|fire|fires|dismiss|dismisses|discipline|disciplines|terminate|"
            "terminates|let go|appraise|appraises|evaluate|evaluates|review|reviews|assign|assigns|separate|separates|"
            "replaces|compensates|coach|develops|develop|pay|schedule)", "people", 0.8, 0.9, _HEAD),
    TextCue("(hire|hires|recruit|recruits|select|selects|appoints|chooses|pick|picks) [and|your|the|our|own|permanent|"
            "supervise] (supervises|coach|evaluate|evaluates|appraise|staff|supervisors|managers|deputies|carpenters|"
            "hands|clinicians|team|people|crew|instructors|leadership)", "people", 0.78, 0.8, _HEAD),
    TextCue("you (hire|fire|promote)", "people", 0.78, 0.8, _HEAD),
    TextCue("(set|sets|setting|recommend|approves|approve|own|decide) ... (pay|salaries|compensation|pay bands|wages|"
            "promotions|separations|terminations|headcount|hires)", "people", 0.8, 0.7, _HEAD),
    TextCue("(operating|capital|annual|labor|department|department's|education|station|payroll|media|program|hub|"
            "consulting|team|marketing|overtime) [operating|and capital|labor|ot] (budget|budgets)", "money", 0.78,
            0.7, _HEAD),
    TextCue("(budget|line|spend|portfolio) (of|near|worth) [about|approximately|roughly|around|nearly|some]", "money",
            0.76, 0.6, _HEAD),
    TextCue("(hold|holds|carry|carries|build|builds|prepare|prepares|defend|defends|argue|argues|own|owns|draw up|"
            "answer for|live within|submit|propose) ... (budget|budgets|p&l|p & l|cost centre|cost center)", "money",
            0.8, 0.8, _HEAD),
    TextCue("(the|full|hub|whole|a|department|branch) (p&l|p & l|profit and loss)", "money", 0.84, 0.7, _HEAD),
    TextCue("(set|sets|write|writes|issue|issues|adopt|adopts|revise|revises|decide|own|owns) ... (policy|policies|"
            "general orders|standards|pricing|prices|criteria|menu)", "strategy", 0.76, 0.6, _HEAD),
    TextCue("(sets|set|defines|define|writes|write|owns|builds) ... (#|three|five|multi|annual) year (plan|plans|"
            "strategy|program|roadmap|forecast)", "strategy", 0.82, 0.7, _HEAD),
    TextCue("(#|three|five) year (plan|plans|strategy|program|roadmap|horizon)", "strategy", 0.78, 0.5, _HEAD),
    TextCue("(advise|advises|counsel|counsels|brief|briefs|present|presents|answer|answers|report|reports) [to] the "
            "(ceo|board|executives|council|commission|owners|owner|partners|president|trustees)", "strategy", 0.76,
            0.6, _HEAD),
    TextCue("(heads|head|leads|directs|runs|run|manages) (the|a|our|this) ... (department|function|division|studio|"
            "program|business|section|office|group|network|operation|clinic|centre|center)", "people", 0.78, 0.7,
            _HEAD),
)  # fmt: skip
