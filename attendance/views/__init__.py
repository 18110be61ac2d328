"""The pages of points."""
