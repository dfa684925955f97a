"""Chance that a lead becomes a sale: additive, calibrated, trained on real sales calls or on a dealer's own leads."""
