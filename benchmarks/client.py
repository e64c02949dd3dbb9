"""One browser, as far as speed goes: a kept connection, its cookies, and a form that is sent as it came."""

import http.client
import re
import time
from urllib.parse import urlencode

ORIGIN = "https://desk.example"
SESSION, CSRF = "__Host-session", "__Host-csrf"
HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|key)" value="([^"]+)"')
REPORT = "/melden/"


class Unexpected(Exception):
    """An answer that is no page: what is measured then is not what it seems."""


class Browser:
    """Somebody who is signed in, behind the proxy that speaks HTTPS to them."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = {SESSION: session}
        self.headers = {
            "Host": "desk.example", "Origin": ORIGIN, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1",
            "Accept-Language": "nl", "Accept": "text/html", "User-Agent": "benchmark",
        }  # fmt: skip

    def get(self, path: str) -> tuple[float, str]:
        """Seconds that a page took, from the request to the last byte, and the page."""
        return self._ask("GET", path, "", 200)

    def submit(self) -> tuple[float, float]:
        """Seconds for the report page, and for sending it filled in."""
        shown, page = self.get(REPORT)
        fields = dict(HIDDEN.findall(page)) | {
            "impact": "some", "severity": "no_functions", "phone": "0413 - 555 214",
            "subject": "Doorverbinden naar de wachtrij lukt niet",
            "description": "Sinds 09:30 komt een gesprek niet aan. Het gaat om toestel 201, 202 en 205.",
        }  # fmt: skip
        sent, _ = self._ask("POST", REPORT, urlencode(fields), 302)
        return shown, sent

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _ask(self, method: str, path: str, body: str, expected: int) -> tuple[float, str]:
        headers = self.headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        page = answer.read()
        took = time.perf_counter() - begun
        if answer.status != expected:
            raise Unexpected(f"{method} {path} answered {answer.status}: {page[:300]!r}")
        for cookie in answer.msg.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == CSRF:
                self.cookies[name] = value
        return took, page.decode()
