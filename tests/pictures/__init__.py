"""The pictures in `docs/`, taken of the real app over the demo dealership: `python3 dev.py pictures`."""
