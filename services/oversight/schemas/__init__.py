"""What HTTP accepts and answers, by topic."""
