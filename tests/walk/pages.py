"""What is read from an answer: links, texts, and whatever a strict content security policy does not allow."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse

LINKS = {"href", "hx-get", "src", "action"}
# A data block is no script: browsers never run it, and the policy does not stop it.
DATA_TYPES = {"application/json", "application/ld+json"}
OURS = "http://testserver"
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
    "report-uri /csp-report/", "report-to csp",
}  # fmt: skip
FILE_POLICY = {"sandbox", "default-src 'none'"}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Page(HTMLParser):
    """The links of a page, and its breaches of the policy."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.breaches: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at one tag."""
        values = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in values and values.get("type") not in DATA_TYPES):
            self.breaches.append(f"<{tag}> in the page")
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag == "form" and (values.get("method") or "get").lower() == "post":
            return
        self.links += [value for name, value in attrs if name in LINKS and value]

    def _attribute(self, tag: str, name: str, value: str) -> None:
        runs = name.startswith(("on", "hx-on", "data-hx-on")) or name == "style"
        if runs or value.strip().lower().startswith("javascript:") or (name.startswith("hx-") and "js:" in value):
            self.breaches.append(f"<{tag} {name}={value!r}>")
        if name in {"src", "action"} and urlsplit(value).netloc:
            self.breaches.append(f"<{tag} {name}={value!r}> is elsewhere")


def page_of(response: HttpResponse) -> Page | None:
    """The answer as a page, when it is one."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return None
    return Page(response.content.decode())


def addresses(response: HttpResponse, path: str) -> set[str]:
    """Where the page leads within this site, without the part after #."""
    page = page_of(response)
    whole = {urljoin(OURS + path, link) for link in (page.links if page else [])}
    if "Location" in response.headers:
        whole.add(urljoin(OURS + path, response.headers["Location"]))
    split = [urlsplit(address) for address in whole if address.startswith(f"{OURS}/")]
    return {each.path + (f"?{each.query}" if each.query else "") for each in split}


def faults(response: HttpResponse) -> list[str]:
    """What is wrong with an answer, whoever gets it and whatever it says."""
    found = [
        f"{name}: {response.headers.get(name)}" for name, value in HEADERS.items() if _other(response, name, value)
    ]
    policy = {part.strip() for part in response.headers.get("Content-Security-Policy", "").split(";")}
    if policy != (FILE_POLICY if response.streaming else POLICY):
        found.append(f"Content-Security-Policy: {sorted(policy)}")
    if "no-store" not in re.split(r",\s*", response.headers.get("Cache-Control", "")):
        found.append(f"Cache-Control: {response.headers.get('Cache-Control')}")
    if not response.headers.get("Permissions-Policy"):
        found.append("no Permissions-Policy")
    page = page_of(response)
    return found + (page.breaches if page else [])


def _other(response: HttpResponse, name: str, value: str) -> bool:
    return response.headers.get(name) != value
