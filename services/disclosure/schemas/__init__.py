"""What HTTP accepts and answers: one file a topic."""
