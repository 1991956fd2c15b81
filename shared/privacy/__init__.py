"""What protects a person: sealed boxes, a key per subject, codes that prove a right, screening."""
