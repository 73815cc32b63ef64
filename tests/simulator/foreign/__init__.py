"""Small bots as the users of other libraries write them; each answers alike and knows nothing of the simulator."""
