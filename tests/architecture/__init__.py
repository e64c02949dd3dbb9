"""Rules of the house that no linter can say; each rule is also shown a sample that breaks it."""
