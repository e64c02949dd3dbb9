"""Somebody with a keyboard and nothing else: what they press, and what has the focus then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import PASSWORD

MOST_STEPS = 80
# Which one a browser has is not ours to choose.
ORDERS_OF_A_DAY = ("%d%m%Y", "%m%d%Y", "%Y%m%d")
ORDERS_OF_A_TIME = ("%H%M", "%I%M%p")


@dataclass(frozen=True, slots=True)
class Hands:
    """Works on a page by its keyboard only."""

    page: Page

    def sign_in(self, address: str, email: str) -> None:
        """By the form, to the page that comes first."""
        self.page.goto(f"{address}/account/login/")
        self.tab_to(self.page.locator("input[name=login]"))
        self.type(email)
        self.tab_to(self.page.locator("input[name=password]"))
        self.type(PASSWORD)
        self.go("Enter")

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Into what has the focus."""
        self.page.keyboard.type(text)

    def go(self, *keys: str) -> None:
        """Press what leads to a page, and wait until it stands there with its scripts."""
        with self.page.expect_event("load"):
            self.press(*keys)

    def tab_to(self, goal: Locator, *, key: str = "Tab") -> None:
        """Step until `goal` has the focus, where it can be seen."""
        for _ in range(MOST_STEPS):
            self.press(key)
            if goal.evaluate("element => element === document.activeElement"):
                expect(goal).to_be_in_viewport()
                return
        raise AssertionError(f"{MOST_STEPS} times {key} does not lead to {goal}")

    def write_day(self, field: Locator, day: date) -> None:
        """Into the field for a date that has the focus."""
        self._write(field, [day.strftime(order) for order in ORDERS_OF_A_DAY], day.isoformat())

    def write_time(self, field: Locator, at: time) -> None:
        """Into the field for a time that has the focus."""
        self._write(field, [at.strftime(order) for order in ORDERS_OF_A_TIME], f"{at:%H:%M}")

    def _write(self, field: Locator, ways: Sequence[str], value: str) -> None:
        expect(field).to_be_focused()
        for way in ways:
            self.type(way)
            if field.input_value() == value:
                return
            self.press("ArrowLeft", "ArrowLeft", "ArrowLeft")
        raise AssertionError(f"{value} cannot be typed: there is {field.input_value()!r}")
