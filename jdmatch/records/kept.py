"""An ``Analysis`` as bytes that a database or a cache can hold, and the same analysis read again: nothing is lost.

The contract's JSON (``wire``) is rounded and derived, for people and programs outside; what is kept is the record
itself, floats to the last digit, so that ``Analysis.at`` decides on it as on the day it was made. It is the JSON of the
records' fields, compressed, behind one line that names the format. A change of a record's fields is a new ``FORMAT``:
what has another number is refused, never guessed at, since the posting can be analysed again at any time. The form is
for this version of jdmatch alone; exports are written in the contract's shape.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

from jdmatch.errors import KeptError
from jdmatch.records.analysis import Analysis

if TYPE_CHECKING:
    import msgspec

FORMAT = 1
MOST = 1 << 28  # bytes after inflation: a hundred times what the longest posting and the largest framework give
_NAME = b"jdmatch.kept/"
_AGAIN = "Analyse the posting again."


def keep(analysis: Analysis) -> bytes:
    """The analysis as bytes for ``read``. The same analysis gives the same bytes with the same zlib."""
    return _NAME + b"%d\n" % FORMAT + zlib.compress(_json(analysis), 6)


def read(data: bytes) -> Analysis:
    """The analysis that ``keep`` was given. KeptError (JDM085) for damaged bytes, for another format number, and for
    what was never kept."""
    head = bytes(data[:32]).partition(b"\n")[0]
    number = head.removeprefix(_NAME)
    if not head.startswith(_NAME) or not number.isdigit():
        raise KeptError(f"These bytes are no analysis that jdmatch kept: their first line does not say so. {_AGAIN}")
    if int(number) != FORMAT:
        raise KeptError(
            f"The analysis was kept in format {int(number)}, and this jdmatch reads format {FORMAT}. {_AGAIN}"
        )
    return _record(_inflated(bytes(data[len(head) + 1 :])))


def _json(analysis: Analysis) -> bytes:
    import msgspec

    try:
        return msgspec.json.encode(analysis, enc_hook=_number)
    except UnicodeEncodeError:
        # A file name or a text with halves of surrogate pairs, which no UTF-8 has: Python's own writer passes them.
        plain = msgspec.to_builtins(analysis, enc_hook=_number)
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _number(value: Any) -> Any:
    """A number of NumPy's as Python's own, of the same value."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"an analysis can not hold a {type(value).__name__}")


def _inflated(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(packed, MOST)
    except zlib.error as error:
        raise _damaged(str(error)) from error
    if not inflater.eof or inflater.unused_data:
        raise _damaged("they do not end where they should")
    return data


def _record(data: bytes) -> Analysis:
    import msgspec

    try:
        try:
            return _decoder().decode(data)
        except UnicodeDecodeError:
            plain = json.loads(data.decode("utf-8", "surrogatepass"))
            return msgspec.convert(plain, Analysis)
    except (msgspec.MsgspecError, ValueError) as error:
        raise _damaged(str(error)) from error


def _damaged(reason: str) -> KeptError:
    return KeptError(f"The bytes of a kept analysis are damaged: {reason}. {_AGAIN}")


@cache
def _decoder() -> msgspec.json.Decoder[Analysis]:
    import msgspec

    return msgspec.json.Decoder(Analysis)
