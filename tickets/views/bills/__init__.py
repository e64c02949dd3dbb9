"""Bills on the page: what both sides see of a month, its files, and the administrators' pages that close it."""
