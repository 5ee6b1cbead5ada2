"""The pages of the figures: one file for one page."""
