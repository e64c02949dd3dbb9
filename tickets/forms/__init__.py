"""What people type about tickets, checked before an action sees it."""
