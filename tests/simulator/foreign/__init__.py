"""Small bots as users of other libraries write them; all answer alike, and none knows of the simulator."""
