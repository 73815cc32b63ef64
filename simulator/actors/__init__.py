"""What people do: everything that a phone with Telegram can."""
