"""What HTTP accepts and answers, a file for each topic."""
