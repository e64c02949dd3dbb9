"""Lesson: a stored script in Markdown, whichever side wrote it, runs on no page that draws it and in no mail."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from notifications.models import Notice
from tests.cast import Cast
from tests.tickets.factories import form_of, incident, noted, replied
from tests.walk.pages import faults
from tests.walk.walker import Walker, body_of
from tickets.actions.post_status_report import Report, post_status_report
from tickets.enums import EventKind
from tickets.models import Message, Ticket
from tickets.notices.mail import render

pytestmark = pytest.mark.django_db
WORDS = """xmarkx <script data-stored>alert(1)</script>
<img src=https://evil.example/x.png data-stored onerror=alert(1)>

![foto](https://evil.example/pixel.png) [klik](javascript:alert(1)) [meer](data:text/html;base64,PHN2Zz4=)
[hier]( java\tscript:alert(1)) <javascript:alert(1)> [in huis](/account/logout/)

- <svg data-stored onload=alert(1)>
> <iframe data-stored src=//evil.example>

[naam](https://ozmo.example/"onmouseover="alert(1)) **<b data-stored onclick=alert(1)>vet</b>** `<i data-stored>`

```
</code></pre><script data-stored>alert(1)</script>
```
"""


class Drawn(HTMLParser):
    """What a browser would make of a page: the tags that load or run something, and where the links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        elsewhere = any("evil.example" in value for name, value in values.items() if name != "href")
        if elsewhere or any(name == "data-stored" or name.startswith("on") for name in values):
            self.loads.append(self.get_starttag_text() or tag)
        if tag == "a":
            self.links.append(values.get("href", ""))


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Every kind of words: a customer's, an agent's, a note, and the three parts of a status report."""
    made = incident(cast.contact, cast.customer, description=WORDS, now=cast.now)
    replied(made, cast.agent, WORDS, now=cast.now)
    made.refresh_from_db()
    noted(made, cast.agent, WORDS, now=cast.now)
    made.refresh_from_db()
    post_status_report(cast.agent, form_of(made), Report(WORDS, WORDS, WORDS), now=cast.now)
    return made


def test_stored_script_in_markdown_runs_on_no_page(cast: Cast, ticket: Ticket) -> None:
    note = Message.objects.get(event__kind=EventKind.NOTED)
    pages = {
        reverse("portal:ticket", args=(ticket.reference,)): (cast.contact, 5),
        reverse("desk:ticket", args=(ticket.reference,)): (cast.agent, 6),
        reverse("desk:publish", args=(ticket.reference, note.pk)): (cast.agent, 1),
        reverse("desk:redact", args=(ticket.reference, note.pk)): (cast.agent, 1),
    }
    for path, (person, times) in pages.items():
        response = Walker(person).get(path)
        assert (response.status_code, faults(response)) == (200, [])
        safe_and_drawn(body_of(response), times)


def test_stored_script_in_markdown_runs_in_no_mail(cast: Cast, ticket: Ticket) -> None:
    letters = [render(notice) for notice in Notice.objects.filter(recipient=cast.contact).order_by("pk")]
    drawn = [letter for letter in letters if letter and "xmarkx" in letter.html]
    assert [letter.text.count(WORDS.strip()) for letter in drawn] == [1, 3]
    for letter, times in zip(drawn, (1, 3), strict=True):
        safe_and_drawn(letter.html, times)


def safe_and_drawn(html: str, times: int) -> None:
    """Nothing runs or loads, no link is in disguise, and the words are there so many times."""
    drawn = Drawn(html)
    assert drawn.loads == []
    assert [link for link in drawn.links if link.partition(":")[0].strip().lower() in {"javascript", "data"}] == []
    assert html.count("xmarkx") == times
    assert html.count('href="https://evil.example/pixel.png"') == times
    assert "[klik](javascript:alert(1))" in html
