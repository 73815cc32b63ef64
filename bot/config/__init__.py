"""Settings, the master key and the log."""
