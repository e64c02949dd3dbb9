"""Everything that reads about maintenance. `door` decides who sees what."""
