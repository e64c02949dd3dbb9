"""The pages on which people manage people: invitations, colleagues and mandates."""
