"""The one port that the bot listens on: for messengers that bring events, and for programs that watch the bot."""
