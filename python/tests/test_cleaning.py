"""A text is cut into what the rooms see."""

import pytest
import wiretrace
from shapes_of import misfits
from stories import COMET, RETOLD, WALL
from wiretrace import CleanText, cut

UNICODE = [
    "",
    "\0",
    "\ufeff" + WALL,
    "e\u0301" * 500,
    "\u200b\u200d\u202e\u2066" * 200,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 fell",
    "港墙倒塌，十二艘渔船被压坏。" * 20,
    "\u0430\u0440\u0440le says the h\u0430rbour fell",
    "\ufdfa" * 300,
    "\U0010ffff\ue000\uffff",
    "“" * 400,
    "1" * 2000,
]


def test_a_speaker_stands_beside_a_quotation() -> None:
    [quotation] = wiretrace.clean(WALL)["quotations"]
    assert cut(WALL, quotation["span"]).startswith("We heard the stones")
    assert quotation["speaker"] is not None and cut(WALL, quotation["speaker"]) == "Bell"


def test_numbers_and_names_know_where_they_stand() -> None:
    clean = wiretrace.clean(WALL)
    numbers = {cut(WALL, number["span"]): number["value"] for number in clean["numbers"]}
    assert numbers["12"] == 12 and numbers["400,000"] == 400_000
    assert "Ada Bell" in {cut(WALL, name["span"]) for name in clean["names"]}
    assert clean["language"] == "en"
    assert {credit["outlet"] for credit in clean["credits"]} == {"Harbour Wire"}
    assert clean["headline"] is not None and cut(WALL, clean["headline"]) == "Harbour wall at Halden falls into the sea"


def test_furniture_is_marked_and_kept() -> None:
    clean = wiretrace.clean(WALL + "\n\nShare on facebook\n")
    assert clean["sentences"][-1]["role"] == "furniture" and not clean["sentences"][-1]["is_story"]
    assert clean["story_words"] + clean["furniture_words"] == len(clean["words"])


def test_spans_count_bytes_and_not_characters() -> None:
    text = "Übergrößenträger in Ålesund zählte 12 Boote."
    clean = wiretrace.clean(text)
    assert [cut(text, word) for word in clean["words"]][-2:] == ["12", "Boote"]
    assert clean["words"][-1][1] == len(text.encode()) - 1


@pytest.mark.parametrize("text", [WALL, RETOLD, COMET, *UNICODE])
def test_any_text_has_the_shape_of_the_stubs(text: str) -> None:
    clean = wiretrace.clean(text)
    assert misfits(clean, CleanText) == []
    spans = [*clean["words"], *(sentence["span"] for sentence in clean["sentences"])]
    assert all(cut(text, span) for span in spans)


def test_half_a_character_is_refused_as_python_refuses_it() -> None:
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        wiretrace.clean("fell \udcff")
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        wiretrace.Article("fell \ud800")
