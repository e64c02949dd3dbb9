"""Bills: what a month comes to, its closing, and the documents."""
