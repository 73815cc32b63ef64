"""The bot as it ships, in a process that is killed again and again while people apply: what is left is judged."""
