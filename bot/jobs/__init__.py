"""What happens by itself? One verb a file: its docstring is its policy, its result counts the outcomes."""
