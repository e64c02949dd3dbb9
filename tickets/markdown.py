"""What people write in Markdown, as HTML that does no harm: no HTML of their own, no pictures, links that tell nothing.

The text is stored as it was typed; this is only how it looks. Made twice safe: the parser knows no HTML, and what it
makes goes through a list of allowed tags.
"""

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
# "*" empty: otherwise nh3 adds its own, such as a title.
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "ol": {"start"}, "*": set()}
SCHEMES = {"http", "https", "mailto", "tel"}
REL = "noopener noreferrer nofollow"
# Deeper than anybody quotes; each level costs the browser a box in a box.
DEEPEST = 20


def rendered(text: str) -> SafeString:
    """Paragraphs, lists, quotes, code, emphasis and links; a line end stays a line end, as in a mail."""
    cleaned = nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=REL,
        clean_content_tags={"script", "style"},
    )
    return mark_safe(cleaned)  # noqa: S308 - cleaned by an allow-list on the line above


class Parser(MarkdownIt):
    """Without HTML, pictures, headings and tables: a message is no page."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "breaks": True, "linkify": False, "maxNesting": DEEPEST})
        self.disable(["image", "heading", "lheading", "html_block", "html_inline", "reference"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        """A whole address only: a link within this site could be a button in disguise. Another one stays text."""
        return ":" in url and url.partition(":")[0].lower() in SCHEMES


@cache
def _parser() -> Parser:
    return Parser()
