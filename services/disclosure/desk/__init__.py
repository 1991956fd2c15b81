"""What the people at the desk do, for API and pages alike: check what only the data files know, then ask."""
