"""The tests, in folders that mirror the packages; tests/README.md says how they are written and run."""
