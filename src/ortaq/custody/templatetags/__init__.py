"""The template tags of custody."""
