"""Who someone is: people, organisations, memberships, mandates (clause P1). Imports nothing else of ours."""
