"""Keys and names that were stored before there was a rule for them: listed, and mended with history."""
