"""What does Telegram remember? Chats, messages, people, presses, updates; in memory, without I/O."""
