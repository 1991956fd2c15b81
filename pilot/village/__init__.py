"""A village far away on a small computer of its own: joined, kept running, updated. No Docker, no Redis, no server."""
