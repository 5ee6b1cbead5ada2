"""The pages of custody: fetch through the door, call one verb, render. One file for one page."""
