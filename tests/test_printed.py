"""A number is found in a report as it is printed, in the language of the report."""

import pytest

from samspil.reports.printed import is_printed, printed
from samspil.reports.words import words

ENGLISH = [
    ("decided", "430", "the median"),
    ("gain", "+1,430", "more"),
    ("range", "430 (230 to 1,900)", "a range"),
    ("share", "4.3%", "a share"),
    ("less", "−430", "less"),
]
DANISH = [("fullest", "1.900", "medianskønnet"), ("share", "4,3 pct.", "en andel")]


@pytest.mark.parametrize(
    ("rows", "lang", "text", "ids"),
    [
        (ENGLISH, "en", "430", ["decided", "range", "less"]),
        (ENGLISH, "en", "1,900", ["range"]),
        (ENGLISH, "en", "1900", ["range"]),
        (ENGLISH, "en", "+1,430", ["gain"]),
        (ENGLISH, "en", "-430", ["less"]),
        (ENGLISH, "en", "4.3%", ["share"]),
        (ENGLISH, "en", "43", []),
        (DANISH, "da", "1.900", ["fullest"]),
        (DANISH, "da", "4,3", ["share"]),
    ],
)
def test_a_number_is_found_as_it_is_printed(rows: list, lang: str, text: str, ids: list[str]) -> None:
    assert [name for name, *_ in printed(rows, text, words(lang))] == ids


def test_an_id_is_no_number() -> None:
    assert not any(map(is_printed, ("target", "policies.1.2.4", "annex-headline.2.2.3")))
    assert all(map(is_printed, ("430", "1,900", "−4.3 %", "+12")))
