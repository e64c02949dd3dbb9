"""The outbox: who is told what, as rows in the transaction of the change, and their delivery."""
