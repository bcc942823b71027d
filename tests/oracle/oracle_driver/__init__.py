"""What the drivers of all frameworks share, and a module for each framework."""
