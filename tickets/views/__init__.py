"""Pages of tickets: the portal for customers, the desk for agents."""
