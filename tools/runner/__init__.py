"""What stands behind `./run`. Standard library only: it works before anything is installed."""
