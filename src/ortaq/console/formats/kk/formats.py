"""Kazakh: a comma before the fraction and a space between thousands, as in Russian."""

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
