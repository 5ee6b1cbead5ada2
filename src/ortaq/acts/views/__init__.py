"""The pages of acts: fetch through the door, call one verb, render. One file for one matter."""
