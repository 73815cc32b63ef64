"""Do whole lives go well, days long, in one process without a socket or a thread, and always the same for a seed?"""
