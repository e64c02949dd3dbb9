"""What mails of every source have in common: styles written into the tags, and a thread that mail programs follow."""

from functools import cache

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import render_to_string

from notifications.renderers import Attachment, Mail


def drawn(
    name: str, context: dict[str, object], *, subject: str, thread: str, attachments: tuple[Attachment, ...] = ()
) -> Mail:
    """The mail of the templates `emails/<name>`; all mails of one `thread` ("ticket-12") hang together."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    root = f"<{thread}@{domain}>"
    return Mail(
        subject=subject,
        text=render_to_string(f"emails/{name}.txt", context),
        html=_inliner().inline(render_to_string(f"emails/{name}.html", context)),
        headers={"References": root, "In-Reply-To": root},
        attachments=attachments,
    )


@cache
def _inliner() -> CSSInliner:
    # Style tags stay for dark mode and narrow screens; nothing is fetched from anywhere.
    return CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
