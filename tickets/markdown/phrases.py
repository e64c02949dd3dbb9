"""Marks inside a line: bold, emphasis, code and addresses, only around words; a star that is dialled is no mark."""

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# A mark opens after space or an opening sign and before a letter, and closes before space or the end of a sentence.
_CLOSED = r"(?=[.,;:!?)\"'\]_*]*(?:\s|$))"
BOLD = re.compile(r"(?<![^\s(\"'\[_])\*\*(?=[^\W\d_]|_)[^*#\n]*[^\s*#]\*\*" + _CLOSED)
EMPHASIS = re.compile(r"(?<![^\s(\"'\[*])_(?=[^\W\d_]|\*\*)[^_\n]*[^\s_]_" + _CLOSED)
# In Dutch a backtick often stands for an apostrophe: `s avonds, foto`s.
CODE = re.compile(r"(?<![^\s(\"'\[])`(?!\s)[^`\n]*[^\s`]`" + _CLOSED)
ADDRESS = re.compile(r"https?://[^\s<>\"`]+")
# What ends a sentence, not an address.
TAIL = ".,;:!?'*_’”»]}"
SPACE = " \t"

Rule = Callable[[StateInline, bool], bool]


def put_on(parser: MarkdownIt) -> None:
    """Replace the rules about words of a parser by stricter ones; nothing escapes, and "&amp;" is what was typed."""
    parser.disable(["escape", "entity", "autolink"])
    ruler = parser.inline.ruler
    ruler.at("newline", _line_end)
    ruler.at("backticks", _code)
    ruler.at("emphasis", _emphasis)
    parser.inline.ruler2.disable(["emphasis", "balance_pairs"])
    parser.core.ruler.after("text_join", "addresses", _addresses)
    for kind in ("softbreak", "hardbreak"):
        parser.add_render_rule(kind, _break)


def _break(
    _self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: OptionsDict, _env: EnvType
) -> str:  # fmt: skip
    return "<br>"


def _line_end(state: StateInline, silent: bool) -> bool:
    """A line end; the space that the next line begins with stays: what was lined up stays so."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.pending = state.pending.rstrip(SPACE)
        state.push("softbreak", "br", 0)
    state.pos += 1
    return True


def _code(state: StateInline, silent: bool) -> bool:
    found = CODE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("code_inline", "code", 0)
        token.markup, token.content = "`", found.group()[1:-1]
    state.pos = found.end()
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:
    for looks, tag, length in ((BOLD, "strong", 2), (EMPHASIS, "em", 1)):
        found = looks.match(state.src, state.pos, state.posMax)
        if found is None:
            continue
        if not silent:
            _within(state, found.start() + length, found.end() - length, tag)
        state.pos = found.end()
        return True
    return False


def _within(state: StateInline, start: int, end: int, tag: str) -> None:
    """What stands between the marks, which may hold marks itself."""
    last = state.posMax
    state.pos, state.posMax = start, end
    state.push(f"{tag}_open", tag, 1)
    state.md.inline.tokenize(state)
    state.push(f"{tag}_close", tag, -1)
    state.posMax = last


def _addresses(state: StateCore) -> None:
    """A web address leads there, also when nobody made a link of it."""
    for token in state.tokens:
        if token.type == "inline" and "://" in token.content:
            token.children = list(_linked(state.md, token.children or []))


def _linked(parser: MarkdownIt, tokens: Sequence[Token]) -> list[Token]:
    made: list[Token] = []
    in_link = False
    for token in tokens:
        in_link = token.type == "link_open" or (in_link and token.type != "link_close")
        made += [token] if in_link or token.type != "text" else _split(parser, token)
    return made


def _split(parser: MarkdownIt, token: Token) -> list[Token]:
    """The text around the addresses in it, and the addresses as links."""
    made, done, text = [], 0, token.content
    for found in ADDRESS.finditer(text):
        address = _address(found.group())
        href = parser.normalizeLink(address)
        if address.endswith("//") or not parser.validateLink(href):
            continue
        made += [
            _text(text[done : found.start()]),
            Token("link_open", "a", 1, attrs={"href": href}),
            _text(address),
            Token("link_close", "a", -1),
        ]
        done = found.start() + len(address)
    return [*made, _text(text[done:])]


def _address(found: str) -> str:
    """Without the sign that ends the sentence, or closes the brackets around it."""
    bare = found.rstrip(TAIL)
    closes_more = bare.count(")") - bare.count("(")
    while closes_more > 0 and bare.endswith(")"):
        bare = bare[:-1].rstrip(TAIL)
        closes_more -= 1
    return bare


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
