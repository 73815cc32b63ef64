"""What colleagues do in the staff group: one conversation per file, its table of routes first."""
