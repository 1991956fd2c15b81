"""What an operator does to a node: parked messages, rebuilding, verifying, backing up, restoring."""
