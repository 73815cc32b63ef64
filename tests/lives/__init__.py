"""Whole lives of an installation, days long, in one process without a socket or a thread. A seed decides all chance."""
