"""What the RTF reader knows of RTF's words: which groups are no text, what a word stands for, which font speaks which
code page. After Microsoft's Rich Text Format Specification 1.9.1."""

from __future__ import annotations

# Groups by the word that opens them. Everything under "drop" is left out, as is each group that opens with "\*" and a
# word that is not here: that mark says that a reader who does not know the word may do so.
_DROPPED = """
aftncn aftnsep aftnsepc atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart author background
bkmkend bkmkstart blipuid buptim category colorschememapping colortbl comment company creatim datafield datastore
defchp defpap doccomm docvar ebcend ebcstart falt fchars ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname
ffstattext file filetbl fldinst fldtype fname fontemb fontfile formfield ftncn ftnsep ftnsepc generator gridtbl hl
hlfr hlinkbase hlloc hlsrc hsv htmltag info keycode keywords latentstyles lchars listname listoverride
listoverridetable listpicture liststylename listtable manager mailmerge mhtmltag mmath nextfile nonesttables
nonshppict objalias objclass objdata objname objsect objtime oldcprops oldpprops oldsprops oldtprops oleclsid operator
panose password passwordhash pgp pgptbl picprop pn pnseclvl pntxta pntxtb printim private propname protend protstart
protusertbl pxe revtbl revtim rsidtbl rxe shpgrp shprslt staticval subject tc template themedata title txe userprops
wgrffmtfilter windowcaption writereservation writereservhash xe xform xmlattrname xmlattrvalue xmlclose xmlname
xmlnstbl xmlopen
"""
DROPPED = frozenset(_DROPPED.split())
FONTS = "fonttbl"
STYLES = "stylesheet"
# What stands before an item as its sign: the text of it is dropped, and the paragraph is known to be an item.
SIGNS = frozenset({"listtext", "pntext"})
MARGINS = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"})
COMMENTS = frozenset({"annotation"})
NOTES = frozenset({"footnote"})
PICTURES = frozenset({"pict"})
# A shape: nothing of it is text but what stands in its box.
SHAPES = frozenset({"shp", "shpinst", "do", "sp", "sn", "sv", "svb"})
BOXES = frozenset({"shptxt", "dptxbxtext"})
# Groups with "\*" that are read like any other.
READ = frozenset({"shppict", "nesttableprops", "shpinst", "do", "ud"})

CHARACTERS = {
    "tab": " ", "emdash": "\u2014", "endash": "\u2013", "emspace": " ", "enspace": " ", "qmspace": " ",
    "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d",
    "cell": "", "zwnj": "\u200c", "zwj": "\u200d", "zwbo": "", "zwnbo": "",
}  # fmt: skip
SYMBOLS = {"~": "\xa0", "-": "\xad", "_": "\u2011", "{": "{", "}": "}", "\\": "\\"}
PARAGRAPH_ENDS = frozenset({"par", "sect", "page", "column"})
LINE_ENDS = frozenset({"line", "lbr"})

CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 78: "shift_jis", 79: "euc_kr", 80: "gb2312", 81: "big5", 85: "mac_greek",
    86: "mac_turkish", 88: "mac_latin2", 89: "mac_cyrillic", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
SYMBOL_CHARSET = 2

DOCUMENT_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
# Characters of symbol fonts that stand before items, by byte; any other is kept as it is.
SIGN_CHARACTERS = {0xB7: "\u2022", 0xA7: "\u25aa", 0xA8: "\u25cb", 0xD8: "\u27a2", 0xFC: "\u2713"}
UNDERLINES = frozenset({"ul", "uld", "uldb", "ulw", "ulwave", "ulth", "uldash", "uldashd", "uldashdd"})
