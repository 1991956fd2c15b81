"""What the three services have in common: the log, the messaging protocol, the clocks, the web shell."""
