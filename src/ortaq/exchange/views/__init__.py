"""The pages of what units tell each other: fetch through the door, call one verb, render. One file for one page."""
