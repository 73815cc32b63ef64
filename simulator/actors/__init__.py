"""What can people do? Everything a phone with Telegram can."""
