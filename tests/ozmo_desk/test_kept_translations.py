"""`translate` says in each language what Django's says, however often, and never the words of another language."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

CASES = {
    '{% translate "Overview" %}': ("Overzicht", "Overview"),
    '{% translate "Overview" as word %}[{{ word }}]': ("[Overzicht]", "[Overview]"),
    '{% translate "or" context "formatting" %}': ("of", "or"),
    '{% translate "100%% <b>" %}': ("100%% <b>", "100%% <b>"),
    '{% translate "Overview"|upper %}': ("OVERZICHT", "OVERVIEW"),
    "{% translate word %}": ("Overzicht", "Overview"),
    '{% translate "Overview" noop %}': ("Overview", "Overview"),
    '{% trans "Overview" %}': ("Overzicht", "Overview"),
}


@pytest.mark.parametrize("source,expected", CASES.items())
def test_translation_that_is_kept_is_right_in_each_language(source: str, expected: tuple[str, str]) -> None:
    template = Template("{% load i18n %}" + source)
    for _ in range(2):
        for language, words in zip(("nl", "en"), expected, strict=True):
            with override(language):
                assert template.render(Context({"word": "Overview"})) == words
