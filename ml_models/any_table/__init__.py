"""Models of any labelled table: what a lead model and a claim fraud model share in training."""
