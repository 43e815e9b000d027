"""Maps: what is composed of pieces still leads back to the file."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.sources.maps import MapBuilder, Mapped, Piece
from tests.sources_kit import leads_back

texts = st.text(alphabet="ab é\n&", max_size=30)


@st.composite
def built(draw: st.DrawFn, origin: Mapped) -> Mapped:
    builder = MapBuilder()
    size = len(origin.text)
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, size))
        end = draw(st.integers(start, size))
        step = draw(st.sampled_from(["add", "put", "glue"]))
        if step == "add":
            builder.add(origin, start, end)
        elif step == "put":
            builder.put(draw(st.sampled_from(["x", "yz", origin.text[start:end]])), origin, start, end)
        else:
            builder.glue("\n")
    return builder.build()


@settings(deadline=None, max_examples=200)
@given(st.data(), texts)
def test_a_map_of_a_map_leads_back_to_the_file(data: st.DataObject, file: str) -> None:
    once = data.draw(built(Mapped.verbatim(file)))
    assert leads_back(once, file)
    assert leads_back(data.draw(built(once)), file)


@settings(deadline=None, max_examples=100)
@given(st.data(), texts)
def test_a_cut_is_the_text_between_with_the_same_places(data: st.DataObject, file: str) -> None:
    mapped = data.draw(built(Mapped.verbatim(file)))
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    cut = mapped.cut(start, end)
    assert cut.text == mapped.text[start:end]
    assert leads_back(cut, file)
    shifted = [
        Piece(p.start - start, p.end - start, p.source_start, p.source_end, p.exact) for p in mapped.within(start, end)
    ]
    assert [mapped.text[p.start + start : p.end + start] for p in shifted] == [
        cut.text[p.start : p.end] for p in shifted
    ]


def test_neighbours_in_text_and_file_become_one_piece() -> None:
    origin = Mapped.verbatim("abcdef", at=10)
    builder = MapBuilder()
    builder.add(origin, 0, 2)
    builder.add(origin, 2, 4)
    assert builder.build().pieces == (Piece(0, 4, 10, 14),)


def test_a_replacement_keeps_the_range_of_what_it_replaced() -> None:
    builder = MapBuilder()
    origin = Mapped.verbatim("R&amp;D")
    builder.add(origin, 0, 1)
    builder.put("&", origin, 1, 6)
    builder.add(origin, 6, 7)
    mapped = builder.build()
    assert mapped.text == "R&D"
    assert mapped.pieces == (Piece(0, 1, 0, 1), Piece(1, 2, 1, 6, exact=False), Piece(2, 3, 6, 7))
    assert mapped.source_range(0, 2) == (0, 6)
    assert mapped.source_range(3, 3) is None


def test_what_was_put_in_has_no_place() -> None:
    builder = MapBuilder()
    builder.glue(" | ")
    assert builder.build() == Mapped(" | ", ())
