"""What the desk's pages show of maintenance."""
