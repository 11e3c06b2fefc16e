"""What volunteers do later: pledges, consent, curating, review, withdrawing."""
