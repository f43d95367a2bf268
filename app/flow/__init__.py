"""The talk: a pure machine that turns a conversation and a message into the next conversation and what is said."""
