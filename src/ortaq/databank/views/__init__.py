"""The pages of the data bank."""
