"""Tells each committed fact until it has arrived: the worker, the table of deliveries, one file for each delivery."""
