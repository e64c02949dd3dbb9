"""When lines are a list, a quote, a rule or code: only when they can hardly be anything else.

Markdown's own rules take "0800. " for a list, "> 5 minutes" for a quote, and the line after either for a part of it.
"""

import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, fence, hr, list_block
from markdown_it.rules_core import StateCore

Rule = Callable[[StateBlock, int, int, bool], bool]

# Deeper than anybody quotes; each level costs the browser a box in a box. What is deeper stays as it was typed.
DEEPEST, DEEPEST_MARK = 20, 12

# A dash with words after it; a star with a letter, since "* 21 #" is what one dials; a number below a hundred.
ITEM = re.compile(r"-[ \t]+\S|\*[ \t]+[^\W\d_]|[1-9]\d?\.[ \t]+\S")
# ">" before a number or "=" compares.
QUOTE = re.compile(r"(?:>[ \t]?)+[^\s\d=>]")
LINE = re.compile(r"-{3,}[ \t]*$")
FENCE = re.compile(r"```\w{0,20}[ \t]*$")
FENCE_END = "```"


def put_on(parser: MarkdownIt) -> None:
    """Replace the rules about blocks of a parser by stricter ones."""
    ruler = parser.block.ruler
    parser.disable("code")
    ruler.at("list", _guarded(list_block, ITEM), {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("blockquote", _guarded(blockquote, QUOTE), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.at("hr", _guarded(hr, LINE), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.at("fence", _closed_fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.before("paragraph", "outside_quote", _ends, {"alt": ["blockquote"]})
    ruler.before("paragraph", "outside_item", _ends_item, {"alt": ["paragraph"]})
    ruler.before("paragraph", "other_item", _is_no_item, {"alt": ["list"]})
    parser.core.ruler.after("block", "as_typed", _as_typed)


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _guarded(rule: Rule, looks: re.Pattern[str]) -> Rule:
    """The rule, for lines that look so."""

    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        fits = state.level < DEEPEST_MARK and looks.match(_text(state, start)) is not None
        return fits and rule(state, start, end, silent)

    return guarded


def _closed_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Code between two lines of backticks; one such line is no reason to take the rest of the text for code."""
    if FENCE.match(_text(state, start)) is None or _last_fence(state.src, state.env) <= start:
        return False
    return fence(state, start, end, silent)


def _last_fence(source: str, env: Any) -> int:
    if "last_fence" not in env:
        bare = [place for place, line in enumerate(source.split("\n")) if line.strip(" \t>") == FENCE_END]
        env["last_fence"] = bare[-1] if bare else -1
    return int(env["last_fence"])


def _ends(_state: StateBlock, _line: int, _end: int, silent: bool) -> bool:
    """A line without ">" is not in the quote above it, as Markdown has it: it is the answer to it."""
    return silent


def _ends_item(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """A line that is not indented is not in the item above it."""
    return silent and 0 <= state.sCount[line] < state.blkIndent


def _is_no_item(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """The next item of a list has to look like one too."""
    return silent and ITEM.match(_text(state, line)) is None


def _as_typed(state: StateCore) -> None:
    """Each item has the number that was typed, each paragraph the space that it began with."""
    lines = state.src.split("\n")
    for token in state.tokens:
        if token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)
        elif token.type == "ordered_list_open":
            token.attrs = {}
        elif token.type == "inline" and token.level == 1 and token.map:
            line = lines[token.map[0]]
            token.content = line[: len(line) - len(line.lstrip(" \t"))] + token.content
