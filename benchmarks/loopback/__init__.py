"""A Bot API server and the people who write to it, in one process and as fast as Python can be.

The simulator checks every call as Telegram does, and is too slow to be a measure of anybody else's speed. This server
checks nothing.
"""
