"""One test for each lesson of the advisories of other helpdesks, named after it, and what signing in promises."""
