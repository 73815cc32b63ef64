"""What people do in the chat with the bot: one file a conversation, its table of routes first."""
