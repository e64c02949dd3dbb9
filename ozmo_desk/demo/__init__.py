"""Fictional organisations, people and tickets, so that the desk can be seen at work from the first minute."""
