"""The facts that are told until they have arrived: the worker, its table, one file for each delivery."""
