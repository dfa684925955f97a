"""Words of the page of one deal: a sale with its money, its car, its customer and what led to it."""

MONEY = "Money"
PRICE, PAID, PROMISED, OPEN, OVERPAID = "Price", "Paid", "Promised", "Still to pay", "Paid too much"
MIXED = "Payments in another currency than the price are not counted."
PAYMENTS = "Payments"
PAYMENTS_NOTHING = "No payment has been noted for this deal."
PAYMENT_COLUMNS = ("Day", "Amount", "Way", "For", "Receipt")
PARTIES = "Car, customer and lead"
LEAD = "Lead: {customer}"
TIMELINE = "How it came about"
TIMELINE_NOTHING = "Nothing else is noted about this car and customer."
RELEASED = "This sale was taken back: {reason}. The car is free again."
SETTLED = "All is paid."
