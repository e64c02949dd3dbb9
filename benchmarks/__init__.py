"""What measures speed and scale, run by hand; docs/speed.md says how and gives figures."""
