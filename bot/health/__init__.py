"""What can keep the bot from its work, and how it is said."""
