"""What is done with time: recording and correcting it, the stopwatch, and other rates for what was recorded (W3)."""
