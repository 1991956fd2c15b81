"""What people see in a village: everybody's pages, and the clerk's desk."""
