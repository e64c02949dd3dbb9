"""Who sends the bills: the file that DESK_SELLER names, and the sentences when it is wrong."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ozmo_desk.seller import DEMO, seller

GOOD = """
name = "OZMO B.V."
street = "Voorbeeldstraat 1"
postcode = "5400 AA"
city = "Uden"
kvk_number = "12345678"
vat_number = "NL 0012.34.567.B01"
iban = "NL00 BANK 0000 0000 00"
"""


def read(folder: Path, text: str) -> object:
    file = folder / "seller.toml"
    file.write_text(text, encoding="utf-8")
    return seller(str(file), demo=False)


def test_the_demo_has_a_seller_and_production_has_none_until_it_is_told() -> None:
    assert seller("", demo=True) == DEMO
    assert seller("", demo=False) is None


def test_numbers_are_kept_without_their_spaces_and_the_rest_has_defaults(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD + 'prefix = "OZ"\n')
    assert isinstance(found, dict)
    assert (found["payment_days"], found["prefix"], found["party"]["country"]) == (30, "OZ", "NL")
    assert (found["party"]["vat_number"], found["party"]["iban"]) == ("NL001234567B01", "NL00BANK0000000000")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "cannot be read as TOML"),
        (GOOD.replace("name =", "nom ="), "lacks name"),
        (GOOD + "colour = 'red'", "colour is not understood"),
        (GOOD + "bic = 1", "bic is not understood"),
        (GOOD.replace("NL00 BANK", "?"), "iban '\\?0000000000' does not look like one"),
        (GOOD + "payment_days = 900", "payment_days must be"),
        (GOOD + "prefix = 'much too long'", "prefix must be"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        seller(str(tmp_path / "nothing.toml"), demo=False)
