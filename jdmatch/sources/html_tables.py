"""What the HTML reader knows about elements: which end a line, which are never text, which are page furniture."""

from __future__ import annotations

import re

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)

# Elements that stand on lines of their own.
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
SUMMARY_DEPTH = 4
LOWEST = 6
LISTS = frozenset({"ul", "ol", "menu", "dir"})
CELLS = frozenset({"td", "th"})
# Elements that say what the lines inside them are, beside headings and items.
SHAPING = CELLS | {"caption", "dt", "dd"}
BOLD = frozenset({"b", "strong", "u", "th"})
CAPTION_WORDS = 9
# Heads of columns that are sections of a posting, and not what a table of data is about.
SECTION_COLUMN = re.compile(
    r"^\W*(?:(?:key|main|essential|primary|core|your|the|job|minimum|basic|preferred|required)\W+)*"
    r"(?:(?P<duties>responsibilit|dut(?:y|ies)\b|tasks?\b|what you(?:'|\u2019)?(?:ll| will) do|accountabilit)"
    r"|(?P<requirements>requirements?\b|qualifications?\b|skills?\b|knowledge\b|experience\b"
    r"|what you(?:'|\u2019)?(?:ll)? (?:bring|need)))",
    re.IGNORECASE,
)

# Browsers stop nesting elements, too (at 512); no page of people comes near.
DEEPEST = 256

# A start tag of the first kind ends an open element of the second, up to a border that it can not cross.
IMPLIED_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), LISTS | {"table"}),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (CELLS, frozenset({"table", "tr"})),
    "th": (CELLS, frozenset({"table", "tr"})),
    "tbody": (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"})),
    "thead": (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"})),
    "tfoot": (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"})),
    **{h: (frozenset(HEADINGS), BLOCKS - HEADINGS.keys()) for h in HEADINGS},
}
# An end tag reaches no element beyond these.
BORDERS = frozenset({"table", "td", "th", "html"})
TABLE_PARTS = frozenset({"table", "tr", "tbody", "thead", "tfoot", "body", "html"})

# Never text, whatever they hold.
NO_TEXT = frozenset(
    {
        "script", "style", "head", "template", "noscript", "svg", "math", "canvas", "video", "audio", "object", "embed",
        "iframe", "noembed", "noframes", "label", "select", "option", "datalist", "textarea", "progress", "meter",
    }
)  # fmt: skip
BUTTONS = frozenset({"button"})

# The page around the posting.
FURNITURE = frozenset({"nav", "footer", "aside", "search", "dialog"})
FURNITURE_ROLES = frozenset(
    {"navigation", "contentinfo", "complementary", "search", "dialog", "alertdialog", "banner", "menu", "menubar"}
)
FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|cookies?|cookie-?(?:banner|consent|notice|bar|policy)|gdpr|onetrust\S*|navbar|"
    r"(?:site|main|page|global|primary|top)-?(?:nav|navigation|menu|footer|header)|footer|"
    r"(?:similar|related|recommended|other|more)-?(?:jobs?|openings|positions|roles)|job-?alerts?|"
    r"share-?(?:buttons?|links?|bar|job)|social-?(?:share|links|media|icons?)|skip-?(?:link|to-content|nav)|"
    r"print-(?:information|qrcode\S*)|modal|popup|newsletter)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Only these containers are judged by their class: "footer" as the class of a <p> may be the last line of a posting.
NAMED_CONTAINERS = frozenset({"div", "section", "ul", "ol", "form"})
# A box that opens with such a heading is about other jobs or the site.
FURNITURE_HEADINGS = re.compile(
    r"^(?:similar|related|recommended|other|more|latest|featured|nearby)\s+(?:open\s+)?"
    r"(?:jobs?|openings?|positions?|roles?|opportunities|careers|vacancies)\b"
    r"|^(?:you may|you might) also\b|^jobs? you (?:may|might)\b|^people also (?:viewed|searched)\b"
    r"|^(?:get|create|sign up for)\b.{0,20}\balerts?\b|^share this\b"
    r"|^(?:cookie|privacy) (?:settings|preferences|policy)\b|^explore more\b|^follow us\b",
    re.IGNORECASE,
)

HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?:\.0*)?(?:px|em|rem|pt|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
HIDDEN_NAMES = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only)?|a11y-hidden|offscreen|u-hidden)(?:$|\s)",
    re.IGNORECASE,
)
# Boxes that a reader unfolds, whatever they look like before, and what unfolds them.
FOLDED_ROLES = frozenset({"tabpanel"})
FOLDED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:tab-?(?:pane|panel|content)s?|accordion\S*|collaps(?:e|ed|ible)|(?:read|show|see)-?more|expand\S*)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
SWITCH_NAMES = re.compile(r"accordion|collaps", re.IGNORECASE)

BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
PRE_NAMES = re.compile(r"(?:^|\s)whitespace-pre(?:-line|-wrap)?(?:$|\s)", re.IGNORECASE)
PRE_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)

# Where the posting itself stands, on pages that say so.
MAIN_ROLES = frozenset({"main"})
POSTING_TYPE = re.compile(r"schema\.org/JobPosting\b", re.IGNORECASE)
# A page that holds microdata or RDFa about a posting, before anything is known about its elements.
POSTING_DATA = re.compile(
    r"\b(?:itemtype|typeof)\s*=\s*(?:\"[^\"]{0,400}?|'[^']{0,400}?|[^\s\"'>]{0,200}?)JobPosting\b", re.IGNORECASE
)

BULLET_LINE = re.compile(r"^[ \t]*(?:[\u2022\u25aa\u25cf\u25cb\u25e6\u00b7\uf0b7]|[*\u2013-](?=\s))", re.MULTILINE)
BULLET_START = re.compile(
    r"[\u2022\u25aa\u25ab\u25a0\u25a1\u25cf\u25cb\u25e6\u25c6\u25c7\u2756\u25ba\u25b6\u25b8\u2023\u2043\u27a2\u27a4\u2713"
    r"\u2714\u2705\u2611\uf0b7\uf0a7]|[\u00b7\u2219*](?=\s)|-(?=\s)"
)
# Characters that nobody sees, for ``str.translate``.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
