"""The planner: pages inside the Django admin. Each loads, fills a form, calls one action and answers."""
