"""Every word people read that is not a field's: one module per area of the app."""
