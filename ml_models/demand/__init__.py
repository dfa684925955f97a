"""How many vehicles of each model or store will sell in the months to come, with a band."""
