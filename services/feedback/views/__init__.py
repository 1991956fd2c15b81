"""What people read: one file a read model, each rebuildable from the log."""
