"""What a fit is asked to do, and its measurements, with every fault of both."""
