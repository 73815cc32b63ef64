"""The bots that are measured, each in a process of its own. Each holds the same conversation of six steps.

The peers are written as the documentation of their library writes such a bot, with its defaults.
"""
