"""What the mail reader knows of mails: where an earlier mail begins, what a signature looks like, which lines are
nobody's words but the mail system's."""

from __future__ import annotations

import re

# "-----Original Message-----", "---------- Forwarded message ---------", "Begin forwarded message:"
EARLIER = re.compile(
    r"^[\s>*_-]*(?:(?P<forwarded>(?:begin )?forwarded message|forwarded by .{0,80})"
    r"|original (?:message|appointment))[\s:*_-]*$",
    re.IGNORECASE,
)
# The fields of an earlier mail's header, as mail programs write them above it.
HEAD_FIELD = re.compile(
    r"^[\s>*]*(?P<name>from|sent|date|to|cc|bcc|subject|reply-to|importance)\s*\*?:\*?\s*(?P<value>.*)$", re.IGNORECASE
)
HEAD_FEWEST = 3
HEAD_LINES = 40
HEAD_MUST = ({"from"}, {"sent", "date"}, {"subject", "to"})
ATTRIBUTION = re.compile(r"^\s*on\b.{6,300}\bwrote\s*:\s*$", re.IGNORECASE | re.DOTALL)
ATTRIBUTION_START = re.compile(r"^\s*on\s+(?:\w{3,9},?\s|\d)", re.IGNORECASE)
ATTRIBUTION_LINES = 3
QUOTED = re.compile(r"^[ \t]*>")
QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+")

SIGNATURE_RULE = re.compile(r"^(?:--|\u2014|__+) ?$")
CLOSING = re.compile(
    r"^(?:(?:with )?(?:best|kind|kindest|warm|warmest)(?: regards| wishes)?|regards"
    r"|(?:yours )?(?:sincerely|truly|faithfully)|cheers|many thanks"
    r"|thanks(?: again| so much| in advance| and (?:best|kind)? ?regards)?|thank you(?: so much| in advance)?"
    r"|all the best|respectfully)\s*[,.!\u2013-]?$",
    re.IGNORECASE,
)
SIGNATURE_LINES = 14
SIGNATURE_WORDS = 80

# Lines that mail systems put in.
NOTICE_LINE = re.compile(
    r"^\W*(?:\[?external(?: e-?mail| sender)?\]?\W*$|caution\s*:.*\b(?:e-?mail|message|sender|links?)\b"
    r"|(?:this|the) (?:e-?mail|message) (?:was|has been) (?:sent|scanned|checked)|this e-?mail originated"
    r"|\[?external(?: e-?mail)?\]?\s*:|sent from (?:my|mail|outlook|yahoo|the)\b|get outlook for\b"
    r"|(?:to )?unsubscribe\b|you(?: are|'re)? receiv(?:e|ed|ing) this (?:(?:e-?mail|message)\b|because\b)"
    r"|view (?:this e-?mail )?in (?:your |a )?browser|manage (?:your )?(?:subscription|preferences)"
    r"|please consider the environment)",
    re.IGNORECASE,
)
# A paragraph that begins so goes on to the next blank line or the end.
NOTICE_PARAGRAPH = re.compile(
    r"^\W*(?:confidentiality(?: notice| note| statement)?\b|disclaimer\b|(?:notice|important)\s*:.*\bconfidential"
    r"|(?:this|the information (?:contained )?in this) (?:e-?mail|message|communication|transmission)\b.*"
    r"\b(?:confidential|intended|privileged)|if you are not the intended recipient)",
    re.IGNORECASE,
)

SUBJECT_PREFIX = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|tr)\s*(?:\[\d+\])?\s*:|\[[^\]]{1,40}\])\s*", re.IGNORECASE)
SUBJECT_LABEL = re.compile(
    r"^\s*(?:(?:new|open|current|urgent)\s+)?(?:(?:job|position|role|career|employment)\s+)?"
    r"(?:posting|opening|vacancy|opportunity|advert(?:isement)?|ad|description|spec|position|role|job|now hiring|hiring"
    r"|we(?:'|\u2019)?re hiring|we are hiring|requisition)(?:\s+(?:available|to fill|for review|draft))?\s*"
    r"(?:[:\u2013\u2014-]\s*|\s+for\s+(?:an?\s+)?)",
    re.IGNORECASE,
)

# In a mail's HTML: elements that hold an earlier mail or a signature, by what their programs call them.
QUOTE_NAMES = re.compile(
    r"(?:^|\s)(?:gmail_quote|gmail_quote_container|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra"
    r"|mail-quote-collapse|appendonsend|ms-outlook-mobile-reference-message)(?:$|\s)",
    re.IGNORECASE,
)
SIGNATURE_NAMES = re.compile(
    r"(?:^|\s)(?:gmail_signature(?:_prefix)?|moz-signature|signature|ms-outlook-mobile-signature|applemailsignature"
    r"|protonmail_signature_block|x_signature)(?:$|\s)",
    re.IGNORECASE,
)
FORWARDED_WITHIN = re.compile(r"forwarded\s+message", re.IGNORECASE)
# A part of HTML that shows more than running text.
RICH = re.compile(r"<(?:li|h[1-6]|td|th|strong|b|u)\b", re.IGNORECASE)

ENCRYPTED_TYPES = frozenset({"multipart/encrypted", "application/pgp-encrypted"})
SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
PGP = "-----BEGIN PGP MESSAGE-----"
SAVED_BY = re.compile(r"saved by", re.IGNORECASE)
MENTIONS_ATTACHMENT = re.compile(r"\b(?:attach(?:ed|ment|ments|ing)?|enclos(?:ed|ure)|see the file)\b", re.IGNORECASE)
