"""What every device and the hub must agree on: schema, documents, rights, envelopes. No Qt, no web framework."""
