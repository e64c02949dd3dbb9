"""The contract with the customer as data, and the arithmetic of its opening hours and norm times."""
