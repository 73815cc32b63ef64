"""What people do in the chat with the bot: one conversation per file, its table of routes first."""
