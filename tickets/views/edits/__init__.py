"""What administrators see before an edit of the calendar or an agreement is saved, and the simulator."""
