"""`{% translate "..." %}` remembers its words for each language: a page says some eighty, and they never change.

Django looks each up anew, through a lazy object; that was a tenth of a ticket's page.
"""

from typing import Any

from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.templatetags import i18n

from ozmo_desk.templatetags.ui import language


class KeptTranslation(Node):
    """The node of Django, asked once for each language."""

    child_nodelists = ()

    def __init__(self, node: Any) -> None:
        self.node, self.name, self.words = node, node.asvar, dict[str, str]()
        node.asvar = None

    def render(self, context: Context) -> str:
        """The words, or nothing when they are put under a name."""
        spoken = language()
        words = self.words.get(spoken)
        if words is None:
            words = self.words[spoken] = self.node.render(context)
        if self.name is None:
            return words
        context[self.name] = words
        return ""


def translate(parser: Parser, token: Token) -> Node | NodeList:
    """The tag: what has a fixed text, no filter and a fixed context is remembered, the rest is Django's."""
    node: Any = i18n.do_translate(parser, token)
    fixed = getattr(node.filter_expression.var, "literal", None) is not None and not node.filter_expression.filters
    about = node.message_context
    return KeptTranslation(node) if fixed and not node.noop and (about is None or not about.is_var) else node


def install() -> None:
    """Under the names that every template uses."""
    i18n.register.tag("translate", translate)
    i18n.register.tag("trans", translate)
