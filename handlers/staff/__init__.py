"""What colleagues do in the staff group: one file a conversation, its table of routes first."""
