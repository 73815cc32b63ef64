"""One folder for each messenger: nothing outside it knows that messenger's library."""
