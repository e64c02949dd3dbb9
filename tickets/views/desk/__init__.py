"""The desk: queue, ticket, composer, search. Each view loads, fills a form, calls one action, and answers."""
