"""The mistakes that are planted, by the part of the house that they are in."""
