"""Every address of the site, walked by everybody: who may what, what a stranger sees, and what leaks nowhere."""
