"""Settings, the master key and the log: what is set before the bot starts."""
