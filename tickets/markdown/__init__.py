"""What people write, as HTML that does no harm and loses nothing: a small Markdown, strict about what is markup.

The text is stored as it was typed; this is only how it looks. Made twice safe: the parser knows no HTML, and what it
makes goes through a list of allowed tags. People type as they do in a mail: a star code, a list of extensions or a path
is no markup (`guards`, `phrases`), and what is no markup stays as it was typed.
"""

import re
from functools import cache, lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from tickets.markdown import guards, phrases

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
# "*" empty: otherwise nh3 adds its own, such as a title.
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "li": {"value"}, "*": set()}
SCHEMES = {"http", "https", "mailto", "tel"}
REL = "noopener noreferrer nofollow"
# Looked at in this process only, and found by the text itself: who has not the text finds nothing here.
KEPT = 512

# A log that was pasted is no prose: past so many marks it stays as it was typed, and takes no second to draw.
MARKS, MOST_MARKS = ("[", "*", "_", "`", "\n-", "\n>", "\n "), 1500
# Whatever the parser could see something in. Text without any of it, most of what people type, needs no parser.
_MAYBE = re.compile(r"[*_`\[]|https?://|^[ \t]*(?:>|-|\d{1,2}\.[ \t])", re.MULTILINE)
_BLANK = re.compile(r"\n\n+")
SPACE = " \t"


@lru_cache(maxsize=KEPT)
def rendered(text: str) -> SafeString:
    """Paragraphs, lists, quotes, code, emphasis and links; a line end stays a line end, as in a mail."""
    if _is_plain(text):
        return _paragraphs(text)
    cleaned = nh3.clean(
        _parser().render(text) if sum(map(text.count, MARKS)) <= MOST_MARKS else _paragraphs(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=REL,
        clean_content_tags={"script", "style"},
    )
    return mark_safe(cleaned)  # noqa: S308 - cleaned by an allow-list on the line above


def _is_plain(text: str) -> bool:
    return _MAYBE.search(text) is None and text.replace("\n", "").replace("\t", "").isprintable()


def _paragraphs(text: str) -> SafeString:
    """What the parser makes of text without marks, in a fiftieth of the time (a test holds them against each other)."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    lines = "\n".join([line.rstrip(SPACE) for line in safe.split("\n")])
    parts = [part.strip("\n").replace("\n", "<br>") for part in _BLANK.split(lines)]
    return mark_safe("".join([f"<p>{part}</p>\n" for part in parts if part]))  # noqa: S308 - escaped above


class Parser(MarkdownIt):
    """Without HTML, pictures, headings and tables: a message is no page."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "breaks": True, "maxNesting": guards.DEEPEST})
        self.disable(["image", "heading", "lheading", "html_block", "html_inline", "reference"])
        guards.put_on(self)
        phrases.put_on(self)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        """A whole address only: a link within this site could be a button in disguise. Another one stays text."""
        return ":" in url and url.partition(":")[0].lower() in SCHEMES


@cache
def _parser() -> Parser:
    return Parser()
