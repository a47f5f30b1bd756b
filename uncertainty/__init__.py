"""What is not known: priors, samples, and predictions with bands."""
