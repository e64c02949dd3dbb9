"""Everything that reads tickets. `door` decides who sees what; the other modules start from it."""
