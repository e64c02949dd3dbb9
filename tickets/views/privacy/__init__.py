"""The pages of privacy: anonymising a person, and what is kept of one."""
