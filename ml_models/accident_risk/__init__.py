"""Accident risk of a driver and vehicle: expected claims against the average, moved within bounds by telematics."""
