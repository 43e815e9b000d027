"""What job postings speak of, and what texts of other kinds do, as cues; no logic is here.

A cue is looked for in the text in lower case with single blanks; "_" in a cue is a blank that belongs to it, so that
"_cv_" is a word. Cues that mean the same stand in one group, so that ten ways of saying it count once.
"""

from __future__ import annotations

Groups = tuple[tuple[str, ...], ...]


def _groups(text: str) -> Groups:
    """The groups of a text, one a line, of cues that are set apart by commas."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(tuple(cue.strip().replace("_", " ") for cue in line.split(",")) for line in lines if line)


# Somebody is looked for.
HIRING = _groups(
    """
    re looking for, are looking for, is looking for, if you:, looking for a_, looking for an_, looking for some
    are you looking, you are looking, you will be responsible, you’ll be responsible, you'll be responsible, wanted
    could be you, you may be the, you might be the, are you the, are you ready, need your, we want you, we’d love
    seeking, _seeks_, now hiring, _hiring_, we are hiring, recruiting, we need a, _need a_
    opportunity for, opportunity to join, is accepting applications, we require, positions now available
    vacancy, vacancies, requires we hire, on board if you, come aboard
    immediate need for, urgent need for, you can work in our, you can work for us, job openings, job opening
    """
)
# What a posting says of the job, and of and to the one who is looked for.
POSTING = _groups(
    """
    join our, join us, join the team, joining our, join a_
    candidate, applicant, incumbent, selectee, the right person, successful person, ideal person
    you will be, you’ll be, you'll be, you will work, your role, your responsibilities, you will have, what you'll do
    experience, experienced
    skills, ability to, able to, knowledge of, proficien, requirements, must have, background in, licens
    pay grade, hours:, work hours, work schedule, staff, customers, clients, our team, the team, your career
    responsible for, responsibilities, in charge of, duties, essential functions, _tasks
    the role, this role, the position, this position, _positions, this job, job description, job title, the job
    full-time, full time, part-time, part time, _shift, internship, permanent, temporary position, _intern_, freelance
    years of experience, years experience, years' experience, years’ experience, experience in, experience with
    degree in, bachelor, high school, diploma, degree, certification, qualifications
    salary, compensation, wage, per hour, an hour, hourly, 401(k), 401k, bonus, commission, competitive, benefits
    to apply, apply now, apply online, apply today, please apply, cover letter, your cv, your resume, résumé, resume to
    equal opportunity, equal employment, background check, civil service, residency
    reports to, reporting to, under the direction, under supervision, under general, will perform, will assist
    if you:, if you are, if you have, are you a, do you have, you are a, you have, you're a, you’re a, who knows how
    $1, $2, $3, $4, $5, $6, $7, $8, $9, €1, €2, €3, £1, £2, £3, we pay
    apply at, walk in, call after, call before, bring id, stop by, come by, text us, email us, send us
    16+, 18+, 21+, or older, years of age, trainee, _helper_, _engineer_, _clerk_, _driver_, _nurse_, _manager_
    you'd own, you’d own, you own, you'll own, you’ll own, what you'd, what you’d, about you, who you are
    """
)
SOFTWARE = _groups(
    """
    _pip install, apt-get, apt install, npm install, git clone, brew install, cargo install, make install, ./configure
    ```, >>>_, import_{, #include, #!/, _def_, return_value, $_
    readme, changelog, release notes, this release, bug fixes
    the following command, command line, command-line, _--help, the option, _stdin, stdout
    _.py, .py_, .cpp, .c_, .json, .toml, .yaml, .md_, .rst, .txt_, .so_, .el_
    github.com/, gitlab.com/, pypi.org, bugs.debian, sourceforge
    environment variable, _path=, export_, /usr/, /etc/, ~/., c:\\
    the function, this function, function returns, parameters:, arguments:, deprecated, the api_, callback, the library
    the package, this package, packages, package:, maintainer:, metadata-version, requires-python
    `, ](http, *_*_*, ====
    directory, the script, config file, configuration file, the module, the file, subprocess, the parser, the compiler
    the source code, the code, the repository, pull request, the test suite, unittest, upstream, patch_
    _license_, license:, copyright (c), copyright ©
    """
)
LEGAL = _groups(
    """
    hereby, herein, thereof, hereunder, thereto, hereinafter
    without limitation, to the extent permitted, warranty, warranties, as is
    this license, the license, licensor, licensee, sublicense
    this agreement, this policy, these terms, terms and conditions, terms of service, terms of use, privacy policy
    liability, liable, indemnif, damages
    copyright holder, copyright notice, all rights reserved, redistribution, intellectual property
    personal data, personal information, your data, cookies, third parties, third party, data protection
    governing law, jurisdiction, disputes, arbitration, breach
    _we collect, we may share, we use your, consent to, your consent, opt out
    this document, last updated, effective date, table of contents, section 1_, _1.1_, definitions
    violation of this, disciplinary action, must comply with this, applies to all employees, policy applies
    the tenant shall, the landlord, the seller, the buyer, the parties
    """
)
RECIPE = _groups(
    """
    ingredients, _serves_, servings, yield:, prep time, cook time
    preheat, oven to, degrees for, °f, °c, 350, 180
    tablespoon, _tbsp, teaspoon, _tsp, _cups_, _cup_, _ml_
    _flour, _butter, _sugar, _eggs, _garlic, _onion, olive oil, baking powder, baking soda, _salt
    stir, whisk, simmer, knead, fold in, saute, sauté, _boil, _bake_, drain, chop, dice
    until golden, until smooth, until tender, until brown, minutes, let rest, let cool, set aside
    """
)
RESUME = _groups(
    """
    curriculum vitae, references available, references on request, references upon request
    work experience, professional experience, employment history, work history, career history
    professional summary, career objective, career summary, personal profile, personal statement, objective
    _present_, - present, – present, -present, to date_
    date of birth, nationality:, marital status, linkedin.com/in, hobbies, interests_
    education, university of, _gpa, graduated, b.sc, b.a., _ba_, _bs_
    _managed_, _led_, _developed_, _increased_, _reduced_, _designed_, _implemented_, _achieved_, _supervised_
    """
)
LETTER = _groups(
    """
    dear hiring, dear sir, dear ms, dear mr, dear recruit, dear_
    i am writing, i would like to apply, i wish to apply, i am applying, i was excited, i am very interested
    my experience, my current, my previous, my career, my skills, my degree, my background, my resume, my cv
    _i have_, _i am_, _i was_, _i've_, _i worked_, _i led_, _i managed_
    sincerely, yours faithfully, kind regards, best regards, yours truly
    look forward to hearing, thank you for your time, thank you for considering, at your convenience
    """
)
NEWS = _groups(
    """
    _said_, said., said that, told reporters, told the, spokesman, spokeswoman, spokesperson
    on monday, on tuesday, on wednesday, on thursday, on friday, on saturday, on sunday
    according to, reported that, announced that, confirmed that, statement said
    police said, mayor, minister, the government, lawmakers, officials said, residents said, prime minister, spokes
    _percent_, million, election, voters, strike, fire crews, _killed, injured, arrested
    last week, last month, last year, yesterday, this week, earlier this, late on
    """
)

LETTER_NAME = "a letter of application"
RESUME_NAME = "a résumé"
# What a text may be instead, most certain first.
OTHERS: tuple[tuple[str, Groups], ...] = (
    (LETTER_NAME, LETTER),
    (RESUME_NAME, RESUME),
    ("a recipe", RECIPE),
    ("a text about software", SOFTWARE),
    ("a licence, a contract or a policy", LEGAL),
    ("a news report", NEWS),
)
