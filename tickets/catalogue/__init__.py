"""The form of a standard change: what its fields are, what fits in them, and how the answers read; knows no rows."""
