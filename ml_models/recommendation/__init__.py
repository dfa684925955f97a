"""Which of the cars for sale suits what a customer said and did: a conditional choice with additive reasons."""
