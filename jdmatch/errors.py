"""Every error that jdmatch raises, and every code that it gives.

An error says what is wrong, why, and what to do next, and carries a code that never changes its meaning::

    JdmatchError                 .code .exit_code
    ├── InputError               a posting could not be read or analysed                      exit 3
    │   ├── LimitError           … because a limit of the settings was reached                exit 3
    │   └── FetchError           a URL, of a posting or a framework file, could not be fetched  exit 3
    ├── FrameworkError           a framework file was refused; .faults lists every reason      exit 3
    │   └── UnknownFrameworkError  no framework of that id is installed                       exit 2
    ├── ModelError               a model or index file is missing, damaged or another model's  exit 3
    │   └── MissingExtraError    a package of an extra is not installed; .extra                exit 2
    ├── OutputError              a result could not be written                                 exit 3
    ├── KeptError                a kept analysis is damaged or of another version's making    exit 3
    ├── EvaluationError          a suite or a result of an evaluation was refused              exit 3
    ├── SettingsError            an option or a settings file is wrong                         exit 2
    ├── BatchError               a batch run was refused before or while it ran                exit 2
    │   └── BatchStoppedError    … was stopped before its end, and can be resumed              exit 3
    └── StoreError               a database could not be used                                  exit 3
        ├── ConflictError        … what was to be written was changed by somebody else          exit 3
        └── NoSuchRecordError    … holds nothing of that number or name                         exit 3

``CODES`` is the table of codes: code → (name, what it stands for). Diagnostics use the same table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "JDM001": ("not-found", "the file does not exist"),
        "JDM002": ("is-a-folder", "a folder was given where a file is read"),
        "JDM003": ("not-readable", "the file exists but may not or can not be read"),
        "JDM004": ("empty", "the input holds no text"),
        "JDM005": ("too-short", "the text has fewer than 20 words"),
        "JDM006": ("not-a-posting", "the text reads like something else, or says nothing of a job"),
        "JDM007": ("not-english", "the text is in another language than English"),
        "JDM008": ("foreign-part", "a part of an English posting is in another language and was not analysed"),
        "JDM009": ("limit", "a limit of size, pages, characters, members or time was reached"),
        "JDM010": ("encrypted", "the document needs a password"),
        "JDM011": ("scanned", "the document holds pictures of text, and no text"),
        "JDM012": ("broken-document", "the document is damaged or is not of the kind its first bytes say"),
        "JDM013": ("undecodable", "the bytes are no text in any encoding that could be detected"),
        "JDM014": ("broken-json", "the JSON can not be parsed"),
        "JDM015": ("no-job-posting", "the JSON or the page holds no JobPosting"),
        "JDM016": ("mojibake", "garbled characters were mended before anything else was done"),
        "JDM017": ("hidden-text", "text that a reader of the page does not see was left out"),
        "JDM018": ("not-analysed", "a part of the document (a picture, an attachment) was not analysed"),
        "JDM019": ("unknown-format", "the file is of a kind that no reader knows"),
        "JDM020": ("duplicate-id", "two postings have the same id"),
        "JDM021": ("network-off", "a URL was given, and the network was not allowed"),
        "JDM022": ("address-refused", "a URL is malformed, or it leads to an address that jdmatch does not ask"),
        "JDM023": ("unreachable", "a host has no address, takes no connection, or broke it off"),
        "JDM024": ("network-timeout", "a host did not answer in time"),
        "JDM025": ("tls", "an encrypted connection could not be made, or its certificate is not valid for the host"),
        "JDM026": ("http-status", "a web server answered with something else than the file"),
        "JDM027": ("robots", "a site's robots.txt does not let jdmatch fetch the file, or could not be had"),
        "JDM028": ("several-postings", "the file holds several postings where one is read"),
        "JDM030": ("framework-refused", "a framework file has faults and was refused whole"),
        "JDM031": ("unknown-framework", "no framework of that id is installed"),
        "JDM032": ("framework-format", "the framework's format is unknown or not supported"),
        "JDM033": ("framework-conflict", "another framework of that id is installed"),
        "JDM034": ("framework-embedded", "the framework is a part of jdmatch and can not be removed"),
        "JDM035": ("framework-choice", "the source holds several frameworks and one is wanted"),
        "JDM036": ("framework-rows", "rows of a framework file can not be kept, and nothing may be left out"),
        "JDM040": ("model-damaged", "a model file is missing or its sha256 is not the manifest's"),
        "JDM041": ("index-damaged", "an index is damaged or belongs to another model or framework"),
        "JDM042": ("extra-missing", "a package of an extra is not installed"),
        "JDM043": ("encoder-unusable", "the named encoder can not be loaded"),
        "JDM050": ("not-writable", "an output could not be written"),
        "JDM060": ("bad-option", "an option has a value that it can not have"),
        "JDM061": ("bad-settings", "a settings file has an unknown key or a wrong value"),
        "JDM070": ("batch-refused", "a batch run can not start or go on as it was asked for"),
        "JDM071": ("batch-stopped", "a batch run was stopped before its end: too many failures, or a worker died"),
        "JDM080": ("suite-refused", "an evaluation suite, or a row of its data, is not as the format says"),
        "JDM081": ("suite-skipped", "the data of an evaluation suite are not there"),
        "JDM082": ("result-refused", "a result or item file of an evaluation is damaged or not as the format says"),
        "JDM083": ("database-unusable", "a database can not be reached, opened, read or written"),
        "JDM084": ("database-newer", "a database was made by a newer jdmatch"),
        "JDM085": ("kept-unreadable", "a kept analysis is damaged, or was kept by another version of jdmatch"),
        "JDM086": ("conflict", "somebody else has changed meanwhile what was to be written"),
        "JDM087": ("no-such-record", "the database holds nothing of that number or name"),
        "JDM088": ("audit-broken", "the audit log is not as it was written"),
        "JDM089": ("not-allowed", "nobody has signed in, or the one who has may not do that"),
        "JDM099": ("internal", "jdmatch made a mistake: please report it"),
    }
)


class JdmatchError(Exception):
    """The root of the tree. ``code`` is a key of ``CODES``; ``exit_code`` is the command line's."""

    exit_code = 3

    def __init__(self, message: str, *, code: str) -> None:
        if code not in CODES:
            raise KeyError(f"{code} is no code of jdmatch.errors.CODES")
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (document worker, batch); keyword-only codes do not survive the default.
        return (_rebuild, (type(self), self.__dict__.copy()))


