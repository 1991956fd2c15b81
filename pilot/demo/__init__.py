"""One scripted quarter of the pilot district, told as a story and checked step by step: ``make demo``."""
