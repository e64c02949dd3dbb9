"""Proving who somebody is beyond a password: second steps, sessions, sign-in codes, the organisation's sign-in."""
