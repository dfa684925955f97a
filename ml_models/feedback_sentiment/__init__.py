"""How well a customer's feedback speaks of us, from 0 to 1, with the words that said so and what they were about."""
