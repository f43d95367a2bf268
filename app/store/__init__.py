"""The only SQL: inbox, conversations, outbox, counts."""
