"""Documents on paper: one frame for all of them, a template each in templates/papers, set by typst."""
