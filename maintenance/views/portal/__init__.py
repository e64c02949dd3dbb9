"""The customer's side of maintenance."""
