"""What Telegram remembers: chats, messages, people, presses, updates; in memory, without I/O."""