def _rebuild(kind: type[JdmatchError], state: dict[str, object]) -> JdmatchError:
    error = kind.__new__(kind)
    Exception.__init__(error, state.get("message", ""))
    error.__dict__.update(state)
    return error


def traced(error: BaseException) -> str:
    """Where an error came from, for a log: the kinds of errors, each with the lines of jdmatch that it went through and
    the one that raised it, without what the errors say. Their words may hold a posting's, and logs hold none."""
    from pathlib import Path
    from traceback import extract_tb

    own, out = str(Path(__file__).parent), []
    seen: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in seen:
        seen.append(at)
        frames = extract_tb(at.__traceback__)
        shown = [one for one in frames[:-1] if one.filename.startswith(own)] + list(frames[-1:])
        places = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in shown]
        out.append(f"{type(at).__name__} ({' > '.join(places)})")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return " from ".join(out)


class InputError(JdmatchError):
    """A posting could not be read or analysed."""


class LimitError(InputError):
    """A posting reached a limit of the settings."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="JDM009")


class FetchError(InputError):
    """What a URL names, a posting or a framework file, could not be fetched."""


class FrameworkError(JdmatchError):
    """A framework file was refused. ``faults`` are (place, reason) pairs, every one that was found; ``skipped`` are the
    rows that would not be kept even without these."""

    def __init__(
        self,
        message: str,
        *,
        faults: Sequence[tuple[str, str]] = (),
        skipped: Sequence[tuple[str, str]] = (),
        code: str = "JDM030",
    ) -> None:
        super().__init__(message, code=code)
        self.faults = tuple(faults)
        self.skipped = tuple(skipped)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {place} → {reason}" for place, reason in self.faults)])


class UnknownFrameworkError(FrameworkError):
    """No framework of that id is installed."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message, code="JDM031")


class ModelError(JdmatchError):
    """A model or index file is missing, damaged or made by another model."""


class MissingExtraError(ModelError):
    """A package that an extra brings is not installed."""

    exit_code = 2

    def __init__(self, what: str, extra: str, *, system: str = "") -> None:
        """``system``: the command that installs what the package needs of the system, where that is what is missing."""
        lacking = "libraries of the system that are" if system else "a package that is"
        command = system or f"pip install 'jdmatch[{extra}]'"
        super().__init__(
            f"{what} needs {lacking} not installed. Install {'them' if system else 'it'} with: {command}", code="JDM042"
        )
        self.extra = extra


class OutputError(JdmatchError):
    """A result could not be written."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="JDM050")


class KeptError(JdmatchError):
    """An analysis that was kept can not be read again."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="JDM085")


class EvaluationError(JdmatchError):
    """A suite of evaluation data, or a result of an evaluation, was refused."""

    def __init__(self, message: str, *, code: str = "JDM080") -> None:
        super().__init__(message, code=code)


class SettingsError(JdmatchError):
    """An option or a settings file is wrong."""

    exit_code = 2

    def __init__(self, message: str, *, code: str = "JDM060") -> None:
        super().__init__(message, code=code)


class BatchError(JdmatchError):
    """A batch run was refused before it started, or stopped."""

    exit_code = 2

    def __init__(self, message: str, *, code: str = "JDM070") -> None:
        super().__init__(message, code=code)


class BatchStoppedError(BatchError):
    """A batch run was stopped before its end by something that no option asked for; it can be resumed."""

    exit_code = 3

    def __init__(self, message: str) -> None:
        super().__init__(message, code="JDM071")


class StoreError(JdmatchError):
    """A database could not be used."""

    def __init__(self, message: str, *, code: str = "JDM083") -> None:
        super().__init__(message, code=code)


class ConflictError(StoreError):
    """What was to be written was changed meanwhile by somebody else; nothing was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="JDM086")


class NoSuchRecordError(StoreError):
    """The database holds nothing of that number or name."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="JDM087")


def nearest(word: str, choices: Sequence[str]) -> str:
    """Return `` Did you mean 'x'?`` for the choice most like ``word``, else a list of all choices (or of the first
    few), ready to stand behind the sentence that says what is wrong."""
    close = get_close_matches(word.lower(), [c.lower() for c in choices], n=1, cutoff=0.5)
    if close:
        real = next(c for c in choices if c.lower() == close[0])
        return f" Did you mean '{real}'?"
    shown = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "")
    return f" Known: {shown}." if choices else ""
