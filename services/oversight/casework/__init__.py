"""What people do, the same for the API and the pages: load, command, and what follows."""
