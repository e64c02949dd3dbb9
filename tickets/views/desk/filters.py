"""The queue's filters as part of an address, so that every link back leads to the same queue."""

from urllib.parse import urlencode

from tickets.queries.queue import Filters, View


def filter_query(filters: Filters, *, without: str = "") -> str:
    """The filters as the query of an address: "" for all open tickets."""
    chosen = {
        "view": filters.view if filters.view is not View.OPEN else None,
        "category": filters.category,
        "customer": filters.organisation_id,
        "who": filters.assignee_id,
        "more": "1" if filters.more else None,
    }
    query = urlencode({name: value for name, value in chosen.items() if value and name != without})
    return f"?{query}" if query else ""
