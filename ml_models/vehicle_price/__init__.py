"""What a used vehicle should be asked for: a price with its band and reasons, and how to move it while it stands."""
