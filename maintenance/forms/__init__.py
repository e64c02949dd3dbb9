"""What people fill in about maintenance."""
