"""What runs by itself: sweeps by the clock, each once a slot of its timetable."""
