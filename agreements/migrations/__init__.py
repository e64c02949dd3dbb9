"""Schema of the agreements and the calendar, and OZMO's own as data."""
