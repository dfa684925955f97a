"""How likely each policy is to lapse at its renewal, at which premium, and the premiums that come in by month."""
