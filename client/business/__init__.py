"""The rules of the day over what the replica holds: who holds a car, what asks for consent, what rings and when."""
