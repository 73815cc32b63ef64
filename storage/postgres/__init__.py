"""The PostgreSQL engine. Nothing outside this folder knows how PostgreSQL differs from SQLite."""
